"""动态口令: set up, asked for at signing in and before weighty deeds, recovered by a slip, ended (safety R10, R12, R13)."""

import secrets
from datetime import datetime

import pyotp
from sqlalchemy import select

from respbook.actions import audit, sign_in
from respbook.actions.action import action
from respbook.actions.sign_in import SignInRefused, digest
from respbook.models.base import db
from respbook.models.people import User
from respbook.models.second_factors import RecoveryCode, SecondFactor
from respbook.models.sessions import SignedIn
from respbook.rules import passwords as codes
from respbook.rules import second_factor as rules
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.profiles import Profile, must_have_second_factor
from respbook.vault import Vault

REFUSED = "动态口令不对、已用过或已过时，请输入手机上正在显示的6位数字。连续输错5次会暂停15分钟。"
WRONG_AT_SET_UP = (
    "这6位数字与二维码对不上。请输入手机上正在显示的数字；仍然不对的，请把手机时间设为自动，或重新扫一次码。"
)


@action(Permission.OWN_ACCOUNT)
def begin(vault: Vault, *, by: Viewer, now: datetime) -> None:
    """开始设置: a new secret, shown until its first code was given. Raises RuleBroken where one is in use."""
    factor = db.session.get(SecondFactor, by.user_id)
    if factor is not None and factor.confirmed_at is not None:
        raise RuleBroken("动态口令已经启用。换手机的，请先停用，再重新设置。")
    if factor is None:
        factor = SecondFactor(user_id=by.user_id)
        db.session.add(factor)
    factor.secret, factor.begun_at, factor.last_step = vault.locked(pyotp.random_base32()), now, None
    audit.note("second.begin", db.session.get_one(User, by.user_id), by.name)


def confirm(sid_sha256: str, code: str, vault: Vault, *, by: Viewer, now: datetime) -> tuple[str, list[str]]:
    """启用: the first code shows that the phone has it. Gives the new session token and the codes for the slip, which are
    kept nowhere. Other devices of this person have to give a code from now on. Raises RuleBroken."""
    if not sign_in.claim(_count_of(by.user_id), now):
        raise RuleBroken(REFUSED, "code")
    return _confirm(sid_sha256, code, vault, by=by, now=now)


@action(Permission.OWN_ACCOUNT)
def _confirm(sid_sha256: str, code: str, vault: Vault, *, by: Viewer, now: datetime) -> tuple[str, list[str]]:
    factor = db.session.get(SecondFactor, by.user_id)
    if factor is None or factor.confirmed_at is not None:
        raise RuleBroken("没有正在设置的动态口令。请从“本人账号”重新开始。")
    step = rules.taken_step(vault.opened(factor.secret), code, None, now)
    if step is None:
        raise RuleBroken(WRONG_AT_SET_UP, "code")
    factor.confirmed_at, factor.last_step = now, step
    made = _new_codes(by.user_id, now)
    sign_in.clear_count(_count_of(by.user_id))
    sid = sign_in.changed_token(sid_sha256, now, second=True)
    audit.note("second.confirm", db.session.get_one(User, by.user_id), by.name)
    return sid, made


def _new_codes(user_id: int, now: datetime) -> list[str]:
    """Fresh codes; those of an earlier slip are worth nothing any more."""
    for old in db.session.scalars(select(RecoveryCode).where(RecoveryCode.user_id == user_id)):
        db.session.delete(old)
    made = [codes.one_time_code(secrets.token_bytes(codes.CODE_BYTES)) for _ in range(rules.CODES)]
    db.session.add_all(RecoveryCode(user_id=user_id, code_sha256=digest(code), made_at=now) for code in made)
    return made


@action(Permission.OWN_ACCOUNT)
def renew_codes(*, by: Viewer, now: datetime) -> list[str]:
    """换发备用码. Raises RuleBroken."""
    _in_use(by.user_id)
    made = _new_codes(by.user_id, now)
    audit.note("second.codes", db.session.get_one(User, by.user_id), by.name)
    return made


def _in_use(user_id: int) -> SecondFactor:
    factor = db.session.get(SecondFactor, user_id)
    if factor is None or factor.confirmed_at is None:
        raise RuleBroken("动态口令没有启用。")
    return factor


def _count_of(user_id: int) -> str:
    return f"second:{user_id}"


def enter(sid_sha256: str, code: str, vault: Vault, *, by: Viewer, now: datetime) -> str:
    """登录第二步: the code of the phone, or one of the slip; gives the token of the session that is now open.

    Raises SignInRefused, the same sentence for wrong, used, late and too many.
    """
    if not sign_in.claim(_count_of(by.user_id), now):
        raise SignInRefused(REFUSED, "code")
    return _enter(sid_sha256, code, vault, by=by, now=now)


@action(Permission.OWN_ACCOUNT)
def _enter(sid_sha256: str, code: str, vault: Vault, *, by: Viewer, now: datetime) -> str:
    verb = "session.second" if _take(by.user_id, code, vault, now) else "session.recover"
    if verb == "session.recover":
        _take_recovery(by.user_id, code, now)
    sign_in.clear_count(_count_of(by.user_id))
    sid = sign_in.changed_token(sid_sha256, now, second=True)
    audit.note(verb, db.session.get_one(User, by.user_id), by.name)
    return sid


def _take(user_id: int, code: str, vault: Vault, now: datetime) -> bool:
    """Inside a deed, in its turn: of two that bring the same code at once one is refused."""
    factor = _in_use(user_id)
    step = rules.taken_step(vault.opened(factor.secret), code, factor.last_step, now)
    if step is not None:
        factor.last_step = step
    return step is not None


def _take_recovery(user_id: int, code: str, now: datetime) -> None:
    try:
        typed = digest(codes.normal_code(code))
    except RuleBroken:
        raise SignInRefused(REFUSED, "code") from None
    wanted = select(RecoveryCode).where(RecoveryCode.user_id == user_id, RecoveryCode.code_sha256 == typed)
    row = db.session.scalars(wanted).one_or_none()
    if row is None or row.used_at is not None:
        raise SignInRefused(REFUSED, "code")
    row.used_at = now


def step_up(sid_sha256: str, code: str, vault: Vault, *, by: Viewer, now: datetime) -> str:
    """再次验证 by the phone in the place of the password (safety R13). Raises SignInRefused."""
    if not sign_in.claim(_count_of(by.user_id), now):
        raise SignInRefused(REFUSED, "code")
    return _step_up(sid_sha256, code, vault, by=by, now=now)


@action(Permission.OWN_ACCOUNT)
def _step_up(sid_sha256: str, code: str, vault: Vault, *, by: Viewer, now: datetime) -> str:
    if not _take(by.user_id, code, vault, now):
        raise SignInRefused(REFUSED, "code")
    return sign_in.renew(sid_sha256, _count_of(by.user_id), by=by, now=now)


@action(Permission.OWN_ACCOUNT)
def end(profile: Profile, *, by: Viewer, now: datetime) -> None:
    """停用本人的动态口令. Raises RuleBroken where the office asks for it."""
    if must_have_second_factor(profile, by.roles):
        raise RuleBroken("按等级保护要求，您的账号必须使用动态口令，不能停用。换手机的，请找系统管理员解除后重新设置。")
    drop(_in_use(by.user_id))
    audit.note("second.end", db.session.get_one(User, by.user_id), by.name)


def drop(factor: SecondFactor) -> None:
    """撤去 inside a deed: the secret and the slip."""
    for code in db.session.scalars(select(RecoveryCode).where(RecoveryCode.user_id == factor.user_id)):
        db.session.delete(code)
    for session in db.session.scalars(select(SignedIn).where(SignedIn.user_id == factor.user_id)):
        session.second_at = None
    db.session.delete(factor)
