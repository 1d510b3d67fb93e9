"""代报的格和条目: what is typed is read plainly or refused; an offer comes back as it went out."""

import datetime as d
from decimal import Decimal

import pytest

from respbook.rules.chat_reports import ChatItem, ChatUnit, CheckState, ItemKind, read_chat
from respbook.rules.errors import RuleBroken
from respbook.rules.proxy_cells import read_figure, read_patrol
from respbook.rules.proxy_offers import Offer, in_lines, quoted, read_offer, said_words
from respbook.rules.reports import Content, Reckoning, Said
from respbook.rules.units import check_aliases


@pytest.mark.parametrize("text", ["1", "１", " 无异常 ", "无异常。", "正常", "√"])
def test_nothing_in_a_patrol_cell(text):
    assert read_patrol(text) == Content(Said.NOTHING)


def test_words_in_a_patrol_cell_are_a_finding():
    assert read_patrol(" 村东有烟 ") == Content(Said.FOUND, text="村东有烟")
    for odd in ("2", "0", "11", "长" * 1001):
        with pytest.raises(RuleBroken):
            read_patrol(odd)


@pytest.mark.parametrize(
    ("text", "amount", "reckoning"),
    [
        ("12.5", "12.5", Reckoning.CURRENT),
        ("３吨", "3", Reckoning.CURRENT),
        ("+3", "3", Reckoning.ADDED),
        ("＋3 吨", "3", Reckoning.ADDED),
        ("累计20", "20", Reckoning.TOTAL),
        ("0", "0", Reckoning.CURRENT),
    ],
)
def test_a_figure_cell(text, amount, reckoning):
    assert read_figure(text, "吨") == Content(Said.FIGURE, Decimal(amount), reckoning)


@pytest.mark.parametrize("text", ["约3", "3车", "-1", "1,5", "很多", "+", "+-3", "1e9", "NaN"])
def test_what_is_no_figure_is_refused(text):
    with pytest.raises(RuleBroken):
        read_figure(text, "吨")


def test_an_offer_comes_back_as_it_went_out():
    for content in (
        Content(Said.NOTHING),
        Content(Said.FOUND, text="村东 <有> “烟”|,;", category="秸秆焚烧"),
        Content(Said.FIGURE, Decimal("3.5"), Reckoning.ADDED),
    ):
        offer = Offer(((12, 0), (13, 4)), d.date(2026, 3, 5), content, (3, 4))
        assert read_offer(offer.token) == offer


@pytest.mark.parametrize(
    "token",
    [
        "", "x", "1\t2", "1\t2026-03-05\t\tnothing\t\t\t\t1\t", "1,2\t2026-03-05\t0\tnothing\t\t\t\t1\t",
        "1\t2026-13-05\t0\tnothing\t\t\t\t1\t", "1\t2026-03-05\t0\tsomething\t\t\t\t1\t",
        "1\t2026-03-05\t0\tfigure\tNaN\t\t\t1\t", "-1\t2026-03-05\t0\tnothing\t\t\t\t1\t",
    ],
)  # fmt: skip
def test_a_torn_offer_is_refused(token):
    with pytest.raises(RuleBroken, match="没有送全"):
        read_offer(token)


def test_lines_are_counted_as_the_reader_counts_them():
    text = in_lines("甲\r\n乙\u2028丙\r丁")
    assert text == "甲\n乙\n丙\n丁"
    assert quoted(text, (2, 4)) == "乙\n丁" and quoted(text, (9, 0)) == ""


def test_words():
    assert said_words(Content(Said.FOUND, text="有烟"), "") == "有情况：有烟"
    assert said_words(Content(Said.FIGURE, Decimal("3.50"), Reckoning.TOTAL), "吨") == "累计3.5吨"


def test_aliases_are_words():
    check_aliases(("王庄", "老王庄"))
    for odd in (("王",), ("长" * 21,), tuple(f"别名{n}" for n in range(11))):
        with pytest.raises(RuleBroken):
            check_aliases(odd)


DAILY, STRAW = ChatItem(1, "每日巡查", ItemKind.CHECK), ChatItem(2, "秸秆禁烧巡查", ItemKind.CHECK)


def heard(text, items=(DAILY, STRAW), **more):
    read = read_chat(text, units=[ChatUnit(1, "清水村")], people=[], items=items, today=d.date(2026, 3, 5), **more)
    return {(row.item_id, row.state) for row in read.filed}, len(read.asked)


def test_checks_taken_together():
    """无异常 without more is for all; what names one is for that one; a finding of no patrol is the general one's."""
    both = {(1, CheckState.NORMAL), (2, CheckState.NORMAL)}
    assert heard("清水村无异常") == (set(), 1)
    assert heard("清水村无异常", together=True) == (both, 0)
    assert heard("清水村秸秆无异常", together=True) == ({(2, CheckState.NORMAL)}, 0)
    assert heard("清水村发现秸秆着火", together=True) == ({(2, CheckState.TROUBLE)}, 0)
    assert heard("清水村发现问题1处，已处理", together=True) == ({(1, CheckState.TROUBLE)}, 0)
    assert heard("清水村发现秸秆着火1处，已扑灭", together=True) == ({(2, CheckState.TROUBLE)}, 0)
    assert heard("清水村村东冒烟，已制止", together=True)[0] <= {(2, CheckState.TROUBLE)}
    assert heard("清水村发现情况1处，后山秸秆着火", together=True) == (set(), 1)
    river = ChatItem(3, "河道巡查", ItemKind.CHECK)
    assert heard("清水村发现问题1处，已处理", (STRAW, river), together=True) == (set(), 1)
    assert heard("#接龙\n秸秆禁烧\n1. 清水村 无异常", together=True) == ({(2, CheckState.NORMAL)}, 0)
