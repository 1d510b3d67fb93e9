"""报送的流转: 自报, 已审 and 已核实 are three things with three dates (features R8; field.md 10.3)."""

from enum import StrEnum

from respbook.rules.machine import Machine, step
from respbook.rules.permissions import Permission


class FilingState(StrEnum):
    """报送状态."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    PASSED = "passed"
    VERIFIED = "verified"


_F = FilingState
REPORT = Machine(
    "报送",
    {_F.SUBMITTED: "待审", _F.RETURNED: "已退回", _F.PASSED: "已审", _F.VERIFIED: "已核实"},
    _F.SUBMITTED,
    [
        step("amend", "更正", _F.SUBMITTED, _F.SUBMITTED, Permission.REPORT_WRITE, "report.amend"),
        step("mend", "补正", _F.RETURNED, _F.SUBMITTED, Permission.REPORT_WRITE, "report.mend"),
        step("go_on", "续报", {_F.PASSED, _F.VERIFIED}, _F.SUBMITTED, Permission.REPORT_WRITE, "report.go_on"),
        step("send_back", "退回补正", _F.SUBMITTED, _F.RETURNED, Permission.REPORT_REVIEW, "report.send_back"),
        step("pass", "通过", _F.SUBMITTED, _F.PASSED, Permission.REPORT_REVIEW, "report.pass"),
        step("verify", "核实", _F.PASSED, _F.VERIFIED, Permission.REPORT_VERIFY, "report.verify"),
        step("unlock", "解锁", {_F.PASSED, _F.VERIFIED}, _F.RETURNED, Permission.REPORT_REVIEW, "report.unlock"),
    ],
)
