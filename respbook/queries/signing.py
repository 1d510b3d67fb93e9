"""签订: slots of a letter, who may sign them, what was signed how; how far a programme has come (S1–S9)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.signing import Objection, Proxy, Signature, SigningSlot
from respbook.papers import stored
from respbook.papers.blocks import Heading, Paragraph, plain
from respbook.queries.scope import letters_in_sight
from respbook.rules.lifecycles import LetterState, ObjectionState
from respbook.rules.permissions import Viewer
from respbook.rules.signing import Capacity, SignatureMethod, SigningState
from respbook.rules.signing_right import Authorised
from respbook.rules.units import PostRole

IN_FORCE = and_(Letter.state == LetterState.ISSUED, Letter.replaced_by_id.is_(None))
"""现行: issued, not void, not replaced by one that was signed in its place."""


def to_be_signed(viewer: Viewer) -> ColumnElement[bool]:
    """应签文书 in sight: in force, those that amend among them; Letter.unit is joined. Every count of signing starts here."""
    return and_(IN_FORCE, letters_in_sight(viewer))


def slots_of(letter_id: int) -> Sequence[SigningSlot]:
    """签字位 of a letter, as the paper prints them."""
    return db.session.scalars(
        select(SigningSlot).where(SigningSlot.letter_id == letter_id).order_by(SigningSlot.side, SigningSlot.place)
    ).all()


def objected(letter_id: int) -> bool:
    """有异议: whether one is still open."""
    wanted = select(Objection.id).where(Objection.letter_id == letter_id, Objection.state == ObjectionState.OPEN)
    return db.session.scalar(wanted.limit(1)) is not None


def own_side_signed(letter: Letter) -> bool:
    """本方已签: whether every slot of the unit that the letter is for is signed."""
    own = select(SigningSlot.signature_id).where(
        SigningSlot.letter_id == letter.id, SigningSlot.unit_id == letter.unit_id
    )
    signed = db.session.scalars(own).all()
    return bool(signed) and None not in signed


def paper_text(letter_id: int) -> str:
    """定稿文书 as it was frozen."""
    return db.session.scalar(select(Letter.paper).where(Letter.id == letter_id)) or ""


def proxies_of(unit_id: int) -> Sequence[Proxy]:
    """代签授权 of a unit, the youngest first. The caller has checked the sight."""
    return db.session.scalars(select(Proxy).where(Proxy.unit_id == unit_id).order_by(Proxy.id.desc())).all()


def authorised(row: Proxy) -> Authorised:
    """授权 as the rules see it."""
    return Authorised(row.id, row.holder, row.proxy, row.from_on, row.to_on, row.withdrawn_at is not None)


@dataclass(frozen=True)
class SlotRow:
    """签字位的一行: what the paper prints and, when signed, by whom, how, when."""

    id: int
    side: int
    place: int
    party: str
    unit_id: int | None
    unit_name: str
    role: PostRole
    post: str
    name: str
    step: int
    seal: bool
    signature_id: int | None
    method: SignatureMethod | None
    capacity: Capacity | None
    signer: str | None
    signed_on: date | None
    signed_at: datetime | None
    recorded_by: str | None
    kept_at: str | None
    record_sha256: str | None
    mark_sha256: str | None

    @property
    def waiting_for(self) -> str:
        """等谁签."""
        return f"{self.post}{self.name}" if self.name else self.post


def slot_rows(letter_id: int) -> list[SlotRow]:
    """签订情况 of one letter: one statement. The caller has checked the sight."""
    return slots_of_letters([letter_id]).get(letter_id, [])


def slots_of_letters(letter_ids: Collection[int]) -> dict[int, list[SlotRow]]:
    """签订情况 of several letters: one statement. The caller has checked the sight."""
    rows: Any = db.session.execute(
        select(
            SigningSlot.letter_id,
            SigningSlot.id, SigningSlot.side, SigningSlot.place, SigningSlot.party, SigningSlot.unit_id,
            SigningSlot.unit_name, SigningSlot.role, SigningSlot.post, SigningSlot.name, SigningSlot.step,
            SigningSlot.seal, SigningSlot.signature_id, Signature.method, Signature.capacity, Signature.name,
            Signature.signed_on, Signature.signed_at, Signature.recorded_by, Signature.kept_at,
            Signature.record_sha256, Signature.mark_sha256,
        )
        .outerjoin(Signature, Signature.id == SigningSlot.signature_id)
        .where(SigningSlot.letter_id.in_(letter_ids))
        .order_by(SigningSlot.letter_id, SigningSlot.side, SigningSlot.place)
    )  # fmt: skip
    found: dict[int, list[SlotRow]] = {}
    for row in rows:
        letter_id, *columns = tuple(row)
        found.setdefault(letter_id, []).append(SlotRow(*columns))
    return found


def last_signed_on(letter_id: int) -> date | None:
    """最后一栏的签字日期, by the records that stand."""
    last = select(func.max(Signature.signed_on)).join(SigningSlot, SigningSlot.signature_id == Signature.id)
    return db.session.scalar(last.where(SigningSlot.letter_id == letter_id))


def methods_of(letter_ids: Sequence[int]) -> dict[int, tuple[SignatureMethod, ...]]:
    """签署方式 of some letters, each once; one statement, none for none (features X11)."""
    if not letter_ids:
        return {}
    rows = db.session.execute(
        select(SigningSlot.letter_id, Signature.method)
        .join(Signature, Signature.id == SigningSlot.signature_id)
        .where(SigningSlot.letter_id.in_(letter_ids))
        .distinct()
    ).all()
    found = {row.letter_id for row in rows}
    used = {(row.letter_id, row.method) for row in rows}
    return {each: tuple(method for method in SignatureMethod if (each, method) in used) for each in found}


@dataclass(frozen=True)
class SigningCount:
    """签订进度 of a programme: what there is to sign, by how far it is signed; ``to_sign`` as in ``programmes.Counts``."""

    to_sign: int = 0
    signed: int = 0
    waiting: int = 0
    partly: int = 0
    objected: int = 0


def signing_count(viewer: Viewer, programme_id: int) -> SigningCount:
    """签订进度 in sight: one statement."""
    rows: Any = db.session.execute(
        select(Letter.signing, func.count())
        .join(Letter.unit)
        .where(to_be_signed(viewer), Letter.programme_id == programme_id)
        .group_by(Letter.signing)
    )
    found: dict[SigningState | None, int] = dict(tuple(row) for row in rows)
    return SigningCount(
        sum(found.values()),
        found.get(SigningState.SIGNED, 0),
        found.get(SigningState.WAITING, 0),
        found.get(SigningState.PARTLY, 0),
        found.get(SigningState.OBJECTED, 0),
    )


def objections_of(letter_id: int) -> Sequence[Objection]:
    """异议 of a letter, the youngest first. The caller has checked the sight."""
    return db.session.scalars(
        select(Objection).where(Objection.letter_id == letter_id).order_by(Objection.id.desc())
    ).all()


@dataclass(frozen=True)
class Sentence:
    """一条原文 of an issued letter, to pin an objection to."""

    clause_id: int | None
    text: str


def sentences_of(letter_id: int) -> list[Sentence]:
    """原文 of an issued letter, paragraph by paragraph, from the frozen paper."""
    paper = stored.loaded(paper_text(letter_id))
    texts = [(block.clause, plain(block.runs)) for block in paper.blocks if isinstance(block, Heading | Paragraph)]
    return [Sentence(clause, text[:300]) for clause, text in texts if text.strip()]
