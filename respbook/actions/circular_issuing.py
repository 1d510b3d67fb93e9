"""通报签发: set outside the write gate under the number that is expected, then number and frozen paper in one deed (R71)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from respbook.actions import audit, notices
from respbook.actions.action import action
from respbook.actions.circular_proposals import check_current
from respbook.actions.circulars import called, expected, touched
from respbook.actions.counters import expected_number, next_number
from respbook.actions.overtaken import Overtaken, made_again
from respbook.models.base import db
from respbook.models.circulars import Circular
from respbook.papers import stored
from respbook.papers.blocks import Paper
from respbook.papers.circular import compose_circular
from respbook.press.binder import Binder
from respbook.queries.audit_head import anchored
from respbook.queries.circulars import circular_notice, content_of, units_told
from respbook.rules.chinese import china_day
from respbook.rules.circulars import LONGEST_WHY, check_issuer, issue_words
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import CIRCULAR
from respbook.rules.notices import NoticeFacts
from respbook.rules.numbering import YEAR, format_number
from respbook.rules.permissions import Permission, Viewer, demand, standing_in
from respbook.store import Store

Picture = Callable[[str], bytes]
"""Gives the clean copy of a photo by the sha256 of its original."""


@dataclass(frozen=True)
class Press:
    """签发所需: the binder, the store, and where clean copies of photos come from."""

    binder: Binder
    store: Store
    picture: Picture


@dataclass(frozen=True)
class _Ready:
    serial: int
    number: str
    paper: Paper
    pdf_sha256: str
    pages: int


def issue(circular_id: int, version: int, press: Press, *, by: Viewer, now: datetime) -> Circular:
    """签发: the leader's deed, on what the clerk has proposed. Raises RuleBroken, StaleVersion, NotInSight, DiskFull."""
    demand(by, Permission.CIRCULAR_ISSUE)

    def once() -> Circular:
        return _take(circular_id, version, _prepare(circular_id, version, press, by, now), by=by, now=now)

    return made_again(once, "同时签发的人较多，这份没有轮到；请稍后再点“签发”。")


def _prepare(circular_id: int, version: int, press: Press, by: Viewer, now: datetime) -> _Ready:
    row = expected(circular_id, version, by)
    _check(row, by)
    year = china_day(now).year
    serial = expected_number(counter_key(row, year))
    number = format_number(row.number_pattern, year, serial) if row.number_pattern else issue_words(serial)
    content = content_of(row, china_day(now), number)
    paper = anchored(compose_circular(content))
    db.session.rollback()
    pictures = {sha256: press.picture(sha256) for sha256 in paper.pictured}
    pressed = press.binder.pdf(paper, "", pictures)
    return _Ready(serial, number, paper, press.store.put(pressed.pdf), pressed.pages)


def _check(row: Circular, by: Viewer) -> None:
    CIRCULAR.fire(row.state, "issue", by)
    check_issuer((row.proposed_by_id or 0, row.proposed_by), (by.user_id, by.name))
    check_current(row, by)


def counter_key(row: Circular, year: int) -> str:
    """编号序列: each kind by itself year by year, or the 文号 by its pattern."""
    if not row.number_pattern:
        return f"circular/{row.town_id}/{row.kind}/{year}"
    return f"circular/{row.town_id}/{row.number_pattern}/{year if YEAR in row.number_pattern else '-'}"


@action(Permission.CIRCULAR_ISSUE)
def _take(circular_id: int, version: int, ready: _Ready, *, by: Viewer, now: datetime) -> Circular:
    """落号: all at once, or nothing. Raises Overtaken, RuleBroken, StaleVersion."""
    row = expected(circular_id, version, by)
    _check(row, by)
    on = china_day(now)
    if next_number(counter_key(row, on.year)) != ready.serial:
        raise Overtaken
    row.state = CIRCULAR.fire(row.state, "issue", by)
    row.year, row.serial, row.number_text = on.year, ready.serial, ready.number
    row.issued_on, row.issued_by, row.issued_at = on, by.name, now
    row.paper, row.paper_sha256 = stored.dumped(ready.paper), stored.fingerprint(ready.paper)
    row.pdf_sha256, row.pages = ready.pdf_sha256, ready.pages
    after = {"编号": ready.number, "文书摘要": row.paper_sha256, "PDF摘要": row.pdf_sha256}
    audit.note("circular.issue", row, called(row), after=after)
    _tell_units(row, by, now)
    return touched(row, by, now)


def _tell_units(row: Circular, by: Viewer, now: datetime) -> None:
    """发通知: a circular is made to be read by all of the town; each unit finds it on its page of today, once."""
    unit_ids = units_told(by)
    if not unit_ids:
        return
    words = circular_notice(row)
    facts = NoticeFacts(
        words.title, words.purpose, words.text, unit_ids, subject_kind=row.__tablename__, subject_id=row.id
    )
    notices.send(facts, by=standing_in(by, Permission.NOTICE_WRITE), now=now)


@action(Permission.CIRCULAR_ISSUE)
def void(circular_id: int, why: str, version: int, *, by: Viewer, now: datetime) -> Circular:
    """作废: the number stays taken, the paper stays readable and says so. Raises RuleBroken, StaleVersion, NotInSight."""
    row = expected(circular_id, version, by)
    if not why.strip():
        raise RuleBroken("请写明为什么作废，各单位都会看到。", "why")
    row.state = CIRCULAR.fire(row.state, "void", by)
    row.voided_at, row.voided_by, row.void_reason = now, by.name, why.strip()[:LONGEST_WHY]
    audit.note("circular.void", row, called(row), after={"作废原因": row.void_reason})
    return touched(row, by, now)
