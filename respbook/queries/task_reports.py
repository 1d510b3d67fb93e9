"""任务页的报送: what was reported to each period of one task, its sums, and the month of a daily task."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from respbook.models.reports import Report
from respbook.models.tasks import Task
from respbook.queries.closing import Closing, closing_of
from respbook.queries.obligations import TaskFacts, open_tasks
from respbook.queries.scope import under
from respbook.queries.scope_reports import reports_of_tasks
from respbook.rules.obligations import Course, Punctuality, Stretch, punctuality
from respbook.rules.permissions import Viewer
from respbook.rules.planning import COUNTED_BY_CALENDAR
from respbook.rules.report_progress import PeriodSaid, done_words, progress_of, wanted_words
from respbook.rules.reporting_rates import month_end
from respbook.rules.reports import Ask, Progress
from respbook.rules.targets import TargetKind


@dataclass(frozen=True)
class DayMark:
    """月历的一天: ``time`` None where nothing was asked for."""

    on: date
    time: Punctuality | None
    report: Report | None


@dataclass(frozen=True)
class TaskReports:
    """任务页的报送: ``by_start`` the reports by the first day of their period; figures with their formulas in words."""

    by_start: Mapping[date, Report]
    progress: Progress | None
    wanted: str
    done: str
    month: date
    weeks: Sequence[Sequence[DayMark | None]]
    facts: TaskFacts | None
    closing: Closing

    @property
    def course(self) -> Course | None:
        """任务的日程."""
        return self.facts.course if self.facts else None

    @property
    def began(self) -> date | None:
        """起计日."""
        return self.course.first if self.course else None

    def may_open(self, due_on: date) -> bool:
        """可以解锁补报 of one period."""
        return self.facts is not None and self.closing.may_open(self.facts, due_on)

    def asks_for(self, period: Stretch) -> bool:
        """应报否: neither what was over before the letter was issued nor what is due when the unit is no more."""
        return self.course is None or self.course.holds(period)

    def why_not(self, period: Stretch) -> str:
        """为什么不要求报."""
        over = self.course is not None and period.ends_on < self.course.first
        return "签发以前" if over else "单位停用以后"

    @property
    def month_before(self) -> str:
        """上月, as addresses carry it."""
        return f"{self.month - timedelta(days=1):%Y-%m}"

    @property
    def month_after(self) -> str:
        """下月."""
        return f"{month_end(self.month) + timedelta(days=1):%Y-%m}"

    def time(self, starts_on: date, due_on: date, today: date) -> Punctuality:
        """报送情况 of one period."""
        row = self.by_start.get(starts_on)
        return punctuality(due_on, row.first_at if row else None, today)


def task_reports(viewer: Viewer, task: Task, month: date, today: date) -> TaskReports:
    """报送 of a task in sight, its periods loaded: a flat number of statements."""
    rows = reports_of_tasks([task.id])[task.id]
    facts = open_tasks(under(viewer), Task.id == task.id).get(task.id)
    by_start = {row.starts_on: row for row in rows}
    progress, wanted, done = _progress(task, rows, facts, today)
    counted = facts is not None and facts.cadence in COUNTED_BY_CALENDAR
    weeks = _weeks(facts, by_start, month, today) if facts and counted else []
    return TaskReports(
        by_start,
        progress,
        wanted,
        done,
        month,
        weeks,
        facts,
        closing_of([facts] if facts else [], today),
    )


def _progress(
    task: Task, rows: Sequence[Report], facts: TaskFacts | None, today: date
) -> tuple[Progress | None, str, str]:
    if facts is None or facts.ask is not Ask.FIGURE:
        return None, "", ""
    if task.cadence in COUNTED_BY_CALENDAR:
        periods = sum(1 for _ in facts.course.days(facts.course.first, today))
    else:
        periods = sum(1 for period in task.periods if period.due_on <= today and facts.course.holds(period))
    said = [PeriodSaid(row.amount, row.passed, row.verified) for row in rows]
    wanted = task.amount if task.target is None or task.target.kind is TargetKind.AT_LEAST else None
    progress = progress_of(said, task.cadence, task.unit_word, wanted, periods)
    return (
        progress,
        wanted_words(task.cadence, task.unit_word, wanted, periods),
        done_words(progress, task.unit_word),
    )


def _weeks(facts: TaskFacts, by_start: Mapping[date, Report], month: date, today: date) -> list[list[DayMark | None]]:
    """月历, Monday first."""
    last = month_end(month)
    asked = set(facts.course.days(month, last))
    cells: list[DayMark | None] = [None] * month.weekday()
    for step in range(last.day):
        on = month + timedelta(days=step)
        row = by_start.get(on)
        due_on = on + timedelta(days=facts.course.grace)
        time = punctuality(due_on, row.first_at if row else None, today) if on in asked else None
        cells.append(DayMark(on, time, row))
    cells += [None] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]
