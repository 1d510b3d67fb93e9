"""How numbers and dates are written."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules import chinese
from respbook.rules.errors import RuleBroken


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("40", "40"),
        ("40.00", "40"),
        ("4E+1", "40"),
        ("0.50", "0.5"),
        ("-0.0", "0"),
        ("-3.10", "-3.1"),
        ("1E-7", "0.0000001"),
    ],
)
def test_a_figure_has_neither_trailing_zeros_nor_exponent(amount: str, shown: str) -> None:
    assert chinese.figure(Decimal(amount)) == shown


def test_no_figure_is_an_empty_place() -> None:
    assert chinese.figure(None) == ""


@pytest.mark.parametrize("wrong", ["NaN", "Infinity"])
def test_what_is_no_number_is_refused(wrong: str) -> None:
    with pytest.raises(RuleBroken, match="有效数字"):
        chinese.figure(Decimal(wrong))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20))
def test_a_figure_is_read_back_as_the_same_number(amount: Decimal) -> None:
    shown = chinese.figure(amount)
    assert Decimal(shown) == amount
    assert "E" not in shown
    assert not ("." in shown and shown.endswith(("0", ".")))


def test_dates() -> None:
    on = date(2026, 3, 5)
    assert chinese.day(on) == "2026年3月5日"
    assert chinese.day_with_weekday(on) == "2026年3月5日（星期四）"
    assert chinese.year_in_characters(2026) == "二〇二六"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "零"),
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (100, "一百"),
        (103, "一百零三"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (1100, "一千一百"),
        (2000, "二千"),
        (9999, "九千九百九十九"),
    ],
)
def test_counting(number: int, shown: str) -> None:
    assert chinese.counting(number) == shown


def test_counting_names_each_number_differently() -> None:
    assert len({chinese.counting(number) for number in range(10000)}) == 10000


@pytest.mark.parametrize("number", [-1, 10000])
def test_counting_ends_at_9999(number: int) -> None:
    with pytest.raises(ValueError, match="9999"):
        chinese.counting(number)


def test_ordinal_labels_of_the_four_levels() -> None:
    assert [chinese.ordinal_label(level, 12) for level in (1, 2, 3, 4)] == ["十二、", "（十二）", "12.", "（12）"]
    with pytest.raises(ValueError, match="levels"):
        chinese.ordinal_label(5, 1)


def test_joined_leaves_out_what_is_empty() -> None:
    assert chinese.joined(["甲", "", "乙", "丙"]) == "甲、乙、丙"
    assert chinese.joined([]) == ""


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812341234", "138****1234"),
        ("138 1234-1234", "138****1234"),
        ("8212345", "****45"),
        ("110", "****"),
        ("", ""),
    ],
)
def test_a_phone_is_masked(phone: str, shown: str) -> None:
    assert chinese.shown_phone(phone) == shown


def test_sizes_and_moments_in_words():
    sizes = (0, 1, 212 * 1024, 3_565_158, 2_254_857_830)
    assert [chinese.volume(size) for size in sizes] == ["1 KB", "1 KB", "212 KB", "3.4 MB", "2.1 GB"]
    assert chinese.minute(datetime(2026, 11, 25, 18, 5, tzinfo=UTC)) == "2026年11月26日02:05"
