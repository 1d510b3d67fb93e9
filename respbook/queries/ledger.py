"""签订台账: every issued letter with who signed it, how and when, who is missing; figures, sheet rows, 催签 (item 9)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.signing import Signature, SigningSlot
from respbook.models.units import Unit
from respbook.queries.listing import PAGE_SIZE, Listing, capped, total_of, within
from respbook.queries.scope import letters_in_sight
from respbook.queries.signing import IN_FORCE, SlotRow, slots_of_letters
from respbook.queries.units import CALLED, IN_ORDER, named_like
from respbook.rules.amending import AMENDS_LABELS, Amends
from respbook.rules.lifecycles import LetterState, letter_words
from respbook.rules.outgoing import Value
from respbook.rules.permissions import Viewer
from respbook.rules.signing import CAPACITY_LABELS, METHOD_LABELS, SignatureMethod, SigningState
from respbook.rules.signing_urging import Leader, Missing
from respbook.rules.units import UNIT_KIND_LABELS, UnitKind

REPLACED = "replaced"
OPEN = "open"
"""状态 beside those of a letter: 已被替代, and 待签 of any kind (nobody has signed, or not all have)."""


@dataclass(frozen=True)
class LedgerFilter:
    """台账筛选: ``missing`` is the party that has not signed yet."""

    programme_id: int
    state: str = ""
    method: SignatureMethod | None = None
    missing: str = ""
    kind: UnitKind | None = None
    words: str = ""
    sort: str = "unit"


@dataclass(frozen=True)
class Stroke:
    """一方的一行: the slots that were signed in the same way on the same day; no method where they wait."""

    method: SignatureMethod | None
    signed_on: date | None
    slots: tuple[SlotRow, ...]


@dataclass(frozen=True)
class LedgerRow:
    """台账的一行: a letter with its slots."""

    id: int
    unit_name: str
    unit_kind: UnitKind
    number_text: str
    issued_on: date
    signing: SigningState
    signed_on: date | None
    amends: Amends | None
    replaced_by_id: int | None
    slots: Sequence[SlotRow] = ()

    @property
    def told(self) -> str:
        """状态用语."""
        return letter_words(LetterState.ISSUED, None, self.signing, self.replaced_by_id is not None)

    @property
    def paper_name(self) -> str:
        """更正函 or 补充责任书; empty for a letter of its own."""
        return AMENDS_LABELS[self.amends] if self.amends else ""

    def of(self, party: str) -> list[SlotRow]:
        """签字位 of one side."""
        return [slot for slot in self.slots if slot.party == party]

    def strokes(self, party: str) -> list[Stroke]:
        """一方的签字: method and date once for those who share them, who has not signed last."""
        found: dict[tuple[SignatureMethod | None, date | None], list[SlotRow]] = {}
        for slot in sorted(self.of(party), key=lambda slot: slot.signature_id is None):
            found.setdefault((slot.method, slot.signed_on), []).append(slot)
        return [Stroke(*how, tuple(slots)) for how, slots in found.items()]

    @property
    def comparers(self) -> list[str]:
        """比对人, each once: who held the scans of a paper against what was issued."""
        paper = (slot for slot in self.slots if slot.method is SignatureMethod.PAPER)
        return list(dict.fromkeys(slot.recorded_by for slot in paper if slot.recorded_by))

    @property
    def originals(self) -> list[str]:
        """原件存放处, each once."""
        return list(dict.fromkeys(slot.kept_at for slot in self.slots if slot.kept_at))

    @property
    def recorders(self) -> list[str]:
        """登记或核对人, each once, where they are not the signers themselves."""
        return list(
            dict.fromkeys(
                slot.recorded_by for slot in self.slots if slot.recorded_by and slot.recorded_by != slot.signer
            )
        )


def _open_slots(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(SigningSlot.letter_id == Letter.id, SigningSlot.signature_id.is_(None), *more)


def _chosen(viewer: Viewer, wanted: LedgerFilter) -> Select[Any]:
    chosen = select(Letter.id).join(Letter.unit)
    chosen = chosen.where(
        letters_in_sight(viewer), Letter.programme_id == wanted.programme_id, Letter.state == LetterState.ISSUED
    )
    if wanted.state == REPLACED:
        chosen = chosen.where(Letter.replaced_by_id.is_not(None))
    else:
        chosen = chosen.where(Letter.replaced_by_id.is_(None))
    if wanted.state == OPEN:
        chosen = chosen.where(Letter.signing.in_((SigningState.WAITING, SigningState.PARTLY)))
    elif wanted.state and wanted.state != REPLACED:
        chosen = chosen.where(Letter.signing == SigningState(wanted.state))
    if wanted.method is not None:
        signed = exists().where(
            SigningSlot.letter_id == Letter.id,
            Signature.id == SigningSlot.signature_id,
            Signature.method == wanted.method,
        )
        chosen = chosen.where(signed)
    if wanted.missing:
        chosen = chosen.where(_open_slots(SigningSlot.party == wanted.missing))
    if wanted.kind is not None:
        chosen = chosen.where(Unit.kind == wanted.kind)
    if wanted.words.strip():
        number = Letter.number_text.like(within(wanted.words), escape="\\")
        chosen = chosen.where(or_(named_like(wanted.words), number))
    return chosen


_ORDERS: dict[str, tuple[Any, ...]] = {
    "unit": (*IN_ORDER, Letter.number),
    "-unit": (*(column.desc() for column in IN_ORDER), Letter.number.desc()),
    "number": (Letter.number,),
    "-number": (Letter.number.desc(),),
    "issued": (Letter.issued_on, Letter.number),
    "-issued": (Letter.issued_on.desc(), Letter.number.desc()),
    "signed": (Letter.signed_on.is_(None), Letter.signed_on, Letter.number),
    "-signed": (Letter.signed_on.is_(None), Letter.signed_on.desc(), Letter.number.desc()),
}
"""排序 by the words of ``rules.list_states``."""

_COLUMNS: tuple[Any, ...] = (
    Letter.id,
    CALLED.label("unit_name"),
    Unit.kind.label("unit_kind"),
    Letter.number_text,
    Letter.issued_on,
    Letter.signing,
    Letter.signed_on,
    Letter.amends,
    Letter.replaced_by_id,
)


def ledger_page(viewer: Viewer, wanted: LedgerFilter, page: int = 1) -> Listing[LedgerRow]:
    """签订台账, one page: two statements however many rows."""
    chosen = _chosen(viewer, wanted)
    order = _ORDERS[wanted.sort]
    shown = chosen.order_by(*order).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE).subquery()
    columns: Select[Any] = select(capped(chosen).label("total"), *_COLUMNS)
    rows: Any = db.session.execute(
        columns.join(Letter.unit).join(shown, shown.c.id == Letter.id).order_by(*order)
    ).all()
    slots = slots_of_letters([row.id for row in rows])
    return Listing(
        [LedgerRow(*(*row[1:], slots.get(row.id, ()))) for row in rows],
        rows[0].total if rows else total_of(chosen),
        page,
    )


def ledger_rows(viewer: Viewer, wanted: LedgerFilter) -> list[LedgerRow]:
    """签订台账, whole: two statements."""
    columns: Select[Any] = select(*_COLUMNS).join(Letter.unit).where(Letter.id.in_(_chosen(viewer, wanted)))
    rows: Any = db.session.execute(columns.order_by(*_ORDERS[wanted.sort])).all()
    slots = slots_of_letters([row.id for row in rows])
    return [LedgerRow(*(*row, slots.get(row.id, ()))) for row in rows]


def parties_of(viewer: Viewer, programme_id: int) -> list[str]:
    """签订各方 as the letters of a programme call them, in their order: one statement."""
    rows = db.session.execute(
        select(SigningSlot.party, func.min(SigningSlot.side))
        .join(SigningSlot.letter)
        .join(Letter.unit)
        .where(letters_in_sight(viewer), Letter.programme_id == programme_id, Letter.state == LetterState.ISSUED)
        .group_by(SigningSlot.party)
        .order_by(func.min(SigningSlot.side), SigningSlot.party)
    )
    return [row.party for row in rows]


def replaced_count(viewer: Viewer, programme_id: int) -> int:
    """已被替代的份数."""
    return total_of(_chosen(viewer, LedgerFilter(programme_id, REPLACED)))


def missing_units(viewer: Viewer, programme_id: int) -> list[Missing]:
    """漏签的单位 in their order: whose own side has an open slot; a letter under objection waits for the answer."""
    rows = db.session.execute(
        select(Letter.id, Letter.unit_id, CALLED.label("called"), Letter.issued_on, SigningSlot.name)
        .join(Letter.unit)
        .join(SigningSlot, SigningSlot.letter_id == Letter.id)
        .where(
            letters_in_sight(viewer),
            Letter.programme_id == programme_id,
            IN_FORCE,
            Letter.signing != SigningState.OBJECTED,
            SigningSlot.signature_id.is_(None),
            SigningSlot.unit_id == Letter.unit_id,
        )
        .order_by(*IN_ORDER, Letter.id, SigningSlot.side, SigningSlot.place)
    ).all()
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.unit_id, []).append(row)
    return [
        Missing(
            some[0].called,
            tuple(dict.fromkeys(row.name for row in some)),
            min(row.issued_on for row in some),
            unit_id,
            tuple(dict.fromkeys(row.id for row in some)),
        )
        for unit_id, some in found.items()
    ]


def missing_leaders(viewer: Viewer, programme: Programme) -> list[Leader]:
    """镇里还没签的 by person, in the order of their seats: one statement; a letter under objection waits for the answer."""
    rows: Any = db.session.execute(
        select(SigningSlot.post, SigningSlot.name, func.count(Letter.id.distinct()), func.min(Letter.issued_on))
        .select_from(SigningSlot)
        .join(SigningSlot.letter)
        .join(Letter.unit)
        .where(
            letters_in_sight(viewer),
            Letter.programme_id == programme.id,
            IN_FORCE,
            Letter.signing != SigningState.OBJECTED,
            SigningSlot.signature_id.is_(None),
            SigningSlot.unit_id == programme.unit_id,
            SigningSlot.unit_id != Letter.unit_id,
        )
        .group_by(SigningSlot.post, SigningSlot.name)
        .order_by(func.min(SigningSlot.side), func.min(SigningSlot.place), SigningSlot.post, SigningSlot.name)
    )
    return [Leader(*row) for row in rows]


def sheet_rows(rows: Sequence[LedgerRow]) -> Iterator[tuple[Value, ...]]:
    """台账的各行 as the sheet tells them: a line for each slot."""
    for row in rows:
        for slot in row.slots:
            yield (
                row.number_text,
                row.unit_name,
                UNIT_KIND_LABELS[row.unit_kind],
                row.told,
                row.issued_on,
                slot.party,
                slot.post,
                slot.name,
                slot.signer or "",
                CAPACITY_LABELS[slot.capacity] if slot.capacity else "",
                METHOD_LABELS[slot.method] if slot.method else "",
                slot.signed_on,
                slot.recorded_by or "",
                slot.kept_at or "",
            )


def signed_words(slots: Sequence[SlotRow]) -> tuple[str, str, str]:
    """一方签字情况 in three words for the printed table: who, how, when; 未签 where somebody is missing."""
    signed = [slot for slot in slots if slot.signature_id is not None]
    missing = [slot.waiting_for for slot in slots if slot.signature_id is None]
    who = [slot.signer or "" for slot in signed] + [f"{each}（未签）" for each in missing]
    how = dict.fromkeys(METHOD_LABELS[slot.method] for slot in signed if slot.method)
    when = dict.fromkeys(f"{slot.signed_on:%Y-%m-%d}" for slot in signed if slot.signed_on)
    return "、".join(who), "、".join(how), "、".join(when)


def printed_ledger(viewer: Viewer, programme: Programme) -> tuple[Sequence[str], Sequence[str], Any]:
    """签订台账 as it is printed: upper heads, lower heads, rows of cells by unit."""
    parties = parties_of(viewer, programme.id)
    groups, heads = ["责任书"] * 3, ["文号", "签发日期", "状态"]
    for party in parties:
        groups += [party] * 3
        heads += ["签字人", "方式", "日期"]
    groups += ["原件"] * 2
    heads += ["登记或核对人", "存放处"]
    rows = [
        (
            row.unit_name + (f"（{row.paper_name}）" if row.paper_name else ""),
            [
                row.number_text,
                f"{row.issued_on:%Y-%m-%d}",
                row.told,
                *(word for party in parties for word in signed_words(row.of(party))),
                "、".join(row.recorders),
                "、".join(row.originals),
            ],
        )
        for row in ledger_rows(viewer, LedgerFilter(programme.id))
    ]
    return groups, heads, rows
