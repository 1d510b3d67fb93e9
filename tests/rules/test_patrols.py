"""巡查: which patrol a finding belongs to, and the words around it."""

import datetime as d
from dataclasses import dataclass

import pytest

from respbook.rules.patrols import due_words, further, offered, patrol_for

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
    assert patrol_for(category, patrols, CATEGORIES) is found


def test_the_last_used_category_comes_first_and_one_that_is_no_more_does_not():
    assert offered(CATEGORIES, ["废水排放", "旧类别"]) == ["废水排放", "秸秆焚烧", "其他"]
    assert offered((*CATEGORIES, "其他"), []) == ["秸秆焚烧", "废水排放", "其他"]


def test_a_second_finding_keeps_the_first():
    assert further("", "秸秆焚烧", "村东头") == "村东头"
    assert further("村东头", "废水排放", "村西头") == "村东头\n【废水排放】村西头"


@pytest.mark.parametrize(("day", "words"), [(5, "今天到期"), (8, "还有3天"), (3, "逾期2天")])
def test_due_words(day, words):
    assert due_words(d.date(2026, 3, day), d.date(2026, 3, 5)) == words
