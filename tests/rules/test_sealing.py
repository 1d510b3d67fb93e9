"""用印: whose seal, on which side, when not."""

from types import SimpleNamespace

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import LetterState
from respbook.rules.sealing import check_letter, sentence_of, side_for, with_edge
from respbook.rules.signing import SigningState

TOWN, VILLAGE = 1, 2


def slots(*, town_seal=True):
    return [
        SimpleNamespace(side=0, party="甲方", unit_id=TOWN, seal=town_seal),
        SimpleNamespace(side=0, party="甲方", unit_id=TOWN, seal=town_seal),
        SimpleNamespace(side=1, party="乙方", unit_id=VILLAGE, seal=True),
    ]


def test_a_seal_goes_on_the_side_of_its_own_unit():
    assert side_for(TOWN, "青山镇", slots(), []) == 0
    assert side_for(VILLAGE, "王家庄村", slots(), [0]) == 1


def test_not_for_others_not_twice_not_where_none_is_wanted():
    with pytest.raises(RuleBroken, match="不是这份责任书的签订方"):
        side_for(7, "李家沟村", slots(), [])
    with pytest.raises(RuleBroken, match="甲方已经盖过章"):
        side_for(TOWN, "青山镇", slots(), [0])
    with pytest.raises(RuleBroken, match="模板没有安排甲方盖章"):
        side_for(TOWN, "青山镇", slots(town_seal=False), [])


@pytest.mark.parametrize(
    ("state", "replaced", "signing", "digital", "why"),
    [
        (LetterState.DRAFT, False, None, False, "拟稿"),
        (LetterState.VOID, False, SigningState.SIGNED, False, "已作废"),
        (LetterState.ISSUED, True, SigningState.SIGNED, False, "已被重签的替代"),
        (LetterState.ISSUED, False, SigningState.OBJECTED, False, "有异议"),
        (LetterState.ISSUED, False, SigningState.SIGNED, True, "签名失效"),
    ],
)
def test_when_nothing_may_be_sealed(state, replaced, signing, digital, why):
    with pytest.raises(RuleBroken, match=why):
        check_letter(state, replaced, signing, digital)


@pytest.mark.parametrize("signing", [SigningState.WAITING, SigningState.PARTLY, SigningState.SIGNED])
def test_an_issued_letter_may_be_sealed_before_and_after_it_is_signed(signing):
    check_letter(LetterState.ISSUED, False, signing, digital=False)


def test_the_edge_seal_comes_from_two_pages_on():
    assert [with_edge(pages) for pages in (0, 1, 2, 9)] == [False, False, True, True]
    assert "骑缝处" in sentence_of("青山镇人民政府", "公章", "责任书", "1号", True)
    assert "骑缝处" not in sentence_of("青山镇人民政府", "公章", "责任书", "1号", False)
