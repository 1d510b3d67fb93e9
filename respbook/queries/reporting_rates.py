"""报送情况: how many periods were asked for and told, by unit and day or month, counted in SQL (features R2).

Days of daily tasks are counted by the calendar; four statements for any number of units, tasks and days.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, extract, func, literal, or_, select

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.reports import Report
from respbook.models.tasks import Task, TaskPeriod
from respbook.models.units import Unit
from respbook.queries.china_days import china_day_of
from respbook.queries.obligations import TaskFacts, open_tasks
from respbook.queries.scope import under
from respbook.queries.units import CALLED, in_order
from respbook.rules.cadence import Cadence
from respbook.rules.lifecycles import TaskState
from respbook.rules.obligations import Course
from respbook.rules.permissions import Viewer
from respbook.rules.planning import COUNTED_BY_CALENDAR
from respbook.rules.reporting_rates import Column, Grid, Tally, summed_up

IS_COUNTED = Task.cadence.in_(COUNTED_BY_CALENDAR)
DAY: Any = case((IS_COUNTED, Report.starts_on), else_=Report.due_on)
"""A daily report belongs to its day, any other to the day on which it is due."""


def rate_grid(viewer: Viewer, columns: Sequence[Column], today: date) -> Grid:
    """报送一览 of the units in sight; ``columns`` follow each other without a gap."""
    units = under(viewer)
    span = columns[0].from_on, columns[-1].to_on
    places = _Places(columns)
    living = or_(Unit.retired_on.is_(None), Unit.retired_on >= span[0])
    rows = db.session.execute(select(Unit.id, CALLED).where(units, living, _asked_at_all()).order_by(*in_order(viewer)))
    named = [(unit_id, called) for unit_id, called in rows]
    cells = {unit_id: [Tally() for _ in columns] for unit_id, _ in named}
    if named:
        for task in open_tasks(and_(units, living), IS_COUNTED).values():
            _count_days(task, cells[task.unit_id], places, span, today)
        _count_periods(and_(units, living), cells, places, span, today)
        _count_told(and_(units, living), cells, places, span, today)
    feet = [summed_up(row[place] for row in cells.values()) for place in range(len(columns))]
    return Grid(columns, named, cells, feet)


class _Places:
    """第几列 of a day; by days, by months, or everything in one column."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.first = columns[0].from_on
        self.single = len(columns) == 1
        self.by_month = not self.single and columns[0].from_on != columns[0].to_on

    def of(self, on: date) -> int:
        if self.single:
            return 0
        return on.month - 1 if self.by_month else (on - self.first).days

    def bucket(self, on: Any) -> Any:
        """The same in SQL: the column itself, or the day."""
        if self.single:
            return literal(0)
        return extract("month", on) if self.by_month else on

    def told(self, bucket: Any) -> int:
        """Which column a bucket of SQL is."""
        if self.single:
            return 0
        return int(bucket) - 1 if self.by_month else (bucket - self.first).days


def _asked_at_all() -> ColumnElement[bool]:
    return select(Task.id).where(Task.unit_id == Unit.id, Task.state == TaskState.OPEN).correlate(Unit).exists()


def _count_days(task: TaskFacts, row: list[Tally], places: _Places, span: tuple[date, date], today: date) -> None:
    past = today - timedelta(days=task.course.grace)
    if task.cadence is Cadence.DAILY:
        _count_every_day(task.course, row, places.columns, past)
        return
    for on in task.course.days(*span):
        tally = row[places.of(on)]
        if on < past:
            tally.due += 1
        else:
            tally.ahead += 1


def _count_every_day(course: Course, row: list[Tally], columns: Sequence[Column], past: date) -> None:
    """Without looking at each day: how many of a column's days the task covers, and how many of them are over."""
    first, last, over = course.first.toordinal(), course.last.toordinal(), past.toordinal() - 1
    for tally, column in zip(row, columns, strict=True):
        begins, ends = max(first, column.from_on.toordinal()), min(last, column.to_on.toordinal())
        days = max(0, ends - begins + 1)
        due = min(days, max(0, min(ends, over) - begins + 1))
        tally.due += due
        tally.ahead += days - due


def _grouped(statement: Select[Any], *keys: Any) -> Any:
    return db.session.execute(statement.group_by(*keys))


HOLDS = and_(
    or_(Letter.issued_at.is_(None), TaskPeriod.ends_on >= china_day_of(Letter.issued_at)),
    or_(Unit.retired_on.is_(None), TaskPeriod.due_on <= Unit.retired_on),
)
"""应报否, as ``Course.holds`` says it, with the letter joined from outside."""


def _count_periods(units: Any, cells: dict[int, list[Tally]], places: _Places, span: Any, today: date) -> None:
    bucket, due = places.bucket(TaskPeriod.due_on).label("bucket"), (TaskPeriod.due_on < today).label("due")
    rows = _grouped(
        select(Task.unit_id, bucket, due, func.count())
        .join(TaskPeriod.task)
        .join(Task.unit)
        .outerjoin(Task.letter)
        .where(units, Task.state == TaskState.OPEN, TaskPeriod.due_on.between(*span), HOLDS),
        Task.unit_id,
        bucket,
        due,
    )
    for unit_id, place, is_due, count in rows:
        tally = cells[unit_id][places.told(place)]
        if is_due:
            tally.due += count
        else:
            tally.ahead += count


def _count_told(units: Any, cells: dict[int, list[Tally]], places: _Places, span: Any, today: date) -> None:
    bucket = places.bucket(DAY).label("bucket")
    late = (china_day_of(Report.first_at) > Report.due_on).label("late")
    due = (Report.due_on < today).label("due")
    rows = _grouped(
        select(Report.unit_id, bucket, late, due, func.count())
        .join(Report.task)
        .join(Report.unit)
        .where(units, Task.state == TaskState.OPEN, Report.starts_on <= span[1], Report.due_on >= span[0])
        .where(DAY.between(*span), or_(Unit.retired_on.is_(None), Unit.retired_on >= DAY)),
        Report.unit_id,
        bucket,
        late,
        due,
    )
    for unit_id, place, is_late, is_due, count in rows:
        tally = cells[unit_id][places.told(place)]
        if is_late:
            tally.late += count
        else:
            tally.on_time += count
        if is_due:
            tally.told_due += count
