"""督办文书列表: what was drafted and issued in sight, by year, kind and state; its rows for the registers (features Q2, Y3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, extract, or_, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from respbook.models.base import db
from respbook.models.findings import Finding
from respbook.models.orders import Order, OrderItem
from respbook.queries.listing import PAGE_SIZE, Listing, total_of, within
from respbook.queries.scope_orders import orders_in_sight
from respbook.queries.units import in_order, named_like
from respbook.queries.workdays import calendar_of
from respbook.rules.chinese import china_day
from respbook.rules.findings import number_words
from respbook.rules.lifecycles import FINDING, ORDER, OrderState
from respbook.rules.orders import RECEIPT_LABELS, OrderKind, kind_words, receipt_words
from respbook.rules.outgoing import Value
from respbook.rules.permissions import Viewer


@dataclass(frozen=True)
class OrderFilter:
    """文书筛选: ``words`` name the unit or the number; the year is that of the number, of a draft that of its making."""

    year: int | None = None
    kind: OrderKind | None = None
    state: OrderState | None = None
    words: str = ""
    sort: str = "day"

    @property
    def plain(self) -> bool:
        """没有筛选, the year aside."""
        return replace(self, sort="day", year=None) == OrderFilter()


def _chosen(viewer: Viewer, wanted: OrderFilter) -> Select[Order]:
    found: list[ColumnElement[bool]] = [orders_in_sight(viewer)]
    if wanted.year is not None:
        drafted = Order.year.is_(None) & (extract("year", Order.made_on) == wanted.year)
        found.append(or_(Order.year == wanted.year, drafted))
    if wanted.kind is not None:
        found.append(Order.kind == wanted.kind)
    if wanted.state is not None:
        found.append(Order.state == wanted.state)
    if wanted.words.strip():
        found.append(or_(named_like(wanted.words), Order.number_text.like(within(wanted.words), escape="\\")))
    return select(Order).join(Order.unit).where(*found)


def _order(viewer: Viewer, sort: str) -> tuple[Any, ...]:
    keys: dict[str, tuple[Any, ...]] = {
        "number": (Order.kind, Order.year, Order.serial, Order.id),
        "unit": (*in_order(viewer), Order.id),
        "due": (Order.due_on, Order.id),
    }
    if sort.lstrip("-") in keys:
        columns = keys[sort.lstrip("-")]
        return tuple(column.desc() for column in columns) if sort.startswith("-") else columns
    unissued = Order.state.in_((OrderState.PROPOSED, OrderState.DRAFT))
    return (unissued.desc(), Order.issued_on.desc(), Order.id.desc())


def _items() -> Any:
    return (
        selectinload(Order.items).joinedload(OrderItem.finding).load_only(Finding.year, Finding.serial, Finding.state)
    )


def order_list(viewer: Viewer, wanted: OrderFilter, page: int = 1) -> Listing[Order]:
    """文书列表, one page: three statements."""
    chosen = _chosen(viewer, wanted)
    rows = db.session.scalars(
        chosen.options(joinedload(Order.unit), _items())
        .order_by(*_order(viewer, wanted.sort))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return Listing(rows, total_of(chosen.with_only_columns(Order.id)), page)


def years_of(viewer: Viewer) -> list[int]:
    """有文书的年份, the youngest first: one statement."""
    rows = select(Order.year).where(orders_in_sight(viewer), Order.year.is_not(None)).distinct()
    return sorted((year for year in db.session.scalars(rows) if year is not None), reverse=True)


def waiting_for(viewer: Viewer) -> Sequence[Order]:
    """待签收 of the viewer's own unit, the oldest first: one statement."""
    rows = select(Order).where(orders_in_sight(viewer), Order.state == OrderState.ISSUED)
    return db.session.scalars(
        rows.where(Order.unit_id == viewer.unit_id)
        .order_by(Order.issued_on, Order.id)
        .options(load_only(Order.kind, Order.light, Order.number_text, Order.issued_on, Order.due_on, Order.version))
    ).all()


def followed_by(order_id: int) -> Sequence[Order]:
    """改发的文书 that follow an order in sight: one statement."""
    rows = select(Order).where(Order.replaces_id == order_id).order_by(Order.id).options(joinedload(Order.unit))
    return db.session.scalars(rows).all()


def received_day(moment: datetime | None) -> date | None:
    """签收日期, in China."""
    return china_day(moment) if moment else None


def register_rows(viewer: Viewer, wanted: OrderFilter, today: date) -> Iterator[tuple[Value, ...]]:
    """登记表 rows, one for each order that was issued, in the order of the list: three statements."""
    rows = db.session.scalars(
        _chosen(viewer, wanted)
        .where(Order.number_text.is_not(None))
        .options(joinedload(Order.unit), _items())
        .order_by(*_order(viewer, wanted.sort))
    ).all()
    calendar = calendar_of(rows[0].town_id) if rows else None
    for place, row in enumerate(rows, 1):
        assert row.issued_on is not None and calendar is not None
        received = received_day(row.received_at)
        told = receipt_words(calendar, row.issued_on, received, today) if not row.ended_at else ""
        yield (
            place,
            row.number_text,
            kind_words(row.kind, row.light),
            row.issued_on,
            row.unit.name,
            "；".join(
                f"{n}．{each.place}{'：' if each.place else ''}{each.problem}" for n, each in enumerate(row.items, 1)
            ),
            "、".join(number_words(each.finding.year, each.finding.serial) for each in row.items),
            row.due_on,
            row.issued_by,
            received,
            row.received_by,
            RECEIPT_LABELS[row.receipt_how] if row.receipt_how else "",
            told,
            "、".join(dict.fromkeys(FINDING.labels[each.finding.state] for each in row.items)),
            ORDER.labels[row.state],
            row.end_reason,
        )
