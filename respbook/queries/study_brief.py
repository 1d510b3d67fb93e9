"""会前一页: what is new, overdue and to decide since the last study; a flat number of statements (features X18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, select

from respbook.models.base import db
from respbook.models.findings import Finding, FindingStep
from respbook.models.jobs import Job
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.studies import Study
from respbook.models.units import Unit
from respbook.queries.finding_lists import Figures, FindingFilter, FindingRow, figures, finding_list
from respbook.queries.reporting_rates import rate_grid
from respbook.queries.scope import owned_by
from respbook.queries.scope_findings import findings_in_sight
from respbook.queries.signing import to_be_signed
from respbook.queries.studies import DecisionRow, decisions_of, last_study
from respbook.queries.units import CALLED
from respbook.rules.findings import FindingKind, number_words
from respbook.rules.lifecycles import BatchState, FindingState, ProgrammeState
from respbook.rules.lights import Light
from respbook.rules.permissions import Viewer
from respbook.rules.reporting_rates import Column
from respbook.rules.signing import SIGNING_LABELS, SigningState
from respbook.rules.studies import Laggard, looked_at_from, worst

_RED_SHOWN = 4
CLOSED, RELAPSED = "finding.close", "finding.reopen"
"""The steps that 销号 and 反弹 are counted by."""
_UNSIGNED = (SigningState.WAITING, SigningState.PARTLY, SigningState.OBJECTED)


@dataclass(frozen=True)
class Batch:
    """待签发的批次."""

    id: int
    programme: str
    total: int


@dataclass(frozen=True)
class Unsigned:
    """未签的责任书 of one signing state."""

    state: SigningState
    count: int

    @property
    def words(self) -> str:
        """待签3份."""
        return f"{SIGNING_LABELS[self.state]}{self.count}份"


@dataclass(frozen=True)
class Brief:
    """会前一页."""

    since: date
    last: Study | None
    decisions: Sequence[DecisionRow]
    found: Sequence[tuple[str, int]]
    closed: int
    relapsed: int
    figures: Figures
    red: Sequence[FindingRow]
    missing: int
    missing_units: int
    unsigned: Sequence[Unsigned]
    batches: Sequence[Batch]
    worst: Sequence[Laggard]

    @property
    def found_in_all(self) -> int:
        """新发现问题."""
        return sum(count for _, count in self.found)

    @property
    def objected(self) -> int:
        """有异议未答复的责任书."""
        return next((each.count for each in self.unsigned if each.state is SigningState.OBJECTED), 0)


def study_brief(viewer: Viewer, today: date, since: date | None = None) -> Brief:
    """会前一页 of the viewer's town."""
    last = last_study(viewer, today)
    since = since or looked_at_from(last.held_on if last else None, today)
    steps = _steps(viewer, since, today)
    grid = rate_grid(viewer, [Column("", since, today)], today)
    missing = {unit_id: (called, grid.of_unit(unit_id).missing) for unit_id, called in grid.units}
    letters = _letters(viewer)
    red = _by_unit(viewer, and_(Finding.state.in_(_STANDING), Finding.due_on < today))
    return Brief(
        since,
        last,
        decisions_of(last.id) if last else (),
        _found(viewer, since, today),
        steps.get(CLOSED, 0),
        steps.get(RELAPSED, 0),
        figures(viewer, today),
        finding_list(viewer, FindingFilter(light=Light.RED), today).rows[:_RED_SHOWN],
        sum(count for _, count in missing.values()),
        sum(1 for _, count in missing.values() if count),
        _of_states(letters),
        _batches(viewer),
        _worst(red, _by_unit(viewer, Finding.id.in_(_reopened(since, today))), missing, letters),
    )


_STANDING = (FindingState.ASSIGNED, FindingState.RECEIVED, FindingState.UNDER_WAY)
_Counted = dict[int, tuple[str, int]]
_PROBLEM = and_(
    Finding.kind == FindingKind.PROBLEM, Finding.state.not_in([FindingState.MERGED, FindingState.WITHDRAWN])
)


def _found(viewer: Viewer, since: date, today: date) -> Sequence[tuple[str, int]]:
    count = func.count()
    rows = db.session.execute(
        select(Finding.category, count)
        .where(findings_in_sight(viewer), _PROBLEM, Finding.found_on.between(since, today))
        .group_by(Finding.category)
        .order_by(count.desc(), Finding.category)
    )
    return [(category, number) for category, number in rows]


def _steps(viewer: Viewer, since: date, today: date) -> dict[str, int]:
    rows = db.session.execute(
        select(FindingStep.deed, func.count(Finding.id.distinct()))
        .join(FindingStep.finding)
        .where(findings_in_sight(viewer), FindingStep.deed.in_((CLOSED, RELAPSED)))
        .where(FindingStep.on_day.between(since, today))
        .group_by(FindingStep.deed)
    )
    return {row[0]: row[1] for row in rows}


def _reopened(since: date, today: date) -> Select[int]:
    return select(FindingStep.finding_id).where(FindingStep.deed == RELAPSED, FindingStep.on_day.between(since, today))


def _by_unit(viewer: Viewer, which: ColumnElement[bool]) -> _Counted:
    rows = db.session.execute(
        select(Unit.id, CALLED, func.count())
        .select_from(Finding)
        .join(Unit, Unit.id == Finding.unit_id)
        .where(findings_in_sight(viewer), _PROBLEM, which)
        .group_by(Unit.id, CALLED)
    )
    return {unit_id: (called, number) for unit_id, called, number in rows}


def _letters(viewer: Viewer) -> Sequence[tuple[int, str, SigningState, int]]:
    rows = db.session.execute(
        select(Unit.id, CALLED, Letter.signing, func.count())
        .select_from(Letter)
        .join(Letter.unit)
        .where(to_be_signed(viewer), Letter.signing.in_(_UNSIGNED))
        .group_by(Unit.id, CALLED, Letter.signing)
    )
    return [(unit_id, called, state, number) for unit_id, called, state, number in rows]


def _of_states(letters: Sequence[tuple[int, str, SigningState, int]]) -> Sequence[Unsigned]:
    sums = [(state, sum(number for _, _, each, number in letters if each is state)) for state in _UNSIGNED]
    return [Unsigned(state, number) for state, number in sums if number]


def _batches(viewer: Viewer) -> Sequence[Batch]:
    rows = db.session.execute(
        select(Job.id, Programme.name, Job.total)
        .join(Job.programme)
        .where(owned_by(viewer), Programme.state == ProgrammeState.OPEN, Job.state == BatchState.PROPOSED)
        .order_by(Job.id)
        .limit(3)
    )
    return [Batch(*row) for row in rows]


def _worst(
    red: _Counted, relapsed: _Counted, missing: _Counted, letters: Sequence[tuple[int, str, SigningState, int]]
) -> Sequence[Laggard]:
    unsigned: _Counted = {}
    for unit_id, called, _, number in letters:
        unsigned[unit_id] = (called, unsigned.get(unit_id, ("", 0))[1] + number)
    counted = (red, relapsed, missing, unsigned)
    names = {unit_id: called for part in counted for unit_id, (called, _) in part.items()}
    return worst(
        Laggard(unit_id, called, *(part.get(unit_id, ("", 0))[1] for part in counted))
        for unit_id, called in names.items()
    )


@dataclass(frozen=True)
class Stepped:
    """一件销号或反弹: which problem, of whom, on which day."""

    id: int
    year: int
    serial: int
    unit: str
    category: str
    place: str
    on_day: date

    @property
    def number(self) -> str:
        """编号."""
        return number_words(self.year, self.serial)


def stepped(viewer: Viewer, deed: str, since: date, today: date) -> Sequence[Stepped]:
    """销号清单, 反弹清单 behind the figures, the latest first: one statement."""
    on = func.max(FindingStep.on_day)
    columns = (Finding.id, Finding.year, Finding.serial, func.coalesce(CALLED, ""), Finding.category, Finding.place)
    rows = db.session.execute(
        select(*columns, on)
        .join(FindingStep, FindingStep.finding_id == Finding.id)
        .outerjoin(Unit, Unit.id == Finding.unit_id)
        .where(findings_in_sight(viewer), FindingStep.deed == deed, FindingStep.on_day.between(since, today))
        .group_by(Finding.id, Finding.year, Finding.serial, CALLED, Finding.category, Finding.place)
        .order_by(on.desc(), Finding.id)
    )
    return [Stepped(*row) for row in rows]
