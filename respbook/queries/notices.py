"""通知页: to whom one may send, who has taken a notice and who has not, what was replied."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import selectinload

from respbook.models.base import db
from respbook.models.notices import Notice, NoticeReading, NoticeReply, NoticeUnit
from respbook.models.units import Holder, Unit
from respbook.queries.holders import PRESENT
from respbook.queries.units import CALLED, IN_ORDER, signing_with
from respbook.rules.notices import WAY_LABELS, Own, Place, Tally, Way
from respbook.rules.outgoing import Value
from respbook.rules.permissions import Viewer
from respbook.rules.units import PostRole


@dataclass(frozen=True)
class ReadRow:
    """已读未读的一行: a unit, who took it how, who else read it, what it replied last."""

    unit_id: int
    unit: str
    head: str
    retired: bool
    taken_at: datetime | None
    taken_by: str
    way: Way | None
    noted_by: str
    readers: tuple[tuple[str, datetime], ...]
    replies: tuple[NoticeReply, ...]

    @property
    def waits(self) -> bool:
        """未签收, and still to be asked."""
        return self.taken_at is None and not self.retired


@dataclass(frozen=True)
class ReadList:
    """已读未读 of a notice: those who have not taken it first, in the order of the units."""

    rows: Sequence[ReadRow]

    @property
    def tally(self) -> Tally:
        """签收情况."""
        taken = sum(row.taken_at is not None for row in self.rows)
        waiting = sum(row.waits for row in self.rows)
        return Tally(taken, waiting, len(self.rows) - taken - waiting)

    @property
    def replied(self) -> int:
        """已回复的单位."""
        return sum(bool(row.replies) for row in self.rows)

    @property
    def unread(self) -> list[str]:
        """未签收的单位, as the group calls them."""
        return [row.unit for row in self.rows if row.waits]

    @property
    def unanswered(self) -> list[str]:
        """已签收而未回复的单位."""
        return [row.unit for row in self.rows if row.taken_at and not row.replies and not row.retired]


def places(viewer: Viewer) -> list[Place]:
    """可发的单位 with their tags: two statements."""
    rows = db.session.scalars(
        select(Unit).where(signing_with(viewer)).order_by(*IN_ORDER).options(selectinload(Unit.tags))
    )
    return [Place(unit.id, unit.called, unit.kind, frozenset(tag.tag for tag in unit.tags)) for unit in rows]


def read_list(notice: Notice) -> ReadList:
    """已读未读 of a notice in sight: three statements however many units."""
    head = (
        select(func.min(Holder.name))
        .where(Holder.unit_id == Unit.id, and_(Holder.role == PostRole.FIRST, PRESENT))
        .correlate(Unit)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(NoticeUnit, CALLED.label("called"), Unit.retired_on, func.coalesce(head, "").label("head"))
        .join(Unit, Unit.id == NoticeUnit.unit_id)
        .where(NoticeUnit.notice_id == notice.id)
        .order_by(NoticeUnit.taken_at.is_not(None), Unit.retired_on.is_not(None), *IN_ORDER)
    ).all()
    readers: dict[int, list[tuple[str, datetime]]] = {}
    for reading in _readings(notice.id):
        readers.setdefault(reading.unit_id, []).append((reading.name, reading.at))
    replies: dict[int, list[NoticeReply]] = {}
    for reply in _replies(notice.id):
        replies.setdefault(reply.unit_id, []).append(reply)
    return ReadList(
        [
            ReadRow(
                row.NoticeUnit.unit_id,
                row.called,
                row.head,
                row.retired_on is not None,
                row.NoticeUnit.taken_at,
                row.NoticeUnit.taken_by or "",
                row.NoticeUnit.way,
                row.NoticeUnit.noted_by or "",
                _others(readers.get(row.NoticeUnit.unit_id, []), row.NoticeUnit),
                tuple(replies.get(row.NoticeUnit.unit_id, ())),
            )
            for row in rows
        ]
    )


def _others(readers: list[tuple[str, datetime]], first: NoticeUnit) -> tuple[tuple[str, datetime], ...]:
    return tuple((name, at) for name, at in readers if at != first.taken_at or name != first.taken_by)


def _readings(notice_id: int) -> Sequence[NoticeReading]:
    chosen = select(NoticeReading).where(NoticeReading.notice_id == notice_id)
    return db.session.scalars(chosen.order_by(NoticeReading.at, NoticeReading.user_id)).all()


def _replies(notice_id: int, unit_id: int | None = None) -> Sequence[NoticeReply]:
    chosen = select(NoticeReply).where(NoticeReply.notice_id == notice_id)
    if unit_id is not None:
        chosen = chosen.where(NoticeReply.unit_id == unit_id)
    return db.session.scalars(chosen.order_by(NoticeReply.id)).all()


@dataclass(frozen=True)
class OwnPage:
    """本单位看到的通知: whether it was taken, by whom, whether this very person did, what the unit replied."""

    own: Own
    receipt: NoticeUnit
    mine: NoticeReading | None
    replies: Sequence[NoticeReply]


def own_page(viewer: Viewer, receipt: NoticeUnit) -> OwnPage:
    """通知页 of a unit: two statements."""
    notice = receipt.notice
    mine = db.session.get(NoticeReading, (notice.id, viewer.user_id))
    replies = _replies(notice.id, receipt.unit_id)
    own = Own(notice.state, notice.wants_receipt, receipt.taken_at is not None, notice.reply_by, bool(replies))
    return OwnPage(own, receipt, mine, replies)


def replies_of(receipt: NoticeUnit) -> Sequence[NoticeReply]:
    """单位的回复."""
    return _replies(receipt.notice_id, receipt.unit_id)


def sheet_rows(found: ReadList) -> Iterator[tuple[Value, ...]]:
    """已读未读 as lines of the sheet ``rules.outgoing.NOTICE``."""
    for row in found.rows:
        last = row.replies[-1] if row.replies else None
        yield (
            row.unit,
            "已签收" if row.taken_at else "已停用" if row.retired else "未签收",
            row.taken_at,
            row.taken_by,
            WAY_LABELS[row.way] if row.way else "",
            row.noted_by,
            "、".join(name for name, _ in row.readers),
            last.at if last else None,
            "；".join(reply.text for reply in row.replies),
        )
