"""等人办的文书: circulars and orders that a leader has to decide on, orders that a unit has to sign for; counted for 今天."""

from dataclasses import dataclass

from sqlalchemy import func, select

from respbook.models.base import db
from respbook.models.circulars import Circular
from respbook.models.orders import Order
from respbook.queries.scope_circulars import circulars_in_sight
from respbook.queries.scope_orders import orders_in_sight
from respbook.rules.lifecycles import CircularState, OrderState
from respbook.rules.permissions import Permission, Viewer


@dataclass(frozen=True)
class PapersWaiting:
    """等人办的文书; ``to_sign_for`` only those of the viewer's own unit."""

    circulars: int = 0
    orders: int = 0
    to_sign_for: int = 0


def papers_waiting(viewer: Viewer) -> PapersWaiting:
    """等人办的文书 for the viewer: one statement, none for whom it does not concern."""
    leads = viewer.may(Permission.CIRCULAR_ISSUE) or viewer.may(Permission.ORDER_ISSUE)
    if not leads and not viewer.may(Permission.RECTIFY_WRITE):
        return PapersWaiting()
    circulars = select(func.count(Circular.id)).where(
        circulars_in_sight(viewer), Circular.state == CircularState.PROPOSED
    )
    orders = select(func.count(Order.id)).where(orders_in_sight(viewer), Order.state == OrderState.PROPOSED)
    own = select(func.count(Order.id)).where(
        orders_in_sight(viewer), Order.state == OrderState.ISSUED, Order.unit_id == viewer.unit_id
    )
    row = db.session.execute(select(circulars.scalar_subquery(), orders.scalar_subquery(), own.scalar_subquery())).one()
    return PapersWaiting(row[0] if leads else 0, row[1] if leads else 0, row[2])
