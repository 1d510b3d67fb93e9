"""任务时限总表: units down, the duties of one programme across; each cell tells when it is due and how it stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.targets import Target
from respbook.models.tasks import Task, TaskPeriod
from respbook.models.units import Unit
from respbook.queries.listing import Listing
from respbook.queries.scope import under
from respbook.queries.target_grid import PAGE_UNITS
from respbook.queries.tasks import tasks_named
from respbook.queries.units import CALLED, IN_ORDER
from respbook.rules.grid_cells import due_words
from respbook.rules.lifecycles import TaskState
from respbook.rules.permissions import Viewer
from respbook.rules.units import UnitKind


class TaskCell(NamedTuple):
    """时限格: a task of the unit. ``own``: the town's own duty that is due once, whose date may be moved."""

    task_id: int
    version: int
    due_on: date
    text: str
    own: bool


class TaskLine(NamedTuple):
    """时限表的一行: a unit and its tasks in the order of the columns, None where it has none."""

    unit_id: int
    name: str
    cells: Sequence[TaskCell | None]


@dataclass(frozen=True)
class TaskGrid:
    """任务时限总表: the columns as (target, title)."""

    columns: Sequence[tuple[int, str]]
    listing: Listing[TaskLine]

    @property
    def movable(self) -> bool:
        """可调整: some date on the page may be moved."""
        return any(cell is not None and cell.own for line in self.listing.rows for cell in line.cells)


def task_grid(
    viewer: Viewer, programme: Programme, kind: UnitKind | None = None, category: str = "", page: int = 1
) -> TaskGrid:
    """任务时限总表 of what is still open: one statement, however many tasks."""
    periods = select(func.count()).where(TaskPeriod.task_id == Task.id).correlate(Task).scalar_subquery()
    found = (
        select(Task.id, Task.version, Task.due_on, Task.letter_id, Task.target_id, Task.title, Task.unit_id)
        .add_columns(CALLED.label("unit_name"))
        .add_columns(periods.label("periods"), Target.position)
        .join(Task.unit)
        .join(Task.target)
        .where(Task.programme_id == programme.id, Task.state == TaskState.OPEN, under(viewer))
        .order_by(Unit.kind != programme.unit.kind, *IN_ORDER, Target.position, Target.id, Task.id)
    )
    if kind is not None:
        found = found.where(Unit.kind == kind)
    if category:
        found = found.where(Target.category == category)
    titles: dict[int, tuple[int, str]] = {}
    lines: dict[int, tuple[str, dict[int, TaskCell]]] = {}
    for row in db.session.execute(found):
        titles[row.target_id] = (row.position, row.title)
        own = row.letter_id is None and row.periods == 1
        cell = TaskCell(row.id, row.version, row.due_on, due_words(row.due_on, programme.year), own)
        lines.setdefault(row.unit_id, (row.unit_name, {}))[1][row.target_id] = cell
    page = min(page, max(1, -(-len(lines) // PAGE_UNITS)))
    shown = list(lines.items())[(page - 1) * PAGE_UNITS : page * PAGE_UNITS]
    order = sorted(titles, key=lambda target_id: (titles[target_id][0], target_id))
    made = [TaskLine(unit_id, name, [cells.get(each) for each in order]) for unit_id, (name, cells) in shown]
    return TaskGrid(
        [(target_id, titles[target_id][1]) for target_id in order], Listing(made, len(lines), page, PAGE_UNITS)
    )


def dues_of(viewer: Viewer, programme: Programme, task_ids: Collection[int]) -> list[TaskCell]:
    """几格 as they stand now, for the answer to a save: two statements."""
    return [
        TaskCell(task.id, task.version, task.due_on, due_words(task.due_on, programme.year), True)
        for task in tasks_named(viewer, programme.id, task_ids)
    ]


def task_categories(programme: Programme) -> list[str]:
    """目标类别 of the programme, for the filter: one statement."""
    found = select(Target.category).where(Target.programme_id == programme.id).order_by(Target.position, Target.id)
    return list(dict.fromkeys(db.session.scalars(found)))
