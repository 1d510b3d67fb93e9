"""问责阶梯 ladder: when which step is due, as data (field.md 8; features Y1)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class MeasureKind(StrEnum):
    """问责方式, in rising order; COUNTY = 建议县级主管部门处理 (offices run by the county). 约谈 is a reminder, no sanction (C21)."""

    REMIND = "remind"
    LETTER = "letter"
    TALK = "talk"
    CRITICISE = "criticise"
    WRITTEN_CHECK = "written_check"
    BAR = "bar"
    WARN = "warn"
    COUNTY = "county"
    TRANSFER = "transfer"


MEASURE_LABELS = {
    MeasureKind.REMIND: "提醒",
    MeasureKind.LETTER: "发函督办",
    MeasureKind.TALK: "约谈",
    MeasureKind.CRITICISE: "通报批评",
    MeasureKind.WRITTEN_CHECK: "责令书面检查",
    MeasureKind.BAR: "取消评优评先资格",
    MeasureKind.WARN: "建议诫勉",
    MeasureKind.COUNTY: "建议县级主管部门处理",
    MeasureKind.TRANSFER: "移交纪检监察机关",
}


class Trigger(StrEnum):
    """触发情形: what is counted; within the programme's term unless the step says days."""

    GRADE = "grade"
    LAST_RANKS = "last_ranks"
    SCORE_BELOW = "score_below"
    OVERDUE_FINDINGS = "overdue_findings"
    OVERDUE_DAYS = "overdue_days"
    FINDINGS = "findings"
    RELAPSES = "relapses"
    NAMED = "named"
    UNANSWERED_ORDERS = "unanswered_orders"
    MISSED_REPORTS = "missed_reports"
    VETO = "veto"


TRIGGER_LABELS = {
    Trigger.GRADE: "考核等次为",
    Trigger.LAST_RANKS: "考核排名列组内后几名",
    Trigger.SCORE_BELOW: "考核得分低于（分）",
    Trigger.OVERDUE_FINDINGS: "逾期未改问题达到（件）",
    Trigger.OVERDUE_DAYS: "问题逾期达到（天）",
    Trigger.FINDINGS: "上级发现问题达到（件）",
    Trigger.RELAPSES: "问题反弹达到（次）",
    Trigger.NAMED: "通报点名达到（次）",
    Trigger.UNANSWERED_ORDERS: "督办文书逾期未回复达到（件）",
    Trigger.MISSED_REPORTS: "到期未报达到（期）",
    Trigger.VETO: "被一票否决",
}


@dataclass(frozen=True)
class LadderStep:
    """阶梯的一级: the measure, its trigger and threshold, and the sentence of the rubric that says so.

    ``after``: key of the step that must have been taken before (逐级); ``county``: the measure instead for county-run offices.
    """

    key: str
    kind: MeasureKind
    trigger: Trigger
    threshold: Decimal = Decimal(1)
    word: str = ""
    """The grade for GRADE, else empty."""
    clause: str = ""
    after: str = ""
    county: MeasureKind | None = MeasureKind.COUNTY
