"""督办文书发出: set as PDF outside the write gate, then number, paper and bytes in one transaction; and taken back (Q2, Y3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.counters import expected_number, next_number
from respbook.actions.issuing import Tools
from respbook.actions.orders import called
from respbook.actions.overtaken import Overtaken, made_again
from respbook.models.base import db
from respbook.models.orders import Order
from respbook.papers import stored
from respbook.papers.blocks import Paper
from respbook.papers.order import OrderContent, compose_order, inviting
from respbook.queries.audit_head import anchored
from respbook.queries.office_settings import settings_of
from respbook.queries.order_facts import listed, photos_of
from respbook.queries.scope_orders import order_in_sight
from respbook.readers import photos
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import ORDER, UNISSUED, OrderState
from respbook.rules.numbering import format_number
from respbook.rules.orders import Line, OrderKind, check_listed, needs_leader, reason_given, series_of
from respbook.rules.permissions import Permission, Viewer, demand
from respbook.store import Store


@dataclass(frozen=True)
class Ready:
    """待落号: the order as it will stand if nobody takes its number or changes it meanwhile."""

    series: str
    serial: int
    issuer: str
    paper: Paper
    pdf_sha256: str
    pages: int


def pressed(order_id: int, tools: Tools, *, by: Viewer, now: datetime) -> bytes:
    """拟稿的版面, to be looked at before it goes out. Raises NotInSight, RuleBroken for a character without a face."""
    row = order_in_sight(by, order_id)
    paper = compose_order(content_of(row, settings_of(row.town_id).issuer, "", now))
    return tools.binder.pdf(paper, "", pictures_of(paper, tools.store)).pdf


def content_of(row: Order, issuer: str, number: str, now: datetime) -> OrderContent:
    """文书的内容 of a draft as it stands: one statement for the photos."""
    numbers = {each.finding_id: str(place) for place, each in enumerate(row.items, 1)}
    return OrderContent(
        row.kind,
        row.light,
        issuer,
        row.unit.name,
        row.opening,
        row.basis,
        row.demand,
        row.reply,
        row.due_on,
        tuple(Line(each.place, each.problem, each.demand, each.due_on) for each in row.items),
        china_day(now),
        tuple(photos_of(numbers)) if row.photos else (),
        number,
    )


def pictures_of(paper: Paper, store: Store) -> Mapping[str, bytes]:
    """照片 as they are shown, without their labels; one whose file is gone or broken leaves its frame empty."""
    found = {}
    for digest in paper.pictured:
        try:
            found[digest] = photos.copies(store.get(digest))[0]
        except RuleBroken:
            continue
    return found


def issue(order_id: int, version: int, tools: Tools, *, by: Viewer, now: datetime) -> Order:
    """发出 or 签发: number without gap, frozen wording, PDF bytes kept. Raises RuleBroken, StaleVersion, NotInSight, DiskFull."""

    def once() -> Order:
        return _take(order_id, version, _prepared(order_id, tools, by=by, now=now), by=by, now=now)

    return made_again(once, "同时发文的人较多，这份没有轮到。请稍后再按一次。")


def _prepared(order_id: int, tools: Tools, *, by: Viewer, now: datetime) -> Ready | None:
    """制版, with the number that is expected; None for what is no draft any more, about which the deed has its say."""
    row = order_in_sight(by, order_id)
    if row.state not in UNISSUED:
        return None
    settings, year = settings_of(row.town_id), china_day(now).year
    pattern = settings.rectify_pattern if row.kind is OrderKind.RECTIFY else settings.supervise_pattern
    series = series_of(pattern, year, row.town_id)
    serial = expected_number(series)
    paper = anchored(compose_order(content_of(row, settings.issuer, format_number(pattern, year, serial), now)))
    db.session.rollback()
    set_ = tools.binder.pdf(
        inviting(paper, f"{tools.public_url}/orders/{order_id}"), "", pictures_of(paper, tools.store)
    )
    return Ready(series, serial, settings.issuer, paper, tools.store.put(set_.pdf), set_.pages)


@action(Permission.ORDER_WRITE)
def _take(order_id: int, version: int, ready: Ready | None, *, by: Viewer, now: datetime) -> Order:
    """落号: everything at once, or nothing. Raises Overtaken, RuleBroken."""
    row = order_in_sight(by, order_id)
    expect_version(row, version)
    leader = needs_leader(row.kind, row.light)
    state = ORDER.fire(row.state, "sign", by) if leader else ORDER.fire(row.state, "issue", by)
    if ready is None:
        raise Overtaken
    _check_still_open(row, by, now)
    if next_number(ready.series) != ready.serial:
        raise Overtaken
    today = china_day(now)
    row.state, row.year, row.serial, row.number_text = state, today.year, ready.serial, ready.paper.number
    row.issuer, row.issued_on, row.issued_at = ready.issuer, today, now
    row.issued_by, row.issued_by_id = by.name, by.user_id
    row.paper, row.paper_sha256 = stored.dumped(ready.paper), stored.fingerprint(ready.paper)
    row.pdf_sha256, row.pages = ready.pdf_sha256, ready.pages
    audit.note(
        "order.sign" if leader else "order.issue",
        row,
        called(row),
        after={
            "文号": row.number_text,
            "期限": day(row.due_on),
            "文书摘要": row.paper_sha256,
            "PDF摘要": row.pdf_sha256,
        },
    )
    return row


def _check_still_open(row: Order, by: Viewer, now: datetime) -> None:
    """Between draft and issue a problem may be done, merged or with another unit: then it does not belong here."""
    if row.due_on < china_day(now):
        raise RuleBroken(f"期限{day(row.due_on)}已经过去，请先修改期限。")
    unit_id = check_listed([listed(each.finding) for each in row.items])
    if unit_id != row.unit_id:
        raise RuleBroken("所列问题已经改派给别的单位，请从拟稿中去掉，另发给现在的责任单位。")


@action(Permission.ORDER_WRITE)
def take_back(order_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> Order:
    """撤回 before it is signed for, 作废 after; the number stays taken. Raises RuleBroken, StaleVersion, NotInSight."""
    row = order_in_sight(by, order_id)
    expect_version(row, version)
    if needs_leader(row.kind, row.light):
        demand(by, Permission.ORDER_ISSUE)
    words = reason_given(reason, "请写明为什么撤回或作废，责任单位会看到。")
    if row.state is OrderState.RECEIVED:
        row.state, verb = ORDER.fire(row.state, "void", by), "order.void"
    else:
        row.state, verb = ORDER.fire(row.state, "withdraw", by), "order.withdraw"
    row.ended_at, row.ended_by, row.end_reason = now, by.name, words
    audit.note(verb, row, called(row), after={"理由": words})
    return row
