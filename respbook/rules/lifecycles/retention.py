"""联系方式清理的流转."""

from enum import StrEnum

from respbook.rules.machine import Machine, step
from respbook.rules.permissions import Permission


class PurgeState(StrEnum):
    """清理状态: approved ones are carried out by the program at night, so that there is time to take one back."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_P = PurgeState
PURGE = Machine(
    "联系方式清理",
    {
        _P.PROPOSED: "待批准",
        _P.APPROVED: "已批准，当晚清理",
        _P.DONE: "已清理",
        _P.REFUSED: "不同意清理",
        _P.WITHDRAWN: "已撤回",
    },
    _P.PROPOSED,
    [
        step("approve", "批准清理", _P.PROPOSED, _P.APPROVED, Permission.PURGE_APPROVE, "contacts.approve"),
        step("refuse", "不同意清理", _P.PROPOSED, _P.REFUSED, Permission.PURGE_APPROVE, "contacts.refuse"),
        step("withdraw", "撤回", {_P.PROPOSED, _P.APPROVED}, _P.WITHDRAWN, Permission.PURGE_WRITE, "contacts.withdraw"),
        step("carry_out", "清理", _P.APPROVED, _P.DONE, Permission.PURGE_WRITE, "contacts.purge"),
    ],
)
