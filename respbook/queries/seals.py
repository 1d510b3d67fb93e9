"""印章: who has which, what each was used for, which letters it could still be put on (features S5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.seals import SealImage, SealUse
from respbook.models.signed_copies import DigitalSignature
from respbook.models.signing import SigningSlot
from respbook.models.units import Unit
from respbook.queries.scope import letters_in_sight, under
from respbook.queries.signing import IN_FORCE
from respbook.rules.permissions import Viewer
from respbook.rules.signing import SigningState

NEWEST = 100
"""Lines of 用印登记 on the page of seals; each letter tells of its own for ever."""


def seals_of(viewer: Viewer, *, in_use: bool = False) -> Sequence[SealImage]:
    """印章图片 of units in sight, those in use first."""
    wanted = select(SealImage).join(SealImage.unit).where(under(viewer)).options(joinedload(SealImage.unit))
    if in_use:
        wanted = wanted.where(SealImage.retired_at.is_(None))
    return db.session.scalars(wanted.order_by(SealImage.retired_at.is_not(None), Unit.path, SealImage.id)).all()


def seal_units(viewer: Viewer) -> Sequence[Unit]:
    """可登记印章的单位: those in sight that are parties of letters, the town first."""
    parties = select(SigningSlot.unit_id).where(SigningSlot.unit_id.is_not(None))
    wanted = select(Unit).where(under(viewer), Unit.retired_on.is_(None))
    return db.session.scalars(wanted.where(Unit.id.in_(parties) | Unit.parent_id.is_(None)).order_by(Unit.path)).all()


def living_seal(unit_id: int, name: str) -> bool:
    """同名印章: whether the unit has one of that name in use."""
    wanted = select(SealImage.id).where(
        SealImage.unit_id == unit_id, SealImage.name == name, SealImage.retired_at.is_(None)
    )
    return db.session.scalar(wanted.limit(1)) is not None


@dataclass(frozen=True)
class UseRow:
    """用印记录的一行."""

    id: int
    letter_id: int
    party: str
    edge: bool
    approved_by: str
    used_by: str
    used_at: datetime
    record_sha256: str
    seal: str
    unit: str
    number: str
    letter_unit: str


def _uses() -> Any:
    owner = Unit.__table__.alias("owner")
    return (
        select(
            SealUse.id, SealUse.letter_id, SealUse.party, SealUse.edge, SealUse.approved_by, SealUse.used_by,
            SealUse.used_at, SealUse.record_sha256, SealImage.name, owner.c.name, Letter.number_text, Unit.name,
        )
        .select_from(SealUse)
        .join(SealUse.letter)
        .join(Letter.unit)
        .join(SealImage, SealImage.id == SealUse.seal_id)
        .join(owner, owner.c.id == SealImage.unit_id)
    )  # fmt: skip


def uses_of_letter(letter_id: int) -> list[UseRow]:
    """一份责任书的用印记录, as they were made. The caller has checked the sight."""
    found = db.session.execute(_uses().where(SealUse.letter_id == letter_id).order_by(SealUse.id))
    return [UseRow(*tuple(row)) for row in found]


def newest_uses(viewer: Viewer) -> list[UseRow]:
    """用印登记 in sight, the youngest first."""
    found = db.session.execute(_uses().where(letters_in_sight(viewer)).order_by(SealUse.id.desc()).limit(NEWEST))
    return [UseRow(*tuple(row)) for row in found]


def use_counts(viewer: Viewer) -> dict[int, int]:
    """各印章用过几次, of units in sight."""
    wanted = select(SealUse.seal_id, func.count()).join(SealUse.seal).join(SealImage.unit).where(under(viewer))
    rows: Any = db.session.execute(wanted.group_by(SealUse.seal_id))
    return dict(tuple(row) for row in rows)


def sealed_sides(letter_ids: Sequence[int]) -> dict[int, list[int]]:
    """已盖章的各方 of several letters."""
    found: dict[int, list[int]] = {}
    wanted = select(SealUse.letter_id, SealUse.side).where(SealUse.letter_id.in_(letter_ids))
    for letter_id, side in db.session.execute(wanted):
        found.setdefault(letter_id, []).append(side)
    return found


def digital(letter_ids: Sequence[int]) -> set[int]:
    """已用证书签名的责任书 among these."""
    return set(db.session.scalars(select(DigitalSignature.letter_id).where(DigitalSignature.letter_id.in_(letter_ids))))


@dataclass(frozen=True)
class Unsealed:
    """待盖章的责任书."""

    id: int
    number: str
    unit: str
    programme: str
    signing: SigningState
    pages: int


def unsealed(viewer: Viewer, seal: SealImage) -> list[Unsealed]:
    """可加盖这枚印章的责任书: in force, not objected to, with a side of the seal's unit that wants one; by 文号."""
    side = (
        select(SigningSlot.id)
        .where(
            SigningSlot.letter_id == Letter.id,
            SigningSlot.unit_id == seal.unit_id,
            SigningSlot.seal,
            ~select(SealUse.id)
            .where(SealUse.letter_id == SigningSlot.letter_id, SealUse.side == SigningSlot.side)
            .exists(),
        )
        .exists()
    )
    rows: Any = db.session.execute(
        select(Letter.id, Letter.number_text, Unit.name, Programme.name, Letter.signing, Letter.pages)
        .join(Letter.unit)
        .join(Letter.programme)
        .where(
            letters_in_sight(viewer),
            IN_FORCE,
            Letter.signing != SigningState.OBJECTED,
            side,
            ~select(DigitalSignature.id).where(DigitalSignature.letter_id == Letter.id).exists(),
        )
        .order_by(Letter.signing != SigningState.SIGNED, Letter.programme_id.desc(), Letter.number)
    )
    return [Unsealed(*tuple(row)) for row in rows]


def seals_for(viewer: Viewer, letter: Letter) -> Sequence[SealImage]:
    """这份责任书还可以盖的印章: in use, of a side that wants one and has none yet. For those who may seal."""
    sealed = select(SealUse.side).where(SealUse.letter_id == letter.id)
    parties = select(SigningSlot.unit_id).where(
        SigningSlot.letter_id == letter.id, SigningSlot.seal, SigningSlot.side.not_in(sealed)
    )
    wanted = (
        select(SealImage)
        .join(SealImage.unit)
        .where(under(viewer), SealImage.retired_at.is_(None), SealImage.unit_id.in_(parties))
        .options(joinedload(SealImage.unit))
    )
    return db.session.scalars(wanted.order_by(Unit.path, SealImage.id)).all()
