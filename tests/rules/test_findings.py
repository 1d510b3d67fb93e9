"""问题的规则: limits in working days, what may be missing, who may not close, and the three lights with their words."""

import datetime as d
from dataclasses import replace

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.findings import (
    LONGEST_WORDS,
    TERMS,
    FindingKind,
    FindingSource,
    Hand,
    Pace,
    Seen,
    Term,
    check_due,
    check_other_hand,
    checked,
    number_words,
    said,
    same_words,
    term_of,
)
from respbook.rules.lifecycles import BEFORE_DONE, FINDING, FindingState
from respbook.rules.lights import Light, Standing, light_of
from respbook.rules.permissions import GRANTS, NotAllowed, Role, Viewer
from respbook.rules.workdays import DayKind, DayMark, WorkCalendar

TODAY = d.date(2026, 4, 2)
CALENDAR = WorkCalendar(
    frozenset({2026}),
    {d.date(2026, 4, 6): DayMark(DayKind.REST, "清明节"), d.date(2026, 4, 11): DayMark(DayKind.WORK, "清明节调休")},
)
SEEN = Seen(FindingKind.PROBLEM, FindingSource.TOWN, "秸秆焚烧", " 村东  河边 ", " 冒烟 ", TODAY, "孙敏")


@pytest.mark.parametrize(
    ("term", "due", "moved"),
    [
        (Term(0), TODAY, None),
        (Term(1), d.date(2026, 4, 3), None),
        (Term(2), d.date(2026, 4, 7), None),
        (Term(2, workdays=False), d.date(2026, 4, 7), d.date(2026, 4, 4)),
        (Term(9, workdays=False), d.date(2026, 4, 11), None),
    ],
)
def test_a_limit_counts_working_days_or_rolls_past_rest(term, due, moved):
    rolled = term.due(CALENDAR, TODAY)
    assert (rolled.due_on, rolled.moved_from) == (due, moved)


def test_every_preset_is_found_by_its_code_and_no_other():
    assert [term_of(term.code) for term in TERMS] == list(TERMS) and term_of("w4") is None


def test_a_limit_neither_past_nor_years_away():
    check_due(TODAY, TODAY)
    for due in (TODAY - d.timedelta(days=1), d.date(2029, 1, 1)):
        with pytest.raises(RuleBroken) as refusal:
            check_due(due, TODAY)
        assert refusal.value.field == "due_on"


def test_what_was_seen_is_trimmed_and_a_photo_may_stand_for_words():
    kept = checked(SEEN, 0, TODAY)
    assert (kept.place, kept.text) == ("村东 河边", "冒烟")
    assert checked(replace(SEEN, text=""), 1, TODAY).text == ""


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"category": ""}, "category"),
        ({"text": " "}, "text"),
        ({"text": "字" * (LONGEST_WORDS + 1)}, "text"),
        ({"place": "点" * 61}, "place"),
        ({"found_on": TODAY + d.timedelta(days=1)}, "found_on"),
        ({"found_on": d.date(2015, 1, 1)}, "found_on"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(change, field):
    with pytest.raises(RuleBroken) as refusal:
        checked(replace(SEEN, **change), 0, TODAY)
    assert refusal.value.field == field


def test_words_are_asked_for_unless_a_photo_tells_it():
    assert said(" ", "请写", 1) == "" and said(" 好 ", "请写") == "好"
    with pytest.raises(RuleBroken, match="请写"):
        said(" ", "请写")


def test_numbers_are_one_to_a_problem():
    assert (number_words(2026, 7), number_words(2026, 12345)) == ("2026-0007", "2026-12345")


def test_blanks_and_stops_make_no_other_finding():
    assert same_words("河边，冒烟。", "河边 冒烟") and not same_words("河边冒烟", "河东冒烟")


def test_nobody_closes_his_own_whatever_account_he_uses():
    tellers = [Hand(7, "王小燕")]
    check_other_hand(Hand(8, "孙敏"), False, tellers, "销号")
    for hand, own, words in (
        (Hand(8, "孙敏"), True, "责任单位不能销号自己的问题"),
        (Hand(7, "王小燕"), False, "是您报的完成"),
        (Hand(9, "王小燕"), False, "也叫“王小燕”"),
    ):
        with pytest.raises(RuleBroken, match=words):
            check_other_hand(hand, own, tellers, "销号")


@pytest.mark.parametrize(
    ("due", "more", "light", "words"),
    [
        (d.date(2026, 4, 1), {}, Light.RED, "红·逾期1个工作日"),
        (d.date(2026, 4, 1), {"failed": 2}, Light.RED, "红·逾期1个工作日"),
        (d.date(2026, 4, 10), {"pace": Pace.BEHIND}, Light.YELLOW, "黄·滞后：还有5个工作日"),
        (d.date(2026, 4, 10), {"failed": 1}, Light.YELLOW, "黄·滞后：核查1次不通过，还有5个工作日"),
        (d.date(2026, 4, 2), {}, Light.BLUE, "蓝·临近：今天到期"),
        (d.date(2026, 4, 8), {}, Light.BLUE, "蓝·临近：还有3个工作日"),
        (d.date(2026, 4, 5), {}, Light.BLUE, "蓝·临近：还有1个工作日"),
        (d.date(2026, 4, 9), {}, None, ""),
    ],
)
def test_three_lights_each_with_its_words(due, more, light, words):
    for state in BEFORE_DONE:
        lit = light_of(Standing(state, due, **more), CALENDAR, TODAY)
        assert (lit.light if lit else None, lit.words if lit else "") == (light, words)


@pytest.mark.parametrize("state", set(FindingState) - BEFORE_DONE)
def test_no_light_once_it_is_said_to_be_done(state):
    assert light_of(Standing(state, d.date(2026, 1, 1), Pace.BEHIND, 3), CALENDAR, TODAY) is None


def test_the_table_of_steps_holds_for_every_state_and_role():
    """Every pair of state and step either moves as the table says, or is refused in words; roles by their grants alone."""
    moved = 0
    for role in Role:
        viewer = Viewer(1, "某人", frozenset({role}), 1, "/1/")
        for name, step in FINDING.transitions.items():
            for state in FindingState:
                if step.needs not in GRANTS[role]:
                    with pytest.raises(NotAllowed):
                        FINDING.fire(state, name, viewer)
                elif state in step.from_states:
                    assert FINDING.fire(state, name, viewer) is step.to_state
                    moved += 1
                else:
                    with pytest.raises(RuleBroken, match=f"不能{step.label}"):
                        FINDING.fire(state, name, viewer)
    assert moved > len(FINDING.transitions)
    ends = {FindingState.MERGED, FindingState.WITHDRAWN}
    assert not [t.name for t in FINDING.transitions.values() if t.from_states & ends], "what ended stays ended"
