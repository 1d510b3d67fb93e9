"""巡查: which patrol a finding belongs to, and the words around it."""

import datetime as d
from dataclasses import dataclass

import pytest

from respbook.rules.patrols import CUT, belonging, due_words, further, offered

CATEGORIES = ("秸秆焚烧", "废水排放")


@dataclass(frozen=True)
class Patrol:
    title: str
    category: str = ""


GENERAL, BURNING, WATER = Patrol("每日巡查", "综合"), Patrol("禁烧", "秸秆焚烧"), Patrol("废水排放巡河", "水")


@pytest.mark.parametrize(
    ("category", "patrols", "found"),
    [
        ("秸秆焚烧", [GENERAL, BURNING, WATER], BURNING),
        ("废水排放", [GENERAL, BURNING, WATER], WATER),
        ("垃圾乱丢", [BURNING, GENERAL, WATER], GENERAL),
        ("垃圾乱丢", [BURNING], BURNING),
        ("垃圾乱丢", [], None),
    ],
)
def test_a_finding_belongs_to_its_own_patrol_else_to_the_general_one(category, patrols, found):
    chosen = belonging(patrols, CATEGORIES, category=category)
    assert chosen == (found and (found, category))


def test_without_a_choice_the_words_decide_and_the_patrol_gives_its_category():
    livestock = Patrol("养殖场巡查", "臭气扰民")
    patrols = [GENERAL, BURNING, WATER, livestock]
    for text, found in {
        "村东秸秆冒烟": (BURNING, "秸秆焚烧"),
        "废水排放口有泡沫": (WATER, "水"),
        "死猪丢在沟边": (livestock, "臭气扰民"),
        "路面塌陷": (GENERAL, ""),
        "秸秆着火，废水排放口有泡沫": (GENERAL, ""),
    }.items():
        assert belonging(patrols, CATEGORIES, text=text) == found
    assert belonging([BURNING], CATEGORIES, text="路面塌陷") == (BURNING, "")


def test_a_category_with_two_matters_does_not_go_to_the_wrong_one():
    coal = Patrol("散煤巡查")
    assert belonging([GENERAL, BURNING, coal], CATEGORIES, category="散煤燃烧") == (GENERAL, "散煤燃烧")


def test_the_last_used_category_comes_first_and_one_that_is_no_more_does_not():
    assert offered(CATEGORIES, ["废水排放", "旧类别"]) == ["废水排放", "秸秆焚烧", "其他"]
    assert offered((*CATEGORIES, "其他"), []) == ["秸秆焚烧", "废水排放", "其他"]


def test_a_further_finding_stands_under_those_before_it_and_the_oldest_give_way():
    assert further("村东头", "废水排放", "村西头") == "村东头\n【废水排放】村西头"
    told = "村东头"
    for letter in "甲乙丙丁":
        told = further(told, "其他", letter * 300)
        assert len(told) <= 1000 and letter * 300 in told
    assert told == f"{CUT}\n" + "\n".join(f"【其他】{letter * 300}" for letter in "乙丙丁")
    assert further("前" * 20, "其他", "长" * 1000).startswith(f"{CUT}\n【其他】长长")
    assert len(further("前" * 20, "其他", "长" * 1000)) == 1000


@pytest.mark.parametrize(("day", "words"), [(5, "今天到期"), (8, "还有3天"), (3, "逾期2天")])
def test_due_words(day, words):
    assert due_words(d.date(2026, 3, day), d.date(2026, 3, 5)) == words
