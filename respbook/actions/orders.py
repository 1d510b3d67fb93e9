"""督办文书拟稿: drafted from problems of one unit, worded, sent to the leader, sent back, dropped (features Q2, Q6, Y3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.models.base import db
from respbook.models.findings import Finding
from respbook.models.orders import Order, OrderItem
from respbook.queries.order_facts import already_listed, grounds_of, listed, seen_of
from respbook.queries.scope import NotInSight, unit_in_sight
from respbook.queries.scope_findings import findings_named
from respbook.queries.scope_orders import order_in_sight
from respbook.queries.workdays import calendar_of
from respbook.rules import order_words
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import USUAL_TERM, number_words
from respbook.rules.lifecycles import ORDER, OrderState
from respbook.rules.lights import Light
from respbook.rules.orders import (
    LONGEST_LINE,
    OrderKind,
    Wording,
    check_kind,
    check_listed,
    check_wording,
    kind_words,
    needs_leader,
    reason_given,
)
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.supervision import Step


@dataclass(frozen=True)
class Wanted:
    """要拟的文书: its kind, its colour, which problems, which order it follows (改发), which 问责事项 it carries out."""

    kind: OrderKind
    light: Light | None
    finding_ids: tuple[int, ...]
    replaces_id: int | None = None
    measure_id: int | None = None


def called(row: Order) -> str:
    """文书的称呼 in the book: 王家庄村整改通知书 青环改〔2026〕3号."""
    return f"{row.unit.called}{kind_words(row.kind, row.light)} {row.number_text or ''}".rstrip()


@action(Permission.ORDER_WRITE, undo=True)
def draft(wanted: Wanted, *, by: Viewer, now: datetime) -> Order:
    """拟稿 from the facts of the problems; every sentence may be changed before it goes out.

    Raises RuleBroken at ``findings`` or ``light``, NotInSight.
    """
    check_kind(wanted.kind, wanted.light)
    rows = findings_named(by, wanted.finding_ids)
    if len(rows) != len(set(wanted.finding_ids)):
        raise NotInSight
    unit = unit_in_sight(by, check_listed([listed(row) for row in rows]))
    if unit.id == by.unit_id:
        raise RuleBroken("这些问题由镇里自己整改，不用给自己发文书。", "findings")
    _refuse_twice(rows, wanted)
    if wanted.replaces_id is not None:
        order_in_sight(by, wanted.replaces_id)
    today = china_day(now)
    seen = seen_of(rows, today)
    due_on = _due(rows, wanted, today)
    you = order_words.you(unit.kind)
    row = Order(
        town_id=rows[0].town_id,
        unit_id=unit.id,
        unit=unit,
        kind=wanted.kind,
        light=wanted.light,
        state=ORDER.start,
        opening=order_words.opening(wanted.kind, wanted.light, you, seen),
        basis=order_words.basis_words(grounds_of(rows)),
        demand=order_words.demands(wanted.kind, you),
        reply=order_words.reply(wanted.kind, due_on),
        due_on=due_on,
        replaces_id=wanted.replaces_id,
        measure_id=wanted.measure_id,
        made_by=by.name,
        made_by_id=by.user_id,
        made_on=today,
    )
    row.items = [
        OrderItem(
            finding_id=each.id,
            position=place,
            place=told.place[:LONGEST_LINE],
            problem=order_words.problem(told),
            demand=order_words.demand_of(told),
            due_on=told.due_on,
        )
        for place, (each, told) in enumerate(zip(rows, seen, strict=True), 1)
    ]
    db.session.add(row)
    numbers = "、".join(number_words(each.year, each.serial) for each in rows)
    audit.note("order.draft", row, called(row), after={"问题": numbers, "期限": day(due_on)})
    return row


def _refuse_twice(rows: Sequence[Finding], wanted: Wanted) -> None:
    weight = Step(wanted.kind, wanted.light).weight
    for row in rows:
        if there := already_listed(rows, wanted.kind, weight).get(row.id):
            raise RuleBroken(
                f"{number_words(row.year, row.serial)}已列入{kind_words(wanted.kind, there.taken.step.light)}（{there.called}），"
                "不用再发；原来那份不对的，请先撤回。",
                "findings",
            )


def _due(rows: Sequence[Finding], wanted: Wanted, today: date) -> date:
    """期限: that of the problems where it still lies ahead, else three working days from today."""
    last = max(row.due_on or today for row in rows)
    if wanted.kind is OrderKind.RECTIFY and last >= today:
        return last
    return max(last, USUAL_TERM.due(calendar_of(rows[0].town_id), today).due_on)


@action(Permission.ORDER_WRITE, undo=True)
def word(order_id: int, wording: Wording, kept: Sequence[int], version: int, *, by: Viewer, now: datetime) -> Order:
    """修改拟稿; ``kept`` are the problems that stay, each with its line, in order.

    Raises RuleBroken at the field, StaleVersion, NotInSight.
    """
    row = _draft(order_id, version, by)
    items = {each.finding_id: each for each in row.items}
    if not set(kept) <= set(items) or len(kept) != len(wording.lines):
        raise NotInSight
    checked = check_wording(wording, china_day(now))
    before = _facts(row)
    row.opening, row.basis, row.demand, row.reply = checked.opening, checked.basis, checked.demand, checked.reply
    row.due_on, row.photos = checked.due_on, checked.photos
    for place, (finding_id, line) in enumerate(zip(kept, checked.lines, strict=True), 1):
        item = items[finding_id]
        item.position, item.place, item.problem = place, line.place, line.problem
        item.demand, item.due_on = line.demand, line.due_on
    row.items = [items[finding_id] for finding_id in kept]
    if _facts(row) == before:
        raise RuleBroken("没有改动，不用保存。")
    audit.note_change("order.word", row, called(row), before, _facts(row))
    return row


def _facts(row: Order) -> dict[str, str]:
    lines = [f"{each.place}：{each.problem}；{each.demand}；{day(each.due_on)}" for each in row.items]
    return {
        "缘由": row.opening,
        "依据": row.basis,
        "要求": row.demand,
        "回复方式": row.reply,
        "期限": day(row.due_on),
        "附照片": "是" if row.photos else "否",
        "问题": "\n".join(lines),
    }


@action(Permission.ORDER_WRITE)
def submit(order_id: int, version: int, *, by: Viewer, now: datetime) -> Order:
    """送签 to a leader. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _expected(order_id, version, by)
    if not needs_leader(row.kind, row.light):
        raise RuleBroken(f"{kind_words(row.kind, row.light)}由经办人、考核组直接发出，不用送签。")
    row.state = ORDER.fire(row.state, "submit", by)
    row.proposed_by, row.proposed_at, row.returned = by.name, now, ""
    audit.note("order.submit", row, called(row))
    return row


@action(Permission.ORDER_ISSUE)
def send_back(order_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> Order:
    """退回修改, with what is to be changed. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _expected(order_id, version, by)
    words = reason_given(reason, "请写明要改什么，拟稿人会看到。")
    row.state = ORDER.fire(row.state, "send_back", by)
    row.returned = words
    audit.note("order.send_back", row, called(row), after={"意见": words})
    return row


@action(Permission.ORDER_WRITE, undo=True)
def drop(order_id: int, version: int, *, by: Viewer, now: datetime) -> None:
    """删除拟稿: it never had a number. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _draft(order_id, version, by)
    audit.note("order.drop", row, called(row), before={"缘由": row.opening, "拟稿人": row.made_by})
    db.session.delete(row)


def _draft(order_id: int, version: int, by: Viewer) -> Order:
    """A draft; what lies before the leader is changed by a leader alone. Raises RuleBroken."""
    row = _expected(order_id, version, by)
    if row.state is OrderState.PROPOSED and not by.may(Permission.ORDER_ISSUE):
        raise RuleBroken("已经送签，要改请领导先退回。")
    if row.state not in (OrderState.DRAFT, OrderState.PROPOSED):
        raise RuleBroken(f"文书现为“{ORDER.labels[row.state]}”，文字不再改动。")
    return row


def _expected(order_id: int, version: int, by: Viewer) -> Order:
    row = order_in_sight(by, order_id)
    expect_version(row, version)
    return row
