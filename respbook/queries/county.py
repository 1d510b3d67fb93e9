"""县区总览: towns × signed, reported, overdue, findings, released results; a dozen statements for any number of towns."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import aliased

from respbook.models.assessment_results import AssessmentResult
from respbook.models.assessments import Assessment
from respbook.models.base import db
from respbook.models.findings import Finding
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.units import Unit
from respbook.queries.reporting_rates import rate_grid
from respbook.queries.scope import NotInSight, one, under
from respbook.queries.scope_findings import kept_or_laid
from respbook.queries.signing import IN_FORCE
from respbook.queries.units import CALLED
from respbook.rules.assessments import ResultStage
from respbook.rules.county import TownFigures
from respbook.rules.findings import FindingKind
from respbook.rules.lifecycles import BEFORE_DONE, STANDING, AssessmentState
from respbook.rules.permissions import Viewer
from respbook.rules.reporting_rates import Column, Tally, summed_up
from respbook.rules.signing import SigningState
from respbook.rules.units import UnitKind


def the_county() -> Unit | None:
    """县（区）: the one on top of all units, where there is one."""
    return db.session.scalars(select(Unit).where(Unit.parent_id.is_(None), Unit.kind == UnitKind.COUNTY)).first()


def towns_of(viewer: Viewer) -> Any:
    """所辖乡镇, living, as a condition on units."""
    return and_(
        under(viewer), Unit.parent_id == viewer.office_id, Unit.kind == UnitKind.TOWN, Unit.retired_on.is_(None)
    )


def town_in_sight(viewer: Viewer, town_id: int) -> Unit:
    """所辖乡镇 of the viewer's county. Raises NotInSight."""
    if not viewer.county:
        raise NotInSight
    found: Unit = one(select(Unit).where(Unit.id == town_id, towns_of(viewer)))
    return found


def console(viewer: Viewer, year: int, today: date) -> list[TownFigures]:
    """各乡镇的数, in the order of the county's own register. Only for a county's people."""
    rows = db.session.execute(select(Unit.id, CALLED).where(towns_of(viewer)).order_by(Unit.position, Unit.id)).all()
    signed, given = _signed(viewer, year), _given(viewer, year)
    found, tallies = _findings(viewer, today), _tallies(viewer, today)
    results, own = _results(viewer, year), _own_results(viewer, year)
    return [
        TownFigures(
            id=row.id,
            called=row[1],
            given=given.get(row.id, (0, 0))[1],
            given_signed=given.get(row.id, (0, 0))[0],
            to_sign=signed.get(row.id, (0, 0))[1],
            signed=signed.get(row.id, (0, 0))[0],
            reports=tallies.get(row.id, Tally()),
            open=found.get(row.id, (0, 0))[0],
            red=found.get(row.id, (0, 0))[1],
            result=results.get(row.id),
            released=own.get(row.id),
        )
        for row in rows
    ]


def years_of(viewer: Viewer) -> list[int]:
    """可选的年度: those of the programmes below, the youngest first: one statement."""
    asked = select(Programme.year).join(Programme.unit).where(under(viewer)).distinct()
    return list(db.session.scalars(asked.order_by(Programme.year.desc())))


_DONE = func.coalesce(func.sum(case((Letter.signing == SigningState.SIGNED, 1), else_=0)), 0)


def _pairs(statement: Any) -> dict[int, tuple[int, int]]:
    return {row[0]: (int(row[1]), int(row[2])) for row in db.session.execute(statement)}


def _signed(viewer: Viewer, year: int) -> dict[int, tuple[int, int]]:
    """镇与村签订: signed and to be signed, by the town whose letters they are."""
    return _pairs(
        select(Programme.unit_id, _DONE, func.count())
        .join(Letter, Letter.programme_id == Programme.id)
        .join(Unit, Unit.id == Programme.unit_id)
        .where(towns_of(viewer), Programme.year == year, IN_FORCE)
        .group_by(Programme.unit_id)
    )


def _given(viewer: Viewer, year: int) -> dict[int, tuple[int, int]]:
    """县与镇签订: signed and to be signed, by town."""
    return _pairs(
        select(Letter.unit_id, _DONE, func.count())
        .join(Letter.programme)
        .where(Programme.unit_id == viewer.office_id, Programme.year == year, IN_FORCE)
        .group_by(Letter.unit_id)
    )


def _findings(viewer: Viewer, today: date) -> dict[int, tuple[int, int]]:
    """未销号和逾期的问题: what the town keeps and what the county handed to it, as the list of the town has them."""
    below = aliased(Unit)
    units = select(below.id).where(below.path.startswith(Unit.path)).correlate(Unit)
    late = and_(Finding.state.in_(BEFORE_DONE), Finding.due_on < today)
    return _pairs(
        select(Unit.id, func.count(), func.coalesce(func.sum(case((late, 1), else_=0)), 0))
        .join(Finding, and_(Finding.state.in_(STANDING), Finding.kind == FindingKind.PROBLEM, kept_or_laid(units)))
        .where(towns_of(viewer))
        .group_by(Unit.id)
    )


def _tallies(viewer: Viewer, today: date) -> dict[int, Tally]:
    """本月报送 up to today, by town: the grid of 报送情况 in one column, summed up."""
    grid = rate_grid(viewer, [Column("", today.replace(day=1), today)], today)
    town = aliased(Unit)
    rows = db.session.execute(
        select(Unit.id, town.id)
        .join(town, Unit.path.startswith(town.path))
        .where(under(viewer), town.parent_id == viewer.office_id, town.kind == UnitKind.TOWN)
    )
    of: dict[int, list[Tally]] = {}
    for unit_id, town_id in rows:
        if unit_id in grid.cells:
            of.setdefault(town_id, []).append(grid.cells[unit_id][0])
    return {town_id: summed_up(each) for town_id, each in of.items()}


def _final(*where: Any) -> Any:
    return (
        select(func.max(Assessment.id))
        .join(Assessment.programme)
        .where(Assessment.state == AssessmentState.RELEASED, Assessment.final, *where)
    )


def _results(viewer: Viewer, year: int) -> dict[int, tuple[int, Decimal, int, str]]:
    """县对镇的考核结果, released: assessment, points, rank, grade by town; the newest of the year."""
    last = _final(Programme.unit_id == viewer.office_id, Programme.year == year).scalar_subquery()
    rows = db.session.execute(
        select(
            AssessmentResult.unit_id,
            AssessmentResult.assessment_id,
            AssessmentResult.total,
            AssessmentResult.rank,
            AssessmentResult.band,
        )
        .join(AssessmentResult.assessment)
        .where(
            AssessmentResult.assessment_id == last,
            AssessmentResult.stage == ResultStage.FINAL,
            AssessmentResult.edition == Assessment.edition,
        )
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def _own_results(viewer: Viewer, year: int) -> dict[int, int]:
    """镇对村的考核, released: the newest of the year by town."""
    rows = db.session.execute(
        select(Programme.unit_id, func.max(Assessment.id))
        .join(Assessment.programme)
        .join(Programme.unit)
        .where(towns_of(viewer), Programme.year == year, Assessment.state == AssessmentState.RELEASED, Assessment.final)
        .group_by(Programme.unit_id)
    )
    return {row[0]: row[1] for row in rows}


def office_named(viewer: Viewer, unit_id: int) -> str:
    """发文单位 of a list: the viewer's own office or one below it; "" for any other."""
    asked = select(CALLED).where(Unit.id == unit_id, under(viewer) | (Unit.id == viewer.office_id))
    return db.session.scalar(asked) or ""
