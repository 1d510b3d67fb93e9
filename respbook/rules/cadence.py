"""频次 cadence: how often a task is due, and the periods that follow from a term (features T4; field.md 4, 7).

A term is a date range and may cross New Year; the first and the last period are cut to it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.workdays import WEEKENDS, Rolled, WorkCalendar

LONGEST_TERM = 3660
"""Days; the longest letters seen run five years (field.md 3.1)."""
MOST_WORKDAYS = 250
"""A year has about as many."""
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
MONTHS_OF = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.HALF_YEARLY: 6, Cadence.YEARLY: 12}
"""Cadences of whole months, and how many."""


@dataclass(frozen=True)
class DueRule:
    """完成时限规则: when a period is due. At most one of the four is set; none means the period's last day.

    ``days_after`` days after the period ends, ``workdays_after`` working days; ``fixed`` one date (一次性 only);
    ``month_day`` the month counted within the period and its day, so (3, 25) is 季度末月25日 and a day beyond the
    month's end is its last day. ``rolls``: 遇休息日顺延.
    """

    days_after: int = 0
    fixed: date | None = None
    month_day: tuple[int, int] | None = None
    workdays_after: int = 0
    rolls: bool = False


@dataclass(frozen=True)
class Period:
    """报送期: one stretch of days to be reported, with the day it is due, and from where and why that day was moved."""

    label: str
    starts_on: date
    ends_on: date
    due_on: date
    moved_from: date | None = None
    moved_for: str = ""


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
    calendar: WorkCalendar = WEEKENDS,
) -> list[Period]:
    """报送期: every period of the term in order.

    ``market_days`` are the last digits of market days (逢1、4、7 is {1, 4, 7}); ``flood_from`` opens the flood season;
    ``calendar`` tells working days where the rule counts them or rolls over rest days.
    Raises RuleBroken when the term is reversed or too long, or the due rule does not fit the cadence.
    """
    _check_term(term_from, term_to)
    check_due_rule(cadence, due_rule)
    made = []
    for span in _spans(cadence, term_from, term_to, market_days, flood_from):
        starts_on, ends_on = max(span.starts_on, term_from), min(span.ends_on, term_to)
        if starts_on <= ends_on:
            due = _due(cadence, span, starts_on, ends_on, due_rule, calendar)
            made.append(Period(span.label, starts_on, ends_on, due.due_on, due.moved_from, due.moved_for))
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
    ways = (rule.days_after, rule.workdays_after, rule.fixed, rule.month_day)
    if sum(bool(way) for way in ways) > 1:
        raise RuleBroken(
            "完成时限只能选一种：期后若干日、期后若干个工作日、固定日期或期内某月某日；请保留一种。", "due_rule"
        )
    if not 0 <= rule.days_after <= 366:
        raise RuleBroken("期后天数应当在0至366之间；请改正。", "due_rule")
    if not 0 <= rule.workdays_after <= MOST_WORKDAYS:
        raise RuleBroken(f"期后工作日应当在0至{MOST_WORKDAYS}之间；请改正。", "due_rule")
    if rule.fixed is not None and cadence is not Cadence.ONCE:
        raise RuleBroken(f"频次为“{label}”的任务有多期，不能共用一个固定日期；请改用期后若干日。", "due_rule")
    if rule.month_day is not None:
        _check_month_day(cadence, rule.month_day)


def _check_month_day(cadence: Cadence, month_day: tuple[int, int]) -> None:
    months = MONTHS_OF.get(cadence, 12 if cadence in (Cadence.ONCE, Cadence.FLOOD_SEASON) else 0)
    if not months:
        raise RuleBroken(f"频次为“{CADENCE_LABELS[cadence]}”的任务不按月份定时限；请改用期后若干日。", "due_rule")
    month, dated = month_day
    if not (1 <= month <= months and 1 <= dated <= 31):
        raise RuleBroken(f"完成时限应当是期内第1至{months}个月的1至31日；请改正。", "due_rule")


def _spans(
    cadence: Cadence, term_from: date, term_to: date, market_days: frozenset[int], flood_from: tuple[int, int]
) -> Iterator[_Span]:
    if cadence in MONTHS_OF:
        return _by_months(term_from, term_to, MONTHS_OF[cadence], _LABELS[cadence])
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


_BETWEEN = str.maketrans(
    "０１２３４５６７８９一二三四五六七八九十零〇", "0123456789123456789000", "逢初日集、，,；;.． 　/及和"
)
_LUNAR = "农"
"""What stands before the digits of market days that go by the moon: 农369."""
_BY_MOON = re.compile(r"^\s*(?:农历|阴历|旧历|农)")


def read_market_days(text: str) -> str:
    """读逢集日: 1、4、7 or 逢147 as its digits in order, 农历三、六、九 as 农369, empty for an empty text.

    Raises RuleBroken (``market_days``).
    """
    said = _BY_MOON.sub("", text)
    digits = said.translate(_BETWEEN)
    if not digits and said == text:
        return ""
    if not digits.isascii() or not digits.isdigit() or re.search("[一二三四五六七八九十]{2}", said):
        raise RuleBroken("逢集日填日期的末位数字，例如“1、4、7”；按农历的写“农历3、6、9”；请改正。", "market_days")
    if len(set(digits)) == 10:
        raise RuleBroken("逢集日填了全部十个数字，等于天天逢集；每天都要做的，频次请选每日。", "market_days")
    return ("" if said == text else _LUNAR) + "".join(sorted(set(digits)))


def market_digits(kept: str | None) -> frozenset[int]:
    """逢集日 as it is kept, as digits."""
    return frozenset(int(digit) for digit in (kept or "").removeprefix(_LUNAR))


def by_moon(kept: str | None) -> bool:
    """按农历逢集."""
    return (kept or "").startswith(_LUNAR)


def market_words(kept: str | None) -> str:
    """逢集日 as it is typed: 1、4、7, 农历3、6、9; empty where none is kept."""
    digits = "、".join(str(digit) for digit in sorted(market_digits(kept)))
    return f"农历{digits}" if by_moon(kept) else digits


def market_label(kept: str | None) -> str:
    """逢集日 as papers and pages say it: 逢1、4、7, 农历逢3、6、9; empty where none is kept."""
    digits = "、".join(str(digit) for digit in sorted(market_digits(kept)))
    return f"{'农历' if by_moon(kept) else ''}逢{digits}" if digits else ""


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


def _due(
    cadence: Cadence, span: _Span, starts_on: date, ends_on: date, rule: DueRule, calendar: WorkCalendar
) -> Rolled:
    if rule.workdays_after:
        return Rolled(calendar.add_workdays(ends_on, rule.workdays_after))
    due_on = _due_day(cadence, span, starts_on, ends_on, rule)
    return calendar.rolled(due_on) if rule.rolls else Rolled(due_on)


def due_after(ends_on: date, rule: DueRule, calendar: WorkCalendar = WEEKENDS) -> date:
    """期后时限: the day by which what ends on this day is due, where the rule counts from its end."""
    if rule.workdays_after:
        return calendar.add_workdays(ends_on, rule.workdays_after)
    due_on = ends_on + timedelta(days=rule.days_after)
    return calendar.next_workday(due_on) if rule.rolls else due_on


def _due_day(cadence: Cadence, span: _Span, starts_on: date, ends_on: date, rule: DueRule) -> date:
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
    if cadence in MONTHS_OF:
        due_on = _dated(_month_on(span.starts_on, month - 1), dated)
        return due_on if starts_on <= due_on <= ends_on else ends_on
    for year in range(starts_on.year, ends_on.year + 1):
        due_on = _dated(date(year, month, 1), dated)
        if starts_on <= due_on <= ends_on:
            return due_on
    return ends_on
