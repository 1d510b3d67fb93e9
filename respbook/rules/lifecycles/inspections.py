"""督查的流转: planned, carried out, closed with a word; what is closed can be taken up again."""

from enum import StrEnum

from respbook.rules.machine import Machine, step
from respbook.rules.permissions import Permission


class InspectionState(StrEnum):
    """督查状态."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


_I = InspectionState
INSPECTION = Machine(
    "督查",
    {_I.OPEN: "进行中", _I.CLOSED: "已办结", _I.CANCELLED: "已取消"},
    _I.OPEN,
    [
        step("close", "办结", _I.OPEN, _I.CLOSED, Permission.INSPECTION_WRITE, "inspection.close"),
        step("reopen", "重新办理", _I.CLOSED, _I.OPEN, Permission.INSPECTION_WRITE, "inspection.reopen"),
        step("cancel", "取消", _I.OPEN, _I.CANCELLED, Permission.INSPECTION_WRITE, "inspection.cancel"),
    ],
)
