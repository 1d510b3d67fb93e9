"""待签: slots that are in turn, and which of them a person may sign today (features S1, S3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.people import User
from respbook.models.programmes import Programme
from respbook.models.signing import Proxy, SigningSlot
from respbook.models.units import Holder, Unit
from respbook.queries.holders import holds
from respbook.queries.scope import letters_in_sight
from respbook.queries.signing import IN_FORCE
from respbook.queries.signing_grounds import rights_to_sign
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.signing import SigningState


@dataclass(frozen=True)
class WaitingSlot:
    """待签的一栏: whose letter, which post, how many pages."""

    id: int
    letter_id: int
    unit_id: int
    unit: str
    party: str
    post: str
    name: str
    number_text: str
    programme: str
    pages: int
    issued_on: date | None


def in_turn() -> ColumnElement[bool]:
    """轮到的签字位, as ``rules.signing_right.check_slot``: open, nothing stops its letter, no earlier step is open; Letter is
    joined."""
    other = aliased(SigningSlot)
    first = (
        select(func.min(other.step))
        .where(other.letter_id == SigningSlot.letter_id, other.signature_id.is_(None))
        .correlate(SigningSlot)
        .scalar_subquery()
    )
    return and_(
        SigningSlot.signature_id.is_(None),
        IN_FORCE,
        Letter.signing != SigningState.OBJECTED,
        SigningSlot.step == first,
    )


def _his(name: str, on: date) -> ColumnElement[bool]:
    """本人可签, as ``rules.signing_right.entitled``: only to find the slots; the page and the deed ask the rule again."""
    in_post = and_(Holder.unit_id == SigningSlot.unit_id, holds(SigningSlot.role, on))
    granted = and_(
        Proxy.unit_id == SigningSlot.unit_id,
        Proxy.proxy == name,
        Proxy.withdrawn_at.is_(None),
        Proxy.from_on <= on,
        Proxy.to_on >= on,
        Proxy.holder == Holder.name,
    )
    return or_(
        exists().where(in_post, Holder.name == name).correlate(SigningSlot),
        exists().where(in_post, granted).correlate(SigningSlot),
    )


def _mine(viewer: Viewer, on: date) -> ColumnElement[bool]:
    return and_(SigningSlot.unit_id == viewer.unit_id, in_turn(), _his(viewer.name, on))


def waiting_slots(viewer: Viewer, on: date) -> list[WaitingSlot]:
    """待我签: what this person may sign now, the oldest letters first; one statement."""
    return _rows(_mine(viewer, on)) if viewer.may(Permission.LETTER_SIGN) else []


def waiting_count(viewer: Viewer, on: date) -> int:
    """待我签的份数."""
    if not viewer.may(Permission.LETTER_SIGN):
        return 0
    counted = select(func.count()).select_from(SigningSlot).join(SigningSlot.letter).where(_mine(viewer, on))
    return db.session.scalar(counted) or 0


def own_slots(viewer: Viewer, letter_id: int, on: date) -> set[int]:
    """本人的签字位 of one letter that may be signed now. The caller has checked the sight."""
    if not viewer.may(Permission.LETTER_SIGN):
        return set()
    wanted = select(SigningSlot.id).join(SigningSlot.letter)
    return set(db.session.scalars(wanted.where(SigningSlot.letter_id == letter_id, _mine(viewer, on))))


def _rows(*conditions: ColumnElement[bool]) -> list[WaitingSlot]:
    rows: Any = db.session.execute(
        select(
            SigningSlot.id, SigningSlot.letter_id, Letter.unit_id, Unit.name, SigningSlot.party, SigningSlot.post,
            SigningSlot.name, Letter.number_text, Programme.name, Letter.pages, Letter.issued_on,
        )
        .join(SigningSlot.letter)
        .join(Letter.unit)
        .join(Letter.programme)
        .where(*conditions)
        .order_by(Letter.programme_id.desc(), Letter.number, Letter.id, SigningSlot.side, SigningSlot.place)
    )  # fmt: skip
    return [WaitingSlot(*tuple(row)) for row in rows]


def slots_at_table(programme_id: int, unit_ids: Sequence[int]) -> list[WaitingSlot]:
    """会签台上待签的: slots of the chosen units' own people, in turn. The caller has checked the table."""
    own = SigningSlot.unit_id == Letter.unit_id
    return _rows(in_turn(), own, Letter.programme_id == programme_id, Letter.unit_id.in_(unit_ids))


def who_may_sign(slots: Sequence[WaitingSlot], on: date) -> dict[int, list[str]]:
    """可签的人 of each slot that day: holders of the post, then who is authorised for one; three statements in all."""
    asked = select(SigningSlot).where(SigningSlot.id.in_([slot.id for slot in slots]))
    return {slot_id: right.names(on) for slot_id, right in rights_to_sign(db.session.scalars(asked)).items()}


BY_COMMAND = "服务器命令行"
"""Who reset an account under nobody's name."""


def reset_of(user_id: int) -> tuple[str, datetime | None]:
    """密码重置 that stands in the signature record: by whom, when."""
    other = aliased(User)
    row = db.session.execute(
        select(other.name, User.reset_at).outerjoin(other, other.id == User.reset_by).where(User.id == user_id)
    ).one_or_none()
    return (row[0] or BY_COMMAND, row[1]) if row and row[1] else ("", None)


def digests_of(viewer: Viewer, slot_ids: Sequence[int]) -> list[tuple[int, str]]:
    """正本摘要 of the letters whose slots were chosen, in sight; in their order."""
    rows = db.session.execute(
        select(SigningSlot.id, Letter.pdf_sha256)
        .join(SigningSlot.letter)
        .join(Letter.unit)
        .where(letters_in_sight(viewer), SigningSlot.id.in_(slot_ids))
        .order_by(SigningSlot.id)
    )
    return [(row[0], row[1] or "") for row in rows]
