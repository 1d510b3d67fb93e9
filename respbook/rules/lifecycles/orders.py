"""督办文书的流转: 拟稿→（送签）→发出→签收, and how it is taken back (features Q2, Q6, Y3)."""

from enum import StrEnum

from respbook.rules.machine import Machine, step
from respbook.rules.permissions import Permission


class OrderState(StrEnum):
    """督办文书状态."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    ISSUED = "issued"
    RECEIVED = "received"
    WITHDRAWN = "withdrawn"
    VOID = "void"


_O = OrderState
UNISSUED = frozenset({_O.DRAFT, _O.PROPOSED})
"""未发出: only the office sees it."""
IN_FORCE = frozenset({_O.ISSUED, _O.RECEIVED})
"""在效: issued and not taken back."""

ORDER = Machine(
    "文书",
    {
        _O.DRAFT: "拟稿",
        _O.PROPOSED: "待签发",
        _O.ISSUED: "待签收",
        _O.RECEIVED: "已签收",
        _O.WITHDRAWN: "已撤回",
        _O.VOID: "已作废",
    },
    _O.DRAFT,
    [
        step("submit", "送签", _O.DRAFT, _O.PROPOSED, Permission.ORDER_WRITE, "order.submit"),
        step("send_back", "退回修改", _O.PROPOSED, _O.DRAFT, Permission.ORDER_ISSUE, "order.send_back"),
        step("issue", "发出", _O.DRAFT, _O.ISSUED, Permission.ORDER_WRITE, "order.issue"),
        step("sign", "签发", UNISSUED, _O.ISSUED, Permission.ORDER_ISSUE, "order.sign"),
        step("receive", "签收", _O.ISSUED, _O.RECEIVED, Permission.RECTIFY_WRITE, "order.receive"),
        step("withdraw", "撤回", _O.ISSUED, _O.WITHDRAWN, Permission.ORDER_WRITE, "order.withdraw"),
        step("void", "作废", _O.RECEIVED, _O.VOID, Permission.ORDER_WRITE, "order.void"),
    ],
)
