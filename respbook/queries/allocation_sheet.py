"""任务分解表: every divided target's share of every unit, as a list that comes back in and as a table to print."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, and_, select

from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.targets import Allocation, Target
from respbook.models.units import Unit
from respbook.queries.scope import owners_of, under
from respbook.queries.targets import fits, of_town
from respbook.queries.units import IN_ORDER
from respbook.rules.grid_cells import OFF
from respbook.rules.outgoing import Value, yes_no
from respbook.rules.permissions import Viewer
from respbook.rules.units import UnitKind


def _cells(viewer: Viewer, programme: Programme) -> Any:
    """One row a divided target and unit, empty cells too."""
    return (
        select(
            Target.id,
            Target.name.label("target"),
            Unit.id.label("unit_id"),
            Unit.name.label("unit"),
            Unit.short_name,
            Unit.kind,
            Allocation.amount,
            Allocation.pinned,
            Allocation.applies,
            Allocation.note,
        )
        .select_from(Target)
        .join(Target.programme)
        .join(Unit, and_(of_town(programme), fits()))
        .outerjoin(Allocation, and_(Allocation.target_id == Target.id, Allocation.unit_id == Unit.id))
        .where(Target.programme_id == programme.id, Target.divided.is_(True), under(viewer), owners_of(viewer))
    )


def allocation_rows(viewer: Viewer, programme: Programme, kind: UnitKind | None) -> Iterator[tuple[Value, ...]]:
    """任务分解表 as a list, target by target: one statement, read as it is written."""
    statement = _cells(viewer, programme).order_by(Target.position, Target.id, *IN_ORDER)
    if kind is not None:
        statement = statement.where(Unit.kind == kind)
    for row in db.session.execute(statement.execution_options(yield_per=2000)):
        yield row.target, row.unit, row.amount, yes_no(bool(row.pinned)), yes_no(row.applies is not False), row.note


@dataclass(frozen=True)
class AllocationTable:
    """分解总表, to be printed: what stands over the columns, the units' rows, the totals."""

    categories: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Decimal | str | None]]]
    feet: Sequence[tuple[str, Sequence[Decimal | str | None]]]


def allocation_table(viewer: Viewer, programme: Programme, kind: UnitKind | None) -> AllocationTable:
    """分解总表: two statements. The totals are of all units, as on the page, whatever ``kind`` is listed."""
    targets = db.session.execute(
        select(Target.id, Target.category, Target.name, Target.unit_word, Target.amount)
        .join(Target.programme)
        .where(Target.programme_id == programme.id, Target.divided.is_(True), owners_of(viewer))
        .order_by(Target.position, Target.id)
    ).all()
    found = db.session.execute(_cells(viewer, programme).order_by(*IN_ORDER)).all()
    cells = {(row.unit_id, row.id): _cell(row) for row in found}
    names = {row.unit_id: row.short_name or row.unit for row in found if kind in (None, row.kind)}
    placed = [_placed(found, target.id) for target in targets]
    totals = [target.amount or Decimal(0) for target in targets]
    return AllocationTable(
        [target.category for target in targets],
        [f"{target.name}\n（{target.unit_word}）" if target.unit_word else target.name for target in targets],
        [(name, [cells.get((unit_id, each.id)) for each in targets]) for unit_id, name in names.items()],
        [
            ("各单位合计", placed),
            ("全镇总量", totals),
            ("差", [total - part for total, part in zip(totals, placed, strict=True)]),
        ],
    )


def _cell(row: Row[Any]) -> Decimal | str | None:
    if row.applies is False:
        return OFF
    return "未填" if row.amount is None else row.amount


def _placed(found: Sequence[Row[Any]], target_id: int) -> Decimal:
    amounts = (row.amount for row in found if row.id == target_id and row.applies is not False)
    return sum((amount for amount in amounts if amount is not None), Decimal(0))
