"""通知的流转: what was sent is never changed; it is taken back with a reason and stays readable."""

from enum import StrEnum

from respbook.rules.machine import Machine, step
from respbook.rules.permissions import Permission


class NoticeState(StrEnum):
    """通知状态."""

    SENT = "sent"
    WITHDRAWN = "withdrawn"


_N = NoticeState
NOTICE = Machine(
    "通知",
    {_N.SENT: "已发出", _N.WITHDRAWN: "已撤回"},
    _N.SENT,
    [step("withdraw", "撤回", _N.SENT, _N.WITHDRAWN, Permission.NOTICE_WRITE, "notice.withdraw")],
)
