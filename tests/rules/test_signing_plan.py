"""签字栏安排: what a template may ask for, kept and read back, made out for a unit."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.signing_plan import (
    USUAL,
    PartyUnit,
    SideKind,
    SidePlan,
    check_plan,
    dumped,
    loaded,
    parties,
    slots_of,
    words,
)
from respbook.rules.units import PostRole

THREE = (
    SidePlan("甲方", SideKind.TOWN, (PostRole.SECOND,), step=2),
    SidePlan("乙方", SideKind.UNIT, (PostRole.FIRST, PostRole.SECOND), in_turn=True),
    SidePlan("丙方", SideKind.NAMED, (PostRole.FIRST,), seal=False, name="青山供电所"),
)


def holder(role, name, post="书记"):
    return SimpleNamespace(role=role, name=name, post=post)


def test_the_usual_plan_is_kept_as_nothing_and_every_plan_comes_back():
    assert dumped(USUAL) is None and loaded(None) == loaded("") == USUAL
    assert loaded(dumped(THREE)) == THREE


def test_one_person_in_two_posts_signs_once():
    both = slots_of(USUAL[1], [holder(PostRole.FIRST, "王建国"), holder(PostRole.SECOND, "王建国", "主任")])
    assert [(slot.name, slot.post) for slot in both] == [("王建国", "书记")]


def test_an_empty_post_leaves_a_blank_line():
    (slot,) = slots_of(USUAL[1], [])
    assert (slot.post, slot.name, slot.step) == ("负责人", "", 10)


def test_turns_come_from_the_side_and_within_it():
    holders = [holder(PostRole.FIRST, "王建国"), holder(PostRole.SECOND, "李明", "主任")]
    assert [slot.step for slot in slots_of(THREE[1], holders)] == [10, 11]
    assert [slot.step for slot in slots_of(USUAL[1], holders)] == [10, 10]


def test_parties_are_made_out_for_a_unit():
    town = PartyUnit(1, "青山镇人民政府", [holder(PostRole.SECOND, "李镇长", "镇长")])
    unit = PartyUnit(2, "王家庄村村民委员会", [holder(PostRole.FIRST, "王建国")])
    found = parties(THREE, town, unit)
    assert [(party.unit.unit_id, party.unit.name) for party in found] == [
        (1, "青山镇人民政府"),
        (2, "王家庄村村民委员会"),
        (None, "青山供电所"),
    ]
    assert found[0].slots[0].step == 20 and found[2].slots[0].name == ""


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        ((), "sides"),
        (USUAL * 2, "sides"),
        ((USUAL[0],), "sides"),
        ((replace(USUAL[0], party="乙方"), USUAL[1]), "sides"),
        ((USUAL[0], replace(USUAL[1], roles=())), "roles2"),
        ((replace(USUAL[0], party=" "), USUAL[1]), "party1"),
        ((*USUAL, replace(THREE[2], name="")), "name3"),
        ((USUAL[0], replace(USUAL[1], step=4)), "step2"),
    ],
)
def test_what_cannot_be_signed_is_refused_at_its_field(plan, field):
    with pytest.raises(RuleBroken) as refusal:
        check_plan(plan)
    assert refusal.value.field == field


def test_a_plan_is_said_back_in_words():
    check_plan(USUAL)
    check_plan(THREE)
    assert words(USUAL) == (
        "甲方（本镇）由第一责任人、直接责任人签字并盖章；乙方（责任单位）由第一责任人、直接责任人签字并盖章；各方可同时签。"
    )
    assert "丙方（青山供电所）由第一责任人签字；按次序先后签。" in words(THREE)
    assert "依次签字" in words(THREE)
