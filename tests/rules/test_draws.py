"""随机抽取: replayable by hand, the same in any order, fair, and never drawn again without a reason."""

import hashlib
from collections import Counter

import pytest

from respbook.rules.draws import candidates_of, check_wanted, draw, draw_number, pairs, ranked, redraw_reason, word_of
from respbook.rules.errors import RuleBroken

VILLAGES = [f"第{n}村" for n in range(1, 11)]


def test_it_can_be_drawn_again_by_the_printed_method_alone():
    by_hand = sorted(VILLAGES, key=lambda name: hashlib.sha256(b"00ff" + f"好天气\n{name}".encode()).hexdigest())
    assert draw("00ff", "好天气", VILLAGES, 3) == by_hand[:3]
    # a fixed case, for whoever writes it again in another language
    assert draw("0" * 32, "", ["王家庄村", "李家沟村", "石桥村"], 3) == ["石桥村", "王家庄村", "李家沟村"]


def test_the_order_of_laying_out_changes_nothing_and_the_word_changes_all():
    first = draw("ab", "雨", VILLAGES, 4)
    assert first == draw("ab", "雨", reversed(VILLAGES), 4)
    assert len({tuple(draw("ab", word, VILLAGES, 4)) for word in "风雨雷电山水林田"}) > 5
    assert [each.name for each in ranked("ab", "雨", VILLAGES, 4) if each.drawn] == first


def test_every_village_is_drawn_about_as_often():
    """3 of 10, two thousand times: each is expected 600 times, a deviation of 20 is usual; 100 would be a bias."""
    drawn = Counter(name for n in range(2000) for name in draw(f"{n:032x}", "", VILLAGES, 3))
    assert set(drawn) == set(VILLAGES) and all(500 < count < 700 for count in drawn.values())


def test_candidates_are_tidied_and_counted_once():
    assert candidates_of([" 王 家庄 ", "王 家庄", "石桥", ""]) == ["王 家庄", "石桥"]
    with pytest.raises(RuleBroken, match="还没有候选"):
        candidates_of(["  "])
    with pytest.raises(RuleBroken, match="候选只有2个，抽不出3个"):
        check_wanted(3, ["a", "b"])
    with pytest.raises(RuleBroken, match="至少1个"):
        check_wanted(None, ["a"])
    with pytest.raises(RuleBroken, match="最多30个字"):
        word_of("长" * 31)


def test_pairs_follow_the_draw_and_nobody_goes_alone():
    assert pairs(["甲", "乙", "丙", "丁"]) == ["甲、乙", "丙、丁"]
    assert pairs(["甲", "乙", "丙", "丁", "戊"]) == ["甲、乙", "丙、丁、戊"]
    assert pairs(["甲"]) == ["甲"] and pairs([]) == []


def test_a_second_draw_says_why():
    assert redraw_reason(" 抽中的村当天换届 ") == "抽中的村当天换届"
    with pytest.raises(RuleBroken, match="请写明理由"):
        redraw_reason(" ")
    assert draw_number(2026, 3) == "2026-003"
