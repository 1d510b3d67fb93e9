"""考核的流转: the rubric, the assessment, a unit's score sheet, an event that counts, a veto, an appeal (features A1–A12, X14, X19)."""

from enum import StrEnum

from respbook.rules.machine import Machine, step
from respbook.rules.permissions import Permission


class RubricState(StrEnum):
    """考核细则状态."""

    DRAFT = "draft"
    PUBLISHED = "published"
    REPLACED = "replaced"
    DROPPED = "dropped"


_R = RubricState
RUBRIC = Machine(
    "考核细则",
    {_R.DRAFT: "拟稿", _R.PUBLISHED: "已发布", _R.REPLACED: "已被新版代替", _R.DROPPED: "已弃稿"},
    _R.DRAFT,
    [
        step("publish", "发布", _R.DRAFT, _R.PUBLISHED, Permission.RUBRIC_PUBLISH, "rubric.publish"),
        step("replace", "由新版代替", _R.PUBLISHED, _R.REPLACED, Permission.RUBRIC_PUBLISH, "rubric.replace"),
        step("drop", "弃稿", _R.DRAFT, _R.DROPPED, Permission.RUBRIC_WRITE, "rubric.drop"),
    ],
)


class AssessmentState(StrEnum):
    """考核状态: units see nothing that was derived from scores before it is announced (R30)."""

    SCORING = "scoring"
    DRAWN_UP = "drawn_up"
    ANNOUNCED = "announced"
    SETTLED = "settled"
    RELEASED = "released"
    CANCELLED = "cancelled"


_A = AssessmentState
ASSESSMENT = Machine(
    "考核",
    {
        _A.SCORING: "评分中",
        _A.DRAWN_UP: "结果已拟定",
        _A.ANNOUNCED: "公示中",
        _A.SETTLED: "已定稿",
        _A.RELEASED: "已发布",
        _A.CANCELLED: "已取消",
    },
    _A.SCORING,
    [
        step("draw_up", "拟定结果", _A.SCORING, _A.DRAWN_UP, Permission.ASSESSMENT_WRITE, "assessment.draw_up"),
        step("reopen", "退回评分", _A.DRAWN_UP, _A.SCORING, Permission.SCORE_PUBLISH, "assessment.reopen"),
        step("announce", "公示", _A.DRAWN_UP, _A.ANNOUNCED, Permission.SCORE_PUBLISH, "assessment.announce"),
        step("withdraw", "撤回公示", _A.ANNOUNCED, _A.SCORING, Permission.SCORE_PUBLISH, "assessment.withdraw"),
        step("settle", "定稿", _A.ANNOUNCED, _A.SETTLED, Permission.SCORE_PUBLISH, "assessment.settle"),
        step("release", "发布", _A.SETTLED, _A.RELEASED, Permission.SCORE_PUBLISH, "assessment.release"),
        step("cancel", "取消", _A.SCORING, _A.CANCELLED, Permission.ASSESSMENT_WRITE, "assessment.cancel"),
    ],
)
PUBLIC_ASSESSMENT = frozenset({_A.ANNOUNCED, _A.SETTLED, _A.RELEASED})
"""各单位可看结果."""


class SheetState(StrEnum):
    """考核评分表状态: whoever enters a score does not confirm it (R31)."""

    OPEN = "open"
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"


_S = SheetState
SCORE_SHEET = Machine(
    "考核评分表",
    {_S.OPEN: "评分中", _S.SUBMITTED: "待复核", _S.CONFIRMED: "已复核"},
    _S.OPEN,
    [
        step("submit", "提交复核", _S.OPEN, _S.SUBMITTED, Permission.SCORE_WRITE, "sheet.submit"),
        step(
            "send_back", "退回评分", {_S.SUBMITTED, _S.CONFIRMED}, _S.OPEN, Permission.SCORE_CONFIRM, "sheet.send_back"
        ),
        step("confirm", "复核通过", _S.SUBMITTED, _S.CONFIRMED, Permission.SCORE_CONFIRM, "sheet.confirm"),
    ],
)


class MatterState(StrEnum):
    """计分事项状态: 拟扣 → 告知 → 陈述 → 确认; nothing is deducted before the unit could answer (X19)."""

    PROPOSED = "proposed"
    TOLD = "told"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


_M = MatterState
MATTER = Machine(
    "计分事项",
    {_M.PROPOSED: "拟定", _M.TOLD: "已告知", _M.ANSWERED: "已陈述", _M.CONFIRMED: "已确认", _M.DISMISSED: "不计"},
    _M.PROPOSED,
    [
        step("tell", "告知", _M.PROPOSED, _M.TOLD, Permission.ASSESSMENT_WRITE, "matter.tell"),
        step("answer", "陈述意见", _M.TOLD, _M.ANSWERED, Permission.SELF_SCORE, "matter.answer"),
        step("confirm", "确认", {_M.TOLD, _M.ANSWERED}, _M.CONFIRMED, Permission.SCORE_CONFIRM, "matter.confirm"),
        step("grant", "确认加分", _M.PROPOSED, _M.CONFIRMED, Permission.SCORE_CONFIRM, "matter.grant"),
        step(
            "dismiss",
            "不计",
            {_M.PROPOSED, _M.TOLD, _M.ANSWERED},
            _M.DISMISSED,
            Permission.SCORE_CONFIRM,
            "matter.dismiss",
        ),
    ],
)


class VetoState(StrEnum):
    """一票否决状态: incident, evidence, statement and a named decision, or no effect (X14)."""

    PROPOSED = "proposed"
    TOLD = "told"
    ANSWERED = "answered"
    UPHELD = "upheld"
    REFUSED = "refused"
    LIFTED = "lifted"


_V = VetoState
VETO = Machine(
    "一票否决",
    {
        _V.PROPOSED: "已提出",
        _V.TOLD: "已告知",
        _V.ANSWERED: "已陈述",
        _V.UPHELD: "已决定否决",
        _V.REFUSED: "不予否决",
        _V.LIFTED: "已撤销",
    },
    _V.PROPOSED,
    [
        step("tell", "告知", _V.PROPOSED, _V.TOLD, Permission.VETO_PROPOSE, "veto.tell"),
        step("answer", "陈述意见", _V.TOLD, _V.ANSWERED, Permission.SELF_SCORE, "veto.answer"),
        step("record_silence", "记明逾期未陈述", _V.TOLD, _V.ANSWERED, Permission.VETO_PROPOSE, "veto.record_silence"),
        step("uphold", "决定否决", _V.ANSWERED, _V.UPHELD, Permission.VETO_DECIDE, "veto.uphold"),
        step(
            "refuse", "不予否决", {_V.PROPOSED, _V.TOLD, _V.ANSWERED}, _V.REFUSED, Permission.VETO_DECIDE, "veto.refuse"
        ),
        step("lift", "撤销否决", _V.UPHELD, _V.LIFTED, Permission.VETO_DECIDE, "veto.lift"),
    ],
)


class AppealState(StrEnum):
    """申诉状态, one row of the sheet each (A12)."""

    FILED = "filed"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


_P = AppealState
APPEAL = Machine(
    "申诉",
    {_P.FILED: "待决定", _P.UPHELD: "采纳，改分", _P.REJECTED: "维持原分", _P.WITHDRAWN: "已撤回"},
    _P.FILED,
    [
        step("uphold", "采纳，改分", _P.FILED, _P.UPHELD, Permission.APPEAL_DECIDE, "appeal.uphold"),
        step("reject", "维持原分", _P.FILED, _P.REJECTED, Permission.APPEAL_DECIDE, "appeal.reject"),
        step("withdraw", "撤回申诉", _P.FILED, _P.WITHDRAWN, Permission.SELF_SCORE, "appeal.withdraw"),
        step("end", "随公示撤回终止", _P.FILED, _P.WITHDRAWN, Permission.SCORE_PUBLISH, "appeal.end"),
    ],
)
