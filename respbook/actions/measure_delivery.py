"""问责送达: a notice with its receipt, a 督办函 drafted from the open problems, a 通报 that names the unit (features Y3)."""

from datetime import datetime

from respbook.actions import audit, notices, orders
from respbook.actions.action import action, expect_version
from respbook.actions.measures import called
from respbook.models.measures import Measure
from respbook.models.orders import Order
from respbook.queries.measure_page import circulars_naming, open_findings_of
from respbook.queries.measures import standings
from respbook.queries.scope_circulars import circular_in_sight
from respbook.queries.scope_measures import measure_in_sight
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import CircularState, MeasureState
from respbook.rules.measures import BY_NOTICE, kind_words
from respbook.rules.notices import NoticeFacts
from respbook.rules.orders import OrderKind
from respbook.rules.permissions import Permission, Viewer, standing_in
from respbook.rules.scoring.ladder import MeasureKind


@action(Permission.MEASURE_WRITE)
def deliver(measure_id: int, text: str, version: int, *, by: Viewer, now: datetime) -> Measure:
    """送达 by a notice that wants a receipt and an answer by the day. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _decided(measure_id, version, by, now)
    if row.kind not in BY_NOTICE:
        raise RuleBroken(f"{kind_words(row.kind)}不以通知送达。")
    words = kind_words(row.kind)
    facts = NoticeFacts(
        title=f"{words}：{row.programme.name}"[:60],
        purpose=f"镇里决定对你单位{words}，请签收并于{day(row.due_on)}前回复。" if row.due_on else f"请签收：{words}",
        text=text,
        unit_ids=(row.unit_id,),
        wants_receipt=True,
        reply_by=row.due_on if row.due_on and row.due_on >= china_day(now) else None,
        subject_kind="measures",
        subject_id=row.id,
    )
    notice = notices.send(facts, by=standing_in(by, Permission.NOTICE_WRITE), now=now)
    row.notice_id = notice.id
    audit.note("measure.deliver", row, called(row), after={"通知": notice.title})
    return row


@action(Permission.MEASURE_WRITE)
def draft_letter(measure_id: int, version: int, *, by: Viewer, now: datetime) -> Order:
    """拟督办函 about the problems that are still open; a leader signs it. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _decided(measure_id, version, by, now)
    if row.kind is not MeasureKind.LETTER:
        raise RuleBroken(f"{kind_words(row.kind)}不用督办函。")
    findings = open_findings_of(row)
    if not findings:
        raise RuleBroken("所据的问题都已改完，没有可写进督办函的；请以通知送达，或办结。")
    return orders.draft(orders.Wanted(OrderKind.LETTER, None, tuple(findings), measure_id=row.id), by=by, now=now)


@action(Permission.MEASURE_WRITE)
def circulate(measure_id: int, circular_id: int, version: int, *, by: Viewer, now: datetime) -> Measure:
    """登记通报: which issued circular carries it out. Raises RuleBroken at ``circular``, StaleVersion, NotInSight."""
    row = _decided(measure_id, version, by, now)
    circular = circular_in_sight(by, circular_id)
    if row.kind is not MeasureKind.CRITICISE:
        raise RuleBroken(f"{kind_words(row.kind)}不用通报。")
    if circular.state is not CircularState.ISSUED or circular.id not in {each.id for each in circulars_naming(row)}:
        raise RuleBroken("请选择已签发、写有该单位的通报。", "circular")
    row.circular_id = circular.id
    audit.note("measure.circulate", row, called(row), after={"通报": f"《{circular.title}》{circular.number_text}"})
    return row


def _decided(measure_id: int, version: int, by: Viewer, now: datetime) -> Measure:
    """A measure that is to be carried out and was not delivered yet. Raises RuleBroken."""
    row = measure_in_sight(by, measure_id)
    expect_version(row, version)
    if row.state is not MeasureState.DECIDED:
        raise RuleBroken("领导决定以后才能办理；已办结的不再办理。")
    (found,) = standings([row], china_day(now))
    if row.notice_id or row.circular_id or found.order is not None:
        raise RuleBroken("这件已经送达或已拟文，不用再办一次。")
    return row
