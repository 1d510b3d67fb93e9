"""年度方案的流转."""

from enum import StrEnum

from respbook.rules.machine import Machine, step
from respbook.rules.permissions import Permission


class ProgrammeState(StrEnum):
    """年度方案状态."""

    OPEN = "open"
    CLOSED = "closed"


_P = ProgrammeState
PROGRAMME = Machine(
    "年度方案",
    {_P.OPEN: "进行中", _P.CLOSED: "已结束"},
    _P.OPEN,
    [
        step("close", "结束", _P.OPEN, _P.CLOSED, Permission.PROGRAMME_WRITE, "programme.close"),
        step("reopen", "重新启用", _P.CLOSED, _P.OPEN, Permission.PROGRAMME_WRITE, "programme.reopen"),
    ],
)
