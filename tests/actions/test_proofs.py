"""身份验证 of a record: one builder, which knows resets and refuses an account that nobody has vouched for (safety R12, R73)."""

import pytest
from making import NOW

from respbook.actions import people
from respbook.actions.proofs import Came, proof_of
from respbook.rules.errors import RuleBroken

CAME = Came("12345678", "10.0.0.8", "Firefox" * 40)


def test_without_a_reset_it_says_when_who_and_from_where(app, town):
    proof = proof_of("session", CAME, town.viewer("leader"), NOW)
    assert (proof.kind, proof.at, proof.by) == ("session", NOW, "李建国")
    assert (proof.session8, proof.address, len(proof.agent)) == ("12345678", "10.0.0.8", 200)
    assert (proof.reset_by, proof.reset_at) == ("", None)


def test_after_a_reset_nothing_until_a_second_person_vouches_and_then_it_is_told(app, town):
    user = town.viewer("signer").user_id
    people.invite(user, by=town.viewer("clerk"), now=NOW)
    for kind in ("password", "session", "host"):
        with pytest.raises(RuleBroken, match="身份还没有核实"):
            proof_of(kind, CAME, town.viewer("signer"), NOW)
    version = people.user_in_sight(town.viewer("clerk"), user).version
    people.confirm_identity(user, version, by=town.viewer("leader"), now=NOW)
    proof = proof_of("session", CAME, town.viewer("signer"), NOW)
    assert (proof.reset_by, proof.reset_at) == ("陈静", NOW)
