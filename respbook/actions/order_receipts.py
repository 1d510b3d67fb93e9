"""督办文书签收: one tap by the unit, or taken down by the office; it signs for the problems that are listed too (Q2, Y3)."""

from dataclasses import dataclass
from datetime import datetime

from respbook.actions import audit, rectification
from respbook.actions.action import action, expect_version
from respbook.actions.orders import called
from respbook.models.orders import Order
from respbook.queries.scope import NotInSight
from respbook.queries.scope_evidence import evidence_named
from respbook.queries.scope_orders import order_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import ORDER, FindingState
from respbook.rules.orders import RECEIPT_LABELS, ReceiptHow
from respbook.rules.permissions import Permission, Viewer


@dataclass(frozen=True)
class Receipt:
    """代签收: who of the unit took it, how, and a photo of the paper where there is one."""

    how: ReceiptHow
    name: str
    evidence_id: int | None = None


@action(Permission.RECTIFY_WRITE)
def receive(order_id: int, version: int, *, by: Viewer, now: datetime) -> Order:
    """签收 by the unit itself. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _expected(order_id, version, by)
    if by.keeps(row.town_id) or not by.unit_path.startswith(row.unit.path):
        raise RuleBroken(f"由{row.unit.called}签收；村里来不及在系统里签收的，请办代签收。")
    return _received(row, Receipt(ReceiptHow.OWN, by.name), by, now)


@action(Permission.RECTIFY_WRITE)
def receive_for(order_id: int, receipt: Receipt, version: int, *, by: Viewer, now: datetime) -> Order:
    """代签收 by the office. Raises RuleBroken at ``name``, ``how``; StaleVersion, NotInSight."""
    row = _expected(order_id, version, by)
    if not by.keeps(row.town_id):
        raise RuleBroken("代签收由镇里办理；本单位请直接签收。")
    name = " ".join(receipt.name.split())
    if not name:
        raise RuleBroken("请写明单位里是谁收的。", "name")
    if len(name) > 30:
        raise RuleBroken("签收人姓名不能超过30个字。", "name")
    if receipt.how is ReceiptHow.OWN:
        raise RuleBroken("请选代签收的方式。", "how")
    if receipt.evidence_id is not None and not evidence_named(by, [receipt.evidence_id]):
        raise NotInSight
    return _received(row, Receipt(receipt.how, name, receipt.evidence_id), by, now)


def _received(row: Order, receipt: Receipt, by: Viewer, now: datetime) -> Order:
    row.state = ORDER.fire(row.state, "receive", by)
    row.received_at, row.received_by, row.receipt_how = now, receipt.name, receipt.how
    row.receipt_evidence_id = receipt.evidence_id
    own = receipt.how is ReceiptHow.OWN
    row.receipt_taken_by = "" if own else by.name
    after = {"签收人": receipt.name, "方式": RECEIPT_LABELS[receipt.how]}
    if not own:
        after["代签收"] = by.name
    audit.note("order.receive", row, called(row), after=after)
    for each in row.items:
        finding = each.finding
        if finding.state is FindingState.ASSIGNED and finding.unit_id == row.unit_id:
            rectification.receive(finding.id, finding.version, by=by, now=now)
    return row


def _expected(order_id: int, version: int, by: Viewer) -> Order:
    row = order_in_sight(by, order_id)
    expect_version(row, version)
    return row
