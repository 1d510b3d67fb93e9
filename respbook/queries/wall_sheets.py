"""村级一张纸: what the sheets of the units in sight tell; the same few statements for one unit and for all."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import or_, select

from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.tasks import TaskPeriod
from respbook.models.units import Holder, Unit
from respbook.papers.wall_sheet import Duty, Rate, WallSheet
from respbook.queries.holders import PRESENT
from respbook.queries.obligations import Obligation, Span, TaskFacts, obligations, open_tasks
from respbook.queries.scope import NotInSight, under
from respbook.rules.cadence import CADENCE_LABELS
from respbook.rules.obligations import Punctuality
from respbook.rules.permissions import Viewer
from respbook.rules.planning import COUNTED_BY_CALENDAR

_MANY = 3
"""Persons named at the head of a sheet."""


def wall_sheets(viewer: Viewer, unit_id: int | None, today: date, url: str) -> list[WallSheet]:
    """各单位的一张纸, in the order of the units; those without a task are left out. Raises NotInSight."""
    chosen = under(viewer) if unit_id is None else under(viewer) & (Unit.id == unit_id)
    units = db.session.execute(select(Unit.id, Unit.name).where(chosen).order_by(Unit.position, Unit.id)).all()
    chosen &= or_(Unit.retired_on.is_(None), Unit.retired_on >= today)
    tasks = open_tasks(chosen)
    if not tasks:
        raise NotInSight
    by_unit: dict[int, list[TaskFacts]] = {}
    for task in tasks.values():
        by_unit.setdefault(task.unit_id, []).append(task)
    dues, people = _next_dues(tasks, today), _people([unit.id for unit in units])
    issuers = _issuers({task.programme_id for task in tasks.values()})
    month = Span(today.replace(day=1), today)
    asked = obligations(viewer, month, list(by_unit))
    rates: dict[int, list[Obligation]] = {}
    for each in asked:
        rates.setdefault(each.task.unit_id, []).append(each)
    return [
        WallSheet(
            unit=unit.name,
            year=today.year,
            on=today,
            people=people.get(unit.id, ()),
            duties=tuple(_duty(task, dues) for task in by_unit[unit.id]),
            rate=_rate(rates.get(unit.id, ()), today),
            contact=f"{issuers[by_unit[unit.id][0].programme_id]}环保办",
            url=url,
        )
        for unit in units
        if unit.id in by_unit
    ]


def _duty(task: TaskFacts, dues: dict[int, date]) -> Duty:
    daily = task.cadence in COUNTED_BY_CALENDAR
    return Duty(task.title, task.demand, CADENCE_LABELS[task.cadence], daily, None if daily else dues.get(task.id))


def _next_dues(tasks: Mapping[int, TaskFacts], today: date) -> dict[int, date]:
    """下一次时限 of each task: of the periods that it is asked for, and no others."""
    rows = db.session.execute(
        select(TaskPeriod.task_id, TaskPeriod.starts_on, TaskPeriod.ends_on, TaskPeriod.due_on)
        .where(TaskPeriod.task_id.in_(tasks), TaskPeriod.due_on >= today)
        .order_by(TaskPeriod.due_on.desc())
    )
    return {row.task_id: row.due_on for row in rows if tasks[row.task_id].course.holds(row)}


def _people(unit_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    rows = db.session.scalars(
        select(Holder).where(Holder.unit_id.in_(unit_ids), PRESENT).order_by(Holder.unit_id, Holder.position, Holder.id)
    )
    for row in rows:
        found.setdefault(row.unit_id, []).append(f"{row.name}（{row.post}）")
    return {unit_id: tuple(names[:_MANY]) for unit_id, names in found.items()}


def _issuers(programme_ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(select(Programme.id, Programme.issuer).where(Programme.id.in_(programme_ids)))
    return {row.id: row.issuer for row in rows}


def _rate(asked: Sequence[Obligation], today: date) -> Rate:
    said = [each.punctuality(today) for each in asked]
    due = [each for each in said if each is not Punctuality.OPEN]
    return Rate(
        f"{today.month}月",
        len(due),
        sum(1 for each in due if each is Punctuality.ON_TIME),
        sum(1 for each in due if each is Punctuality.LATE),
    )
