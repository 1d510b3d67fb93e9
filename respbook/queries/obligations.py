"""应报: what the units in sight are asked to report, with what they have reported: three statements for any number.

Daily tasks have no rows for their days; they are counted here by ``rules/obligations.py``.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.reports import Report
from respbook.models.targets import Target
from respbook.models.tasks import Task, TaskPeriod
from respbook.models.units import Unit
from respbook.queries.scope import under
from respbook.queries.units import CALLED
from respbook.readers.moon import moon
from respbook.rules.cadence import Cadence, by_moon, market_digits
from respbook.rules.chinese import china_day
from respbook.rules.lifecycles import FilingState, TaskState
from respbook.rules.obligations import Asked, Course, Punctuality, punctuality
from respbook.rules.permissions import Viewer
from respbook.rules.planning import COUNTED_BY_CALENDAR
from respbook.rules.reports import Ask, Reckoning, Said, asks


@dataclass(frozen=True)
class TaskFacts:
    """任务 as reporting reads it. ``grace`` days after a day of a daily task in which its report is in time."""

    id: int
    unit_id: int
    unit_called: str
    programme_id: int
    town_id: int
    letter_id: int | None
    title: str
    demand: str
    duty: str
    evidence: str
    category: str
    cadence: Cadence
    unit_word: str
    amount: Decimal | None
    course: Course

    @property
    def ask(self) -> Ask:
        """填报方式."""
        return asks(self.cadence, self.unit_word, self.amount)


_TOLD = tuple(each.name for each in fields(TaskFacts) if each.name != "course")


@dataclass(frozen=True)
class ReportFacts:
    """报送 as lists show it."""

    id: int
    task_id: int
    starts_on: date
    due_on: date
    said: Said
    given: Decimal | None
    reckoning: Reckoning | None
    amount: Decimal | None
    text: str
    category: str
    state: FilingState
    first_at: datetime
    reason: str
    version: int
    ends_on: date
    label: str


@dataclass(frozen=True)
class Obligation:
    """应报的一期 of one task, with its report if there is one."""

    task: TaskFacts
    asked: Asked
    report: ReportFacts | None

    def punctuality(self, today: date) -> Punctuality:
        """报送情况."""
        return punctuality(self.asked.due_on, self.report.first_at if self.report else None, today)


@dataclass(frozen=True)
class Span:
    """起止: periods of daily tasks by their day, of others by their due date; both ends included."""

    from_on: date
    to_on: date


def obligations(viewer: Viewer, span: Span, unit_ids: Sequence[int] | None = None) -> list[Obligation]:
    """应报 of the units in sight (or of some of them) in a span, by unit, task and day: three statements."""
    units = _units(viewer, unit_ids)
    tasks = open_tasks(units)
    periods = _periods(units, Task.due_on >= span.from_on, TaskPeriod.due_on.between(span.from_on, span.to_on))
    asked = [(task, each) for task in tasks.values() for each in _asked(task, periods, span)]
    reports = _reports(units, Report.starts_on <= span.to_on, Report.due_on >= span.from_on)
    return [Obligation(task, each, reports.get((task.id, each.starts_on))) for task, each in asked]


def due_now(viewer: Viewer, unit_ids: Sequence[int], today: date, back: int) -> list[Obligation]:
    """现在要报的 of some units: what runs today, what was returned, and what was missed in the last ``back`` days."""
    units = _units(viewer, unit_ids)
    tasks = open_tasks(units)
    if not tasks:
        return []
    since = date.fromordinal(today.toordinal() - back)
    running = and_(TaskPeriod.starts_on <= today, TaskPeriod.due_on >= since)
    periods = _periods(units, running)
    asked = [(task, each) for task in tasks.values() for each in _asked(task, periods, Span(since, today))]
    lately = and_(Report.due_on >= since, Report.starts_on <= today)
    reports = _reports(units, or_(lately, Report.state == FilingState.RETURNED))
    found = [Obligation(task, each, reports.pop((task.id, each.starts_on), None)) for task, each in asked]
    returned = [row for row in reports.values() if row.state is FilingState.RETURNED and row.task_id in tasks]
    return found + [Obligation(tasks[row.task_id], _asked_of(row), row) for row in returned]


def periods_at(tasks: Mapping[int, TaskFacts], wanted: Collection[tuple[int, date]]) -> dict[tuple[int, date], Asked]:
    """报送期 of tasks by their first day; what its task does not ask for is left out: one statement."""
    rows = db.session.execute(
        select(TaskPeriod.task_id, TaskPeriod.starts_on, TaskPeriod.ends_on, TaskPeriod.due_on, TaskPeriod.label).where(
            TaskPeriod.task_id.in_({task_id for task_id, _ in wanted}),
            TaskPeriod.starts_on.in_({starts_on for _, starts_on in wanted}),
        )
    )
    found = {(row.task_id, row.starts_on): Asked(*row[1:]) for row in rows if tasks[row.task_id].course.holds(row)}
    for task_id, on in wanted:
        task = tasks[task_id]
        if task.cadence in COUNTED_BY_CALENDAR:
            found |= {(task_id, each.starts_on): each for each in task.course.asked(on, on)}
    return found


def _asked_of(row: ReportFacts) -> Asked:
    return Asked(row.starts_on, row.ends_on, row.due_on, row.label)


def _asked(task: TaskFacts, periods: Mapping[int, list[Asked]], span: Span) -> Iterator[Asked]:
    if task.cadence in COUNTED_BY_CALENDAR:
        return task.course.asked(span.from_on, span.to_on)
    return (each for each in periods.get(task.id, ()) if task.course.holds(each))


def _units(viewer: Viewer, unit_ids: Sequence[int] | None) -> ColumnElement[bool]:
    within = under(viewer)
    return within if unit_ids is None else and_(within, Unit.id.in_(unit_ids))


def open_tasks(units: ColumnElement[bool], *which: ColumnElement[bool]) -> dict[int, TaskFacts]:
    """进行中的任务 of the units, in the order of units and letters: one statement."""
    rows = db.session.execute(
        select(
            Task.id,
            Task.unit_id,
            CALLED,
            Task.programme_id,
            Programme.unit_id,
            Task.letter_id,
            Task.title,
            Task.demand,
            Task.duty,
            Task.evidence,
            func.coalesce(Target.category, ""),
            Task.cadence,
            Task.unit_word,
            Task.amount,
            Programme.term_from,
            Programme.term_to,
            Task.due_on,
            Letter.issued_at,
            Unit.retired_on,
            Task.market_days,
        )
        .join(Task.unit)
        .join(Programme, Programme.id == Task.programme_id)
        .outerjoin(Task.letter)
        .outerjoin(Target, Target.id == Task.target_id)
        .where(units, Task.state == TaskState.OPEN, *which)
        .order_by(Unit.position, Unit.id, Programme.term_from, Task.position, Task.id)
    ).all()
    found = {}
    for row in rows:
        facts: tuple[Any, ...] = tuple(row)
        course = _course(facts[14:], row[11])
        found[row[0]] = TaskFacts(**dict(zip(_TOLD, facts[:14], strict=True)), course=course)
    return found


def _course(facts: tuple[Any, ...], cadence: Cadence) -> Course:
    """A letter asks for nothing before it was issued, and nothing of a unit that is no more."""
    term_from, term_to, due_on, issued_at, retired_on, market_days = facts
    first = max(term_from, china_day(issued_at)) if issued_at else term_from
    last = min(term_to, retired_on) if retired_on else term_to
    grace = max((due_on - term_to).days, 0) if cadence in COUNTED_BY_CALENDAR else 0
    return Course(
        cadence, first, last, grace, market_digits(market_days), retired_on, moon() if by_moon(market_days) else None
    )


def _periods(units: ColumnElement[bool], *which: ColumnElement[bool]) -> dict[int, list[Asked]]:
    rows = db.session.execute(
        select(TaskPeriod.task_id, TaskPeriod.starts_on, TaskPeriod.ends_on, TaskPeriod.due_on, TaskPeriod.label)
        .join(TaskPeriod.task)
        .join(Task.unit)
        .where(units, Task.state == TaskState.OPEN, *which)
        .order_by(TaskPeriod.task_id, TaskPeriod.starts_on)
    )
    found: dict[int, list[Asked]] = {}
    for row in rows:
        found.setdefault(row.task_id, []).append(Asked(*row[1:]))
    return found


def _reports(units: ColumnElement[bool], *which: ColumnElement[bool]) -> dict[tuple[int, date], ReportFacts]:
    rows = db.session.execute(
        select(
            Report.id,
            Report.task_id,
            Report.starts_on,
            Report.due_on,
            Report.said,
            Report.given,
            Report.reckoning,
            Report.amount,
            Report.text,
            Report.category,
            Report.state,
            Report.first_at,
            Report.reason,
            Report.version,
            Report.ends_on,
            Report.label,
        )
        .join(Report.unit)
        .where(units, *which)
    )
    return {(row.task_id, row.starts_on): ReportFacts(*tuple(row)) for row in rows}
