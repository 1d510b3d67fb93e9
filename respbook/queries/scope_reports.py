"""门 to reports and to the tasks that are reported upon; as those of ``scope.py``, which is full."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.reports import ChatPaste, Report, ReportEntry, ReportOpening
from respbook.models.tasks import Task
from respbook.models.units import Unit
from respbook.queries.scope import one, under
from respbook.rules.permissions import Viewer

_later = aliased(ReportEntry)
STANDS = ~exists(
    select(_later.id)
    .where(_later.report_id == ReportEntry.report_id, _later.number > ReportEntry.number, _later.further.is_not(True))
    .correlate(ReportEntry)
)
"""现行的报送记录: the last word of a report with what was told beside it; what was corrected since is none."""


def told_to(viewer: Viewer) -> ColumnElement[bool]:
    """报给本级的 of the reports in sight; the statement joins ``Report.unit``. A county that looks into one town sees the town's."""
    if not viewer.offices_around or (viewer.county and len(viewer.line) > 1):
        return under(viewer)
    own = select(Task.id).join(Programme, Programme.id == Task.programme_id)
    return and_(under(viewer), Report.task_id.in_(own.where(Programme.unit_id == viewer.office_id)))


def report_in_sight(viewer: Viewer, report_id: int) -> Report:
    """报送 of a unit in sight, with its entries and its task. Raises NotInSight."""
    found: Report = one(
        select(Report)
        .join(Report.unit)
        .where(Report.id == report_id, under(viewer))
        .options(
            joinedload(Report.unit),
            joinedload(Report.task).joinedload(Task.letter),
            selectinload(Report.entries),
        )
    )
    return found


def reports_named(viewer: Viewer, report_ids: Collection[int]) -> list[Report]:
    """若干报送 of units in sight, by their ids; those that are not are left out: one statement."""
    return list(
        db.session.scalars(
            select(Report)
            .join(Report.unit)
            .where(Report.id.in_(report_ids), under(viewer))
            .order_by(Report.id)
            .options(joinedload(Report.unit), joinedload(Report.task))
        )
    )


def reports_of_tasks(task_ids: Collection[int]) -> dict[int, list[Report]]:
    """各期报送 of tasks that are already in sight, each in order of its periods: one statement."""
    found: dict[int, list[Report]] = {task_id: [] for task_id in task_ids}
    rows = select(Report).where(Report.task_id.in_(task_ids)).order_by(Report.task_id, Report.starts_on)
    for row in db.session.scalars(rows):
        found[row.task_id].append(row)
    return found


def openings_of(task_ids: Collection[int]) -> dict[tuple[int, date], date]:
    """解锁补报: until when periods of tasks already in sight are open, the latest word for each: one statement."""
    rows = db.session.scalars(
        select(ReportOpening).where(ReportOpening.task_id.in_(task_ids)).order_by(ReportOpening.id)
    )
    return {(row.task_id, row.starts_on): row.open_until for row in rows}


def entries_so_far(report_ids: Collection[int]) -> dict[int, int]:
    """报送记录的号数: the last number of each report: one statement."""
    rows = db.session.execute(
        select(ReportEntry.report_id, func.max(ReportEntry.number).label("last"))
        .where(ReportEntry.report_id.in_(report_ids))
        .group_by(ReportEntry.report_id)
    )
    return {row.report_id: row.last for row in rows}


def speakers_of(report_ids: Collection[int]) -> dict[int, set[int]]:
    """报送人 of each report, by user ids: everybody whose word is in it, the last one or not: one statement."""
    found: dict[int, set[int]] = {report_id: set() for report_id in report_ids}
    rows = db.session.execute(
        select(ReportEntry.report_id, ReportEntry.by_id).where(ReportEntry.report_id.in_(report_ids)).distinct()
    )
    for row in rows:
        found[row.report_id].add(row.by_id)
    return found


def chat_in_sight(viewer: Viewer, chat_id: int) -> ChatPaste:
    """接龙原文 of a town in sight. Raises NotInSight."""
    found: ChatPaste = one(
        select(ChatPaste).join(Unit, Unit.id == ChatPaste.unit_id).where(ChatPaste.id == chat_id, under(viewer))
    )
    return found
