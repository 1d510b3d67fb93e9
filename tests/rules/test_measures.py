"""问责阶梯: what asks for which step, in its turn; what is left alone for a while; whose turn it is and what is late."""

import datetime as d
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import TALK, MeasureState, TalkState
from respbook.rules.measure_standing import Carried, Turn, standing
from respbook.rules.measures import (
    BY_NOTICE,
    Count,
    LadderFacts,
    Past,
    Result,
    check_in_turn,
    due_steps,
    ladder_in,
    side_of,
)
from respbook.rules.scoring.ladder import LadderStep, MeasureKind, Trigger
from respbook.rules.scoring.rubric import Rubric
from respbook.rules.scoring.writing import encode_rubric
from respbook.rules.talks import report_until
from respbook.rules.workdays import DayKind, DayMark, WorkCalendar

K, T, S = MeasureKind, Trigger, MeasureState
TODAY = d.date(2026, 5, 20)
LADDER = (
    LadderStep("a", K.REMIND, T.OVERDUE_FINDINGS, Decimal(2), clause="逾期二件，提醒。"),
    LadderStep("b", K.LETTER, T.OVERDUE_FINDINGS, Decimal(2), after="a"),
    LadderStep("c", K.TALK, T.OVERDUE_DAYS, Decimal(30), after="b"),
    LadderStep("d", K.CRITICISE, T.GRADE, word="不合格", county=None),
)


def facts(overdue=0, days=0, result=None):
    counts = {T.OVERDUE_FINDINGS: Count(Decimal(overdue), "逾期"), T.OVERDUE_DAYS: Count(Decimal(days), "多天")}
    return LadderFacts(counts, result)


def keys(given, past=(), county=False, today=TODAY):
    return [(each.step.key, each.kind) for each in due_steps(LADDER, given, list(past), county, today)]


def past(key, state, on=TODAY, **more):
    return Past(1, key, state, on, **more)


def test_a_step_comes_after_the_one_before_and_the_same_matter_after_its_term():
    assert keys(facts(1, 90)) == []
    assert keys(facts(2, 90)) == [("a", K.REMIND)], "逐级, however bad it is"
    assert keys(facts(2), [past("a", S.PROPOSED)]) == []
    taken = past("a", S.DECIDED, d.date(2026, 5, 10), due_on=TODAY)
    assert keys(facts(2), [taken]) == [], "the unit still has its day"
    assert keys(facts(2), [taken], today=d.date(2026, 5, 21)) == [("b", K.LETTER)]
    both = [taken, past("b", S.DECIDED, due_on=d.date(2026, 6, 1))]
    assert keys(facts(2, 29), both) == []
    assert keys(facts(2, 30), both) == [("c", K.TALK)], "another and heavier ground does not wait"
    refused = past("a", S.REFUSED, d.date(2026, 5, 1), again_on=TODAY)
    assert keys(facts(2), [refused]) == [("a", K.REMIND)]
    assert keys(facts(2), [replace(refused, again_on=d.date(2026, 5, 21))]) == []


def test_what_is_not_carried_out_is_itself_a_ground():
    stalled = past("b", S.DECIDED, d.date(2026, 5, 1), due_on=d.date(2026, 5, 10), stalled="函已到期未回复。")
    (due,) = due_steps(LADDER, facts(), [past("a", S.DONE), stalled], False, TODAY)
    assert (due.step.key, due.follows, due.count.words) == ("c", 1, "函已到期未回复。")


def test_offices_of_the_county_are_proposed_to_the_county_where_the_ladder_says_so():
    result = Result(3, "年终考核", "不合格", Decimal("58.5"), 1, TODAY)
    assert keys(facts(2, 0, result), county=True) == [("a", K.COUNTY), ("d", K.CRITICISE)]


@pytest.mark.parametrize(
    ("step", "hit"),
    [
        (LadderStep("x", K.TALK, T.GRADE, word="合格"), False),
        (LadderStep("x", K.TALK, T.SCORE_BELOW, Decimal("58.5")), False),
        (LadderStep("x", K.TALK, T.SCORE_BELOW, Decimal("58.51")), True),
        (LadderStep("x", K.TALK, T.LAST_RANKS, Decimal(2)), True),
        (LadderStep("x", K.TALK, T.LAST_RANKS, Decimal(1)), False),
    ],
)
def test_results_are_held_against_their_bounds(step, hit):
    result = Result(3, "年终考核", "不合格", Decimal("58.5"), 2, TODAY)
    assert bool(due_steps([step], LadderFacts({}, result), [], False, TODAY)) is hit
    assert due_steps([step], LadderFacts(), [], False, TODAY) == [], "no result, no proposal"


def test_a_person_cannot_skip_a_step_nor_repeat_what_waits():
    with pytest.raises(RuleBroken, match="约谈以前应先发函督办"):
        check_in_turn(LADDER, "c", [past("a", S.DONE)], TODAY)
    with pytest.raises(RuleBroken, match="2026年6月1日以后"):
        check_in_turn(LADDER, "a", [past("a", S.REFUSED, again_on=d.date(2026, 6, 1))], TODAY)
    assert check_in_turn(LADDER, "c", [past("a", S.DONE), past("b", S.DECIDED)], TODAY).kind is K.TALK


def test_the_ladder_is_read_without_the_rest_of_the_rubric():
    body = encode_rubric(Rubric("细则", (), ladder=LADDER))
    assert ladder_in(body) == LADDER
    assert ladder_in(json.dumps({"form": "respbook.rubric/1", "title": "细则"})) == ()


def test_a_talk_is_a_reminder_and_no_sanction():
    assert {each for each in K if side_of(each) == "提醒谈话类"} == {K.REMIND, K.LETTER, K.TALK}
    assert K.TALK not in BY_NOTICE


HOLIDAY = WorkCalendar(marks={d.date(2026, 10, day): DayMark(DayKind.REST, "国庆节") for day in range(1, 8)})


def test_thirty_days_move_on_over_days_of_rest_and_nothing_is_late_meanwhile():
    rolled = report_until(HOLIDAY, d.date(2026, 9, 1))
    assert rolled.sentence == "2026年10月8日（原10月1日为国庆节，顺延）"
    talk = Carried(K.TALK, TODAY, None, d.date(2026, 9, 1), talk=TalkState.MINUTED, report_until=rolled.due_on)
    assert standing(talk, HOLIDAY, d.date(2026, 10, 8)).late == ""
    late = standing(talk, HOLIDAY, d.date(2026, 10, 9))
    assert (late.turn, late.late) == (Turn.UNIT, "已逾期1个工作日") and "落实情况报告" in late.stalled
    told = standing(replace(talk, talk=TalkState.REPORTED), HOLIDAY, d.date(2026, 12, 1))
    assert (told.turn, told.words, told.late) == (Turn.LEADER, "待核查", ""), "the check is not the unit's delay"


def test_a_letter_waits_first_for_the_office_then_for_the_unit():
    asked = Carried(K.LETTER, TODAY, d.date(2026, 6, 1))
    assert standing(asked, HOLIDAY, d.date(2026, 6, 3)).stalled == "", (
        "what the office has not sent is no fault of the unit"
    )
    sent = replace(asked, delivered_on=TODAY)
    assert standing(sent, HOLIDAY, d.date(2026, 6, 2)).stalled.startswith(
        "2026年5月20日发函督办，应于2026年6月1日前签收并回复"
    )
    assert standing(replace(sent, received=True), HOLIDAY, TODAY).words == "待回复"
    assert standing(replace(sent, answered=True), HOLIDAY, d.date(2026, 7, 1)).late == ""


def test_no_talk_is_closed_before_its_report_was_checked():
    """Every way through the machine: whatever ends in 已核查办结 went through notice, talk, minutes and report."""
    paths, found = [(TALK.start, ())], []
    while paths:
        state, gone = paths.pop()
        if state is TalkState.CLOSED:
            found.append(gone)
        for name, each in TALK.transitions.items():
            if state in each.from_states and gone.count(name) < 2:
                paths.append((each.to_state, (*gone, name)))
    must = ("notify", "hold", "minute", "report", "close")
    assert found and all([name for name in gone if name in must][-5:][-1] == "close" for gone in found)
    assert all(
        set(must) <= set(gone) and gone.index("notify") < gone.index("hold") < gone.index("minute") for gone in found
    )
    held = {s for s in TalkState if TALK.transitions["cancel"].from_states >= {s}}
    assert held == {TalkState.APPROVED, TalkState.NOTIFIED, TalkState.EXPLAINED}, "what was held is not called off"
