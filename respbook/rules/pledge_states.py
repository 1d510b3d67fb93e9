"""下级文书状态: how a 组责任书 or 承诺书 moves; printed, it waits until the village ticks it off (features C4)."""

from enum import StrEnum

from respbook.rules.machine import Machine, Transition
from respbook.rules.permissions import Permission


class PledgeState(StrEnum):
    """下级文书状态. 拒签 and 外出未签 keep their reason and may still be signed."""

    WAITING = "waiting"
    SIGNED = "signed"
    REFUSED = "refused"
    ABSENT = "absent"
    VOID = "void"


_UNSIGNED = frozenset({PledgeState.WAITING, PledgeState.REFUSED, PledgeState.ABSENT})

PLEDGE = Machine(
    "下级文书",
    {
        PledgeState.WAITING: "待签",
        PledgeState.SIGNED: "已签",
        PledgeState.REFUSED: "拒签",
        PledgeState.ABSENT: "外出未签",
        PledgeState.VOID: "已作废",
    },
    PledgeState.WAITING,
    [
        Transition("sign", "登记签订", _UNSIGNED, PledgeState.SIGNED, Permission.CASCADE_WRITE, "pledge.sign"),
        Transition(
            "refuse",
            "登记拒签",
            frozenset({PledgeState.WAITING, PledgeState.ABSENT}),
            PledgeState.REFUSED,
            Permission.CASCADE_WRITE,
            "pledge.refuse",
        ),
        Transition(
            "miss",
            "登记外出未签",
            frozenset({PledgeState.WAITING, PledgeState.REFUSED}),
            PledgeState.ABSENT,
            Permission.CASCADE_WRITE,
            "pledge.miss",
        ),
        Transition(
            "correct",
            "更正",
            frozenset({PledgeState.SIGNED, PledgeState.REFUSED, PledgeState.ABSENT}),
            PledgeState.WAITING,
            Permission.CASCADE_WRITE,
            "pledge.correct",
        ),
        Transition(
            "void",
            "作废",
            _UNSIGNED | {PledgeState.SIGNED},
            PledgeState.VOID,
            Permission.CASCADE_WRITE,
            "pledge.void",
        ),
    ],
)
