"""名次、等次、名额和否决, worked by hand (field.md 5: RANK, BAND, VETO; features A8, A10)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest
from scoring_values import (
    FOUR,
    ONE,
    PLAIN,
    did,
    event,
    known,
    lost,
    period,
    row,
    rule,
    scored,
    unit,
    words_of,
)

from respbook.rules.scoring.facts import VetoFact
from respbook.rules.scoring.kinds import (
    TieKey,
    VetoEffect,
    VetoSpan,
    VetoTarget,
)
from respbook.rules.scoring.rubric import Band, Quota, Rubric, Tie, Veto
from respbook.rules.scoring.rule_kinds import ByRank, Place

# Ranks, grades, quotas


def test_equal_totals_share_a_rank():
    results = scored(PLAIN, lost(1, "甲"), lost(2, "乙"), lost(2, "丙"), lost(3, "丁"))
    assert {name: result.rank for name, result in results.items()} == {"甲": 1, "乙": 2, "丙": 2, "丁": 4}


@pytest.mark.parametrize(
    ("tie", "expected"),
    [
        (Tie(TieKey.ROW, "2"), {"甲": 2, "乙": 1}),
        (Tie(TieKey.DEDUCTIONS), {"甲": 2, "乙": 1}),
        (Tie(TieKey.BONUS), {"甲": 1, "乙": 1}),
    ],
)
def test_equal_totals_are_told_apart_as_the_office_says(tie, expected):
    rubric = Rubric("细则", (row(50, ONE, key="1"), row(50, ONE, key="2")), ties=(tie,))
    first = unit("甲", period(r1=known(a=did(event())), r2=known(a=did(event()))))
    second = unit("乙", period(r1=known(a=did(event(count=2)))))
    assert {name: result.rank for name, result in scored(rubric, first, second).items()} == expected


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ("10", "优秀"),
        ("10.001", "优秀"),
        ("10.01", "良好"),
        ("25", "良好"),
        ("25.01", "合格"),
        ("40", "合格"),
        ("41", "不合格"),
    ],
)
def test_bounds_belong_to_one_side(points, expected):
    assert scored(PLAIN, lost(D(points)))["甲村"].band == expected


def test_a_total_between_the_grades_has_none():
    gap = Rubric(
        "细则", (row(100, ONE),), bands=(Band("优", D(90)), Band("良", D(80), high=D(89), high_inclusive=True))
    )
    result = scored(gap, lost(D("10.5")))["甲村"]
    assert result.band == ""
    assert "89.5分不在任何等次的分数段内" in words_of(result)


def test_excellent_only_among_the_first_of_the_group():
    bands = (replace(FOUR[0], rank_within=2), *FOUR[1:])
    results = scored(Rubric("细则", (row(100, ONE),), bands=bands), *[lost(at, f"{at}村") for at in range(4)])
    assert [result.band for result in results.values()] == ["优秀", "优秀", "良好", "良好"]
    assert results["3村"].band_by_points == "优秀"
    assert "优秀限组内前2名，列第3名，定为良好" in words_of(results["2村"])


def quota(count=None, share=None):
    return Rubric("细则", (row(100, ONE),), bands=FOUR, quotas=(Quota("优秀", "", count, share),))


def test_a_quota_by_share_is_rounded_down():
    results = scored(quota(share=D("0.2")), *[lost(at, f"{at}村") for at in range(9)])
    assert [result.band for result in results.values()] == ["优秀", *["良好"] * 8]


def test_equals_at_the_edge_do_not_break_the_quota():
    results = scored(quota(count=2), lost(1, "甲"), lost(2, "乙"), lost(2, "丙"))
    assert {name: result.band for name, result in results.items()} == {"甲": "优秀", "乙": "良好", "丙": "良好"}
    assert "与他人并列" in words_of(results["乙"])


def test_points_by_rank():
    places = rule(ByRank((Place(1, 1, D(60)), Place(2, 2, D(57)), Place(3, 3, D(54))), D(48)))
    rubric = Rubric("细则", (row(60, places),))
    results = scored(
        rubric,
        *[
            unit(name, period(r1=known(a=did(actual=str(many)))))
            for name, many in zip("甲乙丙丁", (9, 7, 7, 1), strict=True)
        ],
    )
    assert {name: result.total for name, result in results.items()} == {"甲": 60, "乙": 57, "丙": 57, "丁": 48}


# Vetoes


def vetoed(*vetoes, points=5, decided=None):
    rubric = Rubric("细则", (row(100, ONE),), bands=FOUR, vetoes=vetoes)
    facts = [VetoFact(veto.key, "镇政发〔2026〕3号", date(2026, 9, 1)) for veto in vetoes]
    return scored(rubric, lost(points, vetoes=facts))["甲村"]


FAIL = Veto("f", "弄虚作假", VetoEffect.SET, "不合格")
DOWN = Veto("d", "发生较大事件", VetoEffect.LOWER, span=VetoSpan.MONTHS)
CEILING = Veto("c", "被上级通报", VetoEffect.CEILING, "良好")
BAR = Veto("b", "群众越级上访", VetoEffect.BAR)


@pytest.mark.parametrize(
    ("vetoes", "lost_points", "band", "barred"),
    [
        ((FAIL,), 5, "不合格", False),
        ((DOWN,), 5, "良好", False),
        ((DOWN,), 30, "不合格", False),
        ((DOWN,), 50, "不合格", False),
        ((CEILING,), 5, "良好", False),
        ((CEILING,), 30, "合格", False),
        ((BAR,), 5, "优秀", True),
        ((DOWN, BAR, CEILING), 5, "良好", True),
        ((CEILING, DOWN), 20, "合格", False),
        ((DOWN, FAIL), 5, "不合格", False),
        ((Veto("h", "负责人失职", VetoEffect.SET, "不合格", target=VetoTarget.HEAD),), 5, "优秀", False),
    ],
)
def test_a_veto_only_lowers(vetoes, lost_points, band, barred):
    result = vetoed(*vetoes, points=lost_points)
    assert (result.band, result.barred) == (band, barred)
    assert result.total == 100 - lost_points
    assert vetoed(*reversed(vetoes), points=lost_points).band == band


def test_a_veto_is_told_with_its_paper():
    assert (
        "一票否决：发生较大事件（镇政发〔2026〕3号，2026年9月1日决定），降低1等，由优秀改为良好，自决定之日起12个月"
        in words_of(vetoed(DOWN))
    )


# Words
