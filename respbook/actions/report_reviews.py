"""审核报送: 退回补正, 通过, 核实, 解锁; nobody does it for what he said himself (features R8; safety C3)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import StaleVersion, action
from respbook.models.reports import Report
from respbook.queries.scope import NotInSight
from respbook.queries.scope_reports import reports_named, speakers_of
from respbook.rules.chinese import figure, joined
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import REPORT
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.reports import LONGEST_REASON


@action(Permission.REPORT_REVIEW)
def send_back(report_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> Report:
    """退回补正: the village opens it again with the reason on top. Raises RuleBroken, StaleVersion, NotInSight."""
    (row,) = _chosen({report_id: version}, by)
    row.state = REPORT.fire(row.state, "send_back", by)
    row.reason = _reason(reason, "请写明要补什么、改什么，村里会看到。")
    row.reviewed_at, row.reviewed_by = now, by.name
    audit.note("report.send_back", row, _said(row), after={"原因": row.reason})
    return row


@action(Permission.REPORT_REVIEW)
def pass_all(versions: Mapping[int, int], *, by: Viewer, now: datetime) -> Sequence[Report]:
    """审核通过 one or many, all or none; ``versions`` by the reports' ids. Raises RuleBroken, StaleVersion, NotInSight."""
    rows = _chosen(versions, by)
    _nobody_of(rows, by, "审核")
    for row in rows:
        row.state = REPORT.fire(row.state, "pass", by)
        row.reviewed_at, row.reviewed_by, row.reason = now, by.name, ""
        row.reviewed_by_id, row.passed = by.user_id, row.amount
    for row in rows:
        audit.note("report.pass", row, _said(row))
    return rows


@action(Permission.REPORT_VERIFY)
def verify(report_id: int, version: int, *, by: Viewer, now: datetime) -> Report:
    """核实: seen on the spot or in the papers, by somebody who did not pass it. Raises RuleBroken, StaleVersion, NotInSight."""
    (row,) = _chosen({report_id: version}, by)
    _nobody_of([row], by, "核实")
    if row.reviewed_by_id == by.user_id:
        raise RuleBroken(f"{_said(row)}是您审核通过的，请由别人核实。")
    if row.amount != row.passed:
        raise RuleBroken(f"{_said(row)}审核以后数又变了，请先解锁，重新审核。")
    row.state = REPORT.fire(row.state, "verify", by)
    row.verified_at, row.verified_by, row.verified = now, by.name, row.amount
    audit.note("report.verify", row, _said(row))
    return row


@action(Permission.REPORT_REVIEW)
def unlock(report_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> Report:
    """解锁 what was passed, so that it can be put right; the checked figure no longer counts until it is passed anew.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    (row,) = _chosen({report_id: version}, by)
    row.state = REPORT.fire(row.state, "unlock", by)
    row.reason = _reason(reason, "请写明谁要求改、为什么改；解锁的经过长期保留。")
    checked = {"已审数": figure(row.passed), "已核实数": figure(row.verified)}
    row.passed = row.verified = row.verified_at = row.verified_by = None
    row.reviewed_at, row.reviewed_by = now, by.name
    before = {name: words for name, words in checked.items() if words}
    audit.note("report.unlock", row, _said(row), before=before, after={"原因": row.reason})
    return row


def _chosen(versions: Mapping[int, int], by: Viewer) -> list[Report]:
    if not versions:
        raise RuleBroken("请先选中要办的报送。")
    rows = reports_named(by, versions)
    if len(rows) != len(versions):
        raise NotInSight
    if stale := [_said(row) for row in rows if row.version != versions[row.id]]:
        raise StaleVersion(f"{joined(stale)}刚刚又有改动，请核对后再办。")
    return rows


def _nobody_of(rows: Sequence[Report], by: Viewer, deed: str) -> None:
    """不审自己: who had a word in it does not pass it; what the office typed for a village is passed by a colleague."""
    said = speakers_of([row.id for row in rows])
    if own := [_said(row) for row in rows if by.user_id in said[row.id]]:
        some = joined(own[:3]) + (f"等{len(own)}条" if len(own) > 3 else "")
        raise RuleBroken(f"{some}是您自己报的或代报的，请由别人{deed}。")


def _reason(reason: str, missing: str) -> str:
    said = reason.strip()
    if not said:
        raise RuleBroken(missing, "reason")
    if len(said) > LONGEST_REASON:
        raise RuleBroken(f"原因写了{len(said)}个字，最多{LONGEST_REASON}个字。", "reason")
    return said


def _said(row: Report) -> str:
    return f"{row.unit.called}“{row.task.title}”{row.label}"
