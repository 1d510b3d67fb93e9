"""督查: the list, one plan with who was where and what was found there, the draws that it rests on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, distinct, func, select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.findings import Finding
from respbook.models.inspections import Draw, Inspection, InspectionStop, Visit
from respbook.queries.listing import PAGE_SIZE, Listing, total_of
from respbook.queries.scope_findings import findings_in_sight
from respbook.queries.scope_inspections import of_town, visits_seen_by
from respbook.rules.draws import DrawKind
from respbook.rules.findings import FindingKind
from respbook.rules.inspections import visit_words
from respbook.rules.lifecycles import FindingState, InspectionState
from respbook.rules.permissions import Viewer


@dataclass(frozen=True)
class PlanRow:
    """督查列表的一行: how many villages it has, how many of them were visited, how many problems were found."""

    plan: Inspection
    stops: int
    visited: int
    problems: int


def inspection_list(viewer: Viewer, state: InspectionState | None, page: int) -> Listing[PlanRow]:
    """督查列表, the youngest first: three statements."""
    chosen: Select[Inspection] = select(Inspection).where(of_town(viewer, Inspection.town_id))
    if state is not None:
        chosen = chosen.where(Inspection.state == state)
    total = total_of(chosen)
    order = (Inspection.state != InspectionState.OPEN, Inspection.from_on.desc(), Inspection.id.desc())
    plans = db.session.scalars(chosen.order_by(*order).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    return Listing(_counted(plans), total, page)


def _counted(plans: Sequence[Inspection]) -> list[PlanRow]:
    ids = [plan.id for plan in plans]
    stops, visited = InspectionStop.unit_id, Visit.unit_id
    rows = db.session.execute(
        select(InspectionStop.inspection_id, func.count(distinct(stops)), func.count(distinct(visited)))
        .outerjoin(
            Visit,
            (Visit.inspection_id == InspectionStop.inspection_id)
            & (Visit.unit_id == stops)
            & Visit.withdrawn_at.is_(None),
        )
        .where(InspectionStop.inspection_id.in_(ids))
        .group_by(InspectionStop.inspection_id)
    )
    counts = {plan_id: (of, been) for plan_id, of, been in rows}
    found = db.session.execute(
        select(Visit.inspection_id, func.count(Finding.id))
        .join(Finding, Finding.visit_id == Visit.id)
        .where(
            Visit.inspection_id.in_(ids), Finding.kind == FindingKind.PROBLEM, Finding.state != FindingState.WITHDRAWN
        )
        .group_by(Visit.inspection_id)
    )
    problems: dict[int | None, int] = dict(found.all())
    return [PlanRow(plan, *counts.get(plan.id, (0, 0)), problems.get(plan.id, 0)) for plan in plans]


def under_way(viewer: Viewer, today: date) -> Sequence[Inspection]:
    """今天的督查: open plans whose days have come; those that have run over stay until they are closed."""
    chosen = select(Inspection).where(
        of_town(viewer, Inspection.town_id), Inspection.state == InspectionState.OPEN, Inspection.from_on <= today
    )
    return db.session.scalars(chosen.order_by(Inspection.from_on, Inspection.id).limit(20)).all()


@dataclass(frozen=True)
class Been:
    """到点的一次, with what was recorded at it."""

    visit: Visit
    problems: tuple[Finding, ...]
    goods: tuple[Finding, ...]

    @property
    def words(self) -> str:
        """结果."""
        return visit_words(self.visit.outcome, len(self.problems), len(self.goods))

    @property
    def waits(self) -> bool:
        """待登记: something was seen and nobody has recorded it yet."""
        return self.words.endswith("待登记")


@dataclass(frozen=True)
class Line:
    """督查情况的一行: a village of the plan, or one visited beside it."""

    unit_id: int
    called: str
    places: tuple[str, ...]
    planned: bool
    drawn: bool
    been: tuple[Been, ...]


@dataclass(frozen=True)
class Course:
    """督查情况: the plan's villages in order, then those that were visited beside it."""

    lines: Sequence[Line]
    draws: Sequence[Draw]

    @property
    def stops(self) -> int:
        """计划去的村数."""
        return sum(line.planned for line in self.lines)

    @property
    def visited(self) -> int:
        """其中已到的."""
        return sum(line.planned and bool(line.been) for line in self.lines)

    @property
    def problems(self) -> list[Finding]:
        """发现的问题."""
        return [row for line in self.lines for been in line.been for row in been.problems]

    @property
    def goods(self) -> list[Finding]:
        """好的做法."""
        return [row for line in self.lines for been in line.been for row in been.goods]


def course_of(viewer: Viewer, plan: Inspection) -> Course:
    """督查情况 of a plan in sight: three statements."""
    visits = db.session.scalars(
        visits_seen_by(viewer)
        .where(Visit.inspection_id == plan.id, Visit.withdrawn_at.is_(None))
        .order_by(Visit.visited_on, Visit.id)
    ).all()
    been: dict[int, list[Been]] = {}
    for each in been_at(viewer, visits):
        been.setdefault(each.visit.unit_id, []).append(each)
    lines = [
        Line(
            stop.unit_id,
            stop.unit.called,
            tuple(stop.places),
            True,
            stop.draw_id is not None,
            tuple(been.pop(stop.unit_id, ())),
        )
        for stop in plan.stops
    ]
    lines += [
        Line(unit_id, found[0].visit.unit.called, (), False, False, tuple(found)) for unit_id, found in been.items()
    ]
    return Course(lines, draws_of(plan.id))


def been_at(viewer: Viewer, visits: Iterable[Visit]) -> list[Been]:
    """到点 with what was recorded at each: one statement."""
    visits = list(visits)
    rows = db.session.scalars(
        select(Finding)
        .where(
            findings_in_sight(viewer),
            Finding.visit_id.in_([visit.id for visit in visits]),
            Finding.state != FindingState.WITHDRAWN,
        )
        .order_by(Finding.year, Finding.serial)
        .options(joinedload(Finding.unit), joinedload(Finding.at_unit))
    )
    found: dict[tuple[int | None, FindingKind], list[Finding]] = {}
    for row in rows:
        found.setdefault((row.visit_id, row.kind), []).append(row)
    return [
        Been(visit, *(tuple(found.get((visit.id, kind), ())) for kind in (FindingKind.PROBLEM, FindingKind.GOOD)))
        for visit in visits
    ]


def lately(viewer: Viewer, today: date) -> list[Been]:
    """日督查 of the last days, without a plan, the youngest first: two statements."""
    rows = db.session.scalars(
        visits_seen_by(viewer)
        .where(Visit.inspection_id.is_(None), Visit.withdrawn_at.is_(None), Visit.visited_on <= today)
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
        .limit(20)
    )
    return been_at(viewer, rows)


def draws_of(inspection_id: int) -> Sequence[Draw]:
    """抽取记录 of a plan in sight, the oldest first."""
    return db.session.scalars(select(Draw).where(Draw.inspection_id == inspection_id).order_by(Draw.id)).all()


def last_draw(inspection_id: int, kind: DrawKind) -> Draw | None:
    """最近一次抽取 of a plan and kind."""
    rows = select(Draw).where(Draw.inspection_id == inspection_id, Draw.kind == kind)
    return db.session.scalars(rows.order_by(Draw.id.desc()).limit(1)).first()


def visited_units(inspection_id: int) -> set[int]:
    """已到的村 of a plan."""
    rows = select(Visit.unit_id).where(Visit.inspection_id == inspection_id, Visit.withdrawn_at.is_(None))
    return set(db.session.scalars(rows))


def said_already(town_id: int, inspection_id: int | None, unit_id: int, on: date, place: str) -> Visit | None:
    """同日同地的到点, where one stands already."""
    rows = select(Visit).where(
        Visit.town_id == town_id,
        Visit.inspection_id == inspection_id if inspection_id else Visit.inspection_id.is_(None),
        Visit.unit_id == unit_id,
        Visit.visited_on == on,
        Visit.place == place,
        Visit.withdrawn_at.is_(None),
    )
    return db.session.scalars(rows.limit(1)).first()
