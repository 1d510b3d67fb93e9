"""文书的取数: letters signed, orders that were not answered in time, circulars that name a unit (SIGNING, ORDERS, CIRCULARS)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.circulars import Circular, CircularItem
from respbook.models.findings import Finding
from respbook.models.letters import Letter
from respbook.models.orders import Order, OrderItem
from respbook.queries.score_scope import ScoreScope
from respbook.queries.signing import IN_FORCE
from respbook.queries.workdays import calendar_of
from respbook.rules.chinese import china_day, day
from respbook.rules.circulars import GROUP_WORDS, CircularGroup, CircularKind
from respbook.rules.findings import number_words
from respbook.rules.lifecycles import IN_FORCE as ORDER_IN_FORCE
from respbook.rules.lifecycles import CircularState, FindingState
from respbook.rules.orders import OrderKind, kind_words, receipt_late
from respbook.rules.scoring.facts import Event, Link, RuleFacts
from respbook.rules.scoring.rubric import Rule
from respbook.rules.scoring.sources import MOST_LINKS, by_rate, fits, groups_counted
from respbook.rules.signing import SIGNING_LABELS, SigningState

_GONE = frozenset({FindingState.MERGED, FindingState.WITHDRAWN})


@dataclass(frozen=True)
class LetterSigned:
    """一份责任书 in force, and whether all had signed by the last day of the span."""

    id: int
    unit_id: int
    number: str
    signing: SigningState | None
    signed: bool


def signed_letters(scope: ScoreScope) -> list[LetterSigned]:
    """责任书 of the programme in force, 更正函 and 补充责任书 aside: one statement."""
    rows = db.session.execute(
        select(Letter.id, Letter.unit_id, Letter.number_text, Letter.signing, Letter.signed_on)
        .where(
            Letter.programme_id == scope.programme_id,
            scope.of(Letter.unit_id),
            IN_FORCE,
            Letter.amends.is_(None),
            Letter.issued_on <= scope.last_on,
        )
        .order_by(Letter.number)
    )
    return [
        LetterSigned(
            row.id,
            row.unit_id,
            row.number_text,
            row.signing,
            row.signing is SigningState.SIGNED and (row.signed_on is None or row.signed_on <= scope.last_on),
        )
        for row in rows
    ]


def signing_rate(rule: Rule, letters: Sequence[LetterSigned]) -> RuleFacts:
    """签订率: signed, of the letters that went to the unit."""
    unsigned = [each for each in letters if not each.signed]
    told = f"应签责任书{len(letters)}份，已签订{len(letters) - len(unsigned)}份"
    links = tuple(
        Link("letters", each.id, f"{each.number}（{_signing_words(each)}）") for each in unsigned[:MOST_LINKS]
    )
    return by_rate(rule, len(letters) - len(unsigned), len(letters), len(unsigned), "未签订", told, links)


def _signing_words(each: LetterSigned) -> str:
    return SIGNING_LABELS[each.signing] if each.signing is not None else "待签"


@dataclass(frozen=True)
class OrderLate:
    """一份文书的迟误: not signed for in time (``receipt``), or its problems not put right by its limit (``answer``)."""

    order_id: int
    unit_id: int
    kind: OrderKind
    called: str
    what: str
    on: date
    incident: str
    words: str


def orders_in(scope: ScoreScope) -> list[OrderLate]:
    """迟误的督办文书 of the span, by order: three statements."""
    orders = db.session.execute(
        select(
            Order.id,
            Order.unit_id,
            Order.kind,
            Order.light,
            Order.number_text,
            Order.issued_on,
            Order.due_on,
            Order.received_at,
        )
        .where(
            Order.town_id == scope.town_id,
            scope.of(Order.unit_id),
            Order.state.in_(ORDER_IN_FORCE),
            Order.issued_on <= scope.last_on,
            Order.due_on >= scope.first_on,
        )
        .order_by(Order.issued_on, Order.id)
    ).all()
    if not orders:
        return []
    items, calendar = _items([row.id for row in orders]), calendar_of(scope.town_id)
    found = []
    for row in orders:
        listed = items.get(row.id, [])
        told = (row.id, row.unit_id, row.kind, f"{kind_words(row.kind, row.light)}{row.number_text}")
        received = china_day(row.received_at) if row.received_at else None
        late = [each for each in listed if _answered_late(each, row, scope.today)]
        if late:
            words = f"期限{day(row.due_on)}，所列{len(listed)}个问题有{len(late)}个到期没有改完"
            found.append(OrderLate(*told, "answer", row.due_on, _incident(row.id, listed), words))
        if receipt_late(calendar, row.issued_on, received or scope.today):
            words = f"{day(received)}才签收" if received else "逾期未签收"
            found.append(OrderLate(*told, "receipt", row.issued_on, f"order:{row.id}/receipt", words))
    return found


def _items(order_ids: Sequence[int]) -> dict[int, list[Any]]:
    """What each order lists, as it stands now; what was withdrawn or merged is not asked of anybody."""
    found: dict[int, list[Any]] = {}
    rows = db.session.execute(
        select(OrderItem.order_id, Finding.id, Finding.unit_id, Finding.done_on, Finding.relapses, Finding.assigned_on)
        .join(OrderItem.finding)
        .where(OrderItem.order_id.in_(order_ids), Finding.state.not_in(_GONE))
        .order_by(OrderItem.order_id, OrderItem.position)
    )
    for row in rows:
        found.setdefault(row.order_id, []).append(row)
    return found


def _answered_late(item: Any, order: Any, today: date) -> bool:
    """A problem that went on to another unit, or came back after the limit, was not left lying by this one."""
    came_back = item.relapses and item.assigned_on is not None and item.assigned_on > order.issued_on
    if item.unit_id != order.unit_id or came_back:
        return False
    return bool((item.done_on or today) > order.due_on)


def _incident(order_id: int, listed: Sequence[Any]) -> str:
    """同一事件: an order about one problem is that problem's incident; one about many is its own."""
    return f"finding:{listed[0].id}" if len(listed) == 1 else f"order:{order_id}"


def order_events(rule: Rule, orders: Iterable[OrderLate], scope: ScoreScope) -> Mapping[int, list[Event]]:
    """督办文书事项 of a rule by unit."""
    found: dict[int, list[Event]] = {}
    for each in orders:
        if (
            not scope.holds(each.unit_id, each.on)
            or not fits(rule, "kind", each.kind)
            or not fits(rule, "what", each.what)
        ):
            continue
        key = f"order:{each.order_id}" + ("/receipt" if each.what == "receipt" else "")
        event = Event(
            key,
            on=each.on,
            source=str(each.kind),
            incident=each.incident,
            words=f"{each.called}：{each.words}",
            late=True,
            links=(Link("orders", each.order_id, each.called),),
        )
        found.setdefault(each.unit_id, []).append(event)
    return found


@dataclass(frozen=True)
class Named:
    """一次点名: an issued circular that names a unit in one of its groups, for one problem or several."""

    circular_id: int
    unit_id: int
    kind: CircularKind
    called: str
    group: CircularGroup
    on: date
    findings: tuple[tuple[int, str], ...]

    @property
    def incident(self) -> str:
        """同一事件: being named for one problem is that problem's incident."""
        return f"finding:{self.findings[0][0]}" if len(self.findings) == 1 else f"circular:{self.circular_id}"


def circulars_in(scope: ScoreScope) -> list[Named]:
    """点名 of the span's circulars that were not voided, of the units that are printed there: one statement."""
    names = {name: unit.id for unit in scope.units.values() for name in (unit.name, unit.called)}
    rows = db.session.execute(
        select(
            CircularItem.circular_id,
            CircularItem.finding_id,
            CircularItem.group,
            CircularItem.duty,
            Circular.kind,
            Circular.title,
            Circular.number_text,
            Circular.issued_on,
            Finding.year,
            Finding.serial,
            Finding.merged_into_id,
        )
        .join(CircularItem.circular)
        .join(CircularItem.finding)
        .where(
            Circular.town_id == scope.town_id,
            Circular.state == CircularState.ISSUED,
            Circular.issued_on.between(scope.first_on, scope.last_on),
            Finding.state != FindingState.WITHDRAWN,
        )
        .order_by(Circular.issued_on, Circular.id, CircularItem.position)
    )
    found: dict[tuple[int, int, CircularGroup], Named] = {}
    for row in rows:
        unit_id = names.get(row.duty)
        if unit_id is None:
            continue
        place = (row.circular_id, unit_id, row.group)
        one = (row.merged_into_id or row.finding_id, number_words(row.year, row.serial))
        before = found[place].findings if place in found else ()
        found[place] = Named(
            row.circular_id,
            unit_id,
            row.kind,
            f"《{row.title}》{row.number_text}",
            row.group,
            row.issued_on,
            (*before, one),
        )
    return list(found.values())


def circular_events(rule: Rule, named: Iterable[Named], scope: ScoreScope) -> Mapping[int, list[Event]]:
    """通报点名 of a rule by unit: once for each circular and group, however many problems it lists there."""
    groups, found = groups_counted(rule), dict[int, list[Event]]()
    for each in named:
        if str(each.group) not in groups or not fits(rule, "kind", each.kind) or not scope.holds(each.unit_id, each.on):
            continue
        problems = [Link("findings", finding_id, number) for finding_id, number in each.findings]
        event = Event(
            f"circular:{each.circular_id}/{each.group}",
            on=each.on,
            source=str(each.group),
            incident=each.incident,
            words=f"{each.called}在“{GROUP_WORDS[each.group]}”一组点名（{'、'.join(link.words for link in problems)}）",
            links=(Link("circulars", each.circular_id, each.called), *problems),
        )
        found.setdefault(each.unit_id, []).append(event)
    return found
