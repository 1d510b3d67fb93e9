"""归档的镇: which towns have a year to be archived (features D5)."""

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.units import Unit
from respbook.queries.units import CALLED


def towns_with(year: int) -> list[tuple[int, str]]:
    """有这一年方案的镇."""
    rows = db.session.execute(
        select(Unit.id, CALLED)
        .join(Programme, Programme.unit_id == Unit.id)
        .where(Programme.year == year)
        .distinct()
        .order_by(Unit.id)
    )
    return [(row[0], row[1]) for row in rows]
