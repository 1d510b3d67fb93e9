"""通知列表: what the office sent, how far it has got; what a unit received; what of it waits on 今天."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select

from respbook.models.base import db
from respbook.models.notices import Notice, NoticeReply, NoticeUnit
from respbook.models.units import Unit
from respbook.queries.listing import PAGE_SIZE, Listing, total_of, within
from respbook.queries.scope_notices import kept_by, notices_in_sight, sent_to
from respbook.rules.chinese import CHINA
from respbook.rules.lifecycles import NoticeState
from respbook.rules.notices import Tally
from respbook.rules.permissions import Viewer

SHOWN_TODAY = 8


@dataclass(frozen=True)
class NoticeFilter:
    """通知筛选: words of title or purpose, what is left to do (open, done, withdrawn), sent from and to which day."""

    words: str = ""
    show: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class NoticeRow:
    """通知列表的一行; ``tally`` is the office's, ``taken`` and ``replied`` are the viewer's own unit's."""

    id: int
    town_id: int
    title: str
    purpose: str
    state: NoticeState
    wants_receipt: bool
    reply_by: date | None
    sent_at: datetime
    sent_by: str
    tally: Tally
    replies: int
    taken: bool = False
    replied: bool = False
    laid: bool = False
    """送达本单位的, also where the viewer is an office below the one that sent it."""


def _of_units(*columns: Any) -> Select[Any]:
    """A figure over the units of the notice of the row."""
    chosen = select(*columns).select_from(NoticeUnit).join(Unit, Unit.id == NoticeUnit.unit_id)
    return chosen.where(NoticeUnit.notice_id == Notice.id).correlate(Notice)


_WAITS = and_(NoticeUnit.taken_at.is_(None), Unit.retired_on.is_(None))
"""未签收: of a unit that still is; a retired one is asked no more."""
_WAITING = _of_units(func.count()).where(_WAITS).scalar_subquery()
_TAKEN = _of_units(func.count()).where(NoticeUnit.taken_at.is_not(None)).scalar_subquery()
_RETIRED = _of_units(func.count()).where(NoticeUnit.taken_at.is_(None), Unit.retired_on.is_not(None)).scalar_subquery()
_REPLIED = (
    select(func.count(NoticeReply.unit_id.distinct()))
    .where(NoticeReply.notice_id == Notice.id)
    .correlate(Notice)
    .scalar_subquery()
)


def _own(viewer: Viewer) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether the viewer's unit took the notice, and whether it replied."""
    taken = select(NoticeUnit.notice_id).where(
        NoticeUnit.notice_id == Notice.id, NoticeUnit.unit_id == viewer.unit_id, NoticeUnit.taken_at.is_not(None)
    )
    replied = select(NoticeReply.id).where(NoticeReply.notice_id == Notice.id, NoticeReply.unit_id == viewer.unit_id)
    return taken.correlate(Notice).exists(), replied.correlate(Notice).exists()


def _wanted(viewer: Viewer, wanted: NoticeFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [notices_in_sight(viewer)]
    if wanted.words.strip():
        like = within(wanted.words)
        found.append(or_(Notice.title.like(like, escape="\\"), Notice.purpose.like(like, escape="\\")))
    if wanted.first is not None:
        found.append(Notice.sent_at >= datetime.combine(wanted.first, time.min, CHINA))
    if wanted.last is not None:
        found.append(Notice.sent_at <= datetime.combine(wanted.last, time.max, CHINA))
    if wanted.show == NoticeState.WITHDRAWN:
        found.append(Notice.state == NoticeState.WITHDRAWN)
    elif wanted.show in ("open", "done"):
        left = _WAITING > 0 if viewer.of_office else ~_own(viewer)[0]
        found += [Notice.state == NoticeState.SENT, left if wanted.show == "open" else ~left]
    return found


def notice_list(viewer: Viewer, wanted: NoticeFilter, page: int = 1) -> Listing[NoticeRow]:
    """通知 in sight, the newest first: two statements however many."""
    conditions = _wanted(viewer, wanted)
    rows = db.session.execute(
        _rows(viewer).where(*conditions).order_by(Notice.sent_at.desc(), Notice.id.desc()).limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )  # fmt: skip
    return Listing([_row(row) for row in rows], total_of(select(Notice.id).where(*conditions)), page)


def _rows(viewer: Viewer, *, own: bool = False) -> Select[Any]:
    """What a row tells; a unit is not told how others do."""
    taken, replied = _own(viewer)
    columns: list[Any] = [taken.label("taken"), replied.label("replied")]
    if viewer.of_office and not own:
        columns = [
            _TAKEN.label("took"),
            _WAITING.label("waiting"),
            _RETIRED.label("retired"),
            _REPLIED.label("replies"),
        ]
    return select(Notice, literal(own).label("laid"), *columns)


def _row(row: Any) -> NoticeRow:
    told, notice = row._mapping, row.Notice
    return NoticeRow(
        notice.id,
        notice.town_id,
        notice.title,
        notice.purpose,
        notice.state,
        notice.wants_receipt,
        notice.reply_by,
        notice.sent_at,
        notice.sent_by,
        Tally(told.get("took", 0), told.get("waiting", 0), told.get("retired", 0)),
        told.get("replies", 0),
        bool(told.get("taken")),
        bool(told.get("replied")),
        bool(told["laid"]),
    )


def own_notices(viewer: Viewer) -> Sequence[NoticeRow]:
    """本单位未签收、未回复的通知, the unread ones first: one statement."""
    taken, replied = _own(viewer)
    owes = or_(~taken, and_(Notice.reply_by.is_not(None), ~replied))
    rows = db.session.execute(
        _rows(viewer, own=True)
        .where(sent_to(viewer), Notice.state == NoticeState.SENT, owes)
        .order_by(taken, Notice.sent_at.desc(), Notice.id.desc())
        .limit(SHOWN_TODAY)
    )
    return [_row(row) for row in rows]


def late_notices(viewer: Viewer, today: date) -> Sequence[NoticeRow]:
    """到期仍有未签收、未回复的通知 of the office, for one month after the date: one statement."""
    since = date.fromordinal(today.toordinal() - 31)
    unanswered = _of_units(func.count()).where(Unit.retired_on.is_(None)).scalar_subquery() > _REPLIED
    rows = db.session.execute(
        _rows(viewer)
        .where(kept_by(viewer), Notice.state == NoticeState.SENT)
        .where(Notice.reply_by <= today, Notice.reply_by >= since, or_(_WAITING > 0, unanswered))
        .order_by(Notice.reply_by, Notice.id)
        .limit(SHOWN_TODAY)
    )
    return [_row(row) for row in rows]
