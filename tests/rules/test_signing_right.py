"""签字资格: who may sign that day, for whom, and whether it is the turn of the slot."""

import datetime as d
from types import SimpleNamespace

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import LetterState
from respbook.rules.signing import Capacity, SigningState, turn_of
from respbook.rules.signing_right import Authorised, check_slot, check_turn, entitled, names_in_post, signer_for

TODAY = d.date(2026, 3, 2)


def line(step=10, signature_id=None):
    return SimpleNamespace(step=step, signature_id=signature_id)


def post(name, from_on=d.date(2025, 1, 1), to_on=None):
    return SimpleNamespace(name=name, from_on=from_on, to_on=to_on, unit_id=1, role=None, post="")


def proxy(holder="王建国", by="李会计", to_on=d.date(2026, 3, 31), withdrawn=False):
    return Authorised(7, holder, by, d.date(2026, 3, 1), to_on, withdrawn)


def letter(state=LetterState.ISSUED, replaced=False, signing=SigningState.WAITING):
    return SimpleNamespace(state=state, replaced=replaced, signing=signing)


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


@pytest.mark.parametrize(
    ("asked", "own", "words"),
    [
        (letter(state=LetterState.VOID), line(), "已作废"),
        (letter(replaced=True), line(), "已被重签的替代"),
        (letter(), line(signature_id=1), "已经签字"),
        (letter(signing=SigningState.OBJECTED), line(), "有异议还没有答复"),
        (letter(), line(20), "还没有轮到"),
    ],
)
def test_what_stops_a_slot(asked, own, words):
    with pytest.raises(RuleBroken, match=words):
        check_slot(asked, own, [line(10), own])
    check_slot(letter(), line(20), [line(10, 1), line(20)])


def test_the_printed_holder_comes_first_and_then_who_is_authorised():
    posts = [post("孙有田"), post("王建国"), post("已离任", to_on=TODAY)]
    granted = [proxy(), proxy("孙有田", "赵文书"), proxy("已离任", "钱某"), proxy(by="孙有田")]
    found = entitled("王建国", posts, granted, TODAY)
    assert list(found) == ["王建国", "孙有田", "李会计", "赵文书"] and names_in_post("王建国", posts, TODAY) == [
        "王建国",
        "孙有田",
    ]
    assert found["孙有田"].capacity is Capacity.SELF and found["赵文书"].holder == "孙有田"


def test_whoever_is_offered_may_sign_and_nobody_else():
    posts, granted = (
        [post("王建国"), post("旧人", to_on=TODAY)],
        [proxy(), proxy("旧人", "钱某"), proxy(withdrawn=True)],
    )
    offered = entitled("王建国", posts, granted, TODAY)
    for name in ("王建国", "旧人", "李会计", "钱某", "路人"):
        if name in offered:
            assert signer_for(name, "王建国", posts, granted, TODAY) == offered[name]
        else:
            with pytest.raises(RuleBroken):
                signer_for(name, "王建国", posts, granted, TODAY)
