"""用户: who may set up whom; codes, suspension, unlocking."""

import datetime as d

import pytest
from making import PASSWORD
from sqlalchemy import select

from respbook.actions import own_passwords, people, sign_in
from respbook.actions.people import PersonFacts
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.people import Invite, User
from respbook.models.sessions import SignedIn, Throttle
from respbook.queries.scope import NotInSight, user_in_sight
from respbook.queries.sessions import entrance, viewer_named
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed, Role

WHERE = sign_in.Where("10.0.0.8", "Mozilla/5.0 (Windows NT 10.0) Chrome/120")
NEW = "清清河水向东流入大海"


def facts(town, *roles, login="", unit=None, name="赵新"):
    return PersonFacts(login, name, unit or town.villages[0].id, "13912345678", frozenset(roles))


def added(town, by, *roles, **more):
    return people.add(facts(town, *roles, **more), by=town.viewer(by), now=town.now)


def bodies():
    return list(db.session.scalars(select(AuditEntry.body).order_by(AuditEntry.seq)))


def user_named(login):
    return db.session.scalars(select(User).where(User.login == login)).one()


def test_clerk_sets_up_a_reporter_who_enters_with_the_code(app, town):
    user, code = added(town, "clerk", Role.REPORTER)
    assert user.login == "zhaoxin"
    entered = own_passwords.enter_by_code(code.lower().replace("-", " "), NEW, where=WHERE, now=town.now)
    assert entered.user_id == user.id
    with pytest.raises(RuleBroken):
        own_passwords.enter_by_code(code, NEW, where=WHERE, now=town.now)


def test_code_and_phone_stand_nowhere_in_the_book(app, town):
    _, code = added(town, "clerk", Role.REPORTER)
    book = "".join(bodies())
    assert code not in book and code.replace("-", "") not in book
    assert "13912345678" not in book and "139****5678" in book
    assert code not in db.session.scalars(select(Invite.code_sha256)).all()


def test_code_lapses_after_72_hours(app, town):
    _, code = added(town, "clerk", Role.REPORTER)
    with pytest.raises(RuleBroken):
        own_passwords.enter_by_code(code, NEW, where=WHERE, now=town.now + d.timedelta(hours=72))


@pytest.mark.parametrize("role", [Role.CLERK, Role.LEADER, Role.ADMIN, Role.AUDITOR])
def test_clerk_sets_up_village_people_only(app, town, role):
    with pytest.raises(RuleBroken, match="系统管理员"):
        added(town, "clerk", role, unit=town.unit.id)
    user, _ = added(town, "admin", role, unit=town.unit.id)
    assert user.id


def test_clerk_touches_no_office_account(app, town):
    leader = user_named("leader")
    for deed in (
        lambda: people.invite(leader.id, by=town.viewer("clerk"), now=town.now),
        lambda: people.unlock(leader.id, by=town.viewer("clerk"), now=town.now),
        lambda: people.change(leader.id, facts(town, Role.LEADER), 1, by=town.viewer("clerk"), now=town.now),
    ):
        with pytest.raises(RuleBroken, match="只能经手"):
            deed()


@pytest.mark.parametrize("login", ["leader", "assessor", "reporter", "signer", "auditor"])
def test_others_set_up_nobody(app, town, login):
    with pytest.raises(NotAllowed):
        added(town, login, Role.REPORTER)


@pytest.mark.parametrize("roles", [(Role.ADMIN, Role.CLERK), (Role.AUDITOR, Role.LEADER), ()])
def test_excluded_pairs(app, town, roles):
    with pytest.raises(RuleBroken):
        added(town, "admin", *roles)


def test_logins_are_taken_once(app, town):
    with pytest.raises(RuleBroken, match="已有人使用"):
        added(town, "admin", Role.REPORTER, login="CLERK")
    assert [added(town, "admin", Role.REPORTER)[0].login for _ in range(3)] == ["zhaoxin", "zhaoxin2", "zhaoxin3"]


def test_nobody_changes_his_own_roles_nor_suspends_himself(app, town):
    admin = user_named("admin")
    with pytest.raises(RuleBroken, match="自己"):
        people.change(admin.id, facts(town, Role.AUDITOR, unit=town.unit.id), 1, by=town.viewer("admin"), now=town.now)
    with pytest.raises(RuleBroken, match="自己"):
        people.suspend(admin.id, 1, by=town.viewer("admin"), now=town.now)


def test_the_last_admin_stays(app, town):
    added(town, "admin", Role.ADMIN, unit=town.unit.id, login="second")
    first = user_named("admin")
    by = viewer_named("second")
    with pytest.raises(RuleBroken, match="最后一个"):
        people.suspend(first.id, first.version, by=by, now=town.now)


def test_role_change_counts_at_once(app, town):
    signer = user_in_sight(town.viewer("admin"), user_named("signer").id)
    wanted = PersonFacts("signer", signer.name, signer.unit_id, "", frozenset({Role.REPORTER}))
    people.change(signer.id, wanted, signer.version, by=town.viewer("admin"), now=town.now)
    assert viewer_named("signer").roles == {Role.REPORTER}
    assert not db.session.scalars(select(SignedIn).where(SignedIn.user_id == signer.id)).all()
    assert "单位负责人" in bodies()[-1] and "填报员" in bodies()[-1]


def test_reset_is_seen_by_the_owner(app, town):
    signer = user_named("signer")
    sign_in.sign_in("signer", PASSWORD, where=WHERE, now=town.now)
    code = people.invite(signer.id, by=town.viewer("clerk"), now=town.now + d.timedelta(hours=1))
    with pytest.raises(sign_in.SignInRefused):
        sign_in.sign_in("signer", PASSWORD, where=WHERE, now=town.now + d.timedelta(hours=2))
    own_passwords.enter_by_code(code, NEW, where=WHERE, now=town.now + d.timedelta(hours=3))
    found = entrance(signer.id)
    assert [(each.words, each.by) for each in found.resets] == [("密码已被重置", "陈静")]
    assert found.failures == 1 and found.last_at == town.now
    db.session.refresh(signer)
    assert signer.reset_by == town.viewer("clerk").user_id


def test_a_new_code_makes_the_old_one_worthless(app, town):
    user, old = added(town, "clerk", Role.REPORTER)
    people.invite(user.id, by=town.viewer("clerk"), now=town.now)
    with pytest.raises(RuleBroken):
        own_passwords.enter_by_code(old, NEW, where=WHERE, now=town.now)


def test_suspended_means_out(app, town):
    user, code = added(town, "clerk", Role.REPORTER)
    reporter = user_named("reporter")
    people.suspend(reporter.id, reporter.version, by=town.viewer("admin"), now=town.now)
    assert not db.session.scalars(select(SignedIn).where(SignedIn.user_id == reporter.id)).all()
    people.suspend(user.id, user.version, by=town.viewer("admin"), now=town.now)
    with pytest.raises(RuleBroken):
        own_passwords.enter_by_code(code, NEW, where=WHERE, now=town.now)
    with pytest.raises(RuleBroken, match="已停用"):
        people.invite(user.id, by=town.viewer("admin"), now=town.now)
    people.restore(user.id, user_named("zhaoxin").version, by=town.viewer("admin"), now=town.now)
    assert user_named("zhaoxin").suspended_at is None


def test_unlocking(app, town):
    for _ in range(6):
        with pytest.raises(sign_in.SignInRefused):
            sign_in.sign_in("reporter", "不对的密码不对的", where=WHERE, now=town.now)
    with pytest.raises(sign_in.SignInRefused):
        sign_in.sign_in("reporter", PASSWORD, where=WHERE, now=town.now)
    people.unlock(user_named("reporter").id, by=town.viewer("clerk"), now=town.now)
    assert sign_in.sign_in("reporter", PASSWORD, where=WHERE, now=town.now).user_id


def test_nobody_unlocks_himself(app, town):
    """At a desk left unlocked the count of step-up guesses would be wiped by a button (safety R13)."""
    with pytest.raises(RuleBroken, match="不能给自己"):
        people.unlock(user_named("admin").id, by=town.viewer("admin"), now=town.now)


def test_another_persons_sign_in_does_not_clear_the_count_on_a_shared_device(app, town):
    """Two people share a PC; one of them guesses at the other's password and signs in himself in between (R01)."""
    device = sign_in.sign_in("signer", PASSWORD, where=WHERE, now=town.now).device
    shared = sign_in.Where("10.0.0.8", "Firefox", device)
    sign_in.sign_in("reporter", PASSWORD, where=shared, now=town.now)
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(sign_in.SignInRefused):
                sign_in.sign_in("signer", "不对的密码不对的", where=shared, now=town.now)
        sign_in.sign_in("reporter", PASSWORD, where=shared, now=town.now)
    with pytest.raises(sign_in.SignInRefused):
        sign_in.sign_in("signer", PASSWORD, where=shared, now=town.now)
    people.unlock(user_named("signer").id, by=town.viewer("clerk"), now=town.now)
    assert sign_in.sign_in("signer", PASSWORD, where=shared, now=town.now).user_id


def test_signing_in_oneself_does_not_clear_the_address(app, town):
    for place in range(5):
        with pytest.raises(sign_in.SignInRefused):
            sign_in.sign_in(f"nobody{place}", "不对的密码不对的", where=WHERE, now=town.now)
        sign_in.sign_in("reporter", PASSWORD, where=WHERE, now=town.now)
    assert db.session.get(Throttle, "address:10.0.0.8").failures == 5


def test_out_of_sight_is_missing(app, town):
    neighbour = user_named("neighbour")
    other = user_named("clerk")
    village = PersonFacts("x1", "x", town.villages[0].id, "", frozenset({Role.REPORTER}))
    assert user_in_sight(town.viewer("clerk"), neighbour.id)
    with pytest.raises(NotInSight):
        user_in_sight(town.viewer("reporter"), other.id)
    assert village.unit_id


def test_phone_reading_is_written_down(app, town):
    user, _ = added(town, "clerk", Role.REPORTER)
    assert people.read_phone(user.id, by=town.viewer("leader"), now=town.now) == "13912345678"
    assert '"verb":"phone.read"' in bodies()[-1] and "13912345678" not in bodies()[-1]
    with pytest.raises(NotAllowed):
        people.read_phone(user.id, by=town.viewer("admin"), now=town.now)


def test_step(app, town):
    people.set_step(3, by=town.viewer("signer"), now=town.now)
    assert user_named("signer").step == 3
    with pytest.raises(RuleBroken):
        people.set_step(4, by=town.viewer("signer"), now=town.now)


@pytest.mark.parametrize("name", ["", "  "])
def test_nobody_is_nameless(app, town, name):
    with pytest.raises(RuleBroken, match="请填写姓名"):
        people.add(facts(town, Role.REPORTER, login="user9", name=name), by=town.viewer("clerk"), now=town.now)
