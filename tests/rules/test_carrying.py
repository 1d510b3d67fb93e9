"""结转: figures move by per cent and stay on their step; years in the wording are proposed, never those of a law."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.carrying import (
    Figures,
    Scaling,
    check_percent,
    following_name,
    following_year,
    later,
    named_in,
    read_percent,
    scaled,
    years_moved,
)
from respbook.rules.errors import RuleBroken
from respbook.rules.programmes import ProgrammeKind

STEPS = st.sampled_from([Decimal("0.01"), Decimal("0.1"), Decimal(1), Decimal(5), Decimal(10)])
PERCENT = st.decimals(-100, 100, places=2)


def by(percent: str) -> Scaling:
    return Scaling(Figures.CHANGED, Decimal(percent))


@pytest.mark.parametrize(
    ("amount", "percent", "step", "word", "wanted"),
    [
        ("380", "5", "1", "亩", "399"),
        ("380", "-3", "1", "亩", "369"),
        ("410", "5", "1", "户", "431"),
        ("38.5", "10", "0.1", "吨", "42.4"),
        ("38.5", "10", "5", "吨", "40"),
        ("1", "-60", "1", "次", "1"),
        ("400", "-100", "1", "次", "0"),
        ("95", "5", "1", "%", "95"),
        ("0", "50", "1", "起", "0"),
    ],
)
def test_figures_move_and_stay_on_their_step(amount: str, percent: str, step: str, word: str, wanted: str) -> None:
    assert scaled(Decimal(amount), by(percent), Decimal(step), word) == Decimal(wanted)


def test_as_they_were_or_empty() -> None:
    assert scaled(Decimal("7.3"), Scaling(), Decimal(5)) == Decimal("7.3")
    assert scaled(Decimal(7), Scaling(Figures.EMPTY), Decimal(1)) is None
    assert scaled(None, by("5"), Decimal(1)) is None


@given(st.integers(0, 10_000), STEPS, PERCENT)
def test_a_moved_figure_is_whole_steps_and_near(steps: int, step: Decimal, percent: Decimal) -> None:
    amount = steps * step
    moved = scaled(amount, Scaling(Figures.CHANGED, percent), step)
    assert moved is not None and moved >= 0 and moved % step == 0
    assert abs(moved - amount * (100 + percent) / 100) <= step


@given(st.integers(0, 5000), STEPS, PERCENT, PERCENT)
def test_more_per_cent_is_never_less(steps: int, step: Decimal, one: Decimal, other: Decimal) -> None:
    less, more = sorted((one, other))
    low, high = (scaled(steps * step, Scaling(Figures.CHANGED, each), step) for each in (less, more))
    assert low is not None and high is not None and low <= high


@pytest.mark.parametrize(
    ("text", "wanted"), [("5", "5"), ("-3", "-3"), ("＋2.5％", "2.5"), (" 10% ", "10"), ("−4", "-4")]
)
def test_per_cent_as_people_type_it(text: str, wanted: str) -> None:
    assert read_percent(text) == Decimal(wanted)


@pytest.mark.parametrize("text", ["abc", "1e3", "--3", "5，5", "NaN", "9" * 30])
def test_what_is_no_number_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        read_percent(text)
    assert refused.value.field == "percent"


@pytest.mark.parametrize("percent", ["101", "-100.5", "NaN"])
def test_no_more_than_a_hundred(percent: str) -> None:
    with pytest.raises(RuleBroken):
        check_percent(Decimal(percent))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2025年完成", "2026年完成"),
        ("自二〇二五年一月一日至二〇二五年十二月三十一日", "自二〇二六年一月一日至二〇二六年十二月三十一日"),
        ("较2024年下降3%，2026年1月前报送", "较2025年下降3%，2027年1月前报送"),
        ("按照2015年施行的环境保护法", "按照2015年施行的环境保护法"),
        ("青环责〔2025〕12号", "青环责〔2025〕12号"),
        ("电话82025001，共12025户", "电话82025001，共12025户"),
        ("{{指标:2025年清运}}按2025年计", "{{指标:2025年清运}}按2026年计"),
        ("二〇二五年度", "二〇二六年度"),
        ("没有年份", "没有年份"),
    ],
)
def test_years_are_proposed(text: str, wanted: str) -> None:
    assert years_moved(text, 2025, 1) == wanted


@given(st.text(max_size=80))
def test_any_text_survives(text: str) -> None:
    assert years_moved(years_moved(text, 2025, 1), 2026, 0) == years_moved(text, 2025, 1)


def test_a_leap_day_becomes_the_28th() -> None:
    assert later(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert later(date(2025, 6, 30), 1) == date(2026, 6, 30)


def test_names_that_stand_in_the_text() -> None:
    assert named_in("由张三、李四负责", ["李四", "王五", "张三", "李四", ""]) == ["李四", "张三"]


@pytest.mark.parametrize(
    ("kind", "last", "today", "wanted"),
    [
        (ProgrammeKind.YEARLY, 2026, date(2026, 3, 1), 2027),
        (ProgrammeKind.YEARLY, 2025, date(2026, 3, 1), 2026),
        (ProgrammeKind.YEARLY, 2025, date(2026, 11, 1), 2027),
        (ProgrammeKind.SEASONAL, 2025, date(2026, 11, 1), 2026),
        (ProgrammeKind.SEASONAL, 2026, date(2026, 11, 1), 2027),
        (ProgrammeKind.SEASONAL, 2020, date(2026, 3, 1), 2026),
    ],
)
def test_the_year_that_follows(kind: ProgrammeKind, last: int, today: date, wanted: int) -> None:
    assert following_year(kind, last, today) == wanted


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("2026年度责任书", "2027年度责任书"),
        ("二〇二六年秸秆禁烧专项", "二〇二七年秸秆禁烧专项"),
        ("2026—2027采暖季", "2027—2028采暖季"),
        ("秸秆禁烧专项", "2027年秸秆禁烧专项"),
    ],
)
def test_the_name_that_follows(name: str, wanted: str) -> None:
    assert following_name(name, 2026, 1) == wanted
