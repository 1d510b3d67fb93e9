"""报送、任务、目标的取数: counted task by task in SQL, only what was checked counts as done (REPORTS, TASKS, TARGETS)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from respbook.models.base import db
from respbook.models.reports import Report
from respbook.models.targets import Target
from respbook.models.tasks import Task, TaskPeriod
from respbook.models.units import Unit
from respbook.queries.china_days import china_day_of
from respbook.queries.obligations import TaskFacts, open_tasks
from respbook.queries.reporting_rates import DAY, HOLDS
from respbook.queries.score_scope import ScoreScope
from respbook.rules.cadence import Cadence
from respbook.rules.lifecycles import FilingState, TaskState
from respbook.rules.planning import COUNTED_BY_CALENDAR
from respbook.rules.reports import LONG, Ask, summed, wanted_by_now
from respbook.rules.scoring.facts import Link, RuleFacts
from respbook.rules.scoring.rubric import Row, Rule
from respbook.rules.scoring.sources import MOST_LINKS, by_rate, fits, of_target
from respbook.rules.targets import TargetKind

_CHECKED = Report.state.in_([FilingState.PASSED, FilingState.VERIFIED])


@dataclass
class TaskCount:
    """一项任务在这些天里: periods due, told in time and late; periods checked, and the sums that were checked."""

    facts: TaskFacts
    target_id: int | None = None
    kind: TargetKind | None = None
    due: int = 0
    on_time: int = 0
    late: int = 0
    checked: int = 0
    passed: Decimal = Decimal(0)
    verified: Decimal = Decimal(0)

    @property
    def missing(self) -> int:
        """未报."""
        return max(self.due - self.on_time - self.late, 0)

    @property
    def wanted(self) -> Decimal | None:
        """应完成数: a yearly figure once, a monthly one for each period that is due; a share in per cent as it is."""
        facts = self.facts
        if not summed(facts.unit_word):
            return facts.amount
        return wanted_by_now(facts.cadence, facts.amount, self.due)

    @property
    def done(self) -> bool:
        """已完成: what was checked reaches what was wanted, or every period that is due was checked."""
        if self.facts.ask is Ask.FIGURE and self.kind in (None, TargetKind.AT_LEAST) and self.wanted is not None:
            return self.passed >= self.wanted
        return self.checked >= max(self.due, 1)

    @property
    def link(self) -> Link:
        """出处."""
        return Link("tasks", self.facts.id, self.facts.title)


@dataclass(frozen=True)
class Reported:
    """各任务的报送, by unit."""

    by_unit: Mapping[int, Sequence[TaskCount]] = field(default_factory=dict)

    def of(self, unit_id: int, rule: Rule, scope: ScoreScope) -> list[TaskCount]:
        """一条规则所计的任务 of a unit."""
        return [each for each in self.by_unit.get(unit_id, ()) if _chosen(rule, each, scope)]


def _chosen(rule: Rule, each: TaskCount, scope: ScoreScope) -> bool:
    own = each.facts.programme_id == scope.programme_id or bool(rule.filters.get("programme"))
    named = fits(rule, "category", each.facts.category) and fits(rule, "title", each.facts.title)
    return own and named and fits(rule, "target", each.target_id)


def reported_in(scope: ScoreScope) -> Reported:
    """各任务的报送 in the span: six statements however many units, tasks and days."""
    units = scope.of(Unit.id)
    tasks = open_tasks(units)
    counts = {key: TaskCount(facts) for key, facts in tasks.items() if facts.unit_id in scope.units}
    if not counts:
        return Reported()
    _name_targets(units, counts)
    _count_periods(units, counts, scope)
    _count_told(units, counts, scope)
    _add_up(units, counts, scope)
    by_unit: dict[int, list[TaskCount]] = {}
    for each in counts.values():
        by_unit.setdefault(each.facts.unit_id, []).append(each)
    return Reported(by_unit)


def _name_targets(units: ColumnElement[bool], counts: Mapping[int, TaskCount]) -> None:
    rows = db.session.execute(
        select(Task.id, Target.id.label("target_id"), Target.kind)
        .join(Task.unit)
        .join(Target, Target.id == Task.target_id)
        .where(units, Task.state == TaskState.OPEN)
    )
    for row in rows:
        if row.id in counts:
            counts[row.id].target_id, counts[row.id].kind = row.target_id, row.kind


def _count_periods(units: ColumnElement[bool], counts: Mapping[int, TaskCount], scope: ScoreScope) -> None:
    """Periods whose last day to report is over; days of daily tasks are counted by the calendar."""
    rows = db.session.execute(
        select(TaskPeriod.task_id, func.count().label("due"))
        .join(TaskPeriod.task)
        .join(Task.unit)
        .outerjoin(Task.letter)
        .where(
            units,
            Task.state == TaskState.OPEN,
            TaskPeriod.due_on.between(scope.first_on, scope.last_on),
            TaskPeriod.due_on < scope.today,
            HOLDS,
        )
        .group_by(TaskPeriod.task_id)
    )
    for row in rows:
        if row.task_id in counts:
            counts[row.task_id].due = row.due
    for each in counts.values():
        if each.facts.cadence in COUNTED_BY_CALENDAR:
            each.due = _days(each.facts, scope)


def _days(facts: TaskFacts, scope: ScoreScope) -> int:
    course = facts.course
    over = min(scope.last_on, scope.today - timedelta(days=course.grace + 1))
    if facts.cadence is not Cadence.DAILY:
        return sum(1 for _ in course.days(scope.first_on, over))
    first, last = max(course.first, scope.first_on), min(course.last, over)
    return max((last - first).days + 1, 0)


def _in_span(scope: ScoreScope) -> ColumnElement[bool]:
    """Reports of the span's periods, none of a unit that was no more."""
    return and_(
        Report.starts_on <= scope.last_on,
        Report.due_on >= scope.first_on,
        DAY.between(scope.first_on, scope.last_on),
        or_(Unit.retired_on.is_(None), Unit.retired_on >= DAY),
    )


def _count_told(units: ColumnElement[bool], counts: Mapping[int, TaskCount], scope: ScoreScope) -> None:
    late = (china_day_of(Report.first_at) > Report.due_on).label("late")
    over = case((Report.due_on < scope.today, 1))
    rows = db.session.execute(
        select(
            Report.task_id,
            late,
            func.count(over).label("told"),
            func.count(case((and_(_CHECKED, Report.due_on < scope.today), 1))).label("checked"),
        )
        .join(Report.task)
        .join(Report.unit)
        .where(units, Task.state == TaskState.OPEN, _in_span(scope))
        .group_by(Report.task_id, late)
    )
    for row in rows:
        each = counts.get(row.task_id)
        if each is None:
            continue
        each.checked += row.checked
        if row.late:
            each.late += row.told
        else:
            each.on_time += row.told


def _add_up(units: ColumnElement[bool], counts: Mapping[int, TaskCount], scope: ScoreScope) -> None:
    """已审数 and 已核实数: sums; of a share in per cent the newest one stands. A long task counts from its running report."""
    long = and_(Task.cadence.in_(LONG), Report.due_on >= scope.first_on, Report.starts_on <= scope.last_on)
    here = or_(long, and_(_in_span(scope), Report.due_on < scope.today))
    found: Any = (
        select(Report.task_id)
        .join(Report.task)
        .join(Report.unit)
        .where(units, Task.state == TaskState.OPEN, Report.passed.is_not(None), here)
    )
    best = func.coalesce(Report.verified, Report.passed)
    sums = db.session.execute(
        found.add_columns(func.sum(best).label("passed"), func.sum(Report.verified).label("verified"))
        .where(Task.unit_word != "%")
        .group_by(Report.task_id)
    )
    shares = db.session.execute(
        found.add_columns(best.label("passed"), Report.verified).where(Task.unit_word == "%").order_by(Report.starts_on)
    )
    for row in [*sums, *shares]:
        each = counts.get(row.task_id)
        if each is not None:
            each.passed, each.verified = Decimal(row.passed), Decimal(row.verified or 0)


def report_rate(rule: Rule, tasks: Iterable[TaskCount]) -> RuleFacts:
    """按时报送率: told in time, of what was due; 补报 is told apart, and counts where the rule deducts for it."""
    tasks = list(tasks)
    due, on_time = sum(each.due for each in tasks), sum(each.on_time for each in tasks)
    late, missing = sum(each.late for each in tasks), sum(each.missing for each in tasks)
    told = f"应报{due}期，按时{on_time}期，补报{late}期，未报{missing}期"
    wants_late = fits(rule, "what", "late") and bool(rule.filters.get("what"))
    left = (missing if fits(rule, "what", "missing") else 0) + (late if wants_late else 0)
    poor = sorted((each for each in tasks if each.missing or each.late), key=lambda each: -(each.missing + each.late))
    links = tuple(Link("tasks", each.facts.id, _poor_words(each)) for each in poor[:MOST_LINKS])
    return by_rate(rule, on_time, due, left, "补报、未报" if wants_late else "未报", told, links)


def _poor_words(each: TaskCount) -> str:
    said = [f"未报{each.missing}期"] if each.missing else []
    said += [f"补报{each.late}期"] if each.late else []
    return f"{each.facts.title}（{'，'.join(said)}）"


def task_rate(rule: Rule, tasks: Iterable[TaskCount]) -> RuleFacts:
    """任务完成率: done, of those of which something was due; daily patrols are counted by their reports, not here."""
    asked = [each for each in tasks if each.facts.cadence not in COUNTED_BY_CALENDAR]
    due = [each for each in asked if each.due or (each.facts.cadence in LONG and each.done)]
    undone = [each for each in due if not each.done]
    told = f"到期任务{len(due)}项，已完成{len(due) - len(undone)}项"
    links = tuple(each.link for each in undone[:MOST_LINKS])
    return by_rate(rule, len(due) - len(undone), len(due), len(undone), "到期未完成", told, links)


def target_figure(rule: Rule, row: Row, tasks: Iterable[TaskCount]) -> RuleFacts:
    """目标完成数: checked figures against what the unit has signed for; a target that it does not bear is nothing of nothing."""
    wanted_ids = {int(key) for key in rule.filters.get("target", ()) if key.isdecimal()} or set(row.target_ids)
    if not wanted_ids:
        return RuleFacts()
    chosen = [each for each in tasks if each.target_id in wanted_ids]
    verified = "verified" in rule.filters.get("figure", ())
    done = sum((each.verified if verified else each.passed for each in chosen), Decimal(0))
    wanted = sum((each.wanted or Decimal(0) for each in chosen), Decimal(0))
    word = "已核实" if verified else "已审"
    told = "；".join(
        f"{each.facts.title}：{word}{_figure(each.verified if verified else each.passed, each)}"
        + (f"，应完成{_figure(each.wanted, each)}" if each.wanted is not None else "")
        for each in chosen
    )
    links = tuple(each.link for each in chosen[:MOST_LINKS])
    return of_target(rule, done, wanted, borne=bool(chosen), reason=told or "本单位没有这项目标任务", links=links)


def _figure(amount: Decimal, each: TaskCount) -> str:
    return f"{amount.normalize() + 0:f}{each.facts.unit_word}"
