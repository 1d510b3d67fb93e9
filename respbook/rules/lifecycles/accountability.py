"""问责的流转: a proposal is decided by a person; 约谈 goes its eight steps and is closed only after the check (features Y1, Y2)."""

from enum import StrEnum

from respbook.rules.machine import Machine, step
from respbook.rules.permissions import Permission


class MeasureState(StrEnum):
    """问责事项状态; a refusal is recorded like a decision."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    REFUSED = "refused"
    DONE = "done"


_M = MeasureState
MEASURE = Machine(
    "问责事项",
    {_M.PROPOSED: "待决定", _M.DECIDED: "已决定，办理中", _M.REFUSED: "决定不采取", _M.DONE: "已办结"},
    _M.PROPOSED,
    [
        step("decide", "决定采取", _M.PROPOSED, _M.DECIDED, Permission.MEASURE_DECIDE, "measure.decide"),
        step("refuse", "决定不采取", _M.PROPOSED, _M.REFUSED, Permission.MEASURE_DECIDE, "measure.refuse"),
        step("finish", "办结", _M.DECIDED, _M.DONE, Permission.MEASURE_WRITE, "measure.finish"),
    ],
)


class TalkState(StrEnum):
    """约谈状态: 批准 (by deciding the measure) → 通知 → 情况说明 → 约谈（要求、表态） → 纪要 → 落实报告 → 核查."""

    APPROVED = "approved"
    NOTIFIED = "notified"
    EXPLAINED = "explained"
    HELD = "held"
    MINUTED = "minuted"
    REPORTED = "reported"
    CLOSED = "closed"
    CANCELLED = "cancelled"


_T = TalkState
TALK = Machine(
    "约谈",
    {
        _T.APPROVED: "已批准",
        _T.NOTIFIED: "已通知",
        _T.EXPLAINED: "已报情况说明",
        _T.HELD: "已约谈",
        _T.MINUTED: "已形成纪要",
        _T.REPORTED: "已报落实情况",
        _T.CLOSED: "已核查办结",
        _T.CANCELLED: "已取消",
    },
    _T.APPROVED,
    [
        step("notify", "发约谈通知", _T.APPROVED, _T.NOTIFIED, Permission.MEASURE_WRITE, "talk.notify"),
        step("explain", "报情况说明", _T.NOTIFIED, _T.EXPLAINED, Permission.MEASURE_ANSWER, "talk.explain"),
        step("hold", "登记约谈", {_T.NOTIFIED, _T.EXPLAINED}, _T.HELD, Permission.MEASURE_WRITE, "talk.hold"),
        step("minute", "印发纪要", _T.HELD, _T.MINUTED, Permission.MEASURE_WRITE, "talk.minute"),
        step("report", "报落实情况", _T.MINUTED, _T.REPORTED, Permission.MEASURE_ANSWER, "talk.report"),
        step("send_back", "核查不通过", _T.REPORTED, _T.MINUTED, Permission.MEASURE_DECIDE, "talk.send_back"),
        step("close", "核查通过，办结", _T.REPORTED, _T.CLOSED, Permission.MEASURE_DECIDE, "talk.close"),
        step(
            "cancel",
            "取消约谈",
            {_T.APPROVED, _T.NOTIFIED, _T.EXPLAINED},
            _T.CANCELLED,
            Permission.MEASURE_DECIDE,
            "talk.cancel",
        ),
    ],
)
