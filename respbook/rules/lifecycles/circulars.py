"""通报的流转: 拟稿→送签→签发; what was issued is never changed, only voided (features Q7)."""

from enum import StrEnum

from respbook.rules.machine import Machine, step
from respbook.rules.permissions import Permission


class CircularState(StrEnum):
    """通报状态."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    ISSUED = "issued"
    VOIDED = "voided"
    DROPPED = "dropped"


_C = CircularState
CIRCULAR = Machine(
    "通报",
    {_C.DRAFT: "拟稿", _C.PROPOSED: "待签发", _C.ISSUED: "已签发", _C.VOIDED: "已作废", _C.DROPPED: "已弃稿"},
    _C.DRAFT,
    [
        step("propose", "送签", _C.DRAFT, _C.PROPOSED, Permission.CIRCULAR_WRITE, "circular.propose"),
        step("recall", "撤回修改", _C.PROPOSED, _C.DRAFT, Permission.CIRCULAR_WRITE, "circular.recall"),
        step("send_back", "退回修改", _C.PROPOSED, _C.DRAFT, Permission.CIRCULAR_ISSUE, "circular.send_back"),
        step("issue", "签发", _C.PROPOSED, _C.ISSUED, Permission.CIRCULAR_ISSUE, "circular.issue"),
        step("void", "作废", _C.ISSUED, _C.VOIDED, Permission.CIRCULAR_ISSUE, "circular.void"),
        step("drop", "弃稿", _C.DRAFT, _C.DROPPED, Permission.CIRCULAR_WRITE, "circular.drop"),
    ],
)
