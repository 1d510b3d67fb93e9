"""考核 assessments: one round of scoring of a programme, its assessors, and the events that count (features A2–A8, X12, X19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from respbook.rules.chinese import day, joined
from respbook.rules.errors import RuleBroken
from respbook.rules.workdays import WorkCalendar

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


class ResultStage(StrEnum):
    """结果阶段: as announced, and as settled after the appeals."""

    ANNOUNCED = "announced"
    FINAL = "final"


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


@dataclass(frozen=True)
class Opening:
    """开始考核: what is chosen before the first score; ``part_key`` and ``period`` are those of the rubric, empty where it has none."""

    name: str
    first_on: date
    last_on: date
    final: bool = True
    part_key: str = ""
    period_key: str = ""
    period_label: str = ""
    self_until: date | None = None
    assessors: int = 1
    blind: bool = True
    combining: Combining = Combining.MEAN
    wide_gap: Decimal = WIDE_GAP


MOST_ASSESSORS = 9


def check_opening(opening: Opening, today: date, term: tuple[date, date]) -> None:
    """开始考核前核对. Raises RuleBroken at the field."""
    if not opening.name.strip():
        raise RuleBroken("请写考核名称，如“2026年度年终考核”。", "name")
    if len(opening.name) > LONGEST_NAME:
        raise RuleBroken(f"考核名称不能超过{LONGEST_NAME}个字。", "name")
    if opening.last_on < opening.first_on:
        raise RuleBroken("截止日期早于开始日期，请核对。", "last_on")
    if opening.last_on < term[0] or opening.first_on > term[1]:
        raise RuleBroken(f"考核的日期应在方案的责任期限{day(term[0])}至{day(term[1])}之内。", "first_on")
    if opening.self_until is not None and opening.self_until < today:
        raise RuleBroken("自评截止日期已经过了，请改为今天或以后；不需要自评的请留空。", "self_until")
    if not 1 <= opening.assessors <= MOST_ASSESSORS:
        raise RuleBroken(f"每项由1至{MOST_ASSESSORS}名考核人员评分。", "assessors")
    if not 0 < opening.wide_gap <= MOST_POINTS:
        raise RuleBroken("合议分差应大于0。", "wide_gap")


def check_drawn_up(unconfirmed: Sequence[str], waiting: int, incomplete: Sequence[str], appeals: int) -> None:
    """拟定结果前核对: every sheet confirmed, every 计分事项 and every appeal on a period decided, nothing unscored. Raises RuleBroken."""
    if unconfirmed:
        raise RuleBroken(
            f"还有{len(unconfirmed)}个单位的评分表没有复核：{_named(unconfirmed)}。请评分、复核完毕后再拟定结果。"
        )
    if waiting:
        raise RuleBroken(f"还有{waiting}件计分事项、一票否决没有决定，请先告知、听取陈述并作出决定，再拟定结果。")
    if appeals:
        raise RuleBroken(f"平时考核还有{appeals}件申诉没有决定，决定后再拟定结果。")
    if incomplete:
        raise RuleBroken(f"{_named(incomplete)}还有没有得分的指标，请补评后再拟定结果。")


def announced_until(calendar: WorkCalendar, on: date, workdays: int) -> date:
    """公示截止: so many 工作日 after the day of 公示, which does not count. Raises RuleBroken."""
    if not 1 <= workdays <= 60:
        raise RuleBroken("公示期应为1至60个工作日。", "workdays")
    return calendar.add_workdays(on, workdays)


def check_appeal_window(until: date | None, today: date) -> None:
    """申诉期核对. Raises RuleBroken."""
    if until is None:
        raise RuleBroken("考核结果不在公示中，不能申诉。")
    if today > until:
        raise RuleBroken(f"申诉期已于{day(until)}结束，不再受理。如确有新情况，请向镇办说明。")


def check_settling(until: date, today: date, open_appeals: int) -> None:
    """定稿前核对: the window has ended and every appeal is decided. Raises RuleBroken."""
    if open_appeals:
        raise RuleBroken(f"还有{open_appeals}件申诉没有决定，决定后才能定稿。")
    if today <= until:
        raise RuleBroken(f"公示到{day(until)}为止，{day(until + timedelta(days=1))}起才能定稿。")


def _named(names: Sequence[str], most: int = 5) -> str:
    told = joined(names[:most])
    return told if len(names) <= most else f"{told}等{len(names)}个单位"
