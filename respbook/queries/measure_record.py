"""问责记录 across years: by unit, or by whoever held the first post on the day of the facts (features Y4).

Only what was decided is a record; proposals and refusals are none. 提醒谈话类 and 处理类 are counted apart.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import extract, func, select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.measures import Measure
from respbook.models.units import Unit
from respbook.queries.scope_measures import TOLD, measures_in_sight
from respbook.queries.units import CALLED, in_order
from respbook.rules.measures import REMINDING
from respbook.rules.permissions import Viewer
from respbook.rules.scoring.ladder import MeasureKind


@dataclass(frozen=True)
class RecordFilter:
    """记录筛选: of a unit, of a person (in that unit), listed by person or by unit."""

    unit_id: int | None = None
    person: str = ""
    by_person: bool = False


@dataclass(frozen=True)
class Cell:
    """一年的次数: 提醒谈话类 and 处理类, never added up."""

    reminding: int = 0
    handling: int = 0


@dataclass(frozen=True)
class Line:
    """记录的一行: a unit, or a person in that unit, with its years."""

    unit_id: int
    unit: str
    name: str
    cells: Mapping[int, Cell]


def record_of(viewer: Viewer, wanted: RecordFilter) -> list[Line]:
    """问责记录, by unit in order and within it by person: one statement."""
    year = extract("year", Measure.happened_on).label("year")
    rows = db.session.execute(
        select(Unit.id, CALLED, Measure.holder_name, year, Measure.kind, func.count(Measure.id))
        .join(Measure.unit)
        .where(measures_in_sight(viewer), Measure.state.in_(TOLD))
        .group_by(Unit.id, Measure.holder_name, "year", Measure.kind)
        .order_by(*in_order(viewer), func.min(Measure.happened_on), Measure.holder_name)
    )
    found: dict[tuple[int, str, str], dict[int, dict[bool, int]]] = {}
    for unit_id, called, name, in_year, kind, count in rows:
        line = found.setdefault((unit_id, called, name if wanted.by_person else ""), {})
        cell = line.setdefault(int(in_year), defaultdict(int))
        cell[MeasureKind(kind) in REMINDING] += count
    return [
        Line(unit_id, called, name, {year: Cell(cell[True], cell[False]) for year, cell in cells.items()})
        for (unit_id, called, name), cells in found.items()
    ]


def years_of(lines: Sequence[Line]) -> list[int]:
    """有记录的年份, in order."""
    return sorted({year for line in lines for year in line.cells})


def matters_of(viewer: Viewer, wanted: RecordFilter) -> Sequence[Measure]:
    """逐件的记录 of a unit or of a person in it, the youngest first: one statement."""
    rows = select(Measure).where(measures_in_sight(viewer), Measure.state.in_(TOLD))
    if wanted.unit_id is not None:
        rows = rows.where(Measure.unit_id == wanted.unit_id)
    if wanted.person:
        rows = rows.where(Measure.holder_name == wanted.person)
    return db.session.scalars(
        rows.order_by(Measure.happened_on.desc(), Measure.id.desc()).options(
            joinedload(Measure.unit), joinedload(Measure.programme), joinedload(Measure.talk)
        )
    ).all()
