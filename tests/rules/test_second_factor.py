"""动态口令、安全档: each code once, a phone a little off, what 等保 asks and the plain profile does not (safety R06, R10)."""

import datetime as d

import pyotp
import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Role
from respbook.rules.profiles import Profile, check_classes, expired, must_have_second_factor
from respbook.rules.second_factor import Duty, taken_step
from respbook.rules.sessions import owed

NOW = d.datetime(2026, 3, 2, 1, 0, 5, tzinfo=d.UTC)
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
OFFICE = frozenset({Role.LEADER})


def shown(after=0):
    return pyotp.TOTP(SECRET).at(NOW + d.timedelta(seconds=after))


def test_the_codes_are_those_of_the_standard():
    """RFC 6238, appendix B: the eight figures of SHA-1 at 1111111109 s are 07081804; ours are the last six."""
    then = d.datetime.fromtimestamp(1111111109, d.UTC)
    assert taken_step(SECRET, "081804", None, then) == 1111111109 // 30


def test_a_code_counts_once_and_half_a_minute_either_way():
    step = taken_step(SECRET, shown(), None, NOW)
    assert step is not None and taken_step(SECRET, shown(), step, NOW) is None
    assert (
        taken_step(SECRET, shown(-30), None, NOW) == step - 1 and taken_step(SECRET, shown(30), None, NOW) == step + 1
    )
    assert taken_step(SECRET, shown(-60), None, NOW) is None and taken_step(SECRET, shown(60), None, NOW) is None
    assert taken_step(SECRET, shown(-30), step, NOW) is None, "one older than what was taken is used up too"


def test_figures_may_be_full_width_or_apart_and_nothing_else_is_taken():
    code = shown()
    assert taken_step(SECRET, f" {code[:3]} {code[3:]} ", None, NOW)
    assert taken_step(SECRET, code.translate({48 + n: 0xFF10 + n for n in range(10)}), None, NOW)
    for wrong in ("", code[:5], code + "0", "abcdef", "٠١٢٣٤٥"):
        assert taken_step(SECRET, wrong, None, NOW) is None


def test_composition_is_asked_for_in_dengbao_alone():
    for words in ("correct horse battery", "门前两棵老杏树今年没结果", "lamp7532river"):
        check_classes(Profile.PLAIN, words)
        if words != "correct horse battery":
            with pytest.raises(RuleBroken, match="至少要有三类"):
                check_classes(Profile.DENGBAO, words)
    for words in ("Lamp7532river", "lamp-7532-river", "老杏树7532river"):
        check_classes(Profile.DENGBAO, words)


def test_a_password_lapses_after_180_days_in_dengbao_alone():
    day = d.timedelta(days=1)
    assert not expired(Profile.PLAIN, None, NOW) and not expired(Profile.PLAIN, NOW - 999 * day, NOW)
    assert not expired(Profile.DENGBAO, NOW - 180 * day, NOW) and expired(Profile.DENGBAO, NOW - 181 * day, NOW)
    assert expired(Profile.DENGBAO, None, NOW), "nobody knows that it is younger"


def test_four_roles_must_have_it_in_dengbao():
    must = {role for role in Role if must_have_second_factor(Profile.DENGBAO, frozenset({role}))}
    assert must == {Role.ADMIN, Role.LEADER, Role.ASSESSOR, Role.AUDITOR}
    assert not any(must_have_second_factor(Profile.PLAIN, frozenset({role})) for role in Role)


def owes(profile=Profile.DENGBAO, roles=OFFICE, has_second=True, second_at=NOW, set_at=NOW):
    return owed(profile, roles, has_second=has_second, second_at=second_at, password_set_at=set_at, now=NOW)


def test_what_is_owed_before_a_session_opens():
    assert owes() is None
    assert owes(second_at=None) is Duty.CODE and owes(Profile.PLAIN, second_at=None) is Duty.CODE
    assert owes(has_second=False, second_at=None) is Duty.SET_UP
    assert owes(Profile.PLAIN, has_second=False, second_at=None, set_at=None) is None
    assert owes(roles=frozenset({Role.REPORTER}), has_second=False, set_at=None) is Duty.PASSWORD
    assert owes(set_at=None, second_at=None) is Duty.CODE, "the code first: a password alone changes no password"
