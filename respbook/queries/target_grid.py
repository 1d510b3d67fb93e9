"""分解总表: all divided targets of a programme at one glance, units down and targets across; the same statements at any size."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased

from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.targets import Allocation, Target
from respbook.models.units import Unit, UnitTag
from respbook.queries.listing import Listing
from respbook.queries.scope import NotInSight, owners_of
from respbook.queries.targets import balance_of, spread_of
from respbook.queries.units import CALLED, IN_ORDER, signing_units
from respbook.rules.chinese import figure
from respbook.rules.grid_cells import OFF
from respbook.rules.permissions import Viewer
from respbook.rules.splitting import Balance
from respbook.rules.units import UnitKind

PAGE_UNITS = 200
"""Units on one page: what a browser of the office lays out in the blink of an eye (tests/bench/grid_bench.py)."""


@dataclass(frozen=True)
class GridFilter:
    """总表筛选: which units, which targets, and whether last year's shares stand below (对照上年)."""

    kind: UnitKind | None = None
    category: str = ""
    compare: bool = False
    page: int = 1


class Compared(NamedTuple):
    """对照上年: what stood a year before, and what stands now, None where nothing is filled in yet."""

    before: Decimal
    now: Decimal | None

    @property
    def figure(self) -> str:
        """上年数."""
        return figure(self.before)

    def __str__(self) -> str:
        """上年36，增2."""
        if self.now is None:
            return f"上年{self.figure}"
        if self.now == self.before:
            return f"上年{self.figure}，持平"
        return f"上年{self.figure}，{'增' if self.now > self.before else '减'}{figure(abs(self.now - self.before))}"


class GridCell(NamedTuple):
    """总表的一格. ``mark``: "p" 固定, "x" 不适用, "n" where the target does not concern the unit; ``past`` last year's."""

    text: str = ""
    mark: str = ""
    note: str = ""
    past: Compared | None = None

    @property
    def share(self) -> tuple[Decimal | None, bool, bool, str]:
        """份额 as (figure, pinned, applies, note)."""
        amount = Decimal(self.text) if self.text and self.mark != "x" else None
        return amount, self.mark == "p", self.mark != "x", self.note


@dataclass(frozen=True)
class GridColumn:
    """总表的一列: a target, how its parts stand against the total, last year's sum in words."""

    target: Target
    balance: Balance
    past: Compared | None

    @property
    def state(self) -> str:
        """平衡标记: done, waiting (short) or late (over)."""
        return "done" if self.balance.even else "waiting" if self.balance.short > 0 else "late"


class GridRow(NamedTuple):
    """总表的一行: a unit and its cells in the order of the columns."""

    unit_id: int
    name: str
    cells: Sequence[GridCell]


@dataclass(frozen=True)
class Grid:
    """分解总表. ``past_year`` is empty where there is nothing to compare."""

    columns: Sequence[GridColumn]
    listing: Listing[GridRow]
    categories: Sequence[str]
    past_year: int | None


class Bearer(NamedTuple):
    """承担单位 as the sheet needs it."""

    id: int
    called: str
    kind: UnitKind
    tags: frozenset[str]


Cells = Mapping[tuple[int, int], Row[int, int, Decimal | None, bool, bool, str]]


@dataclass(frozen=True)
class Past:
    """上年: the shares of the units asked about by (target's name, unit), and the sum of each target by name."""

    shares: Mapping[tuple[str, int], Decimal]
    sums: Mapping[str, Decimal]


NOTHING = Past({}, {})


def divided_targets(viewer: Viewer, programme_id: int, only: Collection[int] | None = None) -> list[Target]:
    """分解的目标 of a programme in the order of the letter, all or those named: one statement."""
    found = select(Target).join(Target.programme).where(Target.programme_id == programme_id, owners_of(viewer))
    if only is not None:
        found = found.where(Target.id.in_(only))
    return list(db.session.scalars(found.where(Target.divided.is_(True)).order_by(Target.position, Target.id)))


def bearers_in(viewer: Viewer, programme: Programme) -> list[Bearer]:
    """承担单位: the living units that sign letters, with their tags: two statements."""
    signing = signing_units(viewer, programme.unit)
    tags: dict[int, set[str]] = {}
    for unit_id, tag in db.session.execute(select(UnitTag.unit_id, UnitTag.tag).join(UnitTag.unit).where(signing)):
        tags.setdefault(unit_id, set()).add(tag)
    columns = select(Unit.id, CALLED, Unit.kind)
    rows = db.session.execute(columns.where(signing).order_by(*IN_ORDER))
    return [Bearer(unit_id, called, kind, frozenset(tags.get(unit_id, ()))) for unit_id, called, kind in rows]


def concerned(target: Target, units: Sequence[Bearer]) -> set[int]:
    """适用的单位 of one target by id: the same as ``queries.targets.applies``, for many units at once."""
    kinds, tag = set(target.kinds), target.tag
    return {unit.id for unit in units if unit.kind in kinds and (not tag or tag in unit.tags)}


def shares_of(targets: Sequence[Target], unit_ids: Collection[int]) -> Cells:
    """各格 of the targets and units by (unit, target): one statement of plain rows."""
    columns = (Allocation.unit_id, Allocation.target_id, Allocation.amount, Allocation.pinned, Allocation.applies)
    asked = select(*columns, Allocation.note).where(Allocation.target_id.in_([target.id for target in targets]))
    found = db.session.execute(asked.where(Allocation.unit_id.in_(unit_ids)))
    return {(row[0], row[1]): row for row in found}


def cells_of(target_ids: Collection[int], unit_ids: Collection[int]) -> Sequence[Allocation]:
    """各格 to be written: one statement."""
    asked = select(Allocation).where(Allocation.target_id.in_(target_ids), Allocation.unit_id.in_(unit_ids))
    return db.session.scalars(asked).all()


def grid_of(viewer: Viewer, programme: Programme, wanted: GridFilter = GridFilter()) -> Grid:
    """分解总表: five statements, seven with last year. The sums are of all units, whatever is shown."""
    targets, units = divided_targets(viewer, programme.id), bearers_in(viewer, programme)
    asked = [target for target in targets if wanted.category in ("", target.category)]
    places = [(target, concerned(target, units)) for target in asked]
    somewhere = set().union(*(borne for _, borne in places))
    shown = [unit for unit in units if wanted.kind in (None, unit.kind) and unit.id in somewhere]
    page = min(wanted.page, max(1, -(-len(shown) // PAGE_UNITS)))
    here = shown[(page - 1) * PAGE_UNITS : page * PAGE_UNITS]
    unit_ids = [unit.id for unit in here]
    cells, past = shares_of(asked, unit_ids), last_year(programme, unit_ids) if wanted.compare else NOTHING
    rows = [GridRow(unit.id, unit.called, [_cell(unit.id, each, cells, past) for each in places]) for unit in here]
    return Grid(
        _heads(programme, asked, past),
        Listing(rows, len(shown), page, PAGE_UNITS),
        list(dict.fromkeys(target.category for target in targets)),
        programme.year - 1 if past.sums else None,
    )


@dataclass(frozen=True)
class Columns:
    """几列: what the answer to a save tells: the heads as they stand now, and cells as (unit, target, cell)."""

    heads: Sequence[GridColumn]
    cells: Sequence[tuple[int, int, GridCell]]


def columns_of(
    viewer: Viewer,
    programme: Programme,
    target_ids: Collection[int],
    only: Collection[tuple[int, int]] | None = None,
) -> Columns:
    """几列 of the named targets, with all their cells or those of ``only`` by (unit, target): five statements."""
    targets, units = divided_targets(viewer, programme.id, target_ids), bearers_in(viewer, programme)
    unit_ids = {unit.id for unit in units} if only is None else {unit_id for unit_id, _ in only}
    cells = shares_of(targets, unit_ids)
    places = [(target, concerned(target, units)) for target in targets]
    return Columns(
        _heads(programme, targets, NOTHING),
        [
            (unit_id, place[0].id, _cell(unit_id, place, cells, NOTHING))
            for place in places
            for unit_id in place[1]
            if only is None or (unit_id, place[0].id) in only
        ],
    )


@dataclass(frozen=True)
class UnitRow:
    """一行: a unit, and each target that concerns it with its cell and how its parts stand."""

    unit: Bearer
    lines: Sequence[tuple[GridColumn, GridCell]]


def row_of(viewer: Viewer, programme: Programme, unit_id: int) -> UnitRow:
    """一行 of the sheet, for its own form: five statements. Raises NotInSight for a unit that bears nothing here."""
    targets, units = divided_targets(viewer, programme.id), bearers_in(viewer, programme)
    unit = next((unit for unit in units if unit.id == unit_id), None)
    if unit is None:
        raise NotInSight
    borne = [target for target in targets if concerned(target, [unit])]
    cells = shares_of(borne, [unit_id])
    heads = _heads(programme, borne, NOTHING)
    return UnitRow(unit, [(head, _cell(unit_id, (head.target, {unit_id}), cells, NOTHING)) for head in heads])


def _heads(programme: Programme, targets: Sequence[Target], past: Past) -> list[GridColumn]:
    """The columns with how they stand: one statement."""
    spreads = spread_of(programme, [target.id for target in targets])
    states = [balance_of(each.amount, spreads[each.id].placed, each.unit_word) for each in targets]
    return [
        GridColumn(target, state, Compared(past.sums[target.name], state.placed) if target.name in past.sums else None)
        for target, state in zip(targets, states, strict=True)
    ]


def _cell(unit_id: int, place: tuple[Target, Collection[int]], cells: Cells, past: Past) -> GridCell:
    target, borne = place
    if unit_id not in borne:
        return _SHUT
    cell, stood = cells.get((unit_id, target.id)), past.shares.get((target.name, unit_id)) if past.shares else None
    before = None if stood is None else Compared(stood, cell.amount if cell else None)
    if cell is None:
        return GridCell(past=before)
    _, _, amount, pinned, borne_here, note = cell
    if not borne_here:
        return GridCell(OFF, "x", note, before)
    return GridCell(figure(amount), "p" if pinned else "", note, before)


_SHUT = GridCell(mark="n")


def last_year(programme: Programme, unit_ids: Collection[int]) -> Past:
    """上年份额 from the programme of the same kind and town a year before: two statements."""
    before = aliased(Programme)
    stood = (
        select()
        .select_from(Allocation)
        .join(Target, Target.id == Allocation.target_id)
        .join(before, before.id == Target.programme_id)
        .where(before.year == programme.year - 1, before.kind == programme.kind, before.unit_id == programme.unit_id)
        .where(Target.divided.is_(True), Allocation.applies.is_(True), Allocation.amount.is_not(None))
    )
    sums = db.session.execute(stood.add_columns(Target.name, func.sum(Allocation.amount)).group_by(Target.name))
    parts = db.session.execute(
        stood.add_columns(Target.name, Allocation.unit_id, Allocation.amount)
        .where(Allocation.unit_id.in_(unit_ids))
        .order_by(before.id)
    )
    return Past({(name, unit_id): amount for name, unit_id, amount in parts}, {row[0]: row[1] for row in sums})
