"""开户码: a one-time code opens the account once, late or guessed codes are refused, a reset forgets the devices (safety R09)."""

import datetime as d
import secrets

import pytest
from making import PASSWORD
from sqlalchemy import func, select

from respbook.actions import audit, own_passwords, people, sign_in
from respbook.actions.action import action
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.people import Invite
from respbook.models.sessions import KnownDevice
from respbook.rules.errors import RuleBroken
from respbook.rules.passwords import normal_code, one_time_code
from respbook.rules.permissions import Permission, system_viewer
from respbook.rules.sessions import INVITE_LIFE

OFFICE = sign_in.Where("10.0.0.2", "Firefox")


def enter(login, password=PASSWORD, *, now, where=OFFICE):
    return sign_in.sign_in(login, password, where=where, now=now)


@action(Permission.PERSON_INVITE)
def invite(user_id, code, *, by, now):
    row = Invite(
        user_id=user_id, code_sha256=sign_in.digest(code), made_by=by.name, made_at=now, expires_at=now + INVITE_LIFE
    )
    db.session.add(row)
    audit.note("user.invite", row, by.name)


@pytest.fixture
def code(app, town):
    made = normal_code(one_time_code(secrets.token_bytes(10)))
    invite(town.viewer("reporter").user_id, made, by=system_viewer(), now=town.now)
    return made


def test_a_code_opens_the_account_once(app, town, code):
    new = "大埝村口的老槐树开花"
    entered = own_passwords.enter_by_code(code.lower().replace("-", " "), new, where=OFFICE, now=town.now)
    assert entered.user_id == town.viewer("reporter").user_id
    assert enter("reporter", new, now=town.now)
    with pytest.raises(RuleBroken, match="已用过"):
        own_passwords.enter_by_code(code, new, where=OFFICE, now=town.now)
    assert code not in "".join(db.session.scalars(select(AuditEntry.body)))


def test_late_or_guessed_codes_are_refused(app, town, code):
    with pytest.raises(RuleBroken):
        own_passwords.enter_by_code(code, "大埝村口的老槐树开花", where=OFFICE, now=town.now + d.timedelta(hours=73))
    with pytest.raises(RuleBroken):
        own_passwords.enter_by_code("0000-0000-0000-0000", "大埝村口的老槐树开花", where=OFFICE, now=town.now)
    with pytest.raises(RuleBroken) as weak:
        own_passwords.enter_by_code(code, "1234567890", where=OFFICE, now=town.now)
    assert weak.value.field == "password"


def test_guessing_codes_is_throttled(app, town):
    for _ in range(30):
        with pytest.raises(RuleBroken):
            own_passwords.enter_by_code("0000-0000-0000-0000", PASSWORD, where=OFFICE, now=town.now)
    with pytest.raises(sign_in.TooManyTries):
        own_passwords.enter_by_code("0000-0000-0000-0000", PASSWORD, where=OFFICE, now=town.now)


def test_a_reset_forgets_the_devices_of_the_account(app, town):
    viewer = town.viewer("reporter")
    enter("reporter", now=town.now)
    known = select(func.count()).select_from(KnownDevice).where(KnownDevice.user_id == viewer.user_id)
    assert db.session.scalar(known) == 1
    people.invite(viewer.user_id, by=town.viewer("clerk"), now=town.now)
    assert db.session.scalar(known) == 0
