"""权限表: the exclusions of the office stand in the table itself (safety C3, R34)."""

from itertools import combinations

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import (
    EXCLUDED_PAIRS,
    GRANTS,
    ROLE_DUTIES,
    ROLE_LABELS,
    NotAllowed,
    Permission,
    Role,
    Viewer,
    check_roles,
    demand,
    system_viewer,
)

WRITES = {p for p in Permission if p.rpartition(".")[2] not in ("read", "account", "verify")}
BUSINESS = {
    p for p in WRITES if p.partition(".")[0] in ("programme", "template", "target", "letter", "task", "cascade")
}


def viewer(*roles):
    return Viewer(1, "某人", frozenset(roles), 7, "/1/7/")


def test_everything_has_its_words():
    assert set(ROLE_LABELS) == set(ROLE_DUTIES) == set(GRANTS) == set(Role)
    assert len({each.label for each in Permission}) == len(Permission)


def test_every_permission_is_given_to_somebody():
    assert set().union(*GRANTS.values()) == set(Permission)


def test_the_administrator_does_no_business():
    assert not GRANTS[Role.ADMIN] & BUSINESS
    assert not GRANTS[Role.ADMIN] & {Permission.LETTER_READ, Permission.TASK_READ, Permission.AUDIT_READ}


def test_the_auditor_writes_nothing():
    assert not GRANTS[Role.AUDITOR] & WRITES


@pytest.mark.parametrize("role", [Role.REPORTER, Role.SIGNER])
def test_people_of_a_unit_write_no_business_of_the_town(role):
    """What a village signs, with the town or with its own 社 and households, is its own business, what proves its work, and the 台账 left to it."""
    signing = {Permission.CASCADE_WRITE, Permission.LETTER_SIGN, Permission.SCAN_RECORD}
    saying = {Permission.EVIDENCE_WRITE, Permission.REPORT_WRITE, Permission.NOTICE_TAKE, Permission.RECTIFY_WRITE}
    saying |= {Permission.SELF_SCORE, Permission.MEASURE_ANSWER}
    of_their_own = signing | saying | {Permission.LINK_WRITE, Permission.REGISTER_FILL, Permission.CHANGE_UNDO}
    assert not GRANTS[role] & (WRITES - of_their_own)


def test_proposing_and_issuing_are_two_offices():
    assert not any({Permission.LETTER_PROPOSE, Permission.LETTER_ISSUE} <= grants for grants in GRANTS.values())


def test_excluded_pairs_are_refused_in_words():
    for pair in combinations(Role, 2):
        if frozenset(pair) in EXCLUDED_PAIRS:
            with pytest.raises(RuleBroken, match="不能由同一个账号兼任"):
                check_roles(frozenset(pair))
        else:
            check_roles(frozenset(pair))
    assert frozenset({Role.ADMIN, Role.AUDITOR}) in EXCLUDED_PAIRS
    with pytest.raises(RuleBroken, match="至少选择一个"):
        check_roles(frozenset())


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_demand_follows_the_table(role, permission):
    if permission in GRANTS[role]:
        demand(viewer(role), permission)
    else:
        with pytest.raises(NotAllowed) as refused:
            demand(viewer(role), permission)
        assert permission.label in refused.value.sentence


def test_roles_add_up_and_the_system_may_everything():
    both = viewer(Role.REPORTER, Role.CLERK)
    assert both.permissions == GRANTS[Role.REPORTER] | GRANTS[Role.CLERK]
    assert both.role_words == "经办人、填报员"
    assert system_viewer().permissions == frozenset(Permission)
    assert viewer().permissions == frozenset()
