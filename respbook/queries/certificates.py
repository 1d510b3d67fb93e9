"""签名证书: registered ones, what each viewer may sign with, the digital signatures of a letter (features S6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.signed_copies import Certificate, DigitalSignature
from respbook.models.signing import Signature, SigningSlot
from respbook.models.units import Unit
from respbook.queries.scope import under
from respbook.queries.trust import Roots, roots
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.trust import BY_THE_LIST, TRUST_LABELS, TRUST_MEANINGS, Trust, trust_of

TOWN_FIELD = "Town"


def certificates_of(viewer: Viewer) -> Sequence[Certificate]:
    """签名证书 of units in sight: those who may seal see all, others their own."""
    wanted = select(Certificate).join(Certificate.unit).where(under(viewer)).options(joinedload(Certificate.unit))
    if not viewer.may(Permission.SEAL_USE):
        wanted = wanted.where(Certificate.user_id == viewer.user_id)
    return db.session.scalars(
        wanted.order_by(Certificate.retired_at.is_not(None), Unit.path, Certificate.user_id, Certificate.id)
    ).all()


def living_certificate(unit_id: int, user_id: int | None) -> Certificate | None:
    """在用的签名证书 of a unit, or of a person."""
    wanted = select(Certificate).where(Certificate.unit_id == unit_id, Certificate.retired_at.is_(None))
    owner = Certificate.user_id.is_(None) if user_id is None else Certificate.user_id == user_id
    return db.session.scalar(wanted.where(owner).limit(1))


@dataclass(frozen=True)
class Chance:
    """可作的数字签名: with which certificate, in which field of the copy."""

    certificate_id: int
    subject: str
    field: str
    local: bool


def chances(viewer: Viewer, letter: Letter, on: date) -> list[Chance]:
    """可作的数字签名 of a viewer on a letter: the town's certificate first; a person's in the slot that he signed."""
    done = set(db.session.scalars(select(DigitalSignature.field).where(DigitalSignature.letter_id == letter.id)))
    found = []
    if TOWN_FIELD not in done:
        if viewer.may(Permission.SEAL_USE):
            found = _chances(on, TOWN_FIELD, Certificate.unit_id == viewer.unit_id, Certificate.user_id.is_(None))
        return found
    field = _own_field(viewer, letter.id)
    if field and field not in done:
        found = _chances(on, field, Certificate.user_id == viewer.user_id)
    return found


def _chances(on: date, field: str, *which: Any) -> list[Chance]:
    wanted = select(Certificate).where(Certificate.retired_at.is_(None), Certificate.ends_on >= on, *which)
    return [Chance(each.id, each.subject, field, each.local) for each in db.session.scalars(wanted)]


def _own_field(viewer: Viewer, letter_id: int) -> str:
    wanted = (
        select(SigningSlot.side, SigningSlot.place)
        .join(Signature, Signature.id == SigningSlot.signature_id)
        .where(SigningSlot.letter_id == letter_id, Signature.user_id == viewer.user_id)
    )
    row = db.session.execute(wanted.limit(1)).first()
    return slot_field(row.side, row.place) if row else ""


def slot_field(side: int, place: int) -> str:
    """签名域名 of a slot."""
    return f"Side{side}Slot{place}"


@dataclass(frozen=True)
class DigitalRow:
    """数字签名的一行."""

    field: str
    subject: str
    issuer: str
    serial: str
    local: bool
    signed_by: str
    signed_at: datetime
    record_sha256: str
    root_sha256: str
    trust: Trust
    root: str
    """Name of the listed root that its chain ends at, "" where it ends at none."""

    @property
    def label(self) -> str:
        """它叫什么, by the list as it stands now."""
        return f"{TRUST_LABELS[self.trust]}（{BY_THE_LIST}）"

    @property
    def meaning(self) -> str:
        """这是什么意思; a root of our own making is told of even where nobody has listed it."""
        ours = self.local and self.trust is Trust.UNCHECKED
        return TRUST_MEANINGS[Trust.LOCAL if ours else self.trust]


def digital_of(letter_id: int) -> list[DigitalRow]:
    """数字签名 of a letter, called by the list of the day: two statements. The caller has checked the sight."""
    rows: Any = db.session.execute(
        select(
            DigitalSignature.field, Certificate.subject, Certificate.issuer, Certificate.serial, Certificate.local,
            DigitalSignature.signed_by, DigitalSignature.signed_at, DigitalSignature.record_sha256,
            Certificate.root_sha256, Certificate.chain,
        )
        .join(DigitalSignature.certificate)
        .where(DigitalSignature.letter_id == letter_id)
        .order_by(DigitalSignature.id)
    ).all()  # fmt: skip
    listed = roots() if rows else Roots(())
    return [_digital_row(tuple(row), listed) for row in rows]


def _digital_row(row: tuple[Any, ...], listed: Roots) -> DigitalRow:
    *told, chain = row
    signed_at = told[6]
    found = listed.reached(chain, signed_at)
    return DigitalRow(*(*told, trust_of(found.local if found else None), found.name if found else ""))


def chain_of(certificate_id: int) -> str | None:
    """证书链 of a registered certificate. The caller has checked the sight."""
    return db.session.scalar(select(Certificate.chain).where(Certificate.id == certificate_id))
