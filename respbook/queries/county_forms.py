"""上级报表: the list, the names that are taken."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from respbook.models.base import db
from respbook.models.county_forms import CountyForm
from respbook.models.units import Unit
from respbook.queries.listing import total_of
from respbook.queries.scope import under
from respbook.queries.units import signing_units
from respbook.rules.permissions import Viewer


def county_forms(viewer: Viewer) -> Sequence[CountyForm]:
    """上级报表 in sight by name: two statements."""
    return db.session.scalars(
        select(CountyForm)
        .join(CountyForm.unit)
        .where(under(viewer))
        .order_by(CountyForm.name, CountyForm.id)
        .options(selectinload(CountyForm.cells))
    ).all()


def units_listed(viewer: Viewer, town: Unit) -> int:
    """要列的单位数: how many rows a form needs that lists every unit."""
    chosen = select(Unit.id).where(signing_units(viewer, town))
    return total_of(chosen)


def names_taken(unit_id: int) -> set[str]:
    """已有的报表名称 of a town."""
    return set(db.session.scalars(select(CountyForm.name).where(CountyForm.unit_id == unit_id)))
