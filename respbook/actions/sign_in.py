"""登录: sessions, throttles, step-up (safety R01–R03, R13, R15–R18, R21); own_passwords.py and second_factors.py stand on it."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from respbook.actions import audit, passwords
from respbook.actions.action import action, housekeeping
from respbook.models.base import db
from respbook.models.device_links import DeviceLink
from respbook.models.people import User, UserRole
from respbook.models.sessions import KnownDevice, SignedIn, Throttle
from respbook.rules import passwords as password_rules
from respbook.rules import sessions as rules
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer, system_viewer

REFUSED = "用户名或密码不对，或账号已暂时锁定。连续输错5次会锁定15分钟；忘记密码请找镇环保办经办人领取一次性开户码。"
TOO_MANY = "这台设备所在的网络尝试次数过多，请10分钟后再试。"
_OF_STRANGERS = secrets.token_bytes(32)
"""Lives as long as this process: people type passwords where the login belongs, and nothing may be kept that they can be tried on."""


class SignInRefused(RuleBroken):
    """登录未成功: the same sentence for unknown, locked and wrong (safety R03)."""


class SessionEnded(RuleBroken):
    """会话已结束 while it was being renewed."""


class TooManyTries(RuleBroken):
    """尝试过多: this address has to wait (429)."""


@dataclass(frozen=True)
class Where:
    """登录来源: address and browser, the token of a device that has entered before, the session it leaves behind."""

    address: str
    agent: str
    device: str = ""
    leaving: str = ""


@dataclass(frozen=True)
class Entered:
    """登录结果: the session token and device token to hand to the browser; only digests are kept here."""

    sid: str
    device: str
    user_id: int
    ended: int = 0


def digest(token: str) -> str:
    """令牌摘要."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(login: str, password: str, *, where: Where, now: datetime) -> Entered:
    """登录: check the throttles, then the password, then open a session. Raises SignInRefused, TooManyTries."""
    user = db.session.scalars(select(User).where(User.login == login.strip().lower())).one_or_none()
    known = user is not None and _known(user.id, where.device)
    key = _count_of(user, where, login)
    if not known:  # whoever guesses behind the same address shuts nobody out of a device of his own (safety R02)
        claim_address(where, now)
    open_to_try = claim(key, now)
    stored = user.password_hash if user and open_to_try and not user.suspended_at else ""
    right = len(password) <= password_rules.LONGEST and passwords.matches(stored, password)
    if not right or user is None:
        _note_refused(user, by=system_viewer("登录"), now=now)
        raise SignInRefused(REFUSED)
    if passwords.outdated(stored):
        _rehash(user.id, passwords.hashed(password), by=system_viewer("登录"), now=now)
    return open_session(user.id, key, where, counted=not known, by=system_viewer("登录"), now=now)


def _count_of(user: User | None, where: Where, login: str) -> str:
    """计数 of this try. Of what is no login a few digits of a keyed digest are kept, so that it takes its time like any other
    and strangers fill no table."""
    strange = hmac.new(_OF_STRANGERS, login.encode("utf-8", "replace"), "sha256").hexdigest()[:3]
    if user is None:
        return f"unknown:{strange}"
    return device_key(user.id, where.device) if _known(user.id, where.device) else rules.account_key(user.id)


def device_key(user_id: int, device: str) -> str:
    """限制 of one person on one device: whoever else signs in there clears his own count, not this one (safety R01)."""
    return f"device:{digest(device)}:{user_id}"


def _known(user_id: int, device: str) -> bool:
    return bool(device) and db.session.get(KnownDevice, (digest(device), user_id)) is not None


def claim_address(where: Where, now: datetime) -> None:
    """记一次尝试 from an address. Raises TooManyTries."""
    _claim(f"address:{where.address}", now, rules.TRIES_AN_ADDRESS, address=True)


@housekeeping
def _claim(key: str, now: datetime, allowed: int, *, address: bool) -> bool:
    """Count one try; False when the account is locked. Raises TooManyTries when the address is."""
    row = db.session.get(Throttle, key)
    if row is None:
        row = Throttle(key=key, failures=0, locks=0, since=now)
        db.session.add(row)
    tries = rules.Tries(row.failures, row.locks, row.since, row.until)
    if rules.locked(tries, now):
        if address:
            raise TooManyTries(TOO_MANY)
        return False
    tries = rules.counted(tries, now, allowed, rules.ADDRESS_WINDOW if address else None)
    row.failures, row.locks, row.since, row.until = tries.failures, tries.locks, tries.since, tries.until
    return True


@action(Permission.OWN_ACCOUNT)
def _note_refused(user: User | None, *, by: Viewer, now: datetime) -> None:
    audit.note_words("session.refuse", "users", user.id if user else 0, user.name if user else "未知用户名")


@action(Permission.OWN_ACCOUNT)
def _rehash(user_id: int, stored: str, *, by: Viewer, now: datetime) -> None:
    user = db.session.get_one(User, user_id)
    user.password_hash = stored
    audit.note("user.rehash", user, user.name)


@action(Permission.OWN_ACCOUNT)
def open_session(user_id: int, key: str, where: Where, *, counted: bool, by: Viewer, now: datetime) -> Entered:
    """开始会话 inside or as a deed: the count of ``key`` is cleared, and this try is taken off its address if it was
    ``counted`` there. Where a second proof is owed the session opens nothing before that (safety R10)."""
    user = db.session.get_one(User, user_id)
    clear_count(key)
    if counted:
        _take_back(f"address:{where.address}")
    db.session.execute(delete(SignedIn).where(SignedIn.sid_sha256 == where.leaving))
    ended = _end_oldest(user_id, now)
    sid = secrets.token_urlsafe(32)
    device = where.device or secrets.token_urlsafe(32)
    db.session.add(
        SignedIn(
            sid_sha256=digest(sid),
            user_id=user_id,
            made_at=now,
            seen_at=now,
            step_up_at=now,
            address=where.address,
            agent=where.agent[:200],
        )
    )
    if not _known(user_id, device):
        db.session.add(KnownDevice(token_sha256=digest(device), user_id=user_id, made_at=now))
    audit.note("session.open", user, user.name, after={"结束最早的登录": str(ended)} if ended else None)
    return Entered(sid, device, user_id, ended)


def _end_oldest(user_id: int, now: datetime) -> int:
    """结束最早的登录, so that there is room for one more; gives how many of them were still worth something."""
    there = select(SignedIn).where(SignedIn.user_id == user_id).order_by(SignedIn.seen_at.desc())
    oldest = db.session.scalars(there).all()[rules.SESSIONS_AN_ACCOUNT - 1 :]
    if not oldest:
        return 0
    span = rules.span_for(frozenset(db.session.scalars(select(UserRole.role).where(UserRole.user_id == user_id))))
    ended = [rules.alive(old.made_at, old.seen_at, now, span) for old in oldest]
    for old in oldest:
        db.session.delete(old)
    return sum(ended)


def _take_back(key: str) -> None:
    """A right password is no try at guessing: the address's count loses this one, and only this one, so that nobody
    clears the count of an address by signing in with an account of his own (safety R01)."""
    row = db.session.get(Throttle, key)
    if row is not None:
        row.failures, row.until = max(row.failures - 1, 0), None


def end_links(user_id: int, by: Viewer, now: datetime) -> None:
    """结束专用链接 of a person, inside the deed that ends the sessions: a lost phone or a new password ends both."""
    living = update(DeviceLink).where(DeviceLink.user_id == user_id, DeviceLink.revoked_at.is_(None))
    db.session.execute(living.values(revoked_at=now, revoked_by=by.name))


@action(Permission.OWN_ACCOUNT)
def sign_out(sid_sha256: str, *, by: Viewer, now: datetime) -> None:
    """退出: the session row goes; a saved cookie is worth nothing (safety R18)."""
    db.session.execute(delete(SignedIn).where(SignedIn.sid_sha256 == sid_sha256))
    audit.note("session.close", db.session.get_one(User, by.user_id), by.name)


def end_session(sid_sha256: str) -> None:
    """结束会话 inside another deed, which says so in its own entry."""
    db.session.execute(delete(SignedIn).where(SignedIn.sid_sha256 == sid_sha256))


def step_up(sid_sha256: str, password: str, *, by: Viewer, now: datetime) -> str:
    """再次验证: the password again; gives a new session token (safety R13, R16). Raises SignInRefused."""
    return renew(sid_sha256, prove(password, by=by, now=now), by=by, now=now)


def prove(password: str, *, by: Viewer, now: datetime) -> str:
    """核对本人密码: counted before it is checked; gives the key of the count, to be cleared by the deed that rests on it.

    Outside the write gate, because a password takes its time. Raises SignInRefused.
    """
    user = db.session.get_one(User, by.user_id)
    key = f"step:{user.id}"
    stored = user.password_hash if claim(key, now) else ""
    if not (len(password) <= password_rules.LONGEST and passwords.matches(stored, password)):
        raise SignInRefused("密码不对。连续输错5次会暂停验证15分钟。", "password")
    return key


def clear_count(key: str) -> None:
    """清零 inside the deed that a right password belongs to."""
    db.session.execute(delete(Throttle).where(Throttle.key == key))


def claim(key: str, now: datetime) -> bool:
    """记一次尝试 of a PIN or code, by the same count as passwords; False while it is locked."""
    return _claim(key, now, rules.TRIES, address=False)


@housekeeping
def take_off(key: str) -> None:
    """猜对了: the count of a PIN begins afresh."""
    clear_count(key)


@action(Permission.OWN_ACCOUNT)
def renew(sid_sha256: str, key: str, *, by: Viewer, now: datetime) -> str:
    """换发会话 after a proof: a new token, the old one is worth nothing (safety R16). Raises SessionEnded."""
    sid = changed_token(sid_sha256, now)
    clear_count(key)
    audit.note("session.prove", db.session.get_one(User, by.user_id), by.name)
    return sid


def changed_token(sid_sha256: str, now: datetime, *, second: bool = False) -> str:
    """换令牌 inside a deed; ``second``: 动态口令 was given. One that ended meanwhile does not come back (safety R22)."""
    row = db.session.get(SignedIn, sid_sha256)
    if row is None:
        raise SessionEnded("登录已经结束，请重新登录。")
    sid = secrets.token_urlsafe(32)
    db.session.add(
        SignedIn(
            sid_sha256=digest(sid),
            user_id=row.user_id,
            made_at=row.made_at,
            seen_at=now,
            step_up_at=now,
            second_at=now if second else row.second_at,
            address=row.address,
            agent=row.agent,
        )
    )
    db.session.delete(row)
    return sid


@housekeeping
def seen(sid_sha256: str, now: datetime) -> None:
    """续期: at most once a minute; a row that is gone stays gone (safety R22)."""
    row = db.session.get(SignedIn, sid_sha256)
    if row is not None:
        row.seen_at = now


@action(Permission.OWN_ACCOUNT)
def end_others(sid_sha256: str, *, by: Viewer, now: datetime) -> int:
    """结束其他设备的登录: only this device stays signed in (safety R20). Gives how many were ended."""
    others = select(SignedIn).where(SignedIn.user_id == by.user_id, SignedIn.sid_sha256 != sid_sha256)
    ended = 0
    end_links(by.user_id, by, now)
    for row in db.session.scalars(others):
        db.session.delete(row)
        ended += 1
    user = db.session.get_one(User, by.user_id)
    audit.note("session.end_others", user, user.name, after={"台数": str(ended)})
    return ended
