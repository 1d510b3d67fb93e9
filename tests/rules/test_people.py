"""用户规则: reach and login names; 外部存证 as typed."""

import pytest

from respbook.rules.anchors import read_anchors
from respbook.rules.errors import RuleBroken
from respbook.rules.people import check_login, roles_open_to
from respbook.rules.permissions import Role, Viewer


def viewer(*roles):
    return Viewer(1, "某人", frozenset(roles), 1, "/1/")


def test_reach():
    assert set(roles_open_to(viewer(Role.CLERK))) == {Role.REPORTER, Role.SIGNER}
    assert set(roles_open_to(viewer(Role.ADMIN))) == set(Role)
    assert roles_open_to(viewer(Role.LEADER)) == ()


@pytest.mark.parametrize("login", ["ab", "wang.zhe", "w2", "zhao-xin_3"])
def test_good_logins(login):
    check_login(login)


@pytest.mark.parametrize("login", ["", "a", "Wang", "王喆", "a b", ".ab", "x" * 41])
def test_bad_logins(login):
    with pytest.raises(RuleBroken):
        check_login(login)


def test_anchors_as_typed():
    digest = "ab" * 32
    found = read_anchors(f"1024 abcd-efgh-ijkl-mnop-qrst\n\n第7条，校验码：{digest.upper()}")
    assert {each.seq: each.code for each in found} == {
        1024: "ABCD-EFGH-IJKL-MNOP-QRST",
        7: digest,
    }
    with pytest.raises(RuleBroken, match="第2行"):
        read_anchors("1 ABCD-EFGH-IJKL-MNOP-QRST\n胡写")
