"""归档的镇: which towns have a year to be archived (features D5)."""

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.units import Unit
from respbook.queries.units import CALLED
from respbook.rules.units import UnitKind


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


def town_called(name: str) -> tuple[int, str] | None:
    """镇 of that name, full or short: its id and path."""
    found = db.session.execute(
        select(Unit.id, Unit.path).where(Unit.kind == UnitKind.TOWN, (Unit.name == name) | (name == CALLED))
    )
    rows = found.all()
    return (rows[0].id, rows[0].path) if len(rows) == 1 else None
