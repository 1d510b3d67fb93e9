"""计分事项: points of one event, who may decide, once for one incident, nobody before he was heard (X19, X14, Y5)."""

import datetime as d
from decimal import Decimal

import listing_matters
import pytest

from respbook.rules.assessments import MatterKind
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import FindingSource
from respbook.rules.lifecycles import MATTER, VETO, FindingState, MatterState, VetoState
from respbook.rules.score_matters import (
    Before,
    Line,
    Told,
    check_heard,
    check_once,
    check_own,
    checked,
    ground_of,
    grounds,
    notice_text,
    own_in_time,
    points_words,
)
from respbook.rules.scoring import rubric as values
from respbook.rules.scoring.rubric import class_of
from respbook.rules.scoring.rule_kinds import Proportion
from respbook.rules.vetoes import Whole, check_silent, check_whole, effect_words

D = Decimal
RUBRIC = values.Rubric("细则", listing_matters.rows())
ON = d.date(2026, 3, 5)


def ground(rule):
    return ground_of(RUBRIC, "r2" if rule == "b1" else "r1", rule)


@pytest.mark.parametrize(
    "rule, count, source, late, points, kind",
    [
        ("r1-1", "2", "town", False, "扣4分", MatterKind.DEDUCT),
        ("r1-1", "0.5", "", True, "扣2分", MatterKind.DEDUCT),
        ("s1", "1", "county", True, "扣5分", MatterKind.DEDUCT),
        ("s1", "1", "media", False, "扣2分", MatterKind.DEDUCT),
        ("z1", "3", "", False, "扣60分", MatterKind.ZERO),
        ("b1", "1", "县级", False, "加5分", MatterKind.BONUS),
    ],
)
def test_points_of_one_event(rule, count, source, late, points, kind):
    found = ground(rule)
    assert points_words(found.points_of(D(count), source, late)) == points
    assert found.kind(source) is kind


def test_only_rules_that_count_events_are_offered_and_only_to_the_class():
    share = values.Row("r3", "报送", D(10), rules=(values.Rule("p", Proportion()),))
    none = values.Row(
        "r4", "村里的事", D(10), rules=RUBRIC.rows[0].rules[:1], variants={"o": values.Variant(applies=False)}
    )
    rubric = values.Rubric("细则", (share, none), classes=(values.UnitClass("o", "镇属单位", ("affiliated",)),))
    assert [each.rule.key for each in grounds(rubric)] == ["r1-1"]
    assert grounds(rubric, class_of(rubric, "affiliated")) == []
    assert class_of(rubric, "village") is None and class_of(RUBRIC, "village") == ""
    assert ground_of(rubric, "r4", "r1-1", class_of(rubric, "village")) is None, "no class is meant for villages"
    assert ground_of(RUBRIC, "r1", "r1-1", class_of(RUBRIC, "village")) is not None


@pytest.mark.parametrize(
    "told, evidence, record, field",
    [
        (Told(ON, " "), 1, False, "words"),
        (Told(ON, "事" * 1001), 1, False, "words"),
        (Told(d.date(2026, 3, 6), "事"), 1, False, "on"),
        (Told(d.date(2020, 3, 6), "事"), 1, False, "on"),
        (Told(ON, "事", D(0)), 1, False, "count"),
        (Told(ON, "事", D("NaN")), 1, False, "count"),
        (Told(ON, "事"), 0, False, "evidence"),
        (Told(ON, "事", again=True), 1, False, "again_reason"),
        (Told(ON, "事", source="moon"), 1, False, "source"),
        (Told(ON, "事", source="town"), 0, True, None),
    ],
)
def test_what_is_typed_is_held_against_the_rule(told, evidence, record, field):
    if field is None:
        assert checked(told, ground("r1-1"), evidence, record, ON).words == "事"
        return
    with pytest.raises(RuleBroken) as refused:
        checked(told, ground("r1-1"), evidence, record, ON)
    assert refused.value.field == field


def test_levels_are_asked_for_where_they_have_a_price():
    for rule, words in (("b1", "级别：县级、镇级"), ("s1", "由谁发现")):
        with pytest.raises(RuleBroken, match=words) as refused:
            checked(Told(ON, "事"), ground(rule), 1, False, ON)
        assert refused.value.field == "source"


def before(kind=MatterKind.DEDUCT, state=MatterState.TOLD):
    return Before(7, "秸秆禁烧", ON, kind, state, MATTER.labels[state])


def test_one_incident_is_deducted_once():
    with pytest.raises(RuleBroken, match="“秸秆禁烧”，2026年3月5日（已告知，第7号）") as refused:
        check_once(MatterKind.ZERO, [before()], False)
    assert refused.value.field == "again"
    check_once(MatterKind.DEDUCT, [before()], True)
    check_once(MatterKind.BONUS, [before()], False)
    check_once(MatterKind.DEDUCT, [before(state=MatterState.DISMISSED), before(MatterKind.BONUS)], False)


def test_own_finds_put_right_in_time_are_not_held_against_the_unit():
    done, due = d.date(2026, 3, 8), d.date(2026, 3, 8)
    assert own_in_time(FindingSource.SELF, FindingState.CHECKED, done, due)
    assert not own_in_time(FindingSource.SELF, FindingState.UNDER_WAY, done, due)
    assert not own_in_time(FindingSource.TOWN, FindingState.CLOSED, done, due)
    assert not own_in_time(FindingSource.SELF, FindingState.CLOSED, d.date(2026, 3, 9), due)
    with pytest.raises(RuleBroken, match="自查发现、按期整改"):
        check_own(ground("r1-1"), True)
    check_own(ground("s1"), True)
    check_own(ground("r1-1"), False)


def test_nothing_is_confirmed_before_the_unit_was_heard():
    until = d.date(2026, 3, 12)
    with pytest.raises(RuleBroken, match="还没有告知王家庄"):
        check_heard(MatterState.PROPOSED, "王家庄", None, ON)
    with pytest.raises(RuleBroken, match=r"到2026年3月12日止.*2026年3月13日起"):
        check_heard(MatterState.TOLD, "王家庄", until, until)
    check_heard(MatterState.TOLD, "王家庄", until, d.date(2026, 3, 13))
    check_heard(MatterState.ANSWERED, "王家庄", until, ON)


def test_a_notice_tells_each_matter_and_stays_within_bounds():
    lines = [Line(ON, "河边" + "火" * 900, "每处扣2分。", "扣2分")] * 300
    text = notice_text(lines, ON)
    assert len(text) < 10_000 and "其余260件" in text and "依据：每处扣2分。拟扣2分。" in text


WHOLE = Whole("死鱼", 1, "属实", "决定否决")


@pytest.mark.parametrize(
    "missing, words",
    [
        ({"incident": " "}, "没有写明事件"),
        ({"evidence": 0}, "没有佐证"),
        ({"statement": ""}, "陈述"),
        ({"decision": " "}, "决定的理由"),
    ],
)
def test_a_veto_needs_all_four(missing, words):
    check_whole(WHOLE, "王家庄")
    with pytest.raises(RuleBroken, match=words):
        check_whole(Whole(**(WHOLE.__dict__ | missing)), "王家庄")


def test_every_way_to_a_veto_leads_through_telling_and_hearing():
    ways = {VetoState.PROPOSED: [{VetoState.PROPOSED}]}
    for _ in VetoState:
        for each in VETO.transitions.values():
            for start in each.from_states & set(ways):
                made = [way | {each.to_state} for way in ways[start]]
                known = ways.setdefault(each.to_state, [])
                known += [way for way in made if way not in known]
    assert all({VetoState.TOLD, VetoState.ANSWERED} <= way for way in ways[VetoState.UPHELD] + ways[VetoState.LIFTED])


def test_silence_is_written_down_only_after_the_window():
    with pytest.raises(RuleBroken, match="2026年3月6日起才能记明"):
        check_silent(VetoState.TOLD, "王家庄", ON, ON)
    check_silent(VetoState.TOLD, "王家庄", ON, d.date(2026, 3, 6))


def test_the_effect_in_words():
    veto = values.Veto("v", "较大事件", values.VetoEffect.LOWER, levels=2, span=values.VetoSpan.MONTHS, months=6)
    assert effect_words(veto) == "降低等次2等，自决定之日起6个月内有效"
