"""问责触发: which steps are due, in their order, each with the fact, the threshold and the clause."""

from decimal import Decimal as D

import pytest

from respbook.rules.scoring.ladder import LadderStep, MeasureKind, Trigger
from respbook.rules.scoring.ladder_check import LadderFacts, ladder_check

LETTER = LadderStep("1", MeasureKind.LETTER, Trigger.OVERDUE_FINDINGS, D(1), clause="办法第十条")
TALK = LadderStep("2", MeasureKind.TALK, Trigger.OVERDUE_FINDINGS, D(3), clause="办法第十一条。", after="1")
WARN = LadderStep("3", MeasureKind.WARN, Trigger.GRADE, word="不合格", clause="办法第十二条")


def due(*ladder, **facts):
    return ladder_check(ladder, LadderFacts("u", "石桥村", **facts))


def overdue(count):
    return {Trigger.OVERDUE_FINDINGS: D(count)}


def test_a_step_is_told_with_fact_threshold_and_clause():
    (found,) = due(LETTER, TALK, counts=overdue(2))
    assert found.words == "石桥村逾期未改问题2件，达到1件，应发函督办（依据：办法第十条）。"
    assert due(LETTER, counts=overdue(0)) == ()


def test_step_by_step():
    assert [one.step.key for one in due(LETTER, TALK, counts=overdue(5))] == ["1"]
    assert [one.step.key for one in due(LETTER, TALK, counts=overdue(5), taken=frozenset("1"))] == ["2"]
    assert due(LETTER, TALK, counts=overdue(5), taken=frozenset("12")) == ()
    waiting = ladder_check((LETTER, TALK), LadderFacts("u", "石桥村", overdue(5)), with_waiting=True)
    assert [(one.step.key, one.waits_for) for one in waiting] == [("1", ""), ("2", "1")]
    assert waiting[1].words.endswith("应约谈（依据：办法第十一条）；须先发函督办。")


def test_an_office_of_the_county_is_only_suggested():
    (found,) = due(WARN, grade="不合格", county_run=True)
    assert found.kind is MeasureKind.COUNTY
    assert (
        found.words
        == "石桥村考核等次为不合格，应建议县级主管部门处理（依据：办法第十二条）；该单位由县级管理，本镇不直接建议诫勉。"
    )
    (own,) = due(
        LadderStep("1", MeasureKind.REMIND, Trigger.NAMED, county=None), counts={Trigger.NAMED: D(1)}, county_run=True
    )
    assert own.kind is MeasureKind.REMIND


@pytest.mark.parametrize(
    ("step", "facts", "reached"),
    [
        (WARN, {"grade": "合格"}, False),
        (WARN, {}, False),
        (LadderStep("1", MeasureKind.TALK, Trigger.LAST_RANKS, D(2)), {"from_last": 2}, True),
        (LadderStep("1", MeasureKind.TALK, Trigger.LAST_RANKS, D(2)), {"from_last": 3}, False),
        (LadderStep("1", MeasureKind.TALK, Trigger.SCORE_BELOW, D(60)), {"score": D("59.99")}, True),
        (LadderStep("1", MeasureKind.TALK, Trigger.SCORE_BELOW, D(60)), {"score": D(60)}, False),
        (
            LadderStep("1", MeasureKind.TALK, Trigger.OVERDUE_DAYS, D(30)),
            {"counts": {Trigger.OVERDUE_DAYS: D(30)}},
            True,
        ),
        (LadderStep("1", MeasureKind.TALK, Trigger.RELAPSES, D(2)), {"counts": {Trigger.RELAPSES: D(1)}}, False),
        (LadderStep("1", MeasureKind.TALK, Trigger.VETO), {"counts": {Trigger.VETO: D(1)}}, True),
        (LadderStep("1", MeasureKind.TALK, Trigger.MISSED_REPORTS, D(3)), {}, False),
    ],
)
def test_when_the_threshold_is_reached(step, facts, reached):
    assert bool(due(step, **facts)) is reached


@pytest.mark.parametrize("trigger", Trigger)
def test_every_trigger_has_a_plain_sentence(trigger):
    step = LadderStep("1", MeasureKind.TALK, trigger, D(2), word="差")
    (found,) = due(step, counts=dict.fromkeys(Trigger, D(2)), grade="差", score=D(1), from_last=1)
    assert found.words.startswith("石桥村") and found.words.endswith("应约谈。")
    assert "（" not in found.words
