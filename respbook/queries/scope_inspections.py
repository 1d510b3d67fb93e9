"""门 to 督查: plans, draws, visits and revisits are the office's own; a unit learns of a visit when somebody stands there."""

from typing import Any

from sqlalchemy import ColumnElement, Select, false, select
from sqlalchemy.orm import joinedload, selectinload

from respbook.models.findings import Finding
from respbook.models.inspections import Draw, Inspection, InspectionStop, Revisit, Visit
from respbook.models.units import Unit
from respbook.queries.scope import NotInSight, one, under
from respbook.rules.permissions import Viewer


def office_only(viewer: Viewer) -> None:
    """只给镇里看: to the people of a unit these pages are missing. Raises NotInSight."""
    if not viewer.of_office:
        raise NotInSight


def of_town(viewer: Viewer, town_id: Any) -> ColumnElement[bool]:
    """督查的视野, by the town that a row belongs to."""
    if not viewer.of_office:
        return false()
    own: ColumnElement[bool] = town_id.in_(select(Unit.id).where(under(viewer)))
    return own


def inspection_in_sight(viewer: Viewer, inspection_id: int) -> Inspection:
    """督查 with its villages in order. Raises NotInSight."""
    found: Inspection = one(
        select(Inspection)
        .where(Inspection.id == inspection_id, of_town(viewer, Inspection.town_id))
        .options(selectinload(Inspection.stops).joinedload(InspectionStop.unit))
    )
    return found


def visits_seen_by(viewer: Viewer) -> Select[Visit]:
    """到点记录 of the viewer's town, with their villages."""
    return select(Visit).where(of_town(viewer, Visit.town_id)).options(joinedload(Visit.unit))


def visit_in_sight(viewer: Viewer, visit_id: int) -> Visit:
    """到点记录 with village and plan. Raises NotInSight."""
    found: Visit = one(visits_seen_by(viewer).where(Visit.id == visit_id).options(joinedload(Visit.inspection)))
    return found


def draw_in_sight(viewer: Viewer, draw_id: int) -> Draw:
    """随机抽取 with its plan. Raises NotInSight."""
    found: Draw = one(
        select(Draw).where(Draw.id == draw_id, of_town(viewer, Draw.town_id)).options(joinedload(Draw.inspection))
    )
    return found


def revisits_seen_by(viewer: Viewer) -> Select[Revisit]:
    """回头看 of the viewer's town, with problem, unit and draw."""
    return (
        select(Revisit)
        .where(of_town(viewer, Revisit.town_id))
        .options(
            joinedload(Revisit.finding).options(joinedload(Finding.unit), joinedload(Finding.at_unit)),
            joinedload(Revisit.unit),
            joinedload(Revisit.draw),
        )
    )


def revisit_in_sight(viewer: Viewer, revisit_id: int) -> Revisit:
    """回头看的一件. Raises NotInSight."""
    found: Revisit = one(revisits_seen_by(viewer).where(Revisit.id == revisit_id))
    return found
