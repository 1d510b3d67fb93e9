"""分解: a town total divided among the units that bear it. The sum never exceeds the total (目标守恒; T3, X10)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm.attributes import flag_modified

from respbook.actions import audit
from respbook.actions.action import StaleVersion, action, expect_version
from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.targets import Allocation, Target
from respbook.models.units import Unit
from respbook.queries.scope import NotInSight, programme_in_sight, target_in_sight
from respbook.queries.target_grid import Bearer, bearers_in, cells_of, concerned, divided_targets
from respbook.queries.targets import balance_of, spread_of, units_bearing
from respbook.rules.chinese import figure, joined
from respbook.rules.errors import RuleBroken
from respbook.rules.grid_cells import OFF
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.programmes import check_open
from respbook.rules.splitting import BASIS_WORDS, Balance, balance, weights_by
from respbook.rules.splitting import divide as divided
from respbook.rules.target_checks import check_note, check_share
from respbook.rules.targets import Basis


@dataclass(frozen=True)
class Share:
    """承担份额 of one unit as the clerk filled it in; ``applies`` False is 不适用."""

    amount: Decimal | None = None
    pinned: bool = False
    applies: bool = True
    note: str = ""


@action(Permission.TARGET_WRITE, undo=True)
def set_shares(
    target_id: int, shares: Mapping[int, Share], version: int, *, by: Viewer, now: datetime
) -> Balance | None:
    """保存分解 by unit id; units that are not named keep theirs. Returns how the parts now stand against the total.

    Raises RuleBroken when the parts exceed the total or a unit does not bear the target, StaleVersion, NotInSight.
    """
    target, units = _opened(target_id, version, by)
    before = _words(target, units)
    if refused := _rewritten(target, units, shares):
        raise RuleBroken(refused[0])
    _noted("target.set_shares", target, units, before)
    return _balance(target, units)


@dataclass(frozen=True)
class Column:
    """总表的一列: the changed shares of one target by unit id, and the version of the target they were typed upon."""

    version: int
    shares: Mapping[int, Share]


@action(Permission.TARGET_WRITE, undo=True)
def set_columns(programme_id: int, columns: Mapping[int, Column], *, by: Viewer, now: datetime) -> None:
    """保存总表: the changed cells of several targets at once, all or none; cells that are not named stay.

    Raises StaleVersion naming the targets that somebody else changed meanwhile, RuleBroken with a sentence for each
    target whose parts exceed its total, NotInSight for a target of another programme.
    """
    programme = programme_in_sight(by, programme_id)
    check_open(programme.state, programme.name)
    targets, units = _opened_columns(programme, columns, by), bearers_in(by, programme)
    stood = {(cell.target_id, cell.unit_id): cell for cell in cells_of(columns, _named(columns))}
    spreads = spread_of(programme, columns)
    refused: list[str] = []
    told: list[tuple[Target, dict[str, str], dict[str, str]]] = []
    for target in targets:
        change = _changed(target, units, columns[target.id].shares, stood)
        state = balance_of(target.amount, spreads[target.id].placed + change.grown, target.unit_word)
        if change.grown:
            target.shortfall_reason = ""
        refused += _excess(target, state)
        told.append((target, change.before, change.after))
    if refused:
        raise RuleBroken("".join(refused), sentences=tuple(refused))
    for target, before, after in told:
        audit.note_change("target.set_shares", target, target.name, before, after)


def _named(columns: Mapping[int, Column]) -> set[int]:
    """The units of all columns."""
    return {unit_id for column in columns.values() for unit_id in column.shares}


@dataclass
class _Change:
    """What a column's cells were and are, in words by unit, and by how much the column has grown."""

    grown: Decimal = Decimal(0)
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)


def _changed(
    target: Target,
    units: Sequence[Bearer],
    shares: Mapping[int, Share],
    stood: Mapping[tuple[int, int], Allocation],
) -> _Change:
    """The named cells of one column written; a unit that has none yet gets one."""
    _refuse_strangers(shares, concerned(target, units))
    change = _Change()
    for unit in units:
        if unit.id not in shares:
            continue
        cell = stood.get((target.id, unit.id))
        change.before[unit.called] = _cell_words(cell, target.unit_word) if cell else ""
        if cell is None:
            cell = Allocation(target_id=target.id, unit_id=unit.id, pinned=False, applies=True, note="")
            db.session.add(cell)
        change.grown -= cell.amount or Decimal(0)
        _put(cell, shares[unit.id], target, unit)
        change.grown += cell.amount or Decimal(0)
        change.after[unit.called] = _cell_words(cell, target.unit_word)
    flag_modified(target, "shortfall_reason")
    return change


def _opened_columns(programme: Programme, columns: Mapping[int, Column], by: Viewer) -> list[Target]:
    """The named targets in their order. Nothing is saved where one of them stands otherwise than it was read."""
    if not any(column.shares for column in columns.values()):
        raise RuleBroken("没有改动，不用保存。")
    opened = divided_targets(by, programme.id, columns)
    if len(opened) != len(columns):
        raise NotInSight
    if stale := [target.name for target in opened if target.version != columns[target.id].version]:
        names = joined(f"“{name}”" for name in stale)
        raise StaleVersion(f"别人刚刚改过{names}，您的改动还没有保存。不同的格已标出对方的数，核对后再保存。")
    return opened


@action(Permission.TARGET_WRITE, undo=True)
def divide(
    target_id: int,
    basis: Basis,
    version: int,
    shares: Mapping[int, Share] | None = None,
    *,
    by: Viewer,
    now: datetime,
) -> Balance | None:
    """重新分解 by the basis: pinned cells stay, the others share the rest by largest remainder.

    ``shares`` are the marks (固定, 不适用) as they stand on the page, taken over first.
    Raises RuleBroken, StaleVersion, NotInSight.
    """
    target, units = _opened(target_id, version, by)
    if not target.divided:
        raise RuleBroken(f"“{target.name}”对各单位同一要求，不用分解。")
    before = _words(target, units)
    _write(target, units, {unit.id: Share() for unit in units if unit.id not in _cells(target)} | dict(shares or {}))
    cells = _cells(target)
    bearing = [unit for unit in units if cells[unit.id].applies]
    pinned = {
        place: amount
        for place, unit in enumerate(bearing)
        if cells[unit.id].pinned and (amount := cells[unit.id].amount) is not None
    }
    _refuse_pinned_excess(target, sum(pinned.values(), Decimal(0)))
    parts = divided(target.amount or Decimal(0), weights_by(basis, bearing), pinned, target.step)
    for unit, part in zip(bearing, parts, strict=True):
        cells[unit.id].amount = part
    target.basis, target.shortfall_reason = basis, ""
    _noted("target.divide", target, units, before)
    return _balance(target, units)


@action(Permission.TARGET_WRITE, undo=True)
def explain_shortfall(target_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> Target:
    """不足说明: why less than the total is placed, in writing; only where something is short (features C2)."""
    target, units = _opened(target_id, version, by)
    state = _balance(target, units)
    if state is None or state.even:
        raise RuleBroken("各单位之和与总量相符，不用说明。")
    if not reason.strip():
        raise RuleBroken("请写明不足的原因。", "reason")
    before, target.shortfall_reason = target.shortfall_reason, reason.strip()
    words = {"平衡": state.sentence, "原因": target.shortfall_reason}
    audit.note("target.explain_shortfall", target, target.name, before={"原因": before}, after=words)
    return target


def _opened(target_id: int, version: int, by: Viewer) -> tuple[Target, list[Unit]]:
    target = target_in_sight(by, target_id)
    expect_version(target, version)
    check_open(target.programme.state, target.programme.name)
    return target, units_bearing(by, target)


def _cells(target: Target) -> dict[int, Allocation]:
    return {cell.unit_id: cell for cell in target.allocations}


def _write(target: Target, units: Sequence[Unit], shares: Mapping[int, Share]) -> None:
    """Every named unit gets its cell; cells of units that do not bear the target any longer are dropped."""
    known = {unit.id: unit for unit in units}
    _refuse_strangers(shares, known)
    cells = _cells(target)
    for unit_id in set(cells) - set(known):
        target.allocations.remove(cells[unit_id])
        db.session.delete(cells[unit_id])
    for unit_id in sorted(shares.keys() - cells.keys()):
        target.allocations.append(Allocation(unit_id=unit_id, pinned=False, applies=True, note=""))
    cells = _cells(target)
    for unit_id, share in shares.items():
        _put(cells[unit_id], share, target, known[unit_id])
    flag_modified(target, "shortfall_reason")


def _refuse_strangers(shares: Mapping[int, Share], known: Collection[int]) -> None:
    if strangers := set(shares) - set(known):
        raise RuleBroken(f"有{len(strangers)}个单位已不在承担范围内；请刷新页面，按最新名单分解。")


def _rewritten(target: Target, units: Sequence[Unit], shares: Mapping[int, Share]) -> list[str]:
    """The shares written; what refuses them. A shortfall that is another one now is to be explained anew."""
    before = _balance(target, units)
    _write(target, units, shares)
    state = _balance(target, units)
    if state != before:
        target.shortfall_reason = ""
    return _excess(target, state)


def _put(cell: Allocation, share: Share, target: Target, unit: Unit | Bearer) -> None:
    amount = share.amount if target.divided and share.applies else None
    check_note(share.note)
    try:
        check_share(amount, target.step)
    except RuleBroken as refusal:
        raise RuleBroken(f"“{unit.called}”的承担数{refusal.sentence}") from None
    cell.amount, cell.applies, cell.note = amount, share.applies, share.note
    cell.pinned = share.pinned and amount is not None


def _balance(target: Target, units: Sequence[Unit]) -> Balance | None:
    if not target.divided:
        return None
    bearing = {unit.id for unit in units}
    parts = [cell.amount for cell in target.allocations if cell.applies and cell.unit_id in bearing]
    return balance(target.amount or Decimal(0), parts, target.unit_word)


def _excess(target: Target, state: Balance | None) -> list[str]:
    """超出总量: the sentence that refuses it, for a sheet of several targets with the target's name."""
    if state is None or state.short >= 0:
        return []
    word = target.unit_word
    return [
        f"“{target.name}”各单位合计{figure(state.placed)}{word}，比全镇总量{figure(state.total)}{word}"
        f"多{figure(-state.short)}{word}，没有保存。请调减有关单位，或先修改总量。"
    ]


def _refuse_pinned_excess(target: Target, fixed: Decimal) -> None:
    total, word = target.amount or Decimal(0), target.unit_word
    if fixed > total:
        raise RuleBroken(
            f"固定的数合计{figure(fixed)}{word}，超过全镇总量{figure(total)}{word}，无法再分。请调减固定的数，或先修改总量。"
        )


def _words(target: Target, units: Sequence[Unit]) -> dict[str, str]:
    """Each unit's share in words, for the log."""
    cells = _cells(target)
    told = {"分解依据": BASIS_WORDS[target.basis] if target.basis else ""}
    for unit in units:
        cell = cells.get(unit.id)
        told[unit.called] = _cell_words(cell, target.unit_word) if cell else ""
    return told


def _cell_words(cell: Allocation, unit_word: str) -> str:
    share = f"{figure(cell.amount)}{unit_word}" if cell.amount is not None else ""
    words = share if cell.applies else OFF
    return words + ("（固定）" if cell.pinned else "") + (f"；{cell.note}" if cell.note else "")


def _noted(verb: str, target: Target, units: Sequence[Unit], before: dict[str, str]) -> None:
    audit.note_change(verb, target, target.name, before, _words(target, units))
