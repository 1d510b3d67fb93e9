"""任务安排: periods and due dates of a promised figure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from respbook.rules.cadence import Cadence
from respbook.rules.errors import RuleBroken
from respbook.rules.planning import plan
from respbook.rules.targets import Figure, TargetKind


@dataclass(frozen=True)
class Promised:
    id: int = 7
    name: str = "废旧农膜回收面积"
    divided: bool = False
    unit_word: str = "亩"
    cadence: Cadence = Cadence.ONCE
    due_on: date | None = None
    due_day: int = 0
    due_in_workdays: int | None = None
    rolls_over: bool | None = None
    market_days: str | None = None
    duty: str = "分户登记"
    evidence: str = "回收登记表"

    def figure(self, amount):
        return Figure(TargetKind.AT_LEAST, self.unit_word, amount)


@dataclass(frozen=True)
class Village:
    name: str = "王家庄村"


@dataclass(frozen=True)
class Year:
    term_from: date = date(2026, 1, 1)
    term_to: date = date(2026, 12, 31)


def planned(amount=Decimal("38.5"), **more):
    return plan(Promised(**more), Village(), amount, Year())


def test_a_single_date_is_one_period():
    made = planned(due_on=date(2026, 10, 31))
    assert made.demand == "不少于38.5亩"
    assert (made.due_on, len(made.periods), made.due_words) == (date(2026, 10, 31), 1, "2026年10月31日前")
    assert (made.duty, made.evidence) == ("分户登记", "回收登记表")


def test_monthly_has_twelve_periods_and_ends_with_the_last():
    made = planned(cadence=Cadence.MONTHLY, due_day=5)
    assert len(made.periods) == 12
    assert made.periods[1].due_on == date(2026, 3, 5)
    assert made.due_on == date(2027, 1, 5)
    assert made.due_words == "每月结束后5日内"


@pytest.mark.parametrize("cadence", [Cadence.DAILY, Cadence.MARKET_DAY])
def test_days_counted_by_the_calendar_give_no_rows(cadence):
    made = planned(cadence=cadence)
    assert made.periods == ()
    assert made.due_on == date(2026, 12, 31)


def test_a_yearly_date_is_a_month_and_day():
    made = planned(cadence=Cadence.YEARLY, due_on=date(2026, 11, 30))
    assert [period.due_on for period in made.periods] == [date(2026, 11, 30)]
    assert made.due_words == "每年11月30日前"


def test_flood_season_ends_before_june():
    made = planned(cadence=Cadence.FLOOD_SEASON, due_on=date(2026, 5, 31))
    assert made.due_on == date(2026, 5, 31)


def test_a_seasonal_term_without_a_flood_season_is_due_at_its_end():
    autumn = Year(date(2026, 8, 1), date(2026, 10, 31))
    made = plan(Promised(cadence=Cadence.FLOOD_SEASON), Village(), Decimal(1), autumn)
    assert (made.periods, made.due_on) == ((), date(2026, 10, 31))


def test_a_share_that_is_missing_is_named():
    with pytest.raises(RuleBroken, match="王家庄村") as refused:
        planned(amount=None, divided=True)
    assert refused.value.field == "allocations"
