"""报送: what a task asks for, what may be said, how figures add up."""

import datetime as d
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.cadence import Cadence
from respbook.rules.errors import RuleBroken
from respbook.rules.reports import (
    Ask,
    Content,
    Progress,
    Reckoning,
    Said,
    Told,
    asks,
    check_falling,
    checked,
    settled,
    wanted_by_now,
    whole,
)

D = Decimal


def told(*figures):
    return [
        Told(d.date(2026, month, 1), D(amount), Reckoning(reckoning))
        for month, (amount, reckoning) in enumerate(figures, 1)
    ]


@pytest.mark.parametrize(
    ("cadence", "unit_word", "amount", "ask"),
    [
        (Cadence.DAILY, "", None, Ask.PATROL),
        (Cadence.DAILY, "次", D(1), Ask.PATROL),
        (Cadence.DAILY, "吨", D(2), Ask.FIGURE),
        (Cadence.MARKET_DAY, "次", D(1), Ask.PATROL),
        (Cadence.MONTHLY, "次", D(1), Ask.FIGURE),
        (Cadence.YEARLY, "户", D(620), Ask.FIGURE),
        (Cadence.QUARTERLY, "", None, Ask.DONE),
        (Cadence.MONTHLY, "处", D(0), Ask.DONE),
    ],
)
def test_what_a_task_asks_for(cadence, unit_word, amount, ask):
    assert asks(cadence, unit_word, amount) is ask


def test_sums_are_told_apart_from_the_period_s_own():
    rows = settled(told((10, "current"), (25, "total"), (5, "current"), (40, "total")))
    assert [row.amount for row in rows] == [10, 15, 5, 10]


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=24))
def test_telling_sums_or_periods_comes_to_the_same(amounts):
    sums = [sum(amounts[: place + 1]) for place in range(len(amounts))]
    on = [d.date(2026, 1, 1) + d.timedelta(days=31 * place) for place in range(len(amounts))]
    as_sums = settled([Told(day, D(each), Reckoning.TOTAL) for day, each in zip(on, sums, strict=True)])
    as_periods = settled([Told(day, D(each), Reckoning.CURRENT) for day, each in zip(on, amounts, strict=True)])
    assert [row.amount for row in as_sums] == [row.amount for row in as_periods] == amounts


def test_a_falling_sum_is_refused_where_it_was_said():
    rows = settled(told((10, "current"), (8, "total"), (3, "current")))
    with pytest.raises(RuleBroken, match="累计数8小于此前各期累计10"):
        check_falling(rows, d.date(2026, 2, 1))
    check_falling(rows, d.date(2026, 3, 1))
    with pytest.raises(RuleBroken, match="2026年2月1日那一期报的累计数8就小于此前累计10"):
        check_falling(rows, d.date(2026, 1, 1))


def test_what_came_on_top_is_added_to_what_stands():
    added = Content(Said.FIGURE, D(7), Reckoning.ADDED)
    assert whole(added, D(20)) == Content(Said.FIGURE, D(27), Reckoning.CURRENT)
    assert whole(added, None).amount == 7
    plain = Content(Said.FIGURE, D(7), Reckoning.CURRENT)
    assert whole(plain, D(20)) is plain


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [(None, "没有的填0"), ("-1", "不能小于0"), ("2e9", "请核对单位"), ("0.0001", "最多三位小数")],
)
def test_bad_figures(amount, sentence):
    with pytest.raises(RuleBroken, match=sentence) as refusal:
        checked(Ask.FIGURE, Content(Said.FIGURE, None if amount is None else D(amount)), 0)
    assert refusal.value.field == "amount"


def test_a_photo_stands_for_a_sentence():
    assert checked(Ask.PATROL, Content(Said.FOUND, category="垃圾乱丢"), 1).category == "垃圾乱丢"
    with pytest.raises(RuleBroken, match="请写一句情况"):
        checked(Ask.PATROL, Content(Said.FOUND, text="  "), 0)
    with pytest.raises(RuleBroken, match="请写一句完成情况"):
        checked(Ask.DONE, Content(Said.DONE), 0)


def test_only_checked_figures_count():
    assert Progress(D(50), D(20), D(10), D(40)).share == D("0.5")
    assert Progress(D(50), D(20), D(10), None).share is None
    assert Progress(D(5), D(2), D(1), D(-20)).share is None, "较基准年下降20% is no sum to be reached"
    assert wanted_by_now(Cadence.MONTHLY, D(4), 3) == 12 and wanted_by_now(Cadence.YEARLY, D(4), 1) == 4
