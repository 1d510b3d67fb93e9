"""考核 assessments: one round of scoring of a programme, its assessors, and the events that count (features A2–A8, X12, X19)."""

from decimal import Decimal
from enum import StrEnum

LONGEST_NAME = 60
LONGEST_WORDS = 1000
"""Characters of a statement, a reason at length, an answer."""
LONGEST_REASON = 300
MOST_POINTS = Decimal(1000)
WIDE_GAP = Decimal(2)
"""Points by which 自评 or a second assessor must differ to be looked at first (A5, A6)."""
ANSWER_WORKDAYS = 5
"""工作日 in which a unit may answer what it was told, unless the clerk says more."""
ANNOUNCE_WORKDAYS = 5
"""工作日 of 公示, unless the leader says more."""


class Combining(StrEnum):
    """评委分合成: chosen before the assessment opens, frozen by its first score (A7)."""

    MEAN = "mean"
    MEDIAN = "median"
    TRIMMED = "trimmed"


COMBINING_LABELS = {
    Combining.MEAN: "取平均分",
    Combining.MEDIAN: "取中位分",
    Combining.TRIMMED: "去掉一个最高分、一个最低分后平均",
}


class SettledBy(StrEnum):
    """改定缘由: why a row's score is not what the marks come to."""

    JOINT = "joint"
    APPEAL = "appeal"


SETTLED_BY_LABELS = {SettledBy.JOINT: "合议", SettledBy.APPEAL: "申诉采纳"}


class MatterKind(StrEnum):
    """计分事项的性质."""

    DEDUCT = "deduct"
    BONUS = "bonus"
    ZERO = "zero"


MATTER_LABELS = {MatterKind.DEDUCT: "扣分", MatterKind.BONUS: "加分", MatterKind.ZERO: "单项清零"}


def combined(points: list[Decimal], how: Combining) -> Decimal | None:
    """合成分 of what the assessors gave, exact; None without any. Trimmed below three assessors is the mean."""
    if not points:
        return None
    ordered = sorted(points)
    if how is Combining.TRIMMED and len(ordered) > 2:
        ordered = ordered[1:-1]
    if how is Combining.MEDIAN:
        half = len(ordered) // 2
        return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    return sum(ordered, Decimal(0)) / len(ordered)
