"""问题整改的流转: 交办→签收→整改→自报完成→核查→销号 (field.md 6; features Q4).

自报完成, 已核查 and 已销号 are three things with three dates: “done” is not “closed”.
"""

from enum import StrEnum

from respbook.rules.machine import Machine, step
from respbook.rules.permissions import Permission


class FindingState(StrEnum):
    """问题状态."""

    RECORDED = "recorded"
    ASSIGNED = "assigned"
    RECEIVED = "received"
    UNDER_WAY = "under_way"
    DONE = "done"
    CHECKED = "checked"
    CLOSED = "closed"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


_F = FindingState
BEFORE_DONE = frozenset({_F.ASSIGNED, _F.RECEIVED, _F.UNDER_WAY})
"""整改未完: the responsible unit has it and has not yet said that it is done."""
STANDING = frozenset({_F.RECORDED, _F.DONE, _F.CHECKED}) | BEFORE_DONE
"""未销号: open in any way."""

FINDING = Machine(
    "问题",
    {
        _F.RECORDED: "待交办",
        _F.ASSIGNED: "待签收",
        _F.RECEIVED: "已签收",
        _F.UNDER_WAY: "整改中",
        _F.DONE: "自报完成",
        _F.CHECKED: "已核查",
        _F.CLOSED: "已销号",
        _F.MERGED: "已并入",
        _F.WITHDRAWN: "已撤销",
    },
    _F.RECORDED,
    [
        step("assign", "交办", _F.RECORDED, _F.ASSIGNED, Permission.FINDING_ASSIGN, "finding.assign"),
        step("receive", "签收", _F.ASSIGNED, _F.RECEIVED, Permission.RECTIFY_WRITE, "finding.receive"),
        step("plan", "报整改方案", BEFORE_DONE, _F.UNDER_WAY, Permission.RECTIFY_WRITE, "finding.plan"),
        step("progress", "报进展", BEFORE_DONE, _F.UNDER_WAY, Permission.RECTIFY_WRITE, "finding.progress"),
        step("tell_done", "自报完成", BEFORE_DONE, _F.DONE, Permission.RECTIFY_WRITE, "finding.tell_done"),
        step("pass_check", "核查通过", _F.DONE, _F.CHECKED, Permission.FINDING_CHECK, "finding.pass_check"),
        step("fail_check", "核查不通过", _F.DONE, _F.UNDER_WAY, Permission.FINDING_CHECK, "finding.fail_check"),
        step("close", "销号", _F.CHECKED, _F.CLOSED, Permission.FINDING_CLOSE, "finding.close"),
        step("send_back", "退回整改", _F.CHECKED, _F.UNDER_WAY, Permission.FINDING_CLOSE, "finding.send_back"),
        step("reopen", "反弹，重新交办", _F.CLOSED, _F.ASSIGNED, Permission.FINDING_ASSIGN, "finding.reopen"),
        step("reassign", "改派", BEFORE_DONE, _F.ASSIGNED, Permission.FINDING_ASSIGN, "finding.reassign"),
        step("merge", "并入另一件", BEFORE_DONE | {_F.RECORDED}, _F.MERGED, Permission.FINDING_ASSIGN, "finding.merge"),
        step(
            "withdraw", "撤销", BEFORE_DONE | {_F.RECORDED}, _F.WITHDRAWN, Permission.FINDING_ASSIGN, "finding.withdraw"
        ),
    ],
)
