"""屏幕签字: codes to the phone, tables, who sits at one. What a token opens is asked here, by its digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.glass import SigningPass, SigningSeat, SigningTable, SigningTablet, SigningTableUnit
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.signing import Signature, SigningSlot
from respbook.models.units import Unit
from respbook.papers import stored
from respbook.queries.scope import NotInSight, owned_by, under
from respbook.queries.signing import paper_text
from respbook.queries.signing_grounds import right_to_sign
from respbook.queries.waiting import in_turn
from respbook.rules.chinese import china_day
from respbook.rules.lifecycles import ProgrammeState
from respbook.rules.permissions import Viewer
from respbook.rules.signing import Capacity, intent


def title_of(letter: Letter) -> str:
    """文书标题 as the frozen paper has it."""
    return stored.loaded(paper_text(letter.id)).title


def sentence_for(slot: SigningSlot, name: str, now: datetime) -> str:
    """意思表示 as it will stand in the record of this person. Raises RuleBroken when he may not sign."""
    signer = right_to_sign(slot).signer(name, china_day(now))
    return intent(title_of(slot.letter), slot.letter.number_text, signer.capacity, signer.holder)


def standing(slot: SigningSlot) -> Signature | None:
    """落下的签字 of a slot."""
    return db.session.get(Signature, slot.signature_id) if slot.signature_id else None


def pass_by(token_sha256: str) -> SigningPass:
    """手机签字码 by its digest: whoever shows it holds it. Raises NotInSight."""
    found = db.session.scalars(
        select(SigningPass)
        .where(SigningPass.token_sha256 == token_sha256)
        .options(
            joinedload(SigningPass.slot)
            .joinedload(SigningSlot.letter)
            .options(joinedload(Letter.unit), joinedload(Letter.programme))
        )
    ).one_or_none()
    if found is None:
        raise NotInSight
    return found


def living_passes(slot_id: int, user_id: int, now: datetime) -> Sequence[SigningPass]:
    """还能用的手机签字码 of a slot and a person."""
    wanted = select(SigningPass).where(SigningPass.slot_id == slot_id, SigningPass.user_id == user_id)
    return db.session.scalars(wanted.where(SigningPass.used_at.is_(None), SigningPass.expires_at > now)).all()


def table_by(token_sha256: str) -> SigningTable:
    """会签台 by its digest. Raises NotInSight."""
    found = db.session.scalars(
        select(SigningTable)
        .where(SigningTable.token_sha256 == token_sha256)
        .options(joinedload(SigningTable.programme))
    ).one_or_none()
    if found is None:
        raise NotInSight
    return found


def tablet_by(entry_sha256: str) -> SigningTablet:
    """会签平板 that has not left, with its table, by the digest of its entry. Raises NotInSight."""
    found = db.session.scalars(
        select(SigningTablet)
        .where(SigningTablet.entry_sha256 == entry_sha256, SigningTablet.left_at.is_(None))
        .options(joinedload(SigningTablet.table).joinedload(SigningTable.programme))
    ).one_or_none()
    if found is None:
        raise NotInSight
    return found


def tablets_at(table_id: int) -> Sequence[SigningTablet]:
    """在场的会签平板 of a table."""
    wanted = select(SigningTablet).where(SigningTablet.table_id == table_id, SigningTablet.left_at.is_(None))
    return db.session.scalars(wanted).all()


def units_at(table_id: int) -> list[int]:
    """会签单位 of a table."""
    return list(db.session.scalars(select(SigningTableUnit.unit_id).where(SigningTableUnit.table_id == table_id)))


def seat_of(table_id: int) -> SigningSeat | None:
    """在席的人: whoever was confirmed last and has neither signed nor given up the seat."""
    return db.session.scalars(
        select(SigningSeat)
        .where(SigningSeat.table_id == table_id, SigningSeat.ended_at.is_(None))
        .options(
            joinedload(SigningSeat.slot)
            .joinedload(SigningSlot.letter)
            .options(joinedload(Letter.unit), joinedload(Letter.programme))
        )
        .order_by(SigningSeat.id.desc())
        .limit(1)
    ).one_or_none()


@dataclass(frozen=True)
class Taken:
    """会签台上已签的一行."""

    slot_id: int
    name: str
    unit: str
    post: str
    signed_at: datetime
    capacity: Capacity


def taken_at(table_id: int) -> list[Taken]:
    """会签台上已签的, the latest first."""
    rows: Any = db.session.execute(
        select(
            SigningSlot.id,
            Signature.name,
            SigningSlot.unit_name,
            SigningSlot.post,
            Signature.signed_at,
            Signature.capacity,
        )
        .select_from(SigningSeat)
        .join(Signature, Signature.id == SigningSeat.signature_id)
        .join(SigningSlot, SigningSlot.id == SigningSeat.slot_id)
        .where(SigningSeat.table_id == table_id)
        .order_by(Signature.id.desc())
    )
    return [Taken(*tuple(row)) for row in rows]


def tables_of(viewer: Viewer) -> Sequence[SigningTable]:
    """会签台 of the town, the latest first."""
    return db.session.scalars(
        select(SigningTable)
        .join(SigningTable.programme)
        .where(owned_by(viewer))
        .options(joinedload(SigningTable.programme))
        .order_by(SigningTable.id.desc())
        .limit(50)
    ).all()


def standing_table(programme_id: int, now: datetime) -> SigningTable | None:
    """开着的会签台 of a programme, the latest. The caller has checked the sight."""
    return db.session.scalars(
        select(SigningTable)
        .where(
            SigningTable.programme_id == programme_id, SigningTable.closed_at.is_(None), SigningTable.closes_at > now
        )
        .order_by(SigningTable.id.desc())
        .limit(1)
    ).one_or_none()


def programmes_to_sign(viewer: Viewer) -> Sequence[Programme]:
    """可开会签台的方案: open, and somebody's own people are in turn to sign; the youngest year first."""
    waiting = (
        select(Letter.programme_id)
        .select_from(SigningSlot)
        .join(SigningSlot.letter)
        .join(Unit, Unit.id == Letter.unit_id)
        .where(under(viewer), in_turn(), SigningSlot.unit_id == Letter.unit_id)
    )
    return db.session.scalars(
        select(Programme)
        .where(owned_by(viewer), Programme.state == ProgrammeState.OPEN, Programme.id.in_(waiting))
        .order_by(Programme.year.desc(), Programme.id.desc())
    ).all()


def units_to_sign(viewer: Viewer, programme_id: int) -> list[tuple[int, str, int]]:
    """可上会签台的单位: those whose people have slots in turn, and how many."""
    rows = db.session.execute(
        select(Unit.id, Unit.name, func.count())
        .select_from(SigningSlot)
        .join(SigningSlot.letter)
        .join(Unit, Unit.id == Letter.unit_id)
        .where(under(viewer), Letter.programme_id == programme_id, in_turn(), SigningSlot.unit_id == Letter.unit_id)
        .group_by(Unit.id, Unit.name, Unit.position)
        .order_by(Unit.position, Unit.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]
