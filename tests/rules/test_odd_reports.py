"""异常报送: what is odd is told with its reason; what is usual is not."""

import datetime as d
from decimal import Decimal

import pytest

from respbook.rules.cadence import Cadence
from respbook.rules.odd_reports import Looked, PhotoUse, oddities, repeated_words
from respbook.rules.reports import Reckoning, Said

CHINA = d.timezone(d.timedelta(hours=8))
DUE = d.date(2026, 4, 30)


def looked(amount=None, *, said=Said.FIGURE, cadence=Cadence.MONTHLY, at=(4, 30), unit_word="吨", **rest):
    value = None if amount is None else Decimal(amount)
    return Looked(
        said=said,
        due_on=DUE,
        first_at=d.datetime(2026, *at, 23, 30, tzinfo=CHINA),
        cadence=cadence,
        unit_word=unit_word,
        given=rest.pop("given", value),
        amount=value,
        reckoning=Reckoning.CURRENT,
        **rest,
    )


def numbers(*words):
    return [Decimal(word) for word in words]


@pytest.mark.parametrize(
    ("amount", "earlier", "words"),
    [
        ("35", ("10", "11"), "本期报35吨，此前2期一般为10.5吨，是其3.3倍"),
        ("118", ("10",), "是其12倍"),
        ("2", ("10", "12"), "只有其三分之一以下"),
        ("0", ("10",), "本期报0，此前1期一般为10吨"),
        ("1", ("10",), "只有其十分之一以下"),
    ],
)
def test_a_jump_is_told_against_the_middle_of_what_was_usual(amount, earlier, words):
    (reason,) = oddities(looked(amount), numbers(*earlier))
    assert words in reason


@pytest.mark.parametrize(
    ("amount", "earlier"),
    [("30", ("10", "11")), ("50", ("10",)), ("5", ()), ("5", ("0", "0")), ("0", ("0",)), ("11", ("10", "500", "12"))],
)
def test_what_is_usual_is_not_odd(amount, earlier):
    assert oddities(looked(amount), numbers(*earlier)) == []


def test_one_odd_month_before_does_not_shift_what_is_usual():
    assert oddities(looked("40"), numbers("10", "400", "11"))


def test_more_than_the_whole_year_asks_for():
    assert oddities(looked("30", target=Decimal(20), periods=12), [], Decimal(211)) == [
        "全年已报241吨，超过全年目标240吨"
    ]
    assert oddities(looked("30", target=Decimal(20), periods=12), [], Decimal(210)) == []
    assert oddities(looked("9", target=Decimal(3), cadence=Cadence.DAILY), [], Decimal(90)) == [], (
        "days are not summed up"
    )
    yearly = looked("101", target=Decimal(100), periods=1, cadence=Cadence.YEARLY, unit_word="户")
    assert oddities(yearly, []) == ["全年已报101户，超过全年目标100户"]


def test_a_fall_against_the_base_year_is_no_sum_to_be_reached():
    assert oddities(looked("3", cadence=Cadence.YEARLY, unit_word="处", target=Decimal(-20)), []) == []


def test_shares_are_never_added_up():
    assert oddities(looked("80", unit_word="%", target=Decimal(90)), numbers("85", "90"), Decimal(175)) == []
    assert oddities(looked("110", unit_word="%"), []) == ["报110%，超过100%"]


def test_a_sum_below_the_sum_before_it():
    assert oddities(looked("-5", given=Decimal(35)), []) == ["累计35吨，小于此前累计40吨"]
    less = looked("20", cadence=Cadence.YEARLY, unit_word="户", passed=Decimal(27))
    assert oddities(less, []) == ["报20户，小于上次已审的27户"]


def test_something_found_without_a_word():
    assert oddities(looked(said=Said.FOUND), []) == ["报“有情况”，没有写是什么情况"]
    assert oddities(looked(said=Said.FOUND, text="河边有烟"), []) == []


def test_much_later_by_the_day_in_china():
    assert oddities(looked(said=Said.NOTHING, at=(5, 5)), []) == []
    assert oddities(looked(said=Said.NOTHING, at=(5, 6)), []) == ["到期后6天才报"]


def test_a_photo_of_other_days_or_of_another_unit_is_odd_for_whoever_sent_it_later():
    def use(entry, unit=1, first=5, last=5, report=None):
        days = d.date(2026, 6, first), d.date(2026, 6, last)
        return PhotoUse(entry, report or entry, unit, f"第{unit}村", f"6月{first}日", *days)

    own = use(9, first=7, last=7)
    assert repeated_words(own, [use(3)]) == "照片与6月5日的报送疑似重复"
    assert repeated_words(own, [use(3, unit=2, first=7, last=7)]) == "照片与第2村6月7日的报送疑似重复"
    assert repeated_words(own, [use(3), use(4, first=6, last=6)]) == "照片与6月5日的等2条报送疑似重复"
    for fine in ([], [use(12)], [use(3, first=1, last=30)], [use(3, report=9)]):
        assert repeated_words(own, fine) == ""
