"""会话与登录限制: how long people stay signed in, and how often strangers may try (safety R01, R13, R17, R21)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from respbook.rules.permissions import Role
from respbook.rules.profiles import Profile, expired, must_have_second_factor
from respbook.rules.second_factor import Duty

STEP_UP = timedelta(minutes=5)
SESSIONS_AN_ACCOUNT = 5
TRIES = 5
TRIES_AN_ADDRESS = 30
ADDRESS_WINDOW = timedelta(minutes=10)
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=24)
FORGOTTEN = timedelta(days=30)
"""A lock that ended so long ago makes the next one no longer."""
INVITE_LIFE = timedelta(hours=72)
LINK_LIFE = timedelta(days=180)
LINK_SEEN = timedelta(minutes=10)
"""How often the last use of a 专用链接 is written down."""

_OFFICE = frozenset({Role.ADMIN, Role.CLERK, Role.LEADER, Role.ASSESSOR, Role.AUDITOR})


@dataclass(frozen=True)
class Span:
    """会话时限: how long without a click, and how long in all."""

    idle: timedelta
    absolute: timedelta


OFFICE_SPAN = Span(timedelta(minutes=30), timedelta(hours=12))
VILLAGE_SPAN = Span(timedelta(hours=8), timedelta(days=7))
HALF_SPAN = timedelta(minutes=15)
"""How long a session waits for what its person still owes: a second proof, a new password."""


def account_key(user_id: int) -> str:
    """计数 of the guesses at one account: by its number, so that the name typed at the door stands nowhere."""
    return f"account:{user_id}"


def span_for(roles: frozenset[Role], office: Span = OFFICE_SPAN, village: Span = VILLAGE_SPAN) -> Span:
    """会话时限: office 30 min / 12 h, village phones 8 h / 7 d, unless the settings say otherwise (safety R17)."""
    return office if roles & _OFFICE else village


def owed(
    profile: Profile,
    roles: frozenset[Role],
    *,
    has_second: bool,
    second_at: datetime | None,
    password_set_at: datetime | None,
    now: datetime,
) -> Duty | None:
    """登录后先办: a code where one is set up, setting one up where it must be, a new password where it is due; None: enter."""
    if has_second and second_at is None:
        return Duty.CODE
    if not has_second and must_have_second_factor(profile, roles):
        return Duty.SET_UP
    return Duty.PASSWORD if expired(profile, password_set_at, now) else None


def shortened(span: Span) -> Span:
    """明文访问时的时限: what can be read on the way should soon be worth nothing (safety R101)."""
    return Span(min(span.idle / 2, timedelta(hours=1)), min(span.absolute / 3, timedelta(hours=12)))


def alive(made_at: datetime, seen_at: datetime, now: datetime, span: Span) -> bool:
    """会话有效: neither too long idle nor too old."""
    return now - seen_at <= span.idle and now - made_at <= span.absolute


def may_bind(made_at: datetime, bound_at: datetime | None, revoked_at: datetime | None, now: datetime) -> bool:
    """可绑定: a 专用链接 that nobody has opened, in its time, and that was not ended."""
    return bound_at is None and revoked_at is None and now < made_at + INVITE_LIFE


def link_alive(bound_at: datetime, now: datetime) -> bool:
    """专用链接有效."""
    return now < bound_at + LINK_LIFE


def proven(step_up_at: datetime | None, now: datetime) -> bool:
    """近期验证: the password was given within the last five minutes (safety R13)."""
    return step_up_at is not None and now - step_up_at <= STEP_UP


@dataclass(frozen=True)
class Tries:
    """登录尝试: failures in the running window, locks so far, locked until."""

    failures: int
    locks: int
    since: datetime
    until: datetime | None


def locked(tries: Tries, now: datetime) -> bool:
    """已锁定."""
    return tries.until is not None and now < tries.until


def counted(tries: Tries, now: datetime, allowed: int = TRIES, window: timedelta | None = None) -> Tries:
    """记一次尝试: counted before the password is checked, so that parallel guesses cannot slip through.

    With a ``window`` (addresses) the count starts afresh after it; else only a success clears it.
    """
    if window is not None and now - tries.since > window:
        tries = Tries(0, 0, now, None)
    if tries.until is not None and now - tries.until > FORGOTTEN:
        tries = Tries(0, 0, now, None)
    if tries.until is not None and now >= tries.until:
        tries = replace(tries, failures=0, until=None)
    failures = tries.failures + 1
    if failures < allowed:
        return replace(tries, failures=failures)
    lock = min(FIRST_LOCK * 2 ** min(tries.locks, 20), LONGEST_LOCK) if window is None else window
    return replace(tries, failures=failures, locks=tries.locks + 1, until=now + lock)
