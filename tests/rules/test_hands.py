"""两人办理: by account and by name, and nobody on his own unit (C3, R31)."""

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.findings import Hand
from respbook.rules.hands import ANOTHER_LEADER, Belonging, check_other_person, check_other_unit, same_person


def test_two_persons_by_account_and_by_name():
    hands = [(Hand(1, "陈静"), "登记")]
    with pytest.raises(RuleBroken, match="您登记的，应当由另一人确认"):
        check_other_person(hands, Hand(1, "别名"), "确认")
    with pytest.raises(RuleBroken, match="也叫“陈静”"):
        check_other_person(hands, Hand(2, "陈 静"), "确认")
    check_other_person(hands, Hand(2, "李建国"), "确认")
    with pytest.raises(RuleBroken, match="您提出的，应当由另一位镇领导决定"):
        check_other_person([(Hand(2, "李建国"), "提出")], Hand(2, "李建国"), "决定", ANOTHER_LEADER)
    assert not same_person(Hand(0, ""), Hand(3, "")), "nobody is not the same as nobody"


def test_neither_the_unit_of_the_account_nor_one_in_which_a_post_is_held():
    own = Belonging("/1/7/", frozenset({9}))
    for unit_id, path in ((7, "/1/7/"), (9, "/1/9/")):
        with pytest.raises(RuleBroken, match="应当由别的单位的人确认"):
            check_other_unit(own, unit_id, path, "确认")
    check_other_unit(own, 8, "/1/8/", "确认")
    check_other_unit(Belonging("/1/"), 7, "/1/7/", "确认")
