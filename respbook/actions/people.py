"""用户: accounts, roles, one-time codes, suspension, unlocking (safety R02, R09, R11, R12, R27, C3)."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.second_factors import drop
from respbook.actions.sign_in import digest, end_links
from respbook.models.base import db
from respbook.models.people import Invite, User, UserRole
from respbook.models.second_factors import SecondFactor
from respbook.models.sessions import KnownDevice, SignedIn, Throttle
from respbook.queries.people import free_login, login_taken, others_in_charge
from respbook.queries.scope import unit_in_sight, user_in_sight
from respbook.queries.sessions import resetters
from respbook.rules import passwords as password_rules
from respbook.rules import pinyin
from respbook.rules import sessions as rules
from respbook.rules.chinese import shown_phone
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import same_name
from respbook.rules.people import NEWLY_OPENED, check_login, check_reach, to_confirm
from respbook.rules.permissions import ROLE_LABELS, Permission, Role, Viewer, check_roles


@dataclass(frozen=True)
class PersonFacts:
    """用户登记内容. An empty login is made from the name's pinyin; ``reading`` as in UnitFacts."""

    login: str
    name: str
    unit_id: int
    phone: str
    roles: frozenset[Role]
    reading: str | None = None


@action(Permission.PERSON_INVITE)
def add(facts: PersonFacts, *, by: Viewer, now: datetime) -> tuple[User, str]:
    """开设用户: gives the account and its one-time code, which is shown once and kept nowhere. Raises RuleBroken."""
    check_roles(facts.roles)
    check_reach(by, facts.roles)
    if not facts.name.strip():
        raise RuleBroken("请填写姓名。", "name")
    unit = unit_in_sight(by, facts.unit_id)
    if unit.retired_on is not None:
        raise RuleBroken(f"“{unit.name}”已经停用，不能再开设用户。", "unit_id")
    login = facts.login.strip().lower() or free_login(facts.name)
    check_login(login)
    if login_taken(login):
        raise RuleBroken(f"用户名“{login}”已有人使用。请换一个，例如在后面加上数字。", "login")
    user = User(login=login, name=facts.name, unit_id=unit.id, phone=facts.phone)
    _spell(user, facts)
    user.roles = [UserRole(role=role) for role in sorted(facts.roles)]
    db.session.add(user)
    db.session.flush()
    code = _new_code(user, by, now)
    audit.note("user.add", user, user.name, after=_words(login, facts.name, unit.name, facts.phone, facts.roles))
    return user, code


def _spell(user: User, facts: PersonFacts) -> None:
    user.reading = pinyin.settled(user.name, user.reading, facts.name, facts.reading)
    for column, key in pinyin.person_keys(facts.name, user.reading or "").items():
        setattr(user, column, key)


def _words(login: str, name: str, unit_name: str, phone: str, roles: frozenset[Role]) -> dict[str, str]:
    """The facts in words, for the log: the phone number is masked there too (safety R85)."""
    return {
        "用户名": login,
        "姓名": name,
        "单位": unit_name,
        "电话": shown_phone(phone),
        "角色": "、".join(ROLE_LABELS[role] for role in Role if role in roles),
    }


def _new_code(user: User, by: Viewer, now: datetime) -> str:
    """A fresh code; whatever code was out before is worth nothing any more."""
    _recall_codes(user, now)
    code = password_rules.one_time_code(secrets.token_bytes(password_rules.CODE_BYTES))
    db.session.add(
        Invite(
            user_id=user.id,
            code_sha256=digest(code),
            made_by=by.name,
            made_at=now,
            expires_at=now + rules.INVITE_LIFE,
        )
    )
    return code


def _recall_codes(user: User, now: datetime) -> None:
    out = select(Invite).where(Invite.user_id == user.id, Invite.used_at.is_(None), Invite.expires_at > now)
    for invite in db.session.scalars(out):
        invite.expires_at = now


def _roles_of(user: User) -> frozenset[Role]:
    return frozenset(each.role for each in user.roles)


def _end_sessions(user: User, by: Viewer, now: datetime) -> None:
    end_links(user.id, by, now)
    db.session.execute(delete(SignedIn).where(SignedIn.user_id == user.id))


def _in_charge_still(user: User, *, stays_admin: bool) -> None:
    """系统管理员 must not die out."""
    if Role.ADMIN in _roles_of(user) and not stays_admin and not others_in_charge(user.id):
        raise RuleBroken("这是最后一个在用的系统管理员账号，不能停用或改作他用。请先另设一名系统管理员。", "roles")


@action(Permission.PERSON_INVITE, undo=True)
def change(user_id: int, facts: PersonFacts, version: int, *, by: Viewer, now: datetime) -> User:
    """修改用户. Another unit or other roles count at once: the person is signed out everywhere (safety R27).

    The login name stays as it is. Raises RuleBroken, StaleVersion, NotInSight.
    """
    user = user_in_sight(by, user_id)
    expect_version(user, version)
    check_reach(by, _roles_of(user))
    unit = unit_in_sight(by, facts.unit_id)
    before = _words(user.login, user.name, user.unit.name, user.phone, _roles_of(user))
    if facts.roles != _roles_of(user) or unit.id != user.unit_id:
        _move(user, facts, by, now)
    _spell(user, facts)
    user.name, user.phone, user.unit_id = facts.name, facts.phone, unit.id
    after = _words(user.login, user.name, unit.name, user.phone, facts.roles)
    audit.note_change("user.change", user, user.name, before, after)
    return user


def _move(user: User, facts: PersonFacts, by: Viewer, now: datetime) -> None:
    if user.id == by.user_id:
        raise RuleBroken("不能更改自己的角色和单位，请由另一名系统管理员办理。", "roles")
    check_roles(facts.roles)
    check_reach(by, facts.roles)
    _in_charge_still(user, stays_admin=Role.ADMIN in facts.roles)
    user.roles = [each for each in user.roles if each.role in facts.roles] + [
        UserRole(role=role) for role in sorted(facts.roles - _roles_of(user))
    ]
    _end_sessions(user, by, now)


@action(Permission.PERSON_CONFIRM)
def confirm_identity(user_id: int, version: int, *, by: Viewer, now: datetime) -> User:
    """核实身份 after somebody else reset the password: until then that person signs nothing (safety R12).

    Raises RuleBroken for the one who reset it and for oneself, StaleVersion, NotInSight.
    """
    user = user_in_sight(by, user_id)
    expect_version(user, version)
    if not to_confirm(user.reset_at, user.confirmed_at):
        raise RuleBroken(f"{user.name}的身份不需要核实。")
    reset_by = resetters(user.id, user.confirmed_at) | {user.reset_by, user.id}
    if by.user_id in reset_by:
        raise RuleBroken("核实身份要由另一个人办理：不能是重置密码的人、解除动态口令的人，也不能是本人。")
    _check_second_person(reset_by, by, now)
    user.confirmed_by, user.confirmed_at = by.user_id, now
    audit.note("user.confirm", user, user.name)
    return user


def _check_second_person(reset_by: set[int | None], by: Viewer, now: datetime) -> None:
    """另一个人: not the same one under a second account of his name, nor one whose account the resetter has just had in
    hand — reset and not vouched for, or opened by his code within a month. Raises RuleBroken."""
    own = db.session.get_one(User, by.user_id)
    if to_confirm(own.reset_at, own.confirmed_at):
        raise RuleBroken(
            "您自己的密码或动态口令由他人重置过，身份还没有核实，不能核实别人。请先由另一个人核实您的身份。"
        )
    names = list(db.session.scalars(select(User.name).where(User.id.in_(reset_by))))
    if any(same_name(name, by.name) for name in names):
        raise RuleBroken(f"办理重置的人也叫“{by.name}”；不论是不是同一人，请由不同名的人核实。")
    opened = select(Invite.made_by).where(Invite.user_id == by.user_id, Invite.used_at > now - NEWLY_OPENED)
    if any(same_name(maker, name) for maker in db.session.scalars(opened) for name in names):
        raise RuleBroken("您的账号是办理重置的人一个月内开设或重置的，不能由您核实。请由镇领导或另一名经办人核实。")


@action(Permission.PERSON_INVITE)
def invite(user_id: int, *, by: Viewer, now: datetime) -> str:
    """签发开户码: a new code. Whoever had a password loses it, is signed out, and sees at the next sign-in who did it.

    The reset stays on record: a signature made after it must be able to name it (safety R12). Raises RuleBroken, NotInSight.
    """
    user = user_in_sight(by, user_id)
    check_reach(by, _roles_of(user))
    if user.id == by.user_id:
        raise RuleBroken("不能给自己签发开户码。修改密码请到“本人账号”。")
    if user.suspended_at is not None:
        raise RuleBroken(f"{user.name}的账号已停用，不能签发开户码。请先恢复账号。")
    verb = "user.reset" if user.password_hash else "user.invite"
    if user.password_hash:
        user.password_hash = ""
        _mark_reset(user, by, now)
        db.session.execute(delete(KnownDevice).where(KnownDevice.user_id == user.id))  # it may be in other hands
    code = _new_code(user, by, now)
    audit.note(verb, user, user.name)
    return code


def _mark_reset(user: User, by: Viewer, now: datetime) -> None:
    """记下重置: by whom and when; from the command line under nobody's account. Whoever is signed in has to come in anew."""
    user.reset_by, user.reset_at = None if by.system else by.user_id, now
    _end_sessions(user, by, now)


@action(Permission.PERSON_INVITE)
def reset_second_factor(user_id: int, *, by: Viewer, now: datetime) -> User:
    """解除动态口令 of somebody whose phone is gone: a reset like that of a password, so that nothing is signed before a
    second person has vouched (safety R12). Raises RuleBroken, NotInSight."""
    user = user_in_sight(by, user_id)
    check_reach(by, _roles_of(user))
    if user.id == by.user_id:
        raise RuleBroken("不能给自己解除动态口令，请用备用码登录，或由另一名系统管理员办理。")
    factor = db.session.get(SecondFactor, user.id)
    if factor is None:
        raise RuleBroken(f"{user.name}没有启用动态口令。")
    drop(factor)
    _mark_reset(user, by, now)
    audit.note("second.reset", user, user.name)
    return user


@action(Permission.PERSON_WRITE)
def suspend(user_id: int, version: int, *, by: Viewer, now: datetime) -> User:
    """停用: ends every session at once; open codes lapse (safety R11). Raises RuleBroken, StaleVersion, NotInSight."""
    user = user_in_sight(by, user_id)
    expect_version(user, version)
    if user.id == by.user_id:
        raise RuleBroken("不能停用自己的账号。")
    if user.suspended_at is not None:
        raise RuleBroken(f"{user.name}的账号已经停用。")
    _in_charge_still(user, stays_admin=False)
    user.suspended_at = now
    _recall_codes(user, now)
    _end_sessions(user, by, now)
    audit.note("user.suspend", user, user.name)
    return user


@action(Permission.PERSON_WRITE)
def restore(user_id: int, version: int, *, by: Viewer, now: datetime) -> User:
    """恢复 a suspended account. Raises RuleBroken, StaleVersion, NotInSight."""
    user = user_in_sight(by, user_id)
    expect_version(user, version)
    if user.suspended_at is None:
        raise RuleBroken(f"{user.name}的账号没有停用，不用恢复。")
    user.suspended_at = None
    audit.note("user.restore", user, user.name)
    return user


@action(Permission.PERSON_UNLOCK)
def unlock(user_id: int, *, by: Viewer, now: datetime) -> User:
    """解除登录锁定: the failures of this account, its step-up and its known devices are forgotten (safety R02).

    By a second person: at somebody's unlocked desk the count of step-up guesses must not be wiped by a button (R13).
    """
    user = user_in_sight(by, user_id)
    check_reach(by, _roles_of(user))
    if user.id == by.user_id:
        raise RuleBroken("不能给自己解除锁定。请15分钟后再试，或请另一名系统管理员办理。")
    devices = db.session.scalars(select(KnownDevice.token_sha256).where(KnownDevice.user_id == user.id))
    keys = [
        rules.account_key(user.id),
        f"step:{user.id}",
        f"second:{user.id}",
        *(f"device:{token}:{user.id}" for token in devices),
    ]
    db.session.execute(delete(Throttle).where(Throttle.key.in_(keys)))
    audit.note("user.unlock", user, user.name)
    return user


@action(Permission.PERSON_UNLOCK)
def end_sessions(user_id: int, *, by: Viewer, now: datetime) -> User:
    """结束登录: somebody lost a phone; every device of the account has to sign in again (safety R20)."""
    user = user_in_sight(by, user_id)
    check_reach(by, _roles_of(user))
    _end_sessions(user, by, now)
    audit.note("user.end_sessions", user, user.name)
    return user


@action(Permission.PHONE_READ)
def read_phone(user_id: int, *, by: Viewer, now: datetime) -> str:
    """看完整电话: the number, and an entry that it was looked at (safety R98). Raises NotInSight."""
    user = user_in_sight(by, user_id)
    audit.note("phone.read", user, user.name)
    return user.phone


@action(Permission.HOME_READ)
def set_step(step: int, *, by: Viewer, now: datetime) -> None:
    """字号: 1 标准, 2 大, 3 超大, remembered with the person (features H1). Raises RuleBroken."""
    if step not in (1, 2, 3):
        raise RuleBroken("字号只有标准、大、超大三档，请从页面上选择。")
    user = db.session.get_one(User, by.user_id)
    user.step = step
    audit.note("user.set_step", user, user.name, after={"字号": {1: "标准", 2: "大", 3: "超大"}[step]})
