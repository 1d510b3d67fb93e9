"""层层签订上报的流转: the village reports, the office receives; who wants it open again says why (features C3)."""

from enum import StrEnum

from respbook.rules.machine import Machine, step
from respbook.rules.permissions import Permission


class ReportState(StrEnum):
    """上报状态: reported or accepted, nothing below the letter moves; returned or unlocked, the village goes on."""

    REPORTED = "reported"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    UNLOCKED = "unlocked"


_R = ReportState
CASCADE_REPORT = Machine(
    "层层签订上报",
    {_R.REPORTED: "待接收", _R.ACCEPTED: "已接收", _R.RETURNED: "已退回", _R.UNLOCKED: "已解锁"},
    _R.REPORTED,
    [
        step("accept", "接收", _R.REPORTED, _R.ACCEPTED, Permission.CASCADE_ACCEPT, "cascade.accept"),
        step("send_back", "退回", _R.REPORTED, _R.RETURNED, Permission.CASCADE_ACCEPT, "cascade.send_back"),
        step("unlock", "解锁", _R.ACCEPTED, _R.UNLOCKED, Permission.CASCADE_ACCEPT, "cascade.unlock"),
    ],
)
