"""示例督办: problems found on two rounds — two 整改通知书, one signed for and one not, and a red one that waits for a leader."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from respbook.actions import findings, order_issuing, order_receipts, orders
from respbook.actions.findings import Entry, Handing
from respbook.actions.issuing import Tools
from respbook.models.findings import Finding
from respbook.models.orders import Order
from respbook.rules.chinese import CHINA
from respbook.rules.findings import FindingKind, FindingSource, Seen, Term
from respbook.rules.orders import OrderKind
from respbook.rules.permissions import Viewer

_FOUND = (
    (
        "秸秆焚烧",
        "村北责任田",
        "田埂上有一处秸秆焚烧后的黑斑，约半亩，周边秸秆没有离田。",
        "清理黑斑，三天内秸秆全部离田。",
    ),
    ("垃圾乱丢", "村东沟渠", "沟渠里堆有生活垃圾约两车，气味较重。", "当日清运，竖牌提示，安排保洁员每天巡查。"),
    ("畜禽粪便", "养殖小区路口", "粪污流到路边沟里，没有围挡。", "清理干净，加高围挡，粪污进入堆粪场。"),
)
_LATE = ("扬尘防控", "村西料场", "砂石料堆没有覆盖，运输车辆带泥上路。", "料堆全部覆盖，出口设冲洗。")


@dataclass(frozen=True)
class Hands:
    """经手人: who inspects, who signs for a village, when it is."""

    inspector: Viewer
    reporter_of: Callable[[int], Viewer | None]
    tools: Tools


def pursued(units: Sequence[int], last: date, hands: Hands) -> str:
    """督查: a week ago at the first village, the day before yesterday at the second, three weeks ago at the third.

    Tells in a sentence what was done.
    """
    first, second, third = units[:3]
    week, days = _at(last, 7), _at(last, 2)
    late = _found(third, _LATE, 3, _at(last, 21), hands)
    told = _told(first, _FOUND[:2], week, hands)
    _signed_for(told, week + timedelta(hours=5), hands)
    _told(second, _FOUND[2:], days, hands)
    return f"已发出整改通知书2份，1份已签收；1个问题（{late.place}）逾期，等镇领导决定督办"


def _at(last: date, days: int) -> datetime:
    return datetime.combine(last - timedelta(days=days), time(9, 40), CHINA)


def _found(unit_id: int, told: tuple[str, str, str, str], days: int, now: datetime, hands: Hands) -> Finding:
    category, place, text, goal = told
    seen = Seen(FindingKind.PROBLEM, FindingSource.TOWN, category, place, text, now.date(), "")
    handing = Handing(unit_id, Term(days), goal=goal)
    return findings.record(Entry(seen, unit_id, handing), by=hands.inspector, now=now)


def _told(unit_id: int, told: Sequence[tuple[str, str, str, str]], now: datetime, hands: Hands) -> Order:
    """整改通知书 an hour after the round."""
    found = tuple(_found(unit_id, each, 10, now, hands).id for each in told)
    later = now + timedelta(hours=1)
    row = orders.draft(orders.Wanted(OrderKind.RECTIFY, None, found), by=hands.inspector, now=later)
    return order_issuing.issue(row.id, row.version, hands.tools, by=hands.inspector, now=later)


def _signed_for(row: Order, now: datetime, hands: Hands) -> None:
    reporter = hands.reporter_of(row.unit_id)
    assert reporter is not None
    order_receipts.receive(row.id, row.version, by=reporter, now=now)
