"""登记问题要问的事: what stands already, which task it falls under, whether its year is over. Statements of the deeds."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select

from respbook.models.base import db
from respbook.models.findings import Finding, FindingStep
from respbook.models.programmes import Programme
from respbook.models.reports import Report, ReportEntry
from respbook.models.targets import Target
from respbook.models.tasks import Task
from respbook.models.units import Unit
from respbook.queries.scope import one, under
from respbook.queries.scope_findings import findings_in_sight
from respbook.rules.findings import ALIKE_DAYS, FindingKind, Hand, Seen, same_words
from respbook.rules.lifecycles import STANDING, FindingState, ProgrammeState, TaskState
from respbook.rules.permissions import Viewer

_HOUR = timedelta(hours=1)


def alike(viewer: Viewer, at_unit_id: int, category: str, on: date) -> Sequence[Finding]:
    """同类问题 of the same unit within sixty days, the youngest first: the same one, or a repeat (features Q9)."""
    rows = select(Finding).where(
        findings_in_sight(viewer),
        or_(Finding.at_unit_id == at_unit_id, Finding.unit_id == at_unit_id),
        Finding.category == category,
        Finding.kind == FindingKind.PROBLEM,
        Finding.found_on >= on - timedelta(days=ALIKE_DAYS),
        Finding.state.in_(STANDING | {FindingState.CLOSED}),
    )
    return db.session.scalars(rows.order_by(Finding.found_on.desc(), Finding.id.desc()).limit(5)).all()


def just_recorded(town_id: int, at_unit_id: int | None, seen: Seen, now: datetime) -> Finding | None:
    """一小时内登记的同一问题: same village, category, spot and words, blanks and stops aside.

    Two photos without a word tell nothing to compare: an inspector on the road takes one heap after the other.
    """
    if not (words := seen.place + seen.text).strip():
        return None
    rows = select(Finding).where(
        Finding.town_id == town_id,
        Finding.at_unit_id == at_unit_id if at_unit_id else Finding.at_unit_id.is_(None),
        Finding.category == seen.category,
        Finding.made_at > now - _HOUR,
        Finding.state.in_(STANDING),
    )
    found = db.session.scalars(rows.order_by(Finding.id.desc()))
    return next((row for row in found if same_words(row.place + row.text, words)), None)


def task_for(unit_id: int, category: str, on: date) -> int | None:
    """对应的任务 of the responsible unit: that of the category, else one that names it; never the nearest wrong one."""
    rows = db.session.execute(
        select(Task.id, Task.title, func.coalesce(Target.category, "").label("category"))
        .outerjoin(Target, Target.id == Task.target_id)
        .where(Task.unit_id == unit_id, Task.year == on.year, Task.state == TaskState.OPEN)
        .order_by(Task.position, Task.id)
    ).all()
    own = [row.id for row in rows if row.category == category]
    named = [row.id for row in rows if category and category in row.title]
    return next(iter([*own, *named]), None)


def year_closed(town_id: int, year: int) -> bool:
    """年度已结束: the year has programmes and none of them is open."""
    states = set(
        db.session.scalars(select(Programme.state).where(Programme.unit_id == town_id, Programme.year == year))
    )
    return bool(states) and ProgrammeState.OPEN not in states


def tellers_of(finding_ids: Sequence[int]) -> dict[int, list[Hand]]:
    """报完成的人 of each problem, by account and name: they neither check nor close it. One statement."""
    found: dict[int, list[Hand]] = {finding_id: [] for finding_id in finding_ids}
    rows = db.session.execute(
        select(FindingStep.finding_id, FindingStep.by_id, FindingStep.by_name).where(
            FindingStep.finding_id.in_(finding_ids), FindingStep.deed == "finding.tell_done"
        )
    )
    for row in rows:
        found[row.finding_id].append(Hand(row.by_id, row.by_name))
    return found


def last_number(finding_id: int) -> int:
    """整改记录的最后号数."""
    return db.session.scalar(select(func.max(FindingStep.number)).where(FindingStep.finding_id == finding_id)) or 0


def entry_in_sight(viewer: Viewer, entry_id: int) -> ReportEntry:
    """报送记录 of a unit in sight, from which a problem is taken over. Raises NotInSight."""
    found: ReportEntry = one(
        select(ReportEntry)
        .join(Report, Report.id == ReportEntry.report_id)
        .join(Unit, Unit.id == Report.unit_id)
        .where(ReportEntry.id == entry_id, under(viewer))
    )
    return found


def taken_over(entry_id: int) -> Finding | None:
    """由这条报送转来的问题, if there is one."""
    return db.session.scalars(select(Finding).where(Finding.report_entry_id == entry_id)).one_or_none()


def handed_on(viewer: Viewer, entry_ids: Collection[int]) -> dict[int, Finding]:
    """由这些报送转来的问题 in sight, by the entry they came from."""
    rows = select(Finding).where(findings_in_sight(viewer), Finding.report_entry_id.in_(entry_ids))
    return {row.report_entry_id: row for row in db.session.scalars(rows) if row.report_entry_id}
