"""减负表: what every unit in sight is asked for in a week, and what a programme would add (features X4).

Five statements for one unit and for five hundred.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.office_settings import OfficeSetting
from respbook.models.programmes import Programme
from respbook.models.targets import Allocation, Target
from respbook.models.tasks import Task, TaskPeriod
from respbook.models.units import Unit
from respbook.queries.in_force import in_force_by_unit
from respbook.queries.obligations import TaskFacts, open_tasks
from respbook.queries.scope import under
from respbook.queries.signing import IN_FORCE
from respbook.queries.targets import applies, units_for
from respbook.rules.burden import WEEKLY_BUDGET, Burden, Item, Lift, a_week, dearest
from respbook.rules.lifecycles import TaskState
from respbook.rules.permissions import Viewer, system_viewer
from respbook.rules.planning import COUNTED_BY_CALENDAR


def burdens(viewer: Viewer, first: date, last: date, unit_id: int | None = None) -> list[Burden]:
    """减负表 of a week, the units in the office's order; those that no task asks anything of are left out."""
    units = under(viewer) if unit_id is None else under(viewer) & (Unit.id == unit_id)
    tasks = open_tasks(units)
    falls, targets = _falls(units, tasks, first, last), _targets(units)
    letters, budgets = in_force_by_unit(viewer, last, unit_id), _budgets({task.town_id for task in tasks.values()})
    by_unit: dict[int, list[Item]] = {}
    told: dict[int, TaskFacts] = {}
    for task in tasks.values():
        times = falls.get(task.id, 0)
        if task.cadence in COUNTED_BY_CALENDAR:
            times = sum(1 for _ in task.course.days(first, last))
        if not times and (task.course.last < first or task.course.gone(first)):
            continue
        told.setdefault(task.unit_id, task)
        by_unit.setdefault(task.unit_id, []).append(_item(task, targets.get(task.id), times))
    return [
        Burden(
            id_,
            told[id_].unit_called,
            dearest(items),
            len(letters.get(id_, ())),
            budgets.get(told[id_].town_id, WEEKLY_BUDGET),
        )
        for id_, items in sorted(by_unit.items(), key=lambda each: told[each[0]].town_id if viewer.sees_towns else 0)
    ]


def _item(task: TaskFacts, target_id: int | None, times: int) -> Item:
    facts = (task.title, task.category, task.cadence, task.ask, task.unit_word)
    return Item(task.id, target_id, *facts, times, task.letter_id)


def _falls(units: ColumnElement[bool], tasks: Mapping[int, TaskFacts], first: date, last: date) -> dict[int, int]:
    """到期的期数 of tasks that are not counted by the calendar."""
    rows = db.session.execute(
        select(TaskPeriod.task_id, TaskPeriod.starts_on, TaskPeriod.ends_on, TaskPeriod.due_on)
        .join(TaskPeriod.task)
        .join(Task.unit)
        .where(units, Task.state == TaskState.OPEN, TaskPeriod.due_on.between(first, last))
    )
    found: dict[int, int] = {}
    for row in rows:
        if tasks[row.task_id].course.holds(row):
            found[row.task_id] = found.get(row.task_id, 0) + 1
    return found


def _targets(units: ColumnElement[bool]) -> dict[int, int | None]:
    rows = db.session.execute(select(Task.id, Task.target_id).join(Task.unit).where(units))
    return {row.id: row.target_id for row in rows}


def _budgets(town_ids: Collection[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(OfficeSetting.unit_id, OfficeSetting.value).where(
            OfficeSetting.name == "weekly_budget", OfficeSetting.unit_id.in_(town_ids)
        )
    )
    return {row.unit_id: int(row.value) for row in rows}


def weekly_budget(town_id: int) -> int:
    """每周报送件数上限 of a town: one statement."""
    return _budgets([town_id]).get(town_id, WEEKLY_BUDGET)


def lifts(programme: Programme, borne: Mapping[int, Iterable[Target]]) -> dict[int, Lift]:
    """增加的负担 by unit: the letters of other programmes in force, and what this one asks: two statements."""
    now = _so_far(programme, borne)
    budget = weekly_budget(programme.unit_id)
    return {
        unit_id: Lift(
            now.get(unit_id, Decimal(0)),
            sum((a_week(target.cadence, target.market_days) for target in targets), Decimal(0)),
            budget,
        )
        for unit_id, targets in borne.items()
    }


def _so_far(programme: Programme, unit_ids: Collection[int]) -> dict[int, Decimal]:
    """平均每周件数 of what other programmes whose terms overlap have opened."""
    rows = db.session.execute(
        select(Task.unit_id, Task.cadence, Task.market_days, func.count().label("number"))
        .join(Programme, Programme.id == Task.programme_id)
        .join(Letter, Letter.id == Task.letter_id)
        .where(
            Task.unit_id.in_(unit_ids),
            Task.state == TaskState.OPEN,
            IN_FORCE,
            Task.programme_id != programme.id,
            Programme.term_from <= programme.term_to,
            Programme.term_to >= programme.term_from,
        )
        .group_by(Task.unit_id, Task.cadence, Task.market_days)
    )
    found: dict[int, Decimal] = {}
    for row in rows:
        found[row.unit_id] = found.get(row.unit_id, Decimal(0)) + row.number * a_week(row.cadence, row.market_days)
    return found


def lifted_by(target: Target, programme: Programme) -> list[tuple[str, Lift]]:
    """一条目标之后 the average week of every unit that bears it: nine statements."""
    targets = db.session.scalars(select(Target).where(Target.programme_id == programme.id)).all()
    cells = select(Allocation.target_id, Allocation.unit_id).join(Allocation.target)
    cells = cells.where(Target.programme_id == programme.id, Allocation.applies.is_(False))
    excused = {(row.target_id, row.unit_id) for row in db.session.execute(cells)}
    units = units_for(system_viewer(), programme)
    borne = {
        unit.id: [each for each in targets if applies(each, unit) and (each.id, unit.id) not in excused]
        for unit in units
    }
    borne = {unit_id: each for unit_id, each in borne.items() if target.id in {one.id for one in each}}
    found = lifts(programme, borne)
    return [(unit.called, found[unit.id]) for unit in units if unit.id in found]
