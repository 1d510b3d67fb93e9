"""更正内容: what may not be drafted, figures that follow, and how a changed letter is told."""

from decimal import Decimal

import pytest

from respbook.rules.amending import Amends, Item, check_items, figure_corrected, told
from respbook.rules.errors import RuleBroken

CHANGED = Item("每月巡查2次。", "每月巡查3次。")


@pytest.mark.parametrize(
    ("items", "reason", "words"),
    [
        ((), "有误", "还没有写"),
        ((CHANGED,) * 21, "有误", "最多20条"),
        ((Item("甲", "甲 "),), "有误", "改前改后相同"),
        ((Item("", " "),), "有误", "增加的内容是空的"),
        ((Item("", "长" * 1001),), "有误", "不能超过1000字"),
        ((CHANGED, Item("每月巡查2次。", "每月巡查4次。")), "有误", "同一句改了两次"),
        ((CHANGED,), " ", "请写明"),
    ],
)
def test_what_is_refused(items, reason, words) -> None:
    with pytest.raises(RuleBroken, match=words):
        check_items(Amends.CORRECTION, items, reason)


def test_what_is_fine() -> None:
    check_items(Amends.CORRECTION, (CHANGED, Item("删去的一句。", ""), Item("", "增加的一句。")), "统计有误")


@pytest.mark.parametrize(
    ("before", "after", "amount", "found"),
    [
        ("秸秆：不少于38亩", "秸秆：不少于36.5亩", Decimal(38), Decimal("36.5")),
        ("不少于38亩", "不多于36亩", Decimal(38), None),
        ("38亩中的38亩", "36亩中的38亩", Decimal(38), None),
        ("不少于38亩", "不少于若干亩", Decimal(38), None),
        ("不少于38亩", "不少于36亩", None, None),
        ("不少于38亩", "不少于亩", Decimal(38), None),
    ],
)
def test_a_figure_follows_only_where_it_is_clear(before, after, amount, found) -> None:
    assert figure_corrected(before, after, amount) == found


def test_how_a_changed_letter_is_told() -> None:
    assert told([]) == ""
    assert told([(Amends.CORRECTION, "青环责〔2026〕50号")]) == "已由青环责〔2026〕50号更正"
    both = told([(Amends.SUPPLEMENT, "52号"), (Amends.CORRECTION, "50号"), (Amends.CORRECTION, "51号")])
    assert both == "已由50号、51号更正，由52号补充"
