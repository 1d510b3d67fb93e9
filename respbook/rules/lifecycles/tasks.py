"""任务的流转."""

from enum import StrEnum

from respbook.rules.machine import Machine, step
from respbook.rules.permissions import Permission


class TaskState(StrEnum):
    """任务状态: 上报 (reporting) will move it and comes with its own table."""

    OPEN = "open"
    CANCELLED = "cancelled"


_T = TaskState
TASK = Machine(
    "任务",
    {_T.OPEN: "进行中", _T.CANCELLED: "已取消"},
    _T.OPEN,
    [
        step("cancel", "取消", _T.OPEN, _T.CANCELLED, Permission.LETTER_VOID, "letter.void"),
        step("reopen", "恢复", _T.CANCELLED, _T.OPEN, Permission.LETTER_VOID, "letter.restore"),
        step("reschedule", "调整时限", _T.OPEN, _T.OPEN, Permission.TASK_WRITE, "task.reschedule"),
    ],
)
