"""问题一览: the list by filter, the figures above it, what a person has to do about it today, and the 整改销号台账."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from respbook.models.base import db
from respbook.models.findings import Finding, FindingEvidence, FindingExtension, FindingStep
from respbook.models.units import Unit
from respbook.queries.listing import PAGE_SIZE, Listing, total_of
from respbook.queries.naming import spelled, spelling
from respbook.queries.phone_reporting import town_of
from respbook.queries.scope_findings import answered_by, findings_in_sight
from respbook.queries.workdays import calendar_of
from respbook.rules.findings import FindingKind, FindingSource, Pace, number_words
from respbook.rules.lifecycles import BEFORE_DONE, STANDING, FindingState
from respbook.rules.lights import NEAR_WORKDAYS, Light, Lit, Standing, light_of
from respbook.rules.permissions import Viewer
from respbook.rules.typed import whole_in
from respbook.rules.workdays import WorkCalendar

_AT = aliased(Unit)
_CALLED = func.coalesce(func.nullif(Unit.short_name, ""), Unit.name)
_AT_CALLED = func.coalesce(func.nullif(_AT.short_name, ""), _AT.name)


@dataclass(frozen=True)
class FindingFilter:
    """问题筛选; ``stage`` is a state, or ``open`` for all that are not closed."""

    stage: str = ""
    light: Light | None = None
    words: str = ""
    category: str = ""
    source: FindingSource | None = None
    kind: FindingKind | None = None
    first: date | None = None
    last: date | None = None
    mine: bool = False
    asked: bool = False
    sort: str = "due"

    @property
    def plain(self) -> bool:
        """没有筛选."""
        return self == FindingFilter(sort=self.sort)


@dataclass(frozen=True)
class FindingRow:
    """问题一览的一行; ``photo`` is the first picture of how it was found."""

    id: int
    version: int
    year: int
    serial: int
    kind: FindingKind
    source: FindingSource
    found_on: date
    town_id: int
    unit_id: int | None
    at_id: int | None
    unit: str
    at_unit: str
    place: str
    category: str
    text: str
    state: FindingState
    due_on: date | None
    pace: Pace | None
    failed: int
    relapses: int
    done_on: date | None
    photo: int | None
    lit: Lit | None

    @property
    def number(self) -> str:
        """编号."""
        return number_words(self.year, self.serial)

    @property
    def called(self) -> str:
        """称呼, for readers of the screen."""
        return f"{self.number} {self.unit or self.at_unit}{self.category}"


_PHOTO = (
    select(func.min(FindingEvidence.evidence_id))
    .join(FindingStep, FindingStep.id == FindingEvidence.step_id)
    .where(FindingStep.finding_id == Finding.id, FindingStep.number == 1)
    .correlate(Finding)
    .scalar_subquery()
)
_COLUMNS: tuple[Any, ...] = (
    Finding.id,
    Finding.version,
    Finding.year,
    Finding.serial,
    Finding.kind,
    Finding.source,
    Finding.found_on,
    Finding.town_id,
    Finding.unit_id,
    Finding.at_unit_id,
    func.coalesce(_CALLED, ""),
    func.coalesce(_AT_CALLED, ""),
    Finding.place,
    Finding.category,
    Finding.text,
    Finding.state,
    Finding.due_on,
    Finding.pace,
    Finding.failed,
    Finding.relapses,
    Finding.done_on,
    _PHOTO,
)
_PENDING = select(FindingExtension.finding_id).where(FindingExtension.granted.is_(None))
_OPEN_FIRST = case((Finding.state.in_(BEFORE_DONE), 0), (Finding.state.in_(STANDING), 1), else_=2)
"""未改完的在前, then what waits with the office, then what is over."""
_SORTS: dict[str, tuple[Any, ...]] = {
    "due": (_OPEN_FIRST, Finding.due_on.is_(None), Finding.due_on.asc(), Finding.id),
    "-due": (_OPEN_FIRST, Finding.due_on.is_(None), Finding.due_on.desc(), Finding.id),
    "found": (Finding.found_on.asc(), Finding.id),
    "-found": (Finding.found_on.desc(), Finding.id.desc()),
    "unit": (Finding.unit_id.is_(None), Finding.unit_id.asc(), Finding.id),
    "-unit": (Finding.unit_id.is_(None), Finding.unit_id.desc(), Finding.id),
}


def _joined(columns: Select[Any]) -> Select[Any]:
    return columns.outerjoin(Unit, Unit.id == Finding.unit_id).outerjoin(_AT, _AT.id == Finding.at_unit_id)


def lights(calendar: WorkCalendar, today: date) -> dict[Light, ColumnElement[bool]]:
    """亮灯 as conditions on the table: the same rule as ``rules.lights``, asked of many at once; a test holds them together."""
    before = Finding.state.in_(BEFORE_DONE)
    worse = or_(Finding.failed > 0, Finding.pace == Pace.BEHIND)
    last_near = calendar.add_workdays(today, NEAR_WORKDAYS + 1) - timedelta(days=1)
    in_time = and_(before, Finding.due_on >= today)
    return {
        Light.RED: and_(before, Finding.due_on < today),
        Light.YELLOW: and_(in_time, worse),
        Light.BLUE: and_(
            in_time, Finding.failed == 0, func.coalesce(Finding.pace, "") != Pace.BEHIND, Finding.due_on <= last_near
        ),
    }


def _conditions(
    viewer: Viewer, wanted: FindingFilter, calendar: WorkCalendar, today: date
) -> list[ColumnElement[bool]]:
    asked: list[tuple[object, Callable[[], ColumnElement[bool]]]] = [
        (wanted.stage, lambda: _stage(wanted.stage)),
        (wanted.light, lambda: lights(calendar, today)[wanted.light or Light.RED]),
        (wanted.category, lambda: Finding.category == wanted.category),
        (wanted.source, lambda: Finding.source == wanted.source),
        (wanted.kind, lambda: Finding.kind == wanted.kind),
        (wanted.first, lambda: Finding.found_on >= wanted.first),
        (wanted.last, lambda: Finding.found_on <= wanted.last),
        (wanted.mine, lambda: Finding.made_by_id == viewer.user_id),
        (wanted.asked, lambda: and_(Finding.state.in_(BEFORE_DONE), Finding.id.in_(_PENDING))),
        (wanted.words.strip(), lambda: _said_like(wanted.words.strip())),
    ]
    return [findings_in_sight(viewer), *(condition() for given, condition in asked if given)]


def _stage(stage: str) -> ColumnElement[bool]:
    if stage == "open":
        return and_(Finding.state.in_(STANDING), Finding.kind == FindingKind.PROBLEM)
    return Finding.state == FindingState(stage)


def _said_like(words: str) -> ColumnElement[bool]:
    """编号, unit by name or pinyin, 点位 or words of the problem."""
    year, serial = (whole_in(part) for part in (*words.split("-"), "")[:2])
    if year is not None and serial is not None:
        return and_(Finding.year == year, Finding.serial == serial)
    named = spelled(Unit.name, Unit.short_name, readings=Unit.sounds, initials=Unit.initials, typed=spelling(words))
    units = select(Unit.id).where(named)
    return or_(
        Finding.unit_id.in_(units),
        Finding.at_unit_id.in_(units),
        Finding.text.contains(words, autoescape=True),
        Finding.place.contains(words, autoescape=True),
    )


def calendar_for(viewer: Viewer) -> WorkCalendar:
    """工作日历 of the town above the viewer's unit."""
    return calendar_of(viewer.unit_id if viewer.of_office else town_of(viewer))


def finding_list(viewer: Viewer, wanted: FindingFilter, today: date, page: int = 1) -> Listing[FindingRow]:
    """问题一览: three statements."""
    calendar = calendar_for(viewer)
    chosen = _joined(select(*_COLUMNS)).where(*_conditions(viewer, wanted, calendar, today))
    rows = db.session.execute(
        chosen.order_by(*_SORTS[wanted.sort]).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    ).all()
    counted = select(Finding.id).where(*_conditions(viewer, wanted, calendar, today))
    return Listing([_row(row, calendar, today) for row in rows], total_of(counted), page)


def _row(row: Any, calendar: WorkCalendar, today: date) -> FindingRow:
    lit = light_of(Standing(row.state, row.due_on, row.pace, row.failed), calendar, today)
    return FindingRow(*row, lit)  # type: ignore[call-arg]


@dataclass(frozen=True)
class Figures:
    """整改的几个数: 自报完成, 已核查, 已销号 are three; each holds what has gone further as well."""

    total: int = 0
    recorded: int = 0
    before_done: int = 0
    told: int = 0
    checked: int = 0
    closed: int = 0
    to_check: int = 0
    to_close: int = 0
    red: int = 0
    yellow: int = 0
    blue: int = 0
    asked: int = 0

    def of(self, light: Light) -> int:
        """某一灯的件数."""
        return {Light.RED: self.red, Light.YELLOW: self.yellow, Light.BLUE: self.blue}[light]


def figures(viewer: Viewer, today: date, wanted: FindingFilter | None = None) -> Figures:
    """整改的几个数 of the problems in sight, or of those of a filter: two statements."""
    calendar = calendar_for(viewer)
    lit = lights(calendar, today)
    closed, checked, done = FindingState.CLOSED, FindingState.CHECKED, FindingState.DONE
    parts: tuple[ColumnElement[bool], ...] = (
        Finding.state.not_in([FindingState.MERGED, FindingState.WITHDRAWN]),
        Finding.state == FindingState.RECORDED,
        Finding.state.in_(BEFORE_DONE),
        Finding.state.in_([done, checked, closed]),
        Finding.state.in_([checked, closed]),
        Finding.state == closed,
        Finding.state == done,
        Finding.state == checked,
        lit[Light.RED],
        lit[Light.YELLOW],
        lit[Light.BLUE],
        and_(Finding.state.in_(BEFORE_DONE), Finding.id.in_(_PENDING)),
    )
    sums = [func.coalesce(func.sum(case((part, 1), else_=0)), 0) for part in parts]
    conditions = _conditions(viewer, wanted or FindingFilter(), calendar, today)
    row = db.session.execute(
        select(*sums).select_from(Finding).where(Finding.kind == FindingKind.PROBLEM, *conditions)
    ).one()
    return Figures(*(int(number) for number in row))


def to_answer(viewer: Viewer, today: date, most: int = 8) -> Sequence[FindingRow]:
    """要我单位整改的, the most urgent first: two statements."""
    calendar = calendar_for(viewer)
    below = select(Unit.id).where(answered_by(viewer))
    # The whole town lies below the office; what a village has to put right is not the office's own work.
    own = Finding.unit_id == viewer.unit_id if viewer.of_office else Finding.unit_id.in_(below)
    rows = db.session.execute(
        _joined(select(*_COLUMNS))
        .where(findings_in_sight(viewer), Finding.state.in_(BEFORE_DONE), own)
        .order_by(Finding.due_on, Finding.id)
        .limit(most)
    )
    return [_row(row, calendar, today) for row in rows]


def of_register_row(viewer: Viewer, row_id: int, today: date) -> Sequence[FindingRow]:
    """一条台账上的问题, the youngest first: two statements."""
    calendar = calendar_for(viewer)
    found = _joined(select(*_COLUMNS)).where(findings_in_sight(viewer), Finding.register_row_id == row_id)
    rows = db.session.execute(found.order_by(Finding.found_on.desc(), Finding.id.desc()).limit(PAGE_SIZE))
    return [_row(row, calendar, today) for row in rows]


def ids_of(viewer: Viewer, wanted: FindingFilter, today: date, most: int) -> list[int]:
    """问题的号 in the list's order, for its sheet and its photo pages: two statements."""
    conditions = _conditions(viewer, wanted, calendar_for(viewer), today)
    chosen = _joined(select(Finding.id)).where(*conditions).order_by(*_SORTS[wanted.sort]).limit(most)
    return list(db.session.scalars(chosen))
