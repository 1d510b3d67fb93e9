"""本人密码: set with a one-time code, changed, renewed when it is due (safety R04–R06, R09, R20)."""

from datetime import datetime

from sqlalchemy import delete, select

from respbook.actions import audit, passwords, sign_in
from respbook.actions.action import action
from respbook.actions.sign_in import Entered, SignInRefused, Where, digest, end_links
from respbook.models.base import db
from respbook.models.people import Invite, User
from respbook.models.sessions import SignedIn
from respbook.queries.units import names_above
from respbook.rules import passwords as rules
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer, system_viewer
from respbook.rules.profiles import Profile, check_classes
from respbook.rules.sessions import account_key

CODE_REFUSED = "开户码不对、已用过或已超过72小时。请找镇环保办经办人重新领取。"


def enter_by_code(
    code: str, password: str, profile: Profile = Profile.PLAIN, *, where: Where, now: datetime
) -> Entered:
    """凭码开户: set one's own password with a one-time code, then enter (safety R09). Raises RuleBroken."""
    sign_in.claim_address(where, now)
    invite = db.session.scalars(
        select(Invite).where(Invite.code_sha256 == digest(rules.normal_code(code)))
    ).one_or_none()
    if invite is None or invite.used_at is not None or now >= invite.expires_at:
        raise RuleBroken(CODE_REFUSED, "code")
    user = db.session.get_one(User, invite.user_id)
    if user.suspended_at is not None:
        raise RuleBroken(CODE_REFUSED, "code")
    _check(password, user, profile)
    return _use_code(invite.id, passwords.hashed(password), where, by=system_viewer("登录"), now=now)


def _check(password: str, user: User, profile: Profile) -> None:
    """Neither among the first guesses, the person's own words and those of the unit and the town included, nor too plain."""
    rules.check(password, rules.own_words(user.login, user.name, user.phone, names_above(user.unit_id)))
    check_classes(profile, password)


@action(Permission.OWN_ACCOUNT)
def _use_code(invite_id: int, stored: str, where: Where, *, by: Viewer, now: datetime) -> Entered:
    invite = db.session.get_one(Invite, invite_id)
    user = db.session.get_one(User, invite.user_id)
    if invite.used_at is not None or now >= invite.expires_at or user.suspended_at is not None:
        raise RuleBroken(CODE_REFUSED, "code")
    invite.used_at = now
    user.password_hash, user.password_set_at = stored, now
    end_links(user.id, by, now)
    db.session.execute(delete(SignedIn).where(SignedIn.user_id == user.id))
    audit.note("user.enter_by_code", user, user.name, after={"开户人": invite.made_by})
    return sign_in.open_session(user.id, account_key(user.id), where, counted=True, by=by, now=now)


def change_password(
    old: str, new: str, sid_sha256: str, profile: Profile = Profile.PLAIN, *, by: Viewer, now: datetime
) -> None:
    """改密码: the other devices are signed out (safety R20). Raises RuleBroken."""
    user = db.session.get_one(User, by.user_id)
    key = f"step:{user.id}"
    stored = user.password_hash if sign_in.claim(key, now) else ""
    if not (len(old) <= rules.LONGEST and passwords.matches(stored, old)):
        raise SignInRefused("原密码不对，请重新输入。连续输错5次会暂停15分钟。", "old")
    _check(new, user, profile)
    if rules.as_typed(new) == rules.as_typed(old):
        raise RuleBroken("新密码与原密码相同；请另设一个。", "password")
    _set_password(passwords.hashed(new), sid_sha256, key, by=by, now=now)


@action(Permission.OWN_ACCOUNT)
def _set_password(stored: str, sid_sha256: str, key: str, *, by: Viewer, now: datetime) -> None:
    user = db.session.get_one(User, by.user_id)
    user.password_hash, user.password_set_at = stored, now
    end_links(user.id, by, now)
    db.session.execute(delete(SignedIn).where(SignedIn.user_id == user.id, SignedIn.sid_sha256 != sid_sha256))
    sign_in.clear_count(key)
    audit.note("user.change_password", user, user.name)
