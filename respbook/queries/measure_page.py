"""问责事项的页面: which of its problems are still open, which circulars name the unit, who holds the post now (features Y1, Y4)."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.circulars import Circular, CircularItem
from respbook.models.findings import Finding
from respbook.models.measures import Measure
from respbook.models.units import Unit
from respbook.queries.measures import holder_on
from respbook.queries.units import CALLED, IN_ORDER, signing_with
from respbook.rules.chinese import day
from respbook.rules.lifecycles import BEFORE_DONE, CircularState
from respbook.rules.measures import kind_words
from respbook.rules.permissions import Viewer

_BACK = timedelta(days=180)


def open_findings_of(row: Measure) -> list[int]:
    """所据问题中还没有改完的, whose unit it still is; the links are loaded."""
    found = (link.finding for link in row.links if link.finding is not None)
    return [each.id for each in found if each.state in BEFORE_DONE and each.unit_id == row.unit_id]


def circulars_naming(row: Measure) -> Sequence[Circular]:
    """已签发、写有该单位的通报 of the last half year, the youngest first: one statement."""
    names = exists().where(
        CircularItem.circular_id == Circular.id,
        CircularItem.finding_id == Finding.id,
        Finding.unit_id == row.unit_id,
    )
    rows = select(Circular).where(
        Circular.town_id == row.town_id,
        Circular.state == CircularState.ISSUED,
        Circular.issued_on >= row.made_on - _BACK,
        names,
    )
    return db.session.scalars(rows.order_by(Circular.issued_on.desc(), Circular.id.desc())).all()


def notice_text(row: Measure) -> str:
    """通知正文 as it is offered, from facts and clause; the clerk may word it otherwise."""
    until = f"请于{day(row.due_on)}前整改到位，并回复办理情况。" if row.due_on else "请抓紧整改，并回复办理情况。"
    return f"经查：{row.facts}\n依据：{row.clause}\n镇里决定对你单位{kind_words(row.kind)}。{until}"


def handed_on(row: Measure, holder_now: str) -> bool:
    """前任任内事项: whoever holds the post now was not there; the matter is his to finish, not his to answer for."""
    return bool(row.holder_name) and row.holder_name != holder_now


def units_offered(viewer: Viewer) -> list[tuple[str, str]]:
    """可选的单位, as choices of a form: one statement."""
    rows = db.session.execute(select(Unit.id, CALLED).where(signing_with(viewer)).order_by(*IN_ORDER))
    return [(str(unit_id), called) for unit_id, called in rows]


def following(row: Measure) -> Sequence[Measure]:
    """由它而起的后一级: one statement."""
    rows = select(Measure).where(Measure.follows_id == row.id).order_by(Measure.id)
    return db.session.scalars(rows.options(joinedload(Measure.unit))).all()


__all__ = [
    "circulars_naming",
    "following",
    "handed_on",
    "holder_on",
    "notice_text",
    "open_findings_of",
    "units_offered",
]
