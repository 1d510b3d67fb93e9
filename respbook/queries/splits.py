"""分解页: one row a unit, with what the basis would give it, what it bears, and why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from respbook.models.targets import Allocation, Target
from respbook.models.units import Unit
from respbook.rules.chinese import figure
from respbook.rules.errors import RuleBroken
from respbook.rules.grid_cells import OFF
from respbook.rules.splitting import BASIS_WORDS, Balance, balance, explain, shares, weights_by
from respbook.rules.targets import Basis


@dataclass(frozen=True)
class SplitRow:
    """分解表的一行. ``size`` the basis figure, ``due`` what the basis gives, ``why`` in a sentence."""

    unit_id: int
    name: str
    size: str
    due: str
    amount: Decimal | None
    pinned: bool
    applies: bool
    note: str
    why: str

    @property
    def words(self) -> str:
        """现为: the saved cell in words, to be shown beside what was typed after a 409."""
        if not self.applies:
            return OFF
        share = figure(self.amount) if self.amount is not None else "未填"
        return share + ("，固定" if self.pinned else "") + (f"，{self.note}" if self.note else "")


@dataclass(frozen=True)
class SplitPage:
    """分解页. ``trouble`` says why the basis cannot divide; ``empty`` how many bearing units have no figure yet."""

    target: Target
    rows: Sequence[SplitRow]
    balance: Balance | None
    empty: int
    trouble: str
    basis_word: str


_SIZES: dict[Basis, Callable[[Unit], str]] = {
    Basis.HOUSEHOLDS: lambda unit: str(unit.households),
    Basis.POPULATION: lambda unit: str(unit.population),
    Basis.FARMLAND: lambda unit: figure(unit.farmland),
    Basis.EQUAL: lambda unit: "",
}


def split_page(target: Target, units: Sequence[Unit]) -> SplitPage:
    """分解页 of a target with its allocations and the units that bear it: pure, no statement."""
    stood = {cell.unit_id: cell for cell in target.allocations}
    cells = {unit.id: stood.get(unit.id) for unit in units}
    bearing = [unit for unit in units if _borne(cells[unit.id])]
    reasons, trouble = _reasons(target, bearing, cells)
    rows = [_row(target, unit, cells[unit.id], reasons.get(unit.id, ("", ""))) for unit in units]
    parts = [row.amount for row in rows if row.applies]
    return SplitPage(
        target,
        rows,
        balance(target.amount or Decimal(0), parts, target.unit_word) if target.divided else None,
        sum(part is None for part in parts) if target.divided else 0,
        trouble,
        BASIS_WORDS[target.basis] if target.basis and target.basis is not Basis.EQUAL else "",
    )


def _borne(cell: Allocation | None) -> bool:
    return cell is None or cell.applies


def _row(target: Target, unit: Unit, cell: Allocation | None, reason: tuple[str, str]) -> SplitRow:
    due, why = reason
    return SplitRow(
        unit.id,
        unit.called,
        _SIZES[target.basis](unit) if target.basis else "",
        due,
        cell.amount if cell else None,
        bool(cell and cell.pinned),
        _borne(cell),
        cell.note if cell else "",
        why if _borne(cell) else f"{OFF}，不参与分解",
    )


def _reasons(
    target: Target, bearing: Sequence[Unit], cells: Mapping[int, Allocation | None]
) -> tuple[dict[int, tuple[str, str]], str]:
    """(what the basis gives, why) by unit id; or the sentence that says why it cannot be divided so."""
    if not target.divided or target.basis is None or not bearing:
        return {}, ""
    pinned = {
        place: cell.amount
        for place, unit in enumerate(bearing)
        if (cell := cells[unit.id]) is not None and cell.pinned and cell.amount is not None
    }
    total, word = target.amount or Decimal(0), target.unit_word
    try:
        weights = weights_by(target.basis, bearing)
        given = shares(total, weights, pinned, target.step)
        told = explain(total, weights, pinned, target.step, BASIS_WORDS[target.basis], word)
    except RuleBroken as refusal:
        return {}, refusal.sentence
    reasons = {}
    for unit, share, why in zip(bearing, given, told, strict=True):
        cell = cells[unit.id]
        amount = cell.amount if cell else None
        reasons[unit.id] = (figure(share.amount), _why(amount, share.amount, why, word))
    return reasons, ""


def _why(amount: Decimal | None, due: Decimal, why: str, word: str) -> str:
    if amount is None:
        return f"还没有填；{why}"
    if amount == due:
        return why
    return f"手工填写{figure(amount)}{word}；{why}"


def standing(target: Target, amounts: Sequence[Decimal | None]) -> Balance:
    """平衡 of what is typed and not yet saved."""
    return balance(target.amount or Decimal(0), amounts, target.unit_word)
