"""频次: periods over a term, their due days, and the words for them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.cadence import (
    CADENCE_LABELS,
    Cadence,
    DueRule,
    Period,
    count,
    market_label,
    market_words,
    periods,
    read_market_days,
)
from respbook.rules.cadence_words import in_words
from respbook.rules.errors import RuleBroken

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
MARKET = frozenset({1, 4, 7})
EVERY_DAY = [Cadence.DAILY, Cadence.WEEKLY, Cadence.MONTHLY, Cadence.QUARTERLY, Cadence.HALF_YEARLY, Cadence.YEARLY]


def labels(cadence: Cadence, first: date, last: date) -> list[str]:
    return [period.label for period in periods(cadence, first, last, market_days=MARKET)]


def test_labels_across_new_year() -> None:
    first, last = date(2026, 11, 15), date(2027, 1, 10)
    assert labels(Cadence.MONTHLY, first, last) == ["2026年11月", "2026年12月", "2027年1月"]
    assert labels(Cadence.QUARTERLY, first, last) == ["2026年第四季度", "2027年第一季度"]
    assert labels(Cadence.HALF_YEARLY, first, last) == ["2026年下半年", "2027年上半年"]
    assert labels(Cadence.YEARLY, first, last) == ["2026年", "2027年"]
    assert labels(Cadence.ONCE, first, last) == ["责任期内"]
    assert labels(Cadence.WEEKLY, date(2026, 3, 16), date(2026, 3, 22)) == ["2026年第12周"]
    assert labels(Cadence.DAILY, date(2026, 12, 31), date(2027, 1, 1)) == ["2026年12月31日", "2027年1月1日"]
    assert labels(Cadence.FLOOD_SEASON, *YEAR) == ["2026年汛期前"]
    assert labels(Cadence.FLOOD_SEASON, first, last) == []


def test_the_first_and_last_period_are_cut_to_the_term() -> None:
    assert periods(Cadence.QUARTERLY, date(2026, 3, 28), date(2026, 10, 15), DueRule(month_day=(3, 25)))[::2] == [
        Period("2026年第一季度", date(2026, 3, 28), date(2026, 3, 31), date(2026, 3, 31)),
        Period("2026年第三季度", date(2026, 7, 1), date(2026, 9, 30), date(2026, 9, 25)),
    ]
    last = periods(Cadence.QUARTERLY, date(2026, 3, 28), date(2026, 10, 15), DueRule(month_day=(3, 25)))[-1]
    assert (last.ends_on, last.due_on) == (date(2026, 10, 15), date(2026, 10, 15))


@pytest.mark.parametrize(
    ("cadence", "rule", "due_on"),
    [
        (Cadence.MONTHLY, DueRule(), date(2026, 1, 31)),
        (Cadence.MONTHLY, DueRule(days_after=5), date(2026, 2, 5)),
        (Cadence.MONTHLY, DueRule(month_day=(1, 25)), date(2026, 1, 25)),
        (Cadence.HALF_YEARLY, DueRule(month_day=(6, 5)), date(2026, 6, 5)),
        (Cadence.YEARLY, DueRule(month_day=(12, 10)), date(2026, 12, 10)),
        (Cadence.ONCE, DueRule(fixed=date(2026, 10, 30)), date(2026, 10, 30)),
        (Cadence.ONCE, DueRule(month_day=(10, 30)), date(2026, 10, 30)),
        (Cadence.ONCE, DueRule(), date(2026, 12, 31)),
        (Cadence.FLOOD_SEASON, DueRule(), date(2026, 5, 31)),
        (Cadence.FLOOD_SEASON, DueRule(month_day=(5, 15)), date(2026, 5, 15)),
        (Cadence.DAILY, DueRule(days_after=1), date(2026, 1, 2)),
    ],
)
def test_due_days(cadence: Cadence, rule: DueRule, due_on: date) -> None:
    assert periods(cadence, *YEAR, rule)[0].due_on == due_on


def test_a_day_beyond_the_month_is_its_last() -> None:
    assert periods(Cadence.MONTHLY, *YEAR, DueRule(month_day=(1, 31)))[1].due_on == date(2026, 2, 28)


def test_market_days_go_by_the_last_digit() -> None:
    made = periods(Cadence.MARKET_DAY, date(2026, 3, 1), date(2026, 3, 31), market_days=MARKET)
    assert [period.starts_on.day for period in made] == [1, 4, 7, 11, 14, 17, 21, 24, 27, 31]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 800), st.sampled_from(EVERY_DAY))
def test_periods_cover_the_term_without_gap_or_overlap(first: date, length: int, cadence: Cadence) -> None:
    last = first + timedelta(days=length)
    made = periods(cadence, first, last)
    assert made[0].starts_on == first
    assert made[-1].ends_on == last
    for period, following in pairwise(made):
        assert following.starts_on == period.ends_on + timedelta(days=1)
    assert all(period.starts_on <= period.ends_on == period.due_on for period in made)
    assert len({period.label for period in made}) == len(made) == count(cadence, first, last)


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 800),
    st.sampled_from(list(Cadence)),
    st.integers(1, 12),
    st.integers(1, 31),
)
def test_a_month_day_is_always_due_within_its_period(
    first: date, length: int, cadence: Cadence, month: int, dated: int
) -> None:
    try:
        made = periods(
            cadence, first, first + timedelta(days=length), DueRule(month_day=(month, dated)), market_days=MARKET
        )
    except RuleBroken as refusal:
        assert refusal.field == "due_rule"
        return
    assert all(period.starts_on <= period.due_on <= period.ends_on for period in made)


@pytest.mark.parametrize(
    ("cadence", "rule", "words"),
    [
        (Cadence.QUARTERLY, DueRule(month_day=(3, 25)), "每季度末月25日前"),
        (Cadence.QUARTERLY, DueRule(month_day=(2, 25)), "每季度第2个月25日前"),
        (Cadence.HALF_YEARLY, DueRule(month_day=(1, 31)), "每半年首月底前"),
        (Cadence.MONTHLY, DueRule(month_day=(1, 25)), "每月25日前"),
        (Cadence.MONTHLY, DueRule(month_day=(1, 31)), "每月底前"),
        (Cadence.MONTHLY, DueRule(days_after=5), "每月结束后5日内"),
        (Cadence.YEARLY, DueRule(month_day=(12, 10)), "每年12月10日前"),
        (Cadence.ONCE, DueRule(fixed=date(2026, 10, 30)), "2026年10月30日前"),
        (Cadence.ONCE, DueRule(days_after=10), "责任期限届满后10日内"),
        (Cadence.FLOOD_SEASON, DueRule(month_day=(5, 15)), "每年5月15日前"),
        (Cadence.WEEKLY, DueRule(), "每周日前"),
        (Cadence.DAILY, DueRule(), "每日"),
        (Cadence.DAILY, DueRule(days_after=1), "每日，次日报送"),
        (Cadence.MARKET_DAY, DueRule(), "逢集日（逢1、4、7）"),
    ],
)
def test_in_words(cadence: Cadence, rule: DueRule, words: str) -> None:
    assert in_words(cadence, rule, market_days="147") == words


@pytest.mark.parametrize("cadence", list(Cadence))
def test_every_cadence_has_a_label_and_words(cadence: Cadence) -> None:
    assert CADENCE_LABELS[cadence]
    assert in_words(cadence).endswith(("前", "每日", "逢集日"))


@pytest.mark.parametrize(
    ("cadence", "rule", "word"),
    [
        (Cadence.MONTHLY, DueRule(days_after=3, month_day=(1, 3)), "只能选一种"),
        (Cadence.MONTHLY, DueRule(days_after=-1), "0至366"),
        (Cadence.MONTHLY, DueRule(fixed=date(2026, 5, 1)), "固定日期"),
        (Cadence.MONTHLY, DueRule(month_day=(2, 3)), "第1至1个月"),
        (Cadence.QUARTERLY, DueRule(month_day=(3, 32)), "1至31日"),
        (Cadence.WEEKLY, DueRule(month_day=(1, 3)), "不按月份"),
        (Cadence.ONCE, DueRule(fixed=date(2025, 12, 31)), "早于"),
    ],
)
def test_a_rule_that_does_not_fit_is_refused(cadence: Cadence, rule: DueRule, word: str) -> None:
    with pytest.raises(RuleBroken, match=word):
        periods(cadence, *YEAR, rule)


@pytest.mark.parametrize(
    ("typed", "kept", "words", "label"),
    [
        ("逢1、4、7", "147", "1、4、7", "逢1、4、7"),
        ("７ 4 1", "147", "1、4、7", "逢1、4、7"),
        ("农历逢三、六、九", "农369", "农历3、6、9", "农历逢3、6、9"),
        ("农3,6,9", "农369", "农历3、6、9", "农历逢3、6、9"),
        ("阴历初二、初五、初八", "农258", "农历2、5、8", "农历逢2、5、8"),
        ("逢五、十", "05", "0、5", "逢0、5"),
        ("", "", "", ""),
    ],
)
def test_market_days_as_they_are_typed(typed: str, kept: str, words: str, label: str) -> None:
    assert read_market_days(typed) == kept and len(kept) <= 10
    assert (market_words(kept), market_label(kept)) == (words, label)
    assert read_market_days(words) == kept, "what is shown is read back"


@pytest.mark.parametrize("typed", ["周三", "农历", "农历十五", "农历0123456789", "公历3", "三月三"])
def test_what_tells_no_market_days(typed: str) -> None:
    with pytest.raises(RuleBroken):
        read_market_days(typed)


def test_terms_and_market_days_are_checked() -> None:
    with pytest.raises(RuleBroken, match="早于起期"):
        periods(Cadence.ONCE, YEAR[1], YEAR[0])
    with pytest.raises(RuleBroken, match="超过十年"):
        count(Cadence.DAILY, date(2000, 1, 1), date(2026, 1, 1))
    with pytest.raises(RuleBroken, match="未设置"):
        periods(Cadence.MARKET_DAY, *YEAR)
    with pytest.raises(RuleBroken, match="0至9"):
        count(Cadence.MARKET_DAY, *YEAR, market_days=frozenset({11}))
