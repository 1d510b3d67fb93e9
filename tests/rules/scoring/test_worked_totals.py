"""Worked examples of whole rubrics: parts, conversion, bonus, grades, ranks and vetoes as the methods read (field.md 5, 5.1, 5.2)."""

from dataclasses import replace
from decimal import Decimal as D

import pytest
from scoring_values import (
    ONE,
    PLAIN,
    did,
    event,
    events,
    known,
    lost,
    period,
    row,
    rule,
    scored,
    total_of,
    unit,
    words_of,
)

from respbook.rules.scoring.kinds import (
    BonusPlace,
    Combine,
    Missing,
    NotApplicableMode,
)
from respbook.rules.scoring.rubric import Part, RankGroup, Rubric, Total, UnitClass, Variant
from respbook.rules.scoring.rule_kinds import Bonus, Discretion, Occurrence, Proportion

# Periods and weights

MONTHS = tuple(period(f"{month:02}月", r1=known(a=did(*events(month % 3)))) for month in range(1, 13))
R35 = Rubric(
    "镇河长",
    (row(100, ONE, key="1", part="p"), row(30, rule(Discretion()), key="2", part="y")),
    parts=(Part("p", "平时考核", D(70), times=12), Part("y", "年终考核", D(30))),
)
YEAR_END = (period("年终", r2=known(a=did(judged="28", reason="资料齐全"))),)
QUARTERS = tuple(period(f"{q}季度", r1=known(a=did(*events(q)))) for q in (1, 2, 3))


def quarters(combine, missing):
    return Rubric("季度", (row(100, ONE, part="q"),), parts=(Part("q", "季度考核", D(100), 4, combine, missing),))


def test_seventy_of_the_months_and_thirty_of_the_year_end():
    result = scored(R35, unit("甲村", p=MONTHS, y=YEAR_END))["甲村"]
    assert result.total == D("97.30")  # 12 months lost 12 points: mean 99; 99 × 70 ÷ 100 = 69.3; ＋28
    assert result.complete
    assert [part.score for part in result.parts] == [D("69.3"), D(28)]
    assert "÷12＝99分，99分×70÷100＝69.3分" in words_of(result.parts[0])


def test_a_missing_period_counts_nothing_or_is_left_out():
    assert total_of(quarters(Combine.MEAN, Missing.LEFT_OUT), q=QUARTERS) == 98  # (99＋98＋97)÷3
    assert total_of(quarters(Combine.MEAN, Missing.ZERO), q=QUARTERS) == D("73.5")  # 294÷4
    assert total_of(quarters(Combine.SUM, Missing.ZERO), q=QUARTERS) == D("73.5")
    result = scored(quarters(Combine.MEAN, Missing.ZERO), unit("甲村", q=QUARTERS))["甲村"]
    assert not result.complete
    assert "缺1期，按0分计" in words_of(result.parts[0])


def test_quarters_that_add_up():
    rubric = Rubric(
        "季度", (row(25, ONE, part="q"),), parts=(Part("q", "季度考核", D(100), 4, Combine.SUM, Missing.ZERO),)
    )
    four = (*QUARTERS, period("4季度"))
    assert total_of(rubric, q=four) == 94  # 24＋23＋22＋25


def test_the_same_rows_in_summer_and_autumn():
    rubric = Rubric("禁烧", (row(100, ONE),), parts=(Part("s", "夏季", D(40)), Part("a", "秋季", D(60))))
    summer, autumn = period("夏", r1=known(a=did(*events(10)))), period("秋", r1=known(a=did(*events(5))))
    assert total_of(rubric, s=(summer,), a=(autumn,)) == 93  # 90×0.4＋95×0.6


def test_a_part_that_has_not_come_yet_is_left_out_and_told():
    result = scored(R35, unit("甲村", p=MONTHS))["甲村"]
    assert result.total == 99  # 69.3 of 70
    assert not result.complete
    assert "69.3分×100÷70＝99分" in words_of(result)


# Not applicable

WATER = row(20, ONE, key="2", heading="水")
BANKS = row(30, ONE, key="3", heading="水")
STRAW = row(50, ONE, key="1", heading="气")


def waters(mode, **more):
    return Rubric("细则", (STRAW, replace(WATER, na_mode=mode, **more), BANKS))


def no_river(straw=5, banks=3):
    return period(r1=known(a=did(*events(straw))), r2=known(na="没有河道"), r3=known(a=did(*events(banks))))


@pytest.mark.parametrize(
    ("mode", "more", "expected"),
    [
        (NotApplicableMode.FULL, {}, "92"),  # 45＋20＋27
        (NotApplicableMode.FIXED, {"na_points": D(15)}, "87"),
        (NotApplicableMode.CONVERT, {}, "90"),  # 72×100÷80
        (NotApplicableMode.REDISTRIBUTE, {}, "90"),  # 45＋27×50÷30
        (NotApplicableMode.MEAN, {}, "90"),  # alone, nothing to take the mean of: converted
    ],
)
def test_what_does_not_apply(mode, more, expected):
    assert total_of(waters(mode, **more), no_river()) == D(expected)


def test_the_mean_of_the_others():
    rubric = waters(NotApplicableMode.MEAN)
    full = {name: unit(name, period(r2=known(a=did(*events(count))))) for name, count in (("乙", 2), ("丙", 5))}
    result = scored(rubric, unit("甲村", no_river()), *full.values())["甲村"]
    assert result.total == D("88.50")  # 45＋（18＋15）÷2＋27
    assert "平均16.5分" in words_of(result.parts[0].periods[0].rows[1])


def test_nothing_applies_at_all():
    result = scored(PLAIN, unit("甲村", period(r1=known(na="没有任务"))), lost(5, "乙村"))
    assert not result["甲村"].applies
    assert (result["甲村"].rank, result["甲村"].band, result["甲村"].total) == (0, "", 0)
    assert words_of(result["甲村"]) == "全部指标不适用，不计分"
    assert result["乙村"].rank == 1
    assert "全部1个单位中列第1名" in words_of(result["乙村"])


def test_one_period_without_any_task_is_left_out():
    rubric = quarters(Combine.MEAN, Missing.ZERO)
    four = (*QUARTERS, period("4季度", r1=known(na="休渔")))
    result = scored(rubric, unit("甲村", q=four))["甲村"]
    assert (result.total, result.complete) == (98, True)


def test_thirds_round_once_and_at_the_end():
    third = D("0.004")
    rows = [row(1, rule(Proportion(third, D(0), most=third)), key=str(at)) for at in (1, 2, 3)]
    rubric = Rubric("细则", (*rows, row(1, rule(Discretion()), key="4")))
    shares = {f"r{at}": known(a=did(actual="1", target="3")) for at in (1, 2, 3)}
    result = scored(rubric, unit("甲村", period(**shares, r4=known(a=did(judged="0.001", reason="好")))))["甲村"]
    assert result.total == D("0.01")  # 0.004 in three thirds and 0.001 make a half of the last place
    assert abs(result.parts[0].periods[0].rows[0].score - third / 3) < D("1e-19")


# Classes and other scales


def test_a_class_has_its_own_points_rows_and_targets():
    rate = rule(Proportion(target=D(10)), "a")
    rubric = Rubric(
        "细则",
        (
            row(60, rate, key="1", variants={"unit": Variant(points=D(100), targets={"a": D(20)})}),
            row(40, ONE, key="2", variants={"unit": Variant(applies=False)}),
        ),
        classes=(UnitClass("village", "村"), UnitClass("unit", "镇属单位")),
        groups=(RankGroup("v", "村组", ("village",)), RankGroup("u", "单位组", ("unit",))),
    )
    facts = period(r1=known(a=did(actual="10")), r2=known(a=did(*events(4))))
    results = scored(rubric, unit("甲村", facts, class_key="village"), unit("水务站", facts, class_key="unit"))
    assert (results["甲村"].total, results["水务站"].total) == (96, 50)
    assert [result.rank for result in results.values()] == [1, 1]
    assert "按“镇属单位”类的指标和分值计分" in words_of(results["水务站"])
    assert "在单位组1个单位中列第1名" in words_of(results["水务站"])
    assert list(results) == ["甲村", "水务站"]
    assert [one.key for one in results["水务站"].parts[0].periods[0].rows] == ["1"]


def test_raw_points_are_converted_where_the_rubric_says_so():
    rows = (row(400, ONE, key="1"), row(250, ONE, key="2"))
    facts = period(r1=known(a=did(*events(65))))
    assert total_of(Rubric("细则", rows, Total(convert=True)), facts) == 90  # 585×100÷650
    assert total_of(Rubric("细则", rows, Total(D(650))), facts) == 585


# Bonus

FINDS = rule(Bonus(D(2), {"省": D(3)}), "b", words="主动发现并处置每起加2分")


@pytest.mark.parametrize(
    ("total", "finds", "expected"),
    [
        (Total(), 3, "101"),
        (Total(bonus_place=BonusPlace.INSIDE), 3, "100"),
        (Total(bonus_cap=D(3)), 3, "98"),
        (Total(ceiling=D(100)), 3, "100"),
        (Total(), 0, "95"),
    ],
)
def test_bonus_inside_outside_and_capped(total, finds, expected):
    rubric = Rubric("细则", (row(100, ONE), row(0, FINDS, key="2")), total)
    facts = period(r1=known(a=did(*events(5))), r2=known(b=did(*events(*[1] * finds))))
    result = scored(rubric, unit("甲村", facts))["甲村"]
    assert result.total == D(expected)
    assert sum(step.change for step in result.steps) == D(expected)


def test_a_bonus_by_its_level_and_only_when_confirmed():
    rubric = Rubric("细则", (row(100, ONE), row(0, FINDS, key="2")))
    found = did(event(source="省"), event(key="f"), event(key="g", final=False))
    assert scored(rubric, unit("甲村", period(r2=known(b=found))))["甲村"].total == 105
    assert scored(rubric, unit("甲村", period(r2=known(b=found))), with_proposed=True)["甲村"].total == 107


def test_the_total_never_falls_below_its_floor():
    rubric = Rubric("细则", (row(100, ONE, floor=None),))
    assert total_of(rubric, period(r1=known(a=did(*events(130))))) == 0


# One incident, one deduction


def incidents(**more):
    rubric = Rubric(
        "细则", (row(50, ONE, key="1"), row(50, rule(Occurrence(D(3)), words="逾期未改每件扣3分"), key="2"))
    )
    first = event(incident="w1", words="河边垃圾")
    second = event(key="x", incident="w1", words="河边垃圾", **more)
    return scored(rubric, unit("甲村", period(r1=known(a=did(first)), r2=known(a=did(second)))))["甲村"]


def test_one_incident_is_deducted_once_where_it_costs_most():
    result = incidents()
    assert result.total == 97
    rows = result.parts[0].periods[0].rows
    assert "“河边垃圾”：同一事件，不重复扣分" in words_of(rows[0])
    assert rows[1].score == 47


def test_a_second_deduction_that_was_allowed_counts():
    assert incidents(again=True).total == 96


def test_an_unconfirmed_event_takes_no_incident_from_a_confirmed_one():
    assert incidents(final=False).total == 99
    assert incidents(own_in_time=True).total == 99


def test_what_is_not_confirmed_is_listed():
    proposed = unit("甲村", period(r1=known(a=did(event(count=3, final=False, on="2026-05-02", words="渠边垃圾")))))
    result = scored(PLAIN, proposed)["甲村"]
    assert result.total == 100
    assert "5月2日“渠边垃圾”：拟扣3分，尚未确认，暂不计入" in words_of(result.parts[0].periods[0].rows[0])
    today = scored(PLAIN, proposed, with_proposed=True)["甲村"]
    assert today.total == 97
    assert "其中1件尚未确认，按拟扣计" in words_of(today.parts[0].periods[0].rows[0])


def test_a_villager_can_follow_with_a_pencil():
    rubric = Rubric("细则", (row(10, rule(Occurrence(D("0.5")), words="每发现一处扣0.5分，扣完为止。")),))
    result = scored(rubric, unit("甲村", period(r1=known(a=did(*events(2))))))["甲村"]
    row_words = words_of(result.parts[0].periods[0].rows[0])
    assert row_words == "满分10分\n每发现一处扣0.5分，扣完为止：2处×0.5分＝扣1分，10分－1分＝9分"


def test_assessors_points_stand_beside_the_systems():
    result = scored(PLAIN, unit("甲村", period(r1=known(given="88", a=did(*events(5))))))["甲村"]
    the_row = result.parts[0].periods[0].rows[0]
    assert (result.total, the_row.proposed) == (88, 95)
    assert the_row.steps[-1].words == "考核组核定88分（系统算分95分）"
