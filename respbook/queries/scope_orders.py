"""门 to 督办文书: the office sees its town's, a unit its own once they are issued; as those of ``scope.py``."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from respbook.models.findings import Finding
from respbook.models.orders import Order, OrderItem
from respbook.models.units import Unit
from respbook.queries.scope import one, under
from respbook.rules.lifecycles import UNISSUED
from respbook.rules.permissions import Viewer


def orders_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """督办文书的视野."""
    units = select(Unit.id).where(under(viewer))
    laid = Order.state.not_in(UNISSUED) & Order.unit_id.in_(units)
    if not viewer.of_office:
        return laid
    kept = Order.town_id.in_(units)
    return kept | laid if viewer.below_county else kept


def order_in_sight(viewer: Viewer, order_id: int, *options: ExecutableOption) -> Order:
    """督办文书 with its unit, its town and what it lists, each problem with whose it is now. Raises NotInSight."""
    finding = selectinload(Order.items).joinedload(OrderItem.finding)
    found: Order = one(
        select(Order)
        .where(orders_in_sight(viewer), Order.id == order_id)
        .options(
            joinedload(Order.unit),
            joinedload(Order.town),
            finding.options(joinedload(Finding.unit), joinedload(Finding.at_unit), joinedload(Finding.town)),
            *options,
        )
    )
    return found
