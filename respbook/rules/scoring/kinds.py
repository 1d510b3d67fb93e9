"""考核用词 kinds: the closed lists that a rubric chooses from, each with its official word (field.md 5)."""

from enum import StrEnum


class Check(StrEnum):
    """考核方式: how a row is checked."""

    PAPERS = "papers"
    FIELD = "field"
    DATA = "data"


CHECK_LABELS = {Check.PAPERS: "查阅资料", Check.FIELD: "实地检查", Check.DATA: "数据核算"}


class FactSource(StrEnum):
    """取数来源: where a rule's facts come from; EVENTS = entered by hand as 计分事项, JUDGED = the assessor's own judgement."""

    EVENTS = "events"
    FINDINGS = "findings"
    RECTIFICATION = "rectification"
    REPORTS = "reports"
    TASKS = "tasks"
    SIGNING = "signing"
    ORDERS = "orders"
    CIRCULARS = "circulars"
    TARGETS = "targets"
    JUDGED = "judged"


FACT_SOURCE_LABELS = {
    FactSource.EVENTS: "登记的计分事项",
    FactSource.FINDINGS: "督查发现的问题",
    FactSource.RECTIFICATION: "整改按期完成率",
    FactSource.REPORTS: "按时报送率",
    FactSource.TASKS: "任务完成率",
    FactSource.SIGNING: "责任书签订率",
    FactSource.ORDERS: "督办文书",
    FactSource.CIRCULARS: "通报点名",
    FactSource.TARGETS: "目标任务完成数（已核）",
    FactSource.JUDGED: "考核组评定",
}


class Combine(StrEnum):
    """各期合成: how the periods of a part become one figure."""

    MEAN = "mean"
    SUM = "sum"


COMBINE_LABELS = {Combine.MEAN: "各期平均", Combine.SUM: "各期相加"}


class Missing(StrEnum):
    """缺期: what a period without a score counts."""

    ZERO = "zero"
    LEFT_OUT = "left_out"


MISSING_LABELS = {Missing.ZERO: "缺一期按0分计", Missing.LEFT_OUT: "缺的一期不计入"}


class NotApplicableMode(StrEnum):
    """不适用时: what a row counts for a unit that has no such task (NA)."""

    FULL = "full"
    FIXED = "fixed"
    MEAN = "mean"
    REDISTRIBUTE = "redistribute"
    CONVERT = "convert"


NA_LABELS = {
    NotApplicableMode.FULL: "得满分",
    NotApplicableMode.FIXED: "得固定分",
    NotApplicableMode.MEAN: "取同组平均分",
    NotApplicableMode.REDISTRIBUTE: "分值摊入同类其他指标",
    NotApplicableMode.CONVERT: "不计，总分折算",
}


class BonusPlace(StrEnum):
    """加分位置: inside = the total never exceeds the full points; outside = added on top."""

    INSIDE = "inside"
    OUTSIDE = "outside"


BONUS_PLACE_LABELS = {BonusPlace.INSIDE: "计入满分以内", BonusPlace.OUTSIDE: "在满分之外另加"}


class TieKey(StrEnum):
    """并列比较项."""

    ROW = "row"
    PART = "part"
    BONUS = "bonus"
    DEDUCTIONS = "deductions"


TIE_LABELS = {
    TieKey.ROW: "某一指标得分",
    TieKey.PART: "某一时段得分",
    TieKey.BONUS: "加分",
    TieKey.DEDUCTIONS: "扣分事项少者在前",
}


class VetoEffect(StrEnum):
    """否决后果."""

    SET = "set"
    LOWER = "lower"
    CEILING = "ceiling"
    BAR = "bar"


VETO_EFFECT_LABELS = {
    VetoEffect.SET: "直接确定等次",
    VetoEffect.LOWER: "降低等次",
    VetoEffect.CEILING: "等次封顶",
    VetoEffect.BAR: "取消评优评先资格",
}


class VetoSpan(StrEnum):
    """否决时限."""

    YEAR = "year"
    MONTHS = "months"


class VetoTarget(StrEnum):
    """否决对象: only the unit's grade is changed by the engine; head and person are told in words."""

    UNIT = "unit"
    HEAD = "head"
    PERSON = "person"


VETO_TARGET_LABELS = {VetoTarget.UNIT: "单位", VetoTarget.HEAD: "主要负责人", VetoTarget.PERSON: "责任人"}
