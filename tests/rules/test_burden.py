"""减负表的算法: counts, minutes, what is asked twice, and when a programme asks too much."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from respbook.rules.burden import (
    Burden,
    Item,
    Lift,
    a_week,
    costs,
    dearest,
    heaviest,
    lifted_words,
    minutes_words,
    spares,
    week_of,
)
from respbook.rules.cadence import Cadence
from respbook.rules.reports import Ask

PATROL = Item(1, 11, "每日巡查报送", "工作机制", Cadence.DAILY, Ask.PATROL, "次", 7)
FIRE = Item(2, 12, "秸秆露天焚烧火点", "秸秆焚烧", Cadence.DAILY, Ask.PATROL, "起", 7)
TRIPS = Item(3, 13, "生活垃圾清运", "垃圾乱丢", Cadence.MONTHLY, Ask.FIGURE, "次", 1)
MEETING = Item(4, 14, "两委研究环保工作", "工作机制", Cadence.MONTHLY, Ask.DONE, "", 0)


def burden(*items, unit_id=1, budget=35):
    return Burden(unit_id, "王家庄村", items, 1, budget)


def test_a_week_is_counted_by_what_falls_in_it():
    row = burden(PATROL, FIRE, TRIPS, MEETING, budget=14)
    assert (row.reports, row.daily, len(row.asked), row.over) == (15, 14, 3, 1)
    assert row.minutes == Decimal("3.8") and minutes_words(row.minutes) == "4"
    assert minutes_words(Decimal("0.2")) == "1" and minutes_words(Decimal(0)) == "0"
    assert [item.task_id for item in dearest((MEETING, TRIPS, FIRE))] == [2, 3, 4]
    assert week_of(date(2026, 11, 26)) == (date(2026, 11, 23), date(2026, 11, 29))


def test_whoever_is_over_comes_first_and_what_costs_most():
    heavy = replace(burden(PATROL, FIRE, budget=10), unit_id=2)
    busy = replace(burden(PATROL, FIRE, TRIPS), unit_id=3)
    assert [row.unit_id for row in heaviest((burden(PATROL), busy, heavy))] == [2, 3, 1]
    found = costs((busy, heavy, burden(replace(TRIPS, times=3))))
    assert [(cost.item.title, cost.units, cost.times, cost.minutes) for cost in found] == [
        ("生活垃圾清运", 2, 4, 4),
        ("每日巡查报送", 2, 14, Decimal("2.8")),
        ("秸秆露天焚烧火点", 2, 14, Decimal("2.8")),
    ]


def told(*items):
    return [each.sentence for each in spares(items)]


def test_what_is_asked_twice_is_told_the_rarer_and_the_later_of_the_two():
    season = replace(FIRE, task_id=9, title="禁烧期露天焚烧火点")
    assert told(season, FIRE) == ["“禁烧期露天焚烧火点”（每日）与“秸秆露天焚烧火点”（每日）疑似同一项，报一次即可。"]
    yearly = replace(TRIPS, task_id=2, title="全年生活垃圾清运", cadence=Cadence.YEARLY)
    assert told(yearly, TRIPS) == ["“全年生活垃圾清运”（每年）疑似可由“生活垃圾清运”（每月）各期的数得出，不必再要。"]
    assert "已含在“每日巡查报送”（每日）中" in told(PATROL, replace(PATROL, task_id=8, cadence=Cadence.WEEKLY))[0]
    assert len(told(*(replace(TRIPS, task_id=n) for n in range(3)))) == 2


def test_what_only_resembles_is_left_alone():
    film = replace(TRIPS, title="废旧农膜回收面积", category="废膜回收", unit_word="亩")
    for one, other in (
        (film, replace(film, task_id=8, title="废旧农膜回收量", unit_word="吨")),
        (FIRE, replace(FIRE, task_id=8, title="露天焚烧垃圾", category="大气污染")),
        (PATROL, replace(PATROL, task_id=8, title="禁烧期夜间巡查")),
        (TRIPS, replace(TRIPS, task_id=8, title="垃圾乱丢问题数")),
    ):
        assert told(one, other) == []


def test_an_average_week_over_the_budget_is_said_once():
    assert a_week(Cadence.DAILY) == 7 and a_week(Cadence.MARKET_DAY, "147") == Decimal("2.1")
    assert all(a_week(each) for each in Cadence if each is not Cadence.MARKET_DAY)
    over, under = Lift(Decimal(30), Decimal(7), 35), Lift(Decimal(28), Decimal(7), 35)
    assert over.over and not under.over and not Lift(Decimal(40), Decimal(0), 35).over
    assert lifted_words([("甲村", under)]) == ""
    said = lifted_words([(f"{name}村", over) for name in "甲乙丙丁"])
    assert said.startswith("按现在的目标，甲村、乙村、丙村等4个单位平均每周要报的超出上限35件（最多的37件）")
