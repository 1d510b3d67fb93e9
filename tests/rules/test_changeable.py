"""可报可改: one table of cases for what pages offer and what is taken."""

import datetime as d

import pytest

from respbook.rules.changeable import check_closed, closed, why_shut
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import FilingState
from respbook.rules.obligations import Asked

START, DUE = d.date(2026, 3, 1), d.date(2026, 3, 5)
PERIOD = Asked(START, DUE, DUE, "一期")
SUBMITTED, RETURNED, PASSED, VERIFIED = FilingState


def on(day):
    return d.date(2026, 3, day)


@pytest.mark.parametrize(
    ("state", "long", "today", "open_until", "says"),
    [
        (None, False, on(1), None, None),
        (None, False, on(20), None, None),
        (None, False, on(21), None, "2026年3月20日已关账"),
        (None, False, d.date(2026, 2, 28), None, "还没有到"),
        (None, False, on(21), on(21), None),
        (None, False, on(23), on(22), "2026年3月22日已关账"),
        (None, False, on(21), on(10), "2026年3月20日已关账"),
        (None, True, on(21), None, "已关账"),
        (SUBMITTED, False, on(20), None, None),
        (SUBMITTED, False, on(21), None, "已关账"),
        (RETURNED, False, on(30), None, None),
        (PASSED, False, on(6), None, "这一期已审，不能再改"),
        (PASSED, False, on(30), on(31), "这一期已审，不能再改"),
        (PASSED, True, on(6), None, None),
        (PASSED, True, on(30), None, "已关账"),
        (VERIFIED, False, on(6), None, "这一期已核实，不能再改"),
        (VERIFIED, True, on(6), None, None),
    ],
)
def test_what_may_still_be_said(state, long, today, open_until, says):
    sentence = why_shut(state, long, PERIOD, today, 15, open_until)
    assert says in sentence if says else sentence is None


def test_the_last_day_is_counted_in():
    assert not closed(DUE, DUE, 0, None) and closed(DUE, on(6), 0, None)


def test_only_what_is_closed_is_opened_again():
    check_closed(PERIOD, on(21), 15)
    with pytest.raises(RuleBroken, match="2026年3月20日才关账，现在可以直接报送"):
        check_closed(PERIOD, on(20), 15)
    with pytest.raises(RuleBroken, match="还没有到"):
        check_closed(PERIOD, d.date(2026, 2, 28), 15)
