"""频次 cadence: how often a task is due, and the periods that follow from a term (features T4; field.md 4, 7).

A term is a date range and may cross New Year; the first and the last period are cut to it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken

LONGEST_TERM = 3660
"""Days; the longest letters seen run five years (field.md 3.1)."""
FLOOD_FROM = (6, 1)
"""Month and day on which the flood season opens in the north; handed in where a town differs."""
_DAY = timedelta(days=1)
_QUARTERS = "一二三四"


class Cadence(StrEnum):
    """频次: how often a task is to be done and reported."""

    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"
    MARKET_DAY = "market_day"
    FLOOD_SEASON = "flood_season"


CADENCE_LABELS = {
    Cadence.ONCE: "一次性",
    Cadence.DAILY: "每日",
    Cadence.WEEKLY: "每周",
    Cadence.MONTHLY: "每月",
    Cadence.QUARTERLY: "每季度",
    Cadence.HALF_YEARLY: "每半年",
    Cadence.YEARLY: "每年",
    Cadence.MARKET_DAY: "逢集日",
    Cadence.FLOOD_SEASON: "汛期前",
}
_MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.HALF_YEARLY: 6, Cadence.YEARLY: 12}


@dataclass(frozen=True)
class DueRule:
    """完成时限规则: when a period is due. At most one of the three is set; none means the period's last day.

    ``days_after`` days after the period ends; ``fixed`` one date (一次性 only); ``month_day`` the month counted
    within the period and its day, so (3, 25) is 季度末月25日 and a day beyond the month's end is its last day.
    """

    days_after: int = 0
    fixed: date | None = None
    month_day: tuple[int, int] | None = None


@dataclass(frozen=True)
class Period:
    """报送期: one stretch of days to be reported, with the day it is due."""

    label: str
    starts_on: date
    ends_on: date
    due_on: date


@dataclass(frozen=True)
class _Span:
    """A whole calendar period before it is cut to the term."""

    label: str
    starts_on: date
    ends_on: date


def periods(
    cadence: Cadence,
    term_from: date,
    term_to: date,
    due_rule: DueRule = DueRule(),
    *,
    market_days: frozenset[int] = frozenset(),
    flood_from: tuple[int, int] = FLOOD_FROM,
) -> list[Period]:
    """报送期: every period of the term in order.

    ``market_days`` are the last digits of market days (逢1、4、7 is {1, 4, 7}); ``flood_from`` opens the flood season.
    Raises RuleBroken when the term is reversed or too long, or the due rule does not fit the cadence.
    """
    _check_term(term_from, term_to)
    check_due_rule(cadence, due_rule)
    made = []
    for span in _spans(cadence, term_from, term_to, market_days, flood_from):
        starts_on, ends_on = max(span.starts_on, term_from), min(span.ends_on, term_to)
        if starts_on <= ends_on:
            due_on = _due(cadence, span, starts_on, ends_on, due_rule)
            made.append(Period(span.label, starts_on, ends_on, due_on))
    return made


def count(
    cadence: Cadence,
    term_from: date,
    term_to: date,
    *,
    market_days: frozenset[int] = frozenset(),
    flood_from: tuple[int, int] = FLOOD_FROM,
) -> int:
    """期数: how many periods the term has, without making a row for each day."""
    _check_term(term_from, term_to)
    if cadence is Cadence.DAILY:
        return (term_to - term_from).days + 1
    return len(periods(cadence, term_from, term_to, market_days=market_days, flood_from=flood_from))


def _check_term(term_from: date, term_to: date) -> None:
    if term_to < term_from:
        raise RuleBroken(f"责任期限的止期{day(term_to)}早于起期{day(term_from)}；请核对责任期限。", "term_to")
    if (term_to - term_from).days >= LONGEST_TERM:
        raise RuleBroken("责任期限超过十年，无法逐期安排任务；请核对起止日期。", "term_to")


def check_due_rule(cadence: Cadence, rule: DueRule) -> None:
    """时限规则检查: refuse a rule that says nothing for this cadence; raises RuleBroken with the field ``due_rule``."""
    label = CADENCE_LABELS[cadence]
    if bool(rule.days_after) + (rule.fixed is not None) + (rule.month_day is not None) > 1:
        raise RuleBroken("完成时限只能选一种：期后若干日、固定日期或期内某月某日；请保留一种。", "due_rule")
    if not 0 <= rule.days_after <= 366:
        raise RuleBroken("期后天数应当在0至366之间；请改正。", "due_rule")
    if rule.fixed is not None and cadence is not Cadence.ONCE:
        raise RuleBroken(f"频次为“{label}”的任务有多期，不能共用一个固定日期；请改用期后若干日。", "due_rule")
    if rule.month_day is not None:
        _check_month_day(cadence, rule.month_day)


def _check_month_day(cadence: Cadence, month_day: tuple[int, int]) -> None:
    months = _MONTHS.get(cadence, 12 if cadence in (Cadence.ONCE, Cadence.FLOOD_SEASON) else 0)
    if not months:
        raise RuleBroken(f"频次为“{CADENCE_LABELS[cadence]}”的任务不按月份定时限；请改用期后若干日。", "due_rule")
    month, dated = month_day
    if not (1 <= month <= months and 1 <= dated <= 31):
        raise RuleBroken(f"完成时限应当是期内第1至{months}个月的1至31日；请改正。", "due_rule")


def _spans(
    cadence: Cadence, term_from: date, term_to: date, market_days: frozenset[int], flood_from: tuple[int, int]
) -> Iterator[_Span]:
    if cadence in _MONTHS:
        return _by_months(term_from, term_to, _MONTHS[cadence], _LABELS[cadence])
    match cadence:
        case Cadence.DAILY:
            return (_Span(day(on), on, on) for on in _days(term_from, term_to))
        case Cadence.WEEKLY:
            return _weeks(term_from, term_to)
        case Cadence.MARKET_DAY:
            _check_market_days(market_days)
            return (_Span(day(on), on, on) for on in _days(term_from, term_to) if on.day % 10 in market_days)
        case Cadence.FLOOD_SEASON:
            return _floods(term_from, term_to, flood_from)
    return iter((_Span("责任期内", term_from, term_to),))


def _check_market_days(market_days: frozenset[int]) -> None:
    if not market_days:
        raise RuleBroken("逢集日未设置，无法安排每集一次的任务；请填写逢几为集，例如逢1、4、7。", "market_days")
    if not market_days <= frozenset(range(10)):
        raise RuleBroken("逢集日按日期的末位数字填写，应当是0至9；请改正。", "market_days")


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=passed) for passed in range((last - first).days + 1))


def _weeks(term_from: date, term_to: date) -> Iterator[_Span]:
    monday = term_from - timedelta(days=term_from.weekday())
    while monday <= term_to:
        year, week, _ = monday.isocalendar()
        yield _Span(f"{year}年第{week}周", monday, monday + timedelta(days=6))
        monday += timedelta(days=7)


def _by_months(term_from: date, term_to: date, months: int, label: Callable[[date], str]) -> Iterator[_Span]:
    starts_on = date(term_from.year, (term_from.month - 1) // months * months + 1, 1)
    while starts_on <= term_to:
        following = _month_on(starts_on, months)
        yield _Span(label(starts_on), starts_on, following - _DAY)
        starts_on = following


_LABELS: dict[Cadence, Callable[[date], str]] = {
    Cadence.MONTHLY: lambda on: f"{on.year}年{on.month}月",
    Cadence.QUARTERLY: lambda on: f"{on.year}年第{_QUARTERS[(on.month - 1) // 3]}季度",
    Cadence.HALF_YEARLY: lambda on: f"{on.year}年{'上' if on.month <= 6 else '下'}半年",
    Cadence.YEARLY: lambda on: f"{on.year}年",
}


def _floods(term_from: date, term_to: date, flood_from: tuple[int, int]) -> Iterator[_Span]:
    for year in range(term_from.year, term_to.year + 1):
        opens_on = _dated(date(year, flood_from[0], 1), flood_from[1])
        if term_from < opens_on <= term_to + _DAY:
            yield _Span(f"{year}年汛期前", date(year, 1, 1), opens_on - _DAY)


def _month_on(first: date, months: int) -> date:
    """The first day of the month ``months`` later."""
    passed = first.year * 12 + first.month - 1 + months
    return date(passed // 12, passed % 12 + 1, 1)


def _dated(first: date, dated: int) -> date:
    """The day of the month that begins on ``first``, or its last day where the month is shorter."""
    return min(first + timedelta(days=dated - 1), _month_on(first, 1) - _DAY)


def _due(cadence: Cadence, span: _Span, starts_on: date, ends_on: date, rule: DueRule) -> date:
    if rule.fixed is not None:
        if rule.fixed < starts_on:
            raise RuleBroken(f"固定时限{day(rule.fixed)}早于责任期限起{day(starts_on)}；请改正。", "due_rule")
        return rule.fixed
    if rule.month_day is None:
        return ends_on + timedelta(days=rule.days_after)
    return _due_in_month(cadence, span, starts_on, ends_on, rule.month_day)


def _due_in_month(cadence: Cadence, span: _Span, starts_on: date, ends_on: date, month_day: tuple[int, int]) -> date:
    """A due day before the cut start or after the cut end would ask the impossible: then the cut end is due."""
    month, dated = month_day
    if cadence in _MONTHS:
        due_on = _dated(_month_on(span.starts_on, month - 1), dated)
        return due_on if starts_on <= due_on <= ends_on else ends_on
    for year in range(starts_on.year, ends_on.year + 1):
        due_on = _dated(date(year, month, 1), dated)
        if starts_on <= due_on <= ends_on:
            return due_on
    return ends_on


def in_words(
    cadence: Cadence,
    due_rule: DueRule = DueRule(),
    *,
    market_days: frozenset[int] = frozenset(),
) -> str:
    """频次表述: as the letter prints it, e.g. 每季度末月25日前、每月结束后5日内、逢集日（逢1、4、7）."""
    check_due_rule(cadence, due_rule)
    label = CADENCE_LABELS[cadence]
    if cadence is Cadence.MARKET_DAY and market_days:
        label += f"（逢{'、'.join(str(digit) for digit in sorted(market_days))}）"
    if due_rule.fixed is not None:
        return f"{day(due_rule.fixed)}前"
    if due_rule.month_day is not None:
        return _month_day_in_words(cadence, label, *due_rule.month_day)
    if due_rule.days_after:
        return _after_in_words(cadence, label, due_rule.days_after)
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


def _after_in_words(cadence: Cadence, label: str, days: int) -> str:
    match cadence:
        case Cadence.ONCE:
            return f"责任期限届满后{days}日内"
        case Cadence.FLOOD_SEASON:
            return f"每年入汛后{days}日内"
        case Cadence.DAILY | Cadence.MARKET_DAY:
            return f"{label}，次日报送" if days == 1 else f"{label}，{days}日内报送"
    return f"{label}结束后{days}日内"


def _month_day_in_words(cadence: Cadence, label: str, month: int, dated: int) -> str:
    on = "底" if dated == 31 else f"{dated}日"
    if cadence is Cadence.MONTHLY:
        return f"每月{on}前"
    if cadence is Cadence.ONCE:
        return f"{month}月{on}前"
    if cadence in (Cadence.YEARLY, Cadence.FLOOD_SEASON):
        return f"每年{month}月{on}前"
    months = _MONTHS[cadence]
    which = {1: "首月", months: "末月"}.get(month, f"第{month}个月")
    return f"{label}{which}{on}前"
