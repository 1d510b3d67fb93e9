"""异议的流转."""

from enum import StrEnum

from respbook.rules.machine import Machine, step
from respbook.rules.permissions import Permission


class ObjectionState(StrEnum):
    """异议状态: accepted ones lead to a corrected letter, upheld ones let the letter go on."""

    OPEN = "open"
    UPHELD = "upheld"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


_O = ObjectionState
OBJECTION = Machine(
    "异议",
    {_O.OPEN: "待答复", _O.UPHELD: "已答复，维持原文", _O.ACCEPTED: "已采纳", _O.WITHDRAWN: "已撤回"},
    _O.OPEN,
    [
        step("uphold", "答复，维持原文", _O.OPEN, _O.UPHELD, Permission.OBJECTION_ANSWER, "objection.uphold"),
        step("accept", "采纳，另行更正", _O.OPEN, _O.ACCEPTED, Permission.OBJECTION_ANSWER, "objection.accept"),
        step("withdraw", "撤回异议", _O.OPEN, _O.WITHDRAWN, Permission.LETTER_SIGN, "objection.withdraw"),
    ],
)
