"""签订: who may sign, when it is whose turn, how far a letter has come."""

import datetime as d
from types import SimpleNamespace

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.signing import (
    CAPACITY_LABELS,
    METHOD_LABELS,
    METHOD_MEANINGS,
    SIGNING_LABELS,
    Authorised,
    Capacity,
    SignatureMethod,
    SigningState,
    check_turn,
    intent,
    signer_for,
    signing_state,
    turn_of,
)

TODAY = d.date(2026, 3, 2)


def line(step=10, signature_id=None):
    return SimpleNamespace(step=step, signature_id=signature_id)


def post(name, from_on=d.date(2025, 1, 1), to_on=None):
    return SimpleNamespace(name=name, from_on=from_on, to_on=to_on, unit_id=1, role=None, post="")


def proxy(holder="王建国", by="李会计", to_on=d.date(2026, 3, 31), withdrawn=False):
    return Authorised(7, holder, by, d.date(2026, 3, 1), to_on, withdrawn)


@pytest.mark.parametrize(
    ("signed", "objected", "state"),
    [
        ((None, None), False, SigningState.WAITING),
        ((1, None), False, SigningState.PARTLY),
        ((1, None), True, SigningState.OBJECTED),
        ((None, None), True, SigningState.OBJECTED),
        ((1, 2), False, SigningState.SIGNED),
    ],
)
def test_how_far_a_letter_has_come(signed, objected, state):
    assert signing_state([line(signature_id=each) for each in signed], objected) is state


def test_a_letter_without_slots_is_never_signed():
    assert signing_state([], False) is SigningState.WAITING


def test_the_holder_of_the_day_signs_and_so_does_a_successor():
    old, new = post("王建国", to_on=d.date(2026, 3, 1)), post("赵新民", from_on=d.date(2026, 3, 1))
    assert signer_for("赵新民", "王建国", [old, new], [], TODAY).capacity is Capacity.SELF
    with pytest.raises(RuleBroken, match="王建国已于2026年3月1日离任，不能再签。请由现任赵新民签字"):
        signer_for("王建国", "王建国", [old, new], [], TODAY)
    before = signer_for("王建国", "王建国", [old, new], [], d.date(2026, 2, 28))
    assert (before.holder, before.proxy_id) == ("王建国", None)


def test_a_proxy_signs_within_its_dates_and_only_for_the_holder():
    found = signer_for("李会计", "王建国", [post("王建国")], [proxy()], TODAY)
    assert (found.capacity, found.holder, found.proxy_id) == (Capacity.PROXY, "王建国", 7)
    for lapsed in (proxy(to_on=d.date(2026, 3, 1)), proxy(withdrawn=True)):
        with pytest.raises(RuleBroken, match="不在有效期内或已撤销"):
            signer_for("李会计", "王建国", [post("王建国")], [lapsed], TODAY)
    with pytest.raises(RuleBroken, match="应由王建国签字"):
        signer_for("张三", "王建国", [post("王建国")], [proxy()], TODAY)
    with pytest.raises(RuleBroken, match="不在有效期内"):  # whoever authorised has left the post
        signer_for("李会计", "王建国", [post("王建国", to_on=TODAY), post("赵新民")], [proxy()], TODAY)


def test_nobody_in_post_is_told():
    with pytest.raises(RuleBroken, match="还没有登记任职"):
        signer_for("张三", "", [], [], TODAY)


def test_turns_go_up_and_equal_ones_are_free():
    lines = [line(10, 1), line(10), line(20)]
    assert turn_of(lines) == 10
    check_turn(lines[1], lines)
    with pytest.raises(RuleBroken, match="还没有轮到"):
        check_turn(lines[2], lines)
    assert turn_of([line(10, 1)]) is None


def test_the_intent_names_paper_and_capacity():
    assert intent("责任书", "青环责〔2026〕1号", Capacity.SELF, "王建国") == (
        "我已阅读《责任书》（青环责〔2026〕1号）全文，同意按所列内容签订并履行。"
    )
    assert "受王建国授权，代为同意" in intent("责任书", "1号", Capacity.PROXY, "王建国")


def test_every_word_is_there_and_nothing_by_hand_is_called_reliable():
    assert set(METHOD_LABELS) == set(METHOD_MEANINGS) == set(SignatureMethod)
    assert set(SIGNING_LABELS) == set(SigningState) and set(CAPACITY_LABELS) == set(Capacity)
    assert "可靠" not in METHOD_LABELS[SignatureMethod.HAND] + METHOD_LABELS[SignatureMethod.SEAL]
