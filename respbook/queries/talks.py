"""约谈的页面: what was said last, what a summons and its minutes are made from, how the notice was received (features Y2)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.findings import Finding
from respbook.models.measures import MeasureLink, Talk, TalkEntry
from respbook.models.notices import NoticeUnit
from respbook.models.units import Holder
from respbook.papers.talk import About
from respbook.queries.holders import PRESENT
from respbook.rules.findings import number_words
from respbook.rules.talks import Held, Summons, TalkDeed
from respbook.rules.units import PostRole


def last_said(row: Talk, *deeds: TalkDeed) -> TalkEntry | None:
    """最近一次说的 of some kinds; the entries are loaded."""
    return next((each for each in reversed(row.entries) if each.deed in deeds), None)


def words_said(row: Talk, deed: TalkDeed) -> str:
    """最近一次的文字; empty where nothing was said."""
    entry = last_said(row, deed)
    return entry.words if entry else ""


def photos_of(entry: TalkEntry | None) -> list[str]:
    """随附的照片, by their digests."""
    return [each.evidence.sha256 for each in entry.evidence if each.evidence.is_photo] if entry else []


def about(row: Talk, issuer: str, number: str = "") -> About:
    """约谈的当事."""
    return About(row.issuer or issuer, row.measure.unit.name, row.measure.clause, row.number_text or number)


def summons_of(row: Talk) -> Summons:
    """约谈安排 of a talk whose notice went out."""
    assert row.meet_on is not None and row.explain_until is not None
    return Summons(
        row.meet_on, row.meet_at, row.place, row.host, row.persons, row.cause, row.problems, row.explain_until
    )


def held_of(row: Talk) -> Held:
    """约谈记录 of a talk that was held."""
    assert row.held_on is not None and row.demands_until is not None
    return Held(row.held_on, row.present, row.demands, row.demands_until, row.promise)


def offered(row: Talk) -> Mapping[str, Any]:
    """约谈通知的初稿 from the measure: who holds the first post, the facts, the open problems: two statements."""
    measure = row.measure
    holders = db.session.execute(
        select(Holder.post, Holder.name)
        .where(Holder.unit_id == measure.unit_id, Holder.role == PostRole.FIRST, PRESENT)
        .order_by(Holder.position, Holder.id)
    )
    links = db.session.scalars(
        select(MeasureLink)
        .where(MeasureLink.measure_id == measure.id, MeasureLink.finding_id.is_not(None))
        .order_by(MeasureLink.position)
        .options(
            joinedload(MeasureLink.finding).load_only(Finding.year, Finding.serial, Finding.category, Finding.text)
        )
    )
    problems = [_problem(link.finding) for link in links if link.finding is not None]
    persons = "、".join(f"{row.post}{row.name}" for row in holders)
    return {"persons": persons, "cause": measure.facts, "problems": "\n".join(problems)[:1000] or measure.facts}


def _problem(finding: Finding) -> str:
    return f"{number_words(finding.year, finding.serial)}　{finding.category}：{finding.text or '见照片'}"


def receipt_of(row: Talk) -> NoticeUnit | None:
    """约谈通知的签收: one statement."""
    return db.session.get(NoticeUnit, (row.notice_id, row.measure.unit_id)) if row.notice_id else None
