"""报送页: what one unit has to report now and has reported, and one period of one task, each in a flat number of statements."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from respbook.models.base import db
from respbook.models.reports import Report, ReportEntry, ReportOpening
from respbook.models.tasks import Task
from respbook.models.units import Unit
from respbook.queries.closing import closes_after, closing_of
from respbook.queries.obligations import Obligation, TaskFacts, due_now, open_tasks, periods_at
from respbook.queries.scope import NotInSight, task_in_sight, under
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import FilingState, TaskState
from respbook.rules.obligations import Asked
from respbook.rules.permissions import Viewer
from respbook.rules.reports import LONG, Ask, Said
from respbook.rules.units import UnitKind

MOST_DAYS = 15
"""Days that are offered for 补报 at once."""


@dataclass(frozen=True)
class PatrolDay:
    """一天的巡查: all patrols of the unit that are asked for on that day; ``shut`` why nothing can be said to any of them."""

    on: date
    patrols: Sequence[Obligation]
    shut: str | None = None

    @property
    def left(self) -> Sequence[Obligation]:
        """未报的."""
        return [each for each in self.patrols if each.report is None]

    @property
    def alike(self) -> FilingState | None:
        """一律无异常: the state of all reports of the day where they all say so and stand alike; else None."""
        told = [each.report for each in self.patrols if each.report]
        states = {each.state for each in told}
        return states.pop() if len(states) == 1 and all(each.said is Said.NOTHING for each in told) else None


@dataclass(frozen=True)
class ReportingPage:
    """报送页 of one unit: ``last`` is when and by whom today's patrol was reported; ``older`` days are not listed."""

    unit: str
    patrol: PatrolDay
    last: tuple[datetime, str] | None
    returned: Sequence[Obligation]
    due: Sequence[Obligation]
    missed: Sequence[PatrolDay]
    older: int
    told: Sequence[Obligation]
    told_days: Sequence[PatrolDay]


def reporting_page(viewer: Viewer, today: date) -> ReportingPage:
    """报送页 of the viewer's own unit."""
    unit = _town_and_unit(viewer)[1]
    found = due_now(viewer, [viewer.unit_id], today, closes_after(viewer))
    found += _opened(viewer, today, {(each.task.id, each.asked.starts_on) for each in found})
    days = _days(each for each in found if each.task.ask is Ask.PATROL)
    missed = [day for day in days if day.on < today and day.left]
    others = [each for each in found if each.task.ask is not Ask.PATROL and not _returned(each)]
    patrol = next((day for day in days if day.on == today), PatrolDay(today, ()))
    return ReportingPage(
        unit=unit,
        patrol=patrol,
        last=_last_word([each.report.id for each in patrol.patrols if each.report]),
        returned=[each for each in found if _returned(each)],
        due=sorted((each for each in others if each.report is None), key=_by_due),
        missed=missed[:MOST_DAYS],
        older=max(len(missed) - MOST_DAYS, 0),
        told=sorted((each for each in others if each.report), key=_by_due, reverse=True),
        told_days=[day for day in days if day.on < today and len(day.left) < len(day.patrols)],
    )


def patrol_of(viewer: Viewer, on: date, today: date) -> PatrolDay:
    """一天的巡查 of the viewer's own unit. Raises NotInSight where nothing is asked for on that day."""
    if on > today:
        raise NotInSight
    found = due_now(viewer, [viewer.unit_id], on, 0)
    patrols = [each for each in found if each.task.ask is Ask.PATROL and each.asked.starts_on == on]
    if not patrols:
        raise NotInSight
    closing = closing_of([each.task for each in patrols], today)
    shut = [closing.shut(each) for each in patrols]
    return PatrolDay(on, patrols, shut[0] if all(shut) else None)


def town_of(viewer: Viewer) -> int:
    """所属的镇: whose settings hold for the viewer's unit; the unit's own id where no town stands above it."""
    return _town_and_unit(viewer)[0]


def categories_used(viewer: Viewer) -> list[str]:
    """用过的类别 of the viewer's unit, the last one first."""
    last = func.max(ReportEntry.at)
    rows = db.session.execute(
        select(ReportEntry.category, last)
        .join(ReportEntry.report)
        .join(Report.unit)
        .where(under(viewer), Report.unit_id == viewer.unit_id, ReportEntry.category != "")
        .group_by(ReportEntry.category)
        .order_by(last.desc())
    )
    return [row.category for row in rows]


def _returned(each: Obligation) -> bool:
    return each.report is not None and each.report.state is FilingState.RETURNED


def _by_due(each: Obligation) -> tuple[date, int]:
    return each.asked.due_on, each.task.id


def _days(patrols: Iterable[Obligation]) -> list[PatrolDay]:
    """The newest day first."""
    found: dict[date, list[Obligation]] = {}
    for each in patrols:
        found.setdefault(each.asked.starts_on, []).append(each)
    return [PatrolDay(on, found[on]) for on in sorted(found, reverse=True)]


def _town_and_unit(viewer: Viewer) -> tuple[int, str]:
    rows = db.session.scalars(select(Unit).where(Unit.id.in_(viewer.line))).all()
    own = next((row.called for row in rows if row.id == viewer.unit_id), "")
    town = next((row.id for row in rows if row.kind is UnitKind.TOWN), viewer.unit_id)
    return viewer.office_id or town, own


def _last_word(report_ids: Sequence[int]) -> tuple[datetime, str] | None:
    row = db.session.execute(
        select(ReportEntry.at, ReportEntry.by_name)
        .where(ReportEntry.report_id.in_(report_ids))
        .order_by(ReportEntry.at.desc(), ReportEntry.id.desc())
        .limit(1)
    ).one_or_none()
    return (row.at, row.by_name) if row else None


def _opened(viewer: Viewer, today: date, known: Collection[tuple[int, date]]) -> list[Obligation]:
    """解锁补报: closed periods that the office has opened again and that are still without a report."""
    rows = db.session.execute(
        select(ReportOpening.task_id, ReportOpening.starts_on)
        .join(Task, Task.id == ReportOpening.task_id)
        .join(Task.unit)
        .outerjoin(Report, (Report.task_id == ReportOpening.task_id) & (Report.starts_on == ReportOpening.starts_on))
        .where(
            under(viewer),
            Task.unit_id == viewer.unit_id,
            Task.state == TaskState.OPEN,
            ReportOpening.open_until >= today,
            Report.id.is_(None),
        )
    ).all()
    if not rows:
        return []
    tasks = open_tasks(under(viewer), Task.id.in_({row.task_id for row in rows}))
    closing = closing_of(tasks.values(), today)
    asked = periods_at(tasks, {(row.task_id, row.starts_on) for row in rows} - set(known))
    found = [Obligation(tasks[task_id], each, None) for (task_id, _), each in asked.items()]
    return [each for each in found if not closing.shut(each)]


@dataclass(frozen=True)
class Before:
    """此前所报 of a figure: the period before, and the sum of all before this one."""

    label: str
    amount: Decimal | None
    total: Decimal


@dataclass(frozen=True)
class PeriodPage:
    """一期: ``shut`` is the sentence why nothing can be said to it now, None where something can."""

    task: TaskFacts
    asked: Asked
    report: Report | None
    before: Before | None
    shut: str | None

    @property
    def goes_on(self) -> bool:
        """续报: the period already has a figure and is long."""
        return self.report is not None and self.report.amount is not None and self.task.cadence in LONG


def period_page(viewer: Viewer, task_id: int, starts_on: date, today: date) -> PeriodPage:
    """一期 of one task in sight. Raises NotInSight; RuleBroken where the task is no more."""
    tasks = open_tasks(under(viewer), Task.id == task_id)
    if task_id not in tasks:
        title = task_in_sight(viewer, task_id).title
        raise RuleBroken(f"“{title}”已取消，责任书可能已作废或被替代；请按新的责任书报送。")
    task, report = tasks[task_id], _report(task_id, starts_on)
    asked = periods_at(tasks, {(task_id, starts_on)}).get((task_id, starts_on))
    if asked is None and report is not None:
        asked = Asked(report.starts_on, report.ends_on, report.due_on, report.label)
    if asked is None:
        raise NotInSight
    before = _before(task_id, starts_on) if task.ask is Ask.FIGURE else None
    shut = closing_of([task], today).why_shut(task, asked, report.state if report else None)
    return PeriodPage(task, asked, report, before, shut)


def _report(task_id: int, starts_on: date) -> Report | None:
    return db.session.scalars(
        select(Report)
        .where(Report.task_id == task_id, Report.starts_on == starts_on)
        .options(selectinload(Report.entries))
        .execution_options(populate_existing=True)
    ).one_or_none()


def _before(task_id: int, starts_on: date) -> Before | None:
    earlier = Report.task_id == task_id, Report.starts_on < starts_on
    last = db.session.execute(
        select(Report.label, Report.amount).where(*earlier).order_by(Report.starts_on.desc()).limit(1)
    ).one_or_none()
    if last is None:
        return None
    total = db.session.scalar(select(func.sum(Report.amount)).where(*earlier))
    return Before(last.label, last.amount, total or Decimal(0))
