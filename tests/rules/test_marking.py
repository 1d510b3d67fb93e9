"""评分规则: what may be typed, when a reason is wanted, how marks of several stand together, who sees what."""

from decimal import Decimal

import pytest

from respbook.rules.assessments import Combining
from respbook.rules.errors import RuleBroken
from respbook.rules.marking import (
    Asked,
    Mark,
    Proposal,
    Typed,
    check_mark,
    check_second_thoughts,
    is_gap,
    marked,
    missing_words,
    most_of,
    proposed_mark,
    read_mark,
    read_points,
    standing_of,
    to_mark,
    visible_to,
)
from respbook.rules.scoring.rubric import Row, Rule, Variant
from respbook.rules.scoring.rule_kinds import Bonus, Occurrence, Stage, Steps

D = Decimal
ROW = Row("1", "巡查", D(10), rules=(Rule("a", Occurrence(D(1))),))


@pytest.mark.parametrize(
    ("text", "points"),
    [("8", "8"), ("８．５", "8.5"), (" 0.125 ", "0.125"), ("10", "10"), ("10.000", "10"), ("0", "0")],
)
def test_points_as_people_type_them(text, points):
    assert read_points(text, ROW, "") == D(points)


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "nan",
        "−0",
        "-0",
        "－０",
        "1e999",
        "1e3",
        "inf",
        "8,5",
        "8.1234",
        "10.001",
        "-1",
        "１½",
        "²",
        "八",
        "",
        "9" * 60,
    ],
)
def test_what_is_no_mark_is_refused_with_a_sentence(text):
    with pytest.raises(RuleBroken) as refused:
        read_points(text, ROW, "")
    assert refused.value.field == "points" and refused.value.sentence.endswith("。")


def test_the_row_says_how_much_may_be_given():
    loose = Row("1", "不保底", D(10), floor=None)
    assert read_points("-3.5", loose, "") == D("-3.5")
    more = Row("1", "可超", D(10), ceiling=D(12))
    assert read_points("12", more, "") == 12
    stages = Row("1", "分档", D(10), rules=(Rule("a", Steps((Stage(D(15), D(100)), Stage(D(5), D(1))))),))
    assert most_of(stages, "") == 15 and most_of(ROW, "") == 10
    varied = Row("1", "分类", D(10), variants={"office": Variant(points=D(6))})
    with pytest.raises(RuleBroken, match="最多6分"):
        read_points("7", varied, "office")
    assert marked(ROW, "") and not marked(Row("1", "加分", D(0), rules=(Rule("a", Bonus(D(1))),)), "")
    assert not marked(Row("1", "不承担", D(10), variants={"office": Variant(applies=False)}), "office")


def checked(points, proposal, reason=""):
    return check_mark(Mark(D(points), reason), proposal, ROW, "")


def test_a_mark_that_says_otherwise_says_why():
    nine, nothing, out = Proposal(D(9)), Proposal(None, "", True), Proposal(None, "没有此项任务")
    assert checked("9", nine) == Mark(D(9))
    assert checked("8", nine, "  台账 不全 ").reason == "台账 不全"
    for points, proposal in (("8", nine), ("9", nothing), ("10", out)):
        for reason in ("", " ", "。"):
            with pytest.raises(RuleBroken) as refused:
                checked(points, proposal, reason)
            assert refused.value.field == "reason"
    assert checked("10", nothing) == Mark(D(10)), "full points of what the system cannot work out need no reason"
    third = Proposal(D(20) / D(3))
    assert checked("6.667", third) == Mark(D("6.667"))
    assert proposed_mark(third) == Mark(D("6.667")) and to_mark(D("0.0005")) == D("0.001")
    with pytest.raises(RuleBroken, match="300"):
        checked("8", nine, "长" * 301)


def test_not_applicable_says_why():
    typed = Typed("8", "", "本村没有养殖场")
    assert check_mark(read_mark(typed, ROW, ""), Proposal(D(9)), ROW, "") == Mark(None, "", "本村没有养殖场")
    with pytest.raises(RuleBroken) as refused:
        check_mark(read_mark(Typed("", "", " "), ROW, ""), Proposal(D(9)), ROW, "")
    assert refused.value.field == "not_applicable"
    assert proposed_mark(Proposal(None, "没有此项任务")).not_applicable == "没有此项任务"
    with pytest.raises(RuleBroken):
        proposed_mark(Proposal())


def standing(*points, wanted=2, how=Combining.MEAN, settled=None):
    marks = [Mark(D(each)) if each is not None else Mark(None, "", "没有") for each in points]
    return standing_of(marks, wanted, how, D(2), settled)


def test_nothing_is_worked_out_before_all_marks_are_in():
    one = standing("8")
    assert (one.complete, one.score, one.gap, one.wide) == (False, None, 0, False)
    both = standing("8", "9")
    assert (both.complete, both.score, both.wide) == (True, D("8.5"), False)
    wide = standing("6", "8")
    assert wide.unsettled and wide.score == 7
    assert not standing("6", "8", settled=D("7.5")).unsettled
    assert standing("6", "8", settled=D("7.5")).score == D("7.5")
    assert standing("2", "9", "8", wanted=3, how=Combining.MEDIAN).score == 8
    assert standing("2", "9", "8", wanted=3, how=Combining.TRIMMED).score == 8


def test_some_say_it_does_not_apply():
    split = standing("8", None)
    assert split.split and split.unsettled and split.score is None
    none = standing(None, None)
    assert none.complete and not none.wide and none.not_applicable == "没有" and none.score is None


def test_second_thoughts_need_a_reason_of_their_own():
    before = Mark(D(8), "少一处")
    check_second_thoughts(before, before)
    check_second_thoughts(before, Mark(D(9), "核对后确无此事"))
    for after in (Mark(D(9)), Mark(D(9), "少一处")):
        with pytest.raises(RuleBroken):
            check_second_thoughts(before, after)


def test_who_sees_a_mark():
    assert visible_to(1, 1, 1, 2, True)
    assert not visible_to(1, 2, 1, 2, True)
    assert visible_to(1, 2, 2, 2, True)
    assert visible_to(1, 2, 1, 2, False)


def test_gaps_and_duties():
    assert is_gap(D(8), Proposal(D(6)), D(2)) and not is_gap(D(7), Proposal(D(6)), D(2))
    assert not is_gap(None, Proposal(D(6)), D(2)) and not is_gap(D(8), Proposal(), D(2))
    assert Asked(everybody=True).of(1, "a") and not Asked().of(1, "a")
    both = Asked(frozenset({1}), frozenset({"a"}))
    assert both.of(1, "a") and not both.of(2, "a") and not both.of(1, "b")
    assert Asked(frozenset({1})).of(1, "b") and Asked(rows=frozenset({"a"})).of(9, "a")
    assert missing_words([(str(n), "缺") for n in range(10)])[-1] == "另有2项。"
