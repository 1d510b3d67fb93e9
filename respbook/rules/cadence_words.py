"""频次表述: how often and until when, in the words of the letter (features T4, N4)."""

from respbook.rules.cadence import CADENCE_LABELS, MONTHS_OF, Cadence, DueRule, check_due_rule, market_label
from respbook.rules.chinese import day

_LAST = DueRule()
ROLLS_WORDS = "（遇休息日顺延）"


def in_words(
    cadence: Cadence,
    due_rule: DueRule = _LAST,
    *,
    market_days: str | None = None,
) -> str:
    """频次表述: as the letter prints it: 每季度末月25日前、每月结束后5个工作日内、每月底前（遇休息日顺延）、逢集日（逢1、4、7）.

    ``market_days`` as they are kept.
    """
    check_due_rule(cadence, due_rule)
    words = _plain(cadence, due_rule, market_days)
    return words + ROLLS_WORDS if due_rule.rolls and not due_rule.workdays_after else words


def _plain(cadence: Cadence, due_rule: DueRule, market_days: str | None) -> str:
    label = CADENCE_LABELS[cadence]
    if cadence is Cadence.MARKET_DAY and market_days:
        label += f"（{market_label(market_days)}）"
    if due_rule.fixed is not None:
        return f"{day(due_rule.fixed)}前"
    if due_rule.month_day is not None:
        return _month_day_in_words(cadence, label, *due_rule.month_day)
    if due_rule.workdays_after:
        return _after_in_words(cadence, label, f"{due_rule.workdays_after}个工作日", "下一工作日")
    if due_rule.days_after:
        return _after_in_words(cadence, label, f"{due_rule.days_after}日", "次日")
    return _LAST_DAY.get(cadence, label)


_LAST_DAY = {
    Cadence.ONCE: "责任期限届满前",
    Cadence.WEEKLY: "每周日前",
    Cadence.MONTHLY: "每月底前",
    Cadence.QUARTERLY: "每季度末前",
    Cadence.HALF_YEARLY: "每半年末前",
    Cadence.YEARLY: "每年年底前",
    Cadence.FLOOD_SEASON: "每年汛期前",
}


def _after_in_words(cadence: Cadence, label: str, days: str, following: str) -> str:
    match cadence:
        case Cadence.ONCE:
            return f"责任期限届满后{days}内"
        case Cadence.FLOOD_SEASON:
            return f"每年入汛后{days}内"
        case Cadence.DAILY | Cadence.MARKET_DAY:
            return f"{label}，{following}报送" if days in ("1日", "1个工作日") else f"{label}，{days}内报送"
    return f"{label}结束后{days}内"


def _month_day_in_words(cadence: Cadence, label: str, month: int, dated: int) -> str:
    on = "底" if dated == 31 else f"{dated}日"
    if cadence is Cadence.MONTHLY:
        return f"每月{on}前"
    if cadence is Cadence.ONCE:
        return f"{month}月{on}前"
    if cadence in (Cadence.YEARLY, Cadence.FLOOD_SEASON):
        return f"每年{month}月{on}前"
    months = MONTHS_OF[cadence]
    which = {1: "首月", months: "末月"}.get(month, f"第{month}个月")
    return f"{label}{which}{on}前"
