"""周报月报的事实: what the ready sentences are made from; a flat number of statements (features B4)."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from respbook.models.base import db
from respbook.models.reports import Report, ReportEntry
from respbook.models.tasks import Task
from respbook.models.units import Unit
from respbook.queries.reporting_rates import DAY, rate_grid
from respbook.queries.scope import under
from respbook.queries.scope_reports import STANDS
from respbook.rules.lifecycles import FilingState, TaskState
from respbook.rules.permissions import Viewer
from respbook.rules.report_words import Facts, Summed
from respbook.rules.reporting_rates import Column, before
from respbook.rules.reports import Said, summed


def report_facts(viewer: Viewer, first: date, last: date, place: str, today: date) -> Facts:
    """报送事实 of a stretch of days in sight."""
    grid = rate_grid(viewer, [Column("", first, last)], today)
    earlier = rate_grid(viewer, [Column("", *before(first, last))], today)
    within = and_(under(viewer), Task.state == TaskState.OPEN, DAY.between(first, last))
    owing = [(unit_id, called, grid.cells[unit_id][0].missing) for unit_id, called in grid.units]
    return Facts(
        first,
        last,
        place,
        len(grid.units),
        grid.total,
        earlier.total,
        sorted((each for each in owing if each[2]), key=lambda each: -each[2]),
        _found(within),
        _found_in(within),
        _states(within),
        _figures(within),
    )


def _counted(within: ColumnElement[bool], column: Any, *more: ColumnElement[bool]) -> list[Any]:
    count = func.count()
    rows = db.session.execute(
        select(column, count)
        .select_from(Report)
        .join(Report.task)
        .join(Report.unit)
        .where(within, *more)
        .group_by(column)
        .order_by(count.desc(), column)
    )
    return [tuple(row) for row in rows]


def _found(within: ColumnElement[bool]) -> list[tuple[str, int]]:
    """各类别的报送, by what each of their findings was told under: one report of two categories is in both."""
    count = func.count(Report.id.distinct())
    rows = db.session.execute(
        select(ReportEntry.category, count)
        .select_from(Report)
        .join(Report.task)
        .join(Report.unit)
        .join(ReportEntry, and_(ReportEntry.report_id == Report.id, STANDS))
        .where(within, Report.said == Said.FOUND)
        .group_by(ReportEntry.category)
        .order_by(count.desc(), ReportEntry.category)
    )
    return [(category, number) for category, number in rows]


def _found_in(within: ColumnElement[bool]) -> int:
    return sum(number for said, number in _counted(within, Report.said) if said is Said.FOUND)


def _states(within: ColumnElement[bool]) -> dict[FilingState, int]:
    return dict(_counted(within, Report.state))


def _figures(within: ColumnElement[bool]) -> list[Summed]:
    sums = [func.coalesce(func.sum(column), 0) for column in (Report.amount, Report.passed, Report.verified)]
    rows = db.session.execute(
        select(Task.title, Task.unit_word, *sums, func.min(Task.position))
        .select_from(Report)
        .join(Report.task)
        .join(Report.unit)
        .where(within, Report.said == Said.FIGURE)
        .group_by(Task.title, Task.unit_word)
        .order_by(func.min(Task.position), Task.title)
    )
    return [
        Summed(title, word, *(Decimal(each) for each in amounts[:3])) for title, word, *amounts in rows if summed(word)
    ]


def place_of(viewer: Viewer) -> str:
    """称呼 of the viewer's own unit, 全镇 for the office."""
    if viewer.of_office:
        return "全镇"
    return db.session.scalar(select(Unit.name).where(Unit.id == viewer.unit_id)) or ""
