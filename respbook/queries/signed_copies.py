"""签订本: what stands on it, how it is built outside the write gate, whether it is frozen (features S6, safety R71)."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.seals import SealImage, SealUse
from respbook.models.signed_copies import SignedCopy
from respbook.models.signing import Signature, SigningSlot
from respbook.papers import stored
from respbook.press.binder import Binder
from respbook.press.places import Place, places_from
from respbook.press.signed_copy import OnPaper, Part, Sealed, Written, bind, struck
from respbook.queries.amendments import changed_publicly
from respbook.queries.signing import paper_text
from respbook.rules.chain import canonical
from respbook.rules.chinese import china_day, day
from respbook.rules.lifecycles import LetterState
from respbook.rules.signing import Capacity, SignatureMethod, SigningState
from respbook.store import Store

_FORM = "respbook-signed-copy/1"


@dataclass(frozen=True)
class SignedLine:
    """签了的一栏, as the copy shows it."""

    side: int
    slot: int
    method: SignatureMethod
    capacity: Capacity
    on: date
    strokes: str
    kept_at: str
    record: str


@dataclass(frozen=True)
class Imprint:
    """盖了章的一方, as the copy shows it."""

    side: int
    image: str
    edge: bool
    record: str


@dataclass(frozen=True)
class Gathered:
    """签订本的依据: all that its bytes follow from; ``whole``: all have signed, none of them on paper."""

    letter_id: int
    pdf_sha256: str
    lines: tuple[SignedLine, ...]
    imprints: tuple[Imprint, ...]
    whole: bool
    on: date | None

    @property
    def bare(self) -> bool:
        """还没有签字盖章."""
        return not self.lines and not self.imprints

    @property
    def on_paper(self) -> bool:
        """有签在纸上的."""
        return any(line.method is SignatureMethod.PAPER for line in self.lines)

    @property
    def digest(self) -> str:
        """内容摘要: the same for the same marks on the same bytes."""
        told = {"form": _FORM, **asdict(self)}
        return hashlib.sha256(canonical(told).encode()).hexdigest()

    @property
    def marks(self) -> str:
        """所含记录, as they are kept with a frozen copy."""
        told = {
            "signatures": [line.record for line in self.lines],
            "seals": [imprint.record for imprint in self.imprints],
        }
        return json.dumps(told, separators=(",", ":"))


def gathered(letter: Letter) -> Gathered:
    """收集 the marks of a letter: two statements. The caller has checked the sight."""
    rows: Any = db.session.execute(
        select(
            SigningSlot.side, SigningSlot.place, Signature.method, Signature.capacity, Signature.signed_on,
            Signature.strokes_sha256, Signature.kept_at, Signature.record_sha256,
        )
        .join(Signature, Signature.id == SigningSlot.signature_id)
        .where(SigningSlot.letter_id == letter.id)
        .order_by(SigningSlot.side, SigningSlot.place)
    )  # fmt: skip
    lines = tuple(SignedLine(*tuple(row)) for row in rows)
    seals: Any = db.session.execute(
        select(SealUse.side, SealImage.sha256, SealUse.edge, SealUse.record_sha256)
        .join(SealUse.seal)
        .where(SealUse.letter_id == letter.id)
        .order_by(SealUse.side)
    )
    whole = letter.signing is SigningState.SIGNED and all(line.method is SignatureMethod.HAND for line in lines)
    return Gathered(
        letter.id,
        letter.pdf_sha256 or "",
        lines,
        tuple(Imprint(*tuple(row)) for row in seals),
        whole,
        letter.signed_on if whole else None,
    )


def built(found: Gathered, store: Store, binder: Binder) -> bytes:
    """合成: issued bytes and marks. Holds no lock; the same facts give the same bytes. Raises RuleBroken."""
    places = places_of_letter(found.letter_id, binder)
    parts = [_written(line, store) for line in found.lines]
    through = _through(found.letter_id) if found.imprints else ()
    seals = [Sealed(imprint.side, store.get(imprint.image), through, imprint.edge) for imprint in found.imprints]
    return bind(store.get(found.pdf_sha256), places, [*parts, *seals], found.on, binder.faces)


def _written(line: SignedLine, store: Store) -> Part:
    if line.method is SignatureMethod.PAPER:
        return OnPaper(line.side, line.slot, line.on, line.kept_at)
    return Written(line.side, line.slot, line.on, store.get(line.strokes), line.capacity is Capacity.PROXY)


def _through(letter_id: int) -> tuple[str, ...]:
    """穿过印迹的字: number and check token; both are printed on the issued bytes, so that no digest needs to name them."""
    row = db.session.execute(select(Letter.number_text, Letter.check_token).where(Letter.id == letter_id)).one()
    return row.number_text, row.check_token or ""


def places_of_letter(letter_id: int, binder: Binder) -> Sequence[Place]:
    """签字位置 as they were kept at issue; a letter from before that is set again to find them."""
    kept = db.session.scalar(select(Letter.places).where(Letter.id == letter_id))
    return places_from(json.loads(kept)) if kept else binder.places(stored.loaded(paper_text(letter_id)))


def newest_copy(letter_id: int) -> SignedCopy | None:
    """定稿的签订本 that stands. The caller has checked the sight."""
    wanted = select(SignedCopy).where(SignedCopy.letter_id == letter_id).order_by(SignedCopy.id.desc())
    return db.session.scalar(wanted.limit(1))


@dataclass(frozen=True)
class Copy:
    """要给看的签订本: what names its bytes; the frozen digest, if it is frozen; the words across it, if it is void."""

    gathered: Gathered
    frozen: str
    digital: int
    banner: tuple[str, str] | None

    @property
    def key(self) -> str:
        """名字 of the bytes, for the shelf."""
        return f"{self.frozen or self.gathered.digest}{'|'.join(self.banner or ())}"


def copy_of(letter: Letter) -> Copy | None:
    """签订本 of a letter in sight; None while nobody has signed or sealed."""
    if letter.state is LetterState.DRAFT:
        return None
    found = gathered(letter)
    if found.bare:
        return None
    kept = newest_copy(letter.id)
    current = kept is not None and kept.content_sha256 == found.digest
    return Copy(
        found, kept.sha256 if kept and current else "", kept.digital if kept and current else 0, _banner(letter)
    )


def _banner(letter: Letter) -> tuple[str, str] | None:
    if letter.state is LetterState.ISSUED and letter.replaced_by_id is not None:
        return "已被替代", f"以{changed_publicly(letter.id)[1]}为准。"
    if letter.state is not LetterState.VOID:
        return None
    when = f"{day(china_day(letter.voided_at))}作废。" if letter.voided_at else ""
    return "已作废", f"{when}原因：{letter.void_reason}"[:60]


def copy_bytes(copy: Copy, store: Store, binder: Binder) -> bytes:
    """签订本的字节: the frozen ones where there are such. Raises RuleBroken."""
    pdf = store.get(copy.frozen) if copy.frozen else built(copy.gathered, store, binder)
    return struck(pdf, *copy.banner, binder.faces) if copy.banner else pdf


def marks_made(letter_id: int) -> int:
    """签字和用印的次数 of a letter: rows of both are only ever added, so the number tells whether anything came."""
    return db.session.scalar(select(_made(letter_id))) or 0


def _made(letter_id: Any) -> Any:
    signatures = select(func.count()).select_from(Signature).where(Signature.letter_id == letter_id)
    seals = select(func.count()).select_from(SealUse).where(SealUse.letter_id == letter_id)
    return signatures.scalar_subquery() + seals.scalar_subquery()


def unfrozen(limit: int) -> list[int]:
    """待定稿的责任书: all have signed on glass, and no copy was frozen since the last signature or seal."""
    on_paper = (
        select(SigningSlot.id)
        .join(Signature, Signature.id == SigningSlot.signature_id)
        .where(SigningSlot.letter_id == Letter.id, Signature.method != SignatureMethod.HAND)
    )
    frozen = select(SignedCopy.id).where(
        SignedCopy.letter_id == Letter.id, SignedCopy.made_of == _made(SignedCopy.letter_id)
    )
    wanted = select(Letter.id).where(
        Letter.state == LetterState.ISSUED,
        Letter.signing == SigningState.SIGNED,
        ~on_paper.exists(),
        ~frozen.exists(),
    )
    return list(db.session.scalars(wanted.order_by(Letter.id).limit(limit)))
