"""督办文书材料: orders in any state, made through the real deeds, for the tests about them."""

from respbook.actions import order_issuing, order_receipts, orders
from respbook.actions.orders import Wanted
from respbook.queries.scope_orders import order_in_sight
from respbook.rules.lights import Light
from respbook.rules.orders import OrderKind
from respbook.works import tools

RED = (OrderKind.SUPERVISE, Light.RED)


def drafted(town, findings, now, what=(OrderKind.RECTIFY, None), login="clerk", **more):
    """拟稿."""
    ids = tuple(each.id for each in findings)
    return orders.draft(Wanted(*what, ids, **more), by=town.viewer(login), now=now)


def issued(app, town, findings, now, what=(OrderKind.RECTIFY, None), login="clerk", **more):
    """发出, or signed by whoever ``login`` is."""
    row = drafted(town, findings, now, what, login, **more)
    return order_issuing.issue(row.id, row.version, tools(app), by=town.viewer(login), now=now)


def received(app, town, findings, now, later, **more):
    """签收 by the reporter of the first village."""
    row = issued(app, town, findings, now, **more)
    return order_receipts.receive(row.id, row.version, by=town.viewer("reporter"), now=later)


def again(town, row, login="clerk"):
    """The order as it stands now."""
    return order_in_sight(town.viewer(login), row.id)
