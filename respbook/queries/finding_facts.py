"""登记问题要问的事: what stands already, which task it falls under, whether its year is over. Statements of the deeds."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select

from respbook.models.base import db
from respbook.models.findings import Finding, FindingStep
from respbook.models.people import User
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
    return tasks_for([(unit_id, category, on)]).get((unit_id, category, on.year))


def tasks_for(asked: Sequence[tuple[int, str, date]]) -> dict[tuple[int, str, int], int]:
    """对应的任务 by unit, category and year, of many problems at once: one statement."""
    if not asked:
        return {}
    rows = db.session.execute(
        select(Task.id, Task.unit_id, Task.year, Task.title, func.coalesce(Target.category, "").label("category"))
        .outerjoin(Target, Target.id == Task.target_id)
        .where(
            Task.unit_id.in_({unit_id for unit_id, _, _ in asked}),
            Task.year.in_({on.year for _, _, on in asked}),
            Task.state == TaskState.OPEN,
        )
        .order_by(Task.position, Task.id)
    ).all()
    found: dict[tuple[int, str, int], int] = {}
    for unit_id, category, on in asked:
        near = [row for row in rows if (row.unit_id, row.year) == (unit_id, on.year)]
        fitting = [row.id for row in near if row.category == category]
        fitting += [row.id for row in near if category and category in row.title]
        if fitting:
            found[unit_id, category, on.year] = fitting[0]
    return found


def year_closed(town_id: int, year: int) -> bool:
    """年度已结束: the year has programmes and none of them is open."""
    states = set(
        db.session.scalars(select(Programme.state).where(Programme.unit_id == town_id, Programme.year == year))
    )
    return bool(states) and ProgrammeState.OPEN not in states


def tellers_of(finding_ids: Sequence[int]) -> dict[int, list[Hand]]:
    """报完成的人 of each problem, by account and name: they neither check nor close it. Two statements."""
    found: dict[int, list[Hand]] = {finding_id: [] for finding_id in finding_ids}
    rows = db.session.execute(
        select(FindingStep.finding_id, FindingStep.by_id, FindingStep.by_name).where(
            FindingStep.finding_id.in_(finding_ids), FindingStep.deed == "finding.tell_done"
        )
    )
    told = [(row.finding_id, Hand(row.by_id, row.by_name)) for row in rows]
    names = _names_now({hand.user_id for _, hand in told})
    for finding_id, hand in told:
        found[finding_id] += _both(hand, names)
    return found


def known_as(hands: Sequence[Hand]) -> list[Hand]:
    """经手人 under the name of then and under that of today: an account that is renamed is the same person's."""
    names = _names_now({hand.user_id for hand in hands})
    return [each for hand in hands for each in _both(hand, names)]


def _names_now(user_ids: set[int]) -> dict[int, str]:
    if not user_ids:
        return {}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(user_ids)))
    return {row.id: row.name for row in rows}


def _both(hand: Hand, names: dict[int, str]) -> list[Hand]:
    today = names.get(hand.user_id, hand.name)
    return [hand] if today == hand.name else [hand, Hand(hand.user_id, today)]


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
