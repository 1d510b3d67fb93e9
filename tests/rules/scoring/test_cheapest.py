"""如果今天考核: the cheapest ways to gain points are true – whoever does what they say gets what they promise."""

from dataclasses import replace
from decimal import Decimal as D

import pytest
from scoring_values import did, entries, event, events, known, period, row, rule, scored, unit

from respbook.rules.scoring.cheapest import cheapest
from respbook.rules.scoring.facts import Facts
from respbook.rules.scoring.rubric import Escalation, Part, Rubric, Variant
from respbook.rules.scoring.rule_kinds import (
    ByRank,
    MissingEntries,
    Occurrence,
    PerUnit,
    Place,
    Proportion,
    Stage,
    Steps,
)

RATE = row(40, rule(Proportion(target=D(20))), key="1", title="清运")
LISTS = row(20, rule(MissingEntries(entries(方案=2, 预案=5))), key="2", title="台账")
FINDINGS = row(40, rule(Occurrence(D(3))), key="3", title="督查")
RUBRIC = Rubric("细则", (RATE, LISTS, FINDINGS))
VILLAGE = unit(
    "甲村",
    period(
        r1=known(a=did(actual="15")),
        r2=known(a=did(present=[])),
        r3=known(a=did(event(words="渠边垃圾", open=True), event(key="f", words="已不能补救"))),
    ),
)


def ways(rubric, one=VILLAGE, *others, **more):
    return cheapest(rubric, Facts((one, *others)), one.unit, **more)


def test_the_three_cheapest_ways():
    assert [way.words for way in ways(RUBRIC)] == [
        "“台账”：补上“预案”，可多得5分",
        "“督查”：把“渠边垃圾”整改到位，可多得3分",
        "“清运”：再完成5（现15，应20），可多得10分",
    ]
    assert [(way.effort, way.gain) for way in ways(RUBRIC)] == [(1, 5), (1, 3), (5, 10)]


def test_a_way_brings_what_it_promises():
    way = ways(RUBRIC)[0]
    (before,) = VILLAGE.parts[""]
    done = replace(VILLAGE, parts={"": (replace(before, rows={**before.rows, "2": known(a=did(present=["预案"]))}),)})
    totals = [scored(RUBRIC, one)["甲村"].total for one in (VILLAGE, done)]
    assert totals[1] - totals[0] == way.gain


def test_who_has_all_has_no_way():
    facts = period(r1=known(a=did(actual="20")), r2=known(a=did(present=["方案", "预案"])), r3=known())
    assert ways(RUBRIC, unit("甲村", facts)) == ()


def test_what_is_settled_or_past_is_no_way():
    facts = period("一季度", r1=known(given="30", a=did(actual="15")), r2=known(na="没有台账", a=did(present=[])))
    assert ways(RUBRIC, unit("甲村", facts)) == ()
    assert ways(RUBRIC, open_periods={"四季度"}) == ()
    with pytest.raises(KeyError):
        cheapest(RUBRIC, Facts((VILLAGE,)), "乙村")


@pytest.mark.parametrize(
    ("the_rule", "facts", "said", "gain"),
    [
        (PerUnit(D(10), D(2)), did(actual="6.5"), "再完成1（现6.5，应10）", "2"),
        (PerUnit(D(10), D(2), D(2)), did(actual="5"), "再完成2（现5，应10）", "2"),
        (PerUnit(D(10), D(1), whole_steps=False), did(actual="9.5"), "再完成0.5（现9.5，应10）", "0.5"),
        (
            Steps((Stage(D(100), D("0.9")), Stage(D(40), D("0.8"))), rate=True),
            did(actual="7", target="10"),
            "再完成2（现7，到9上一档）",
            "100",
        ),
        (Steps((Stage(D(100), D(9), inclusive=False),)), did(actual="7"), "再完成3（现7，到9上一档）", "100"),
        (Proportion(D(1000), D(-900)), did(actual="16", target="20"), "再完成4（现16，应20）", "100"),
        (Occurrence(D(5)), did(event(words="甲", final=False, open=True)), "把“甲”整改到位", "5"),
    ],
)
def test_how_much_more_each_rule_asks(the_rule, facts, said, gain):
    rubric = Rubric("细则", (row(100, rule(the_rule), title="项"),))
    (way,) = ways(rubric, unit("甲村", period(r1=known(a=facts))))
    assert (way.words, way.gain) == (f"“项”：{said}，可多得{gain}分", D(gain))


def test_a_class_is_held_against_its_own_target():
    rubric = Rubric(
        "细则", (row(100, rule(Proportion(target=D(20))), title="项", variants={"u": Variant(targets={"a": D(10)})}),)
    )
    assert ways(rubric, unit("站", period(r1=known(a=did(actual="10"))), class_key="u")) == ()


def test_mending_the_first_makes_the_others_cheaper():
    rubric = Rubric("细则", (row(100, rule(Occurrence(D(1)), escalation=Escalation((D(1), D(5)))), title="项"),))
    (way,) = ways(
        rubric, unit("甲村", period(r1=known(a=did(event("2026-01-05", open=True), event("2026-02-05", key="f")))))
    )
    assert way.gain == 5


def test_the_weight_of_the_part_counts():
    rubric = Rubric(
        "细则", (row(100, rule(Occurrence(D(10))), part="p", title="项"),), parts=(Part("p", "平时", D(100), times=2),)
    )
    one = unit("甲村", p=(period("一"), period("二", r1=known(a=did(*events(1, open=True))))))
    assert [(way.period, way.gain) for way in ways(rubric, one)] == [("二", 5)]


def test_a_rank_is_tried_among_the_others():
    rubric = Rubric(
        "细则",
        (
            row(50, rule(ByRank((Place(1, 1, D(50)), Place(2, 9, D(30))))), key="1"),
            row(50, rule(Proportion(target=D(10))), key="2", title="项"),
        ),
    )
    villages = [
        unit(name, period(r1=known(a=did(actual=ten)), r2=known(a=did(actual="9"))))
        for name, ten in (("甲村", "1"), ("乙村", "5"))
    ]
    (way,) = ways(rubric, *villages)
    assert way.gain == 5
