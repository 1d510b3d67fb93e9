"""今天的报送: what a reporter owes by due date, what waits for the clerk, the leader's figures (features B1–B3)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from respbook.queries.obligations import Obligation, due_now
from respbook.queries.reporting_rates import rate_grid
from respbook.queries.review_list import state_counts
from respbook.rules.lifecycles import FilingState
from respbook.rules.permissions import Viewer
from respbook.rules.reporting_rates import Tally, before, days_of, summed_up
from respbook.rules.reports import Ask

AHEAD = timedelta(days=7)
WORST = 5


@dataclass(frozen=True)
class OwnDue:
    """本单位要报的一项: ``missed`` periods are past their due date; ``reason`` why one came back."""

    task_id: int
    title: str
    demand: str
    due: date
    missed: int = 0
    reason: str = ""


@dataclass(frozen=True)
class OwnPatrols:
    """本单位的巡查, all together as they are reported: titles of today's that are ``left`` and how many were ``told``;
    how many earlier days are ``missed``, and when the first of them was due."""

    left: Sequence[str] = ()
    told: int = 0
    missed: int = 0
    since: date | None = None


@dataclass(frozen=True)
class OwnDues:
    """本单位要报的: the patrols, and the rest by due date, one line a task."""

    patrols: OwnPatrols = field(default_factory=OwnPatrols)
    lines: Sequence[OwnDue] = ()


def own_dues(viewer: Viewer, today: date, back: int) -> OwnDues:
    """本单位要报的; what came back stands on its own. ``back`` days of what is overdue (补报期限): a flat number of
    statements."""
    found: dict[int, list[Obligation]] = {}
    lines, patrols = [], []
    for each in due_now(viewer, [viewer.unit_id], today, back):
        if each.report is not None and each.report.state is FilingState.RETURNED:
            lines.append(_line(each, reason=each.report.reason))
        elif each.task.ask is Ask.PATROL:
            patrols.append(each)
        elif each.report is None and each.asked.due_on <= today + AHEAD:
            found.setdefault(each.task.id, []).append(each)
    for rows in found.values():
        first = min(rows, key=lambda row: row.asked.due_on)
        lines.append(_line(first, missed=sum(row.asked.due_on < today for row in rows)))
    return OwnDues(_patrols(patrols, today), sorted(lines, key=lambda line: (not line.reason, line.due, line.task_id)))


def _patrols(rows: Sequence[Obligation], today: date) -> OwnPatrols:
    now = [row for row in rows if row.asked.starts_on == today]
    missed = [row for row in rows if row.asked.starts_on < today and row.report is None]
    return OwnPatrols(
        [row.task.title for row in now if row.report is None],
        sum(row.report is not None for row in now),
        len({row.asked.starts_on for row in missed}),
        min((row.asked.due_on for row in missed), default=None),
    )


def _line(row: Obligation, missed: int = 0, reason: str = "") -> OwnDue:
    return OwnDue(row.task.id, row.task.title, row.task.demand, row.asked.due_on, missed, reason)


@dataclass(frozen=True)
class ReportsToday:
    """报送一屏 of the units in sight: ``told`` of ``asked`` units have reported all of today's; ``overdue`` since a day."""

    waiting: int
    returned: int
    told: int
    asked: int
    overdue: int
    since: date
    worst: Sequence[tuple[int, str, int]]
    month: Tally
    month_before: Tally


def reports_today(viewer: Viewer, today: date, back: int) -> ReportsToday | None:
    """报送一屏; None where nothing is asked of anybody: a flat number of statements."""
    since, month = today - timedelta(days=back), today.replace(day=1)
    earlier, until = before(month, today)
    first = min(since, earlier)
    grid = rate_grid(viewer, days_of(first, today), today)
    if not grid.units:
        return None

    def between(row: Sequence[Tally], from_on: date, to_on: date) -> Tally:
        return summed_up(row[(from_on - first).days : (to_on - first).days + 1])

    of_today = [row[-1] for row in grid.cells.values() if row[-1].asked]
    owed = [(unit_id, called, between(grid.cells[unit_id], since, today).missing) for unit_id, called in grid.units]
    counts = state_counts(viewer)
    return ReportsToday(
        counts.get(FilingState.SUBMITTED, 0),
        counts.get(FilingState.RETURNED, 0),
        sum(tally.told >= tally.asked for tally in of_today),
        len(of_today),
        sum(count for _, _, count in owed),
        since,
        sorted((each for each in owed if each[2]), key=lambda each: -each[2])[:WORST],
        between(grid.feet, month, today),
        between(grid.feet, earlier, until),
    )
