"""文书页: how each problem of an order stands now, when it was signed for, what is drafted from which problems (Q2, Y3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.findings import Finding
from respbook.models.orders import Order, OrderItem
from respbook.queries.order_facts import StandingOrder, listed, lit, merged_into, open_findings, standing_orders
from respbook.queries.order_lists import received_day
from respbook.queries.workdays import calendar_of
from respbook.rules.findings import number_words
from respbook.rules.lifecycles import FINDING, IN_FORCE
from respbook.rules.lights import Lit
from respbook.rules.orders import changed_words, receipt_late, receipt_words
from respbook.rules.permissions import Viewer

BEHIND = (joinedload(Order.replaces), joinedload(Order.receipt_evidence))
"""What an order's page shows besides: the order that it follows, the photo of the receipt."""


@dataclass(frozen=True)
class ListedNow:
    """所列问题的现状; ``changed`` says that it no longer lies with this unit, ``lit`` its light."""

    item: OrderItem
    number: str
    state: str
    lit: Lit | None
    changed: str


@dataclass(frozen=True)
class OrderPage:
    """文书页: what it lists now, and how the receipt stands."""

    items: Sequence[ListedNow]
    receipt: str
    late: bool

    @property
    def moved(self) -> list[ListedNow]:
        """已不在本单位的问题, for which the order is to be sent anew or taken back."""
        return [each for each in self.items if each.changed.startswith(("已改派", "已并入"))]


def order_page(row: Order, today: date) -> OrderPage:
    """文书页 of an order in sight: two statements, one more where a problem was merged."""
    calendar = calendar_of(row.town_id)
    into = merged_into([each.finding for each in row.items])
    items = [
        ListedNow(
            each,
            number_words(each.finding.year, each.finding.serial),
            FINDING.labels[each.finding.state],
            lit(each.finding, calendar, today),
            changed_words(listed(each.finding, into.get(each.finding.merged_into_id or 0, "")), row.unit_id),
        )
        for each in row.items
    ]
    if row.issued_on is None or (row.received_at is None and row.state not in IN_FORCE):
        return OrderPage(items, "", False)
    received = received_day(row.received_at)
    late = receipt_late(calendar, row.issued_on, received or today)
    return OrderPage(items, receipt_words(calendar, row.issued_on, received, today), late)


def paper_of(order_id: int) -> str:
    """定稿文书 of an order in sight; "" of a draft: one statement."""
    return db.session.scalar(select(Order.paper).where(Order.id == order_id)) or ""


@dataclass(frozen=True)
class Offered:
    """可写进文书的问题: how it stands, and which orders list it already."""

    finding: Finding
    number: str
    state: str
    lit: Lit | None
    orders: Sequence[StandingOrder]


def offered(viewer: Viewer, unit_id: int, today: date) -> list[Offered]:
    """可写进文书的问题 of a unit in sight: three statements."""
    rows = open_findings(viewer, unit_id)
    if not rows:
        return []
    calendar, standing = calendar_of(rows[0].town_id), standing_orders([row.id for row in rows])
    return [
        Offered(
            row,
            number_words(row.year, row.serial),
            FINDING.labels[row.state],
            lit(row, calendar, today),
            [each for each in standing.get(row.id, []) if each.unit_id == unit_id],
        )
        for row in rows
    ]
