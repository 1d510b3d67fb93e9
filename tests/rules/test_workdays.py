"""工作日: the real rest days of 2024 to 2026, counting there and back, and what is said of years not yet announced."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.readers.state_council import announced
from respbook.rules.workdays import (
    WEEKENDS,
    DayKind,
    DayMark,
    WorkCalendar,
    left_words,
    rolled_words,
    unpublished_words,
)

COUNTRY = announced()
DAYS = st.dates(date(2023, 1, 1), date(2028, 12, 31))
COUNTS = st.integers(-80, 80)


@st.composite
def calendars(draw):
    marks = draw(
        st.dictionaries(DAYS, st.sampled_from(list(DayKind)).map(lambda kind: DayMark(kind, "某日")), max_size=40)
    )
    return draw(st.sampled_from([WorkCalendar(frozenset({2026}), marks), COUNTRY, WEEKENDS]))


def runs(year):
    """The rest days of a year that are named, as (month, day)."""
    return [(on.month, on.day) for on, mark in sorted(COUNTRY.marks.items(), key=lambda each: each[0])
            if on.year == year and mark.kind is DayKind.WORK]  # fmt: skip


def test_days_worked_for_days_off_are_those_of_the_notices():
    assert runs(2024) == [(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)]
    assert runs(2025) == [(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)]
    assert runs(2026) == [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        (date(2024, 2, 10), date(2024, 2, 17), "春节"),
        (date(2024, 10, 1), date(2024, 10, 7), "国庆节"),
        (date(2025, 1, 28), date(2025, 2, 4), "春节"),
        (date(2025, 10, 1), date(2025, 10, 5), "国庆节"),
        (date(2026, 2, 15), date(2026, 2, 23), "春节"),
        (date(2026, 4, 4), date(2026, 4, 6), "清明节"),
        (date(2026, 5, 1), date(2026, 5, 5), "劳动节"),
        (date(2026, 6, 19), date(2026, 6, 21), "端午节"),
        (date(2026, 9, 25), date(2026, 9, 27), "中秋节"),
        (date(2026, 10, 1), date(2026, 10, 7), "国庆节"),
    ],
)
def test_holidays_of_three_years(first, last, name):
    days = [first + timedelta(days=passed) for passed in range((last - first).days + 1)]
    assert not any(COUNTRY.is_workday(on) for on in days)
    assert {COUNTRY.rest_name(on) for on in days} == {name}


@pytest.mark.parametrize(("year", "count"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(year, count):
    assert COUNTRY.workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) == count


def test_a_day_worked_on_a_sunday_counts():
    assert COUNTRY.is_workday(date(2026, 2, 14)) and COUNTRY.is_workday(date(2026, 10, 10))
    assert COUNTRY.add_workdays(date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert COUNTRY.workdays_between(date(2026, 2, 13), date(2026, 2, 23)) == 1


def test_five_working_days_after_a_month_with_the_may_holiday():
    assert COUNTRY.add_workdays(date(2026, 4, 30), 5) == date(2026, 5, 11)  # 6, 7, 8, 9 (worked Saturday), 11
    assert WEEKENDS.add_workdays(date(2026, 4, 30), 5) == date(2026, 5, 7)


def test_what_falls_on_a_rest_day_moves_and_says_why():
    assert COUNTRY.rolled(date(2026, 4, 5)).sentence == "2026年4月7日（原4月5日为清明节，顺延）"
    assert COUNTRY.rolled(date(2026, 3, 28)).sentence == "2026年3月30日（原3月28日为周六，顺延）"
    assert COUNTRY.rolled(date(2026, 10, 10)).sentence == "2026年10月10日"
    assert COUNTRY.rolled(date(2022, 12, 31)).sentence == "2023年1月3日（原2022年12月31日为元旦，顺延）"
    assert rolled_words(date(2026, 4, 7), date(2026, 4, 5), "") == "2026年4月7日（原4月5日为休息日，顺延）"


def test_years_not_announced_are_told():
    days = [date(2026, 5, 1), date(2040, 6, 1), date(2039, 5, 1), date(2040, 5, 1)]
    assert COUNTRY.unpublished(days) == (2039, 2040)
    assert {2024, 2025, 2026} <= COUNTRY.published
    assert unpublished_words([2028]) == "2028年放假安排尚未公布，暂按周末推算"
    assert unpublished_words([2027, 2028]) == "2027年、2028年放假安排尚未公布，暂按周末推算"
    assert unpublished_words([]) == ""


def test_a_year_not_announced_is_counted_by_its_weekends():
    assert COUNTRY.is_workday(date(2040, 10, 1)) and not COUNTRY.is_workday(date(2040, 9, 30))


@pytest.mark.parametrize(
    ("today", "due_on", "words"),
    [
        (date(2026, 4, 3), date(2026, 4, 7), "还有1个工作日"),
        (date(2026, 4, 7), date(2026, 4, 7), "今天到期"),
        (date(2026, 4, 3), date(2026, 4, 5), "清明节到期，其间没有工作日"),
        (date(2026, 4, 5), date(2026, 4, 4), "已逾期，其间没有工作日"),
        (date(2026, 4, 30), date(2026, 5, 11), "还有5个工作日"),
    ],
)
def test_what_is_left_in_working_days(today, due_on, words):
    assert left_words(COUNTRY, today, due_on) == words


@given(calendars(), DAYS, COUNTS)
def test_adding_and_counting_agree(calendar, on, count):
    there = calendar.add_workdays(on, count)
    assert calendar.workdays_between(on, there) == count
    assert count == 0 or calendar.is_workday(there)


@given(calendars(), DAYS, DAYS, DAYS)
def test_stretches_add_up(calendar, first, middle, last):
    first, middle, last = sorted((first, middle, last))
    parts = calendar.workdays_between(first, middle) + calendar.workdays_between(middle, last)
    assert parts == calendar.workdays_between(first, last) >= 0


@given(calendars(), DAYS)
def test_rolling_ends_on_the_first_working_day(calendar, on):
    rolled = calendar.rolled(on)
    assert calendar.is_workday(rolled.due_on) and rolled.due_on >= on
    assert (rolled.moved_from is None) == calendar.is_workday(on) == (calendar.rest_name(on) == "")
    between = [on + timedelta(days=passed) for passed in range((rolled.due_on - on).days)]
    assert not any(calendar.is_workday(each) for each in between)
