"""一次签的多份: the letters that one mark signed by a list, each with its place in the book; their receipt in one (R77)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, select

from respbook.models.base import db
from respbook.models.digests import digest_of
from respbook.models.letters import Letter
from respbook.models.signing import Signature, SigningSlot
from respbook.papers.blocks import Paper
from respbook.papers.receipt import Anchor, Entry, merged_receipt
from respbook.queries.scope import letters_in_sight
from respbook.queries.scope_signing import signature_in_sight
from respbook.queries.units import CALLED
from respbook.queries.verify import Witness, witnesses
from respbook.rules.codes import code_of, is_digest
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Viewer
from respbook.rules.record_words import moment_words
from respbook.rules.signature_record import record_digest
from respbook.rules.signing import METHOD_LABELS, METHOD_MEANINGS, Capacity, SignatureMethod

_TABLE = cast(Table, Signature.__table__)


@dataclass(frozen=True)
class Line:
    """一份: the letter, whose it is, the slot that was signed, the record's code, its entry in the book."""

    id: int
    letter_id: int
    unit: str
    number_text: str
    party: str
    post: str
    code: str
    witness: Witness | None
    sound: bool


@dataclass(frozen=True)
class Together:
    """一次签署: who signed, how, when, and the letters in the order in which the book has them."""

    who: str
    unit: str
    method: SignatureMethod
    signed_at: datetime
    lines: Sequence[Line]

    @property
    def sound(self) -> bool:
        """记录完好: every record agrees with its digest and with the book."""
        return all(line.sound for line in self.lines)


def signed_together(viewer: Viewer, signature_id: int) -> Together:
    """一次签的各份 in sight: what the same person signed at the same moment with the same strokes; a flat number
    of statements.

    A mark from the 会签台 stands alone: there each is written by itself. Raises NotInSight.
    """
    one = signature_in_sight(viewer, signature_id)
    same = (
        (
            Signature.user_id == one.user_id,
            Signature.signed_at == one.signed_at,
            Signature.strokes_sha256 == one.strokes_sha256,
        )
        if one.user_id is not None and one.strokes_sha256
        else (Signature.id == one.id,)
    )
    rows: Any = db.session.execute(
        select(Signature.id, Letter.number_text, CALLED.label("called"), SigningSlot.party, SigningSlot.post)
        .join(Letter, Letter.id == Signature.letter_id)
        .join(Letter.unit)
        .join(SigningSlot, SigningSlot.id == Signature.slot_id)
        .where(letters_in_sight(viewer), *same)
        .order_by(Signature.id)
    ).all()
    ids = [row.id for row in rows]
    kept = {row.id: row for row in db.session.execute(select(_TABLE).where(_TABLE.c.id.in_(ids)))}
    seen = witnesses("signatures", ids)
    first = kept[ids[0]]
    who = f"{first.name}（代{first.holder}）" if first.capacity is Capacity.PROXY else first.name
    return Together(
        who,
        db.session.scalar(select(SigningSlot.unit_name).where(SigningSlot.id == first.slot_id)) or "",
        first.method,
        first.signed_at,
        [_line(row, kept[row.id], seen.get(row.id)) for row in rows],
    )


def _line(row: Any, kept: Any, witness: Witness | None) -> Line:
    sound = (
        witness is not None
        and witness.whole
        and witness.digest == digest_of(_TABLE, kept)[2]
        and record_digest(kept.record) == kept.record_sha256
    )
    code = code_of(kept.record_sha256) if is_digest(kept.record_sha256) else ""
    return Line(row.id, kept.letter_id, row.called, row.number_text, row.party, row.post, code, witness, sound)


def merged_paper(found: Together) -> Paper:
    """合并回执: the same bytes whenever it is made. Raises RuleBroken where a record does not agree with the book."""
    entries = [Entry(line.number_text, line.unit, line.witness.seq, line.code) for line in found.lines if line.witness]
    last = found.lines[-1].witness
    if not found.sound or last is None:
        raise RuleBroken("有的签署与操作日志不符，不能出具回执。请立即告知审计人员。")
    lines = [
        ("签署人", f"{found.unit}　{found.who}"),
        ("记录时间", moment_words(found.signed_at.isoformat())),
        ("签署方式", f"{METHOD_LABELS[found.method]}：{METHOD_MEANINGS[found.method]}"),
        ("份数", f"{len(entries)}份"),
    ]
    return merged_receipt(found.unit, lines, entries, Anchor(last.seq, last.code, last.hash))
