"""会话: who is signed in and may do what, on which devices, how somebody last came in."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, bindparam, case, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.people import User, UserRole
from respbook.models.second_factors import RecoveryCode, SecondFactor
from respbook.models.sessions import KnownDevice, SignedIn, Throttle
from respbook.models.units import Unit
from respbook.rules.permissions import Permission, Role, Viewer
from respbook.rules.sessions import Span, account_key, alive
from respbook.rules.units import OFFICE_KINDS, UnitKind


@dataclass(frozen=True)
class Session:
    """会话 with its viewer."""

    viewer: Viewer
    made_at: datetime
    seen_at: datetime
    step_up_at: datetime | None
    second_at: datetime | None
    has_second: bool
    password_set_at: datetime | None


_above, _higher = aliased(Unit), aliased(Unit)

OFFICE = (
    case(
        (Unit.kind.in_(OFFICE_KINDS), Unit.id),
        (_above.kind.in_(OFFICE_KINDS), _above.id),
        else_=func.coalesce(_higher.id, _above.id, Unit.id),
    ).label("office_id"),
    (Unit.kind == UnitKind.COUNTY).label("county"),
)
"""所属的办公单位 of the joined unit, at most two steps above it (a 社 lies in a village), and whether that is a county."""


def with_office(statement: Select[Any]) -> Select[Any]:
    """Joins what ``OFFICE`` asks; the unit is joined already."""
    return statement.outerjoin(_above, _above.id == Unit.parent_id).outerjoin(_higher, _higher.id == _above.parent_id)


def _with_roles(*columns: Any) -> Select[Any]:
    return with_office(
        select(*columns, User.id, User.name, User.step, Unit.id.label("unit_id"), Unit.path, *OFFICE, UserRole.role)
        .join(Unit, Unit.id == User.unit_id)
        .join(UserRole, UserRole.user_id == User.id)
    )


def viewer_from(rows: Sequence[Any], only: frozenset[Permission] | None = None) -> Viewer:
    """当前用户 of rows that have a role each, with ``OFFICE``."""
    row = rows[0]
    roles = frozenset(Role(each.role) for each in rows)
    office = {"office_id": row.office_id, "county": bool(row.county)}
    return Viewer(row.id, row.name, roles, row.unit_id, row.path, row.step, only=only, **office)


_SIGNED_IN = (
    _with_roles(
        SignedIn.made_at,
        SignedIn.seen_at,
        SignedIn.step_up_at,
        SignedIn.second_at,
        SecondFactor.confirmed_at.label("second_since"),
        User.password_set_at,
    )
    .join(SignedIn, SignedIn.user_id == User.id)
    .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
    .where(SignedIn.sid_sha256 == bindparam("sid"), User.suspended_at.is_(None))
)
"""Built once: every request asks it."""


def signed_in(sid_sha256: str) -> Session | None:
    """会话: one statement a request; a suspended person has none (safety R11, R27)."""
    rows = db.session.execute(_SIGNED_IN, {"sid": sid_sha256}).all()
    if not rows:
        return None
    row = rows[0]
    return Session(
        viewer_from(rows),
        row.made_at,
        row.seen_at,
        row.step_up_at,
        row.second_at,
        row.second_since is not None,
        row.password_set_at,
    )


def viewer_named(login: str) -> Viewer | None:
    """以某人身份 (commands and the demo build): the viewer of a login name."""
    rows = db.session.execute(_with_roles().where(User.login == login)).all()
    return viewer_from(rows) if rows else None


def viewer_of(user_id: int) -> Viewer | None:
    """某人现在的权限 (a deed that the queue carries out for them); None when there is no such living account."""
    rows = db.session.execute(_with_roles().where(User.id == user_id, User.suspended_at.is_(None))).all()
    return viewer_from(rows) if rows else None


@dataclass(frozen=True)
class Device:
    """登录的设备."""

    words: str
    address: str
    made_at: datetime
    seen_at: datetime
    here: bool


def devices_of(user_id: int, sid_sha256: str, now: datetime, span: Span) -> list[Device]:
    """本人的登录: where this account is signed in now, the present device first; not those whose time is over (safety R20)."""
    rows = db.session.scalars(select(SignedIn).where(SignedIn.user_id == user_id).order_by(SignedIn.seen_at.desc()))
    devices = [
        Device(device_words(row.agent), row.address, row.made_at, row.seen_at, row.sid_sha256 == sid_sha256)
        for row in rows
        if alive(row.made_at, row.seen_at, now, span)
    ]
    return sorted(devices, key=lambda device: not device.here)


_SYSTEMS = (
    ("Windows", "Windows电脑"),
    ("Android", "安卓手机"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Mac OS", "苹果电脑"),
    ("Linux", "Linux电脑"),
)

_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge浏览器"),
    ("QQBrowser", "QQ浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome", "谷歌内核浏览器"),
    ("Safari", "Safari浏览器"),
)


def device_words(agent: str) -> str:
    """设备名称 as far as the browser tells it."""
    system = next((words for mark, words in _SYSTEMS if mark in agent), "其他设备")
    browser = next((words for mark, words in _BROWSERS if mark in agent), "")
    return f"{system}，{browser}" if browser else system


@dataclass(frozen=True)
class Reset:
    """重置 by somebody else: what of it, when, by whom."""

    words: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Entrance:
    """登录情况: when and from where this person came in before this time, and what happened since."""

    last_at: datetime | None
    last_address: str
    failures: int
    resets: tuple[Reset, ...]


_RESETS = {"user.reset": "密码已被重置", "second.reset": "动态口令已被解除"}


def entrance(user_id: int) -> Entrance:
    """上次登录, 其后失败次数, 密码和动态口令的重置 (safety R12, R14): one statement."""
    opened = failures = 0
    last: tuple[datetime | None, str] = (None, "")
    resets: list[Reset] = []
    for row in db.session.execute(_book_of(user_id, "session.open", "session.refuse", *_RESETS).limit(200)):
        if row.verb == "session.open":
            opened += 1
            if opened == 2:
                last = (row.at, str(json.loads(row.body).get("address", "")))
                break
        elif row.verb in _RESETS:
            resets.append(Reset(_RESETS[row.verb], row.at, str(json.loads(row.body)["name"])))
        elif opened:
            failures += 1
    return Entrance(*last, failures, tuple(reversed(resets)))


def _book_of(user_id: int, *verbs: str) -> Any:
    """What the book says of this account, the newest first."""
    return (
        select(AuditEntry.verb, AuditEntry.at, AuditEntry.body, AuditEntry.user_id)
        .where(AuditEntry.kind == "users", AuditEntry.subject_id == user_id, AuditEntry.verb.in_(verbs))
        .order_by(AuditEntry.seq.desc())
    )


def resetters(user_id: int, since: datetime | None) -> set[int]:
    """重置过的人: whoever reset password or 动态口令 since a second person last vouched; none of them vouches (R12)."""
    rows = db.session.execute(_book_of(user_id, *_RESETS))
    return {row.user_id for row in rows if since is None or row.at >= since}


@dataclass(frozen=True)
class OwnSecond:
    """动态口令 of one person: in use since, codes left on the slip."""

    since: datetime
    codes_left: int


def second_of(user_id: int) -> OwnSecond | None:
    """动态口令, where it is in use."""
    left = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)).scalar_subquery()
    wanted = select(SecondFactor.confirmed_at, left).where(
        SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_not(None)
    )
    row = db.session.execute(wanted).one_or_none()
    return OwnSecond(*row) if row else None


def second_begun(user_id: int) -> str:
    """正在设置的动态口令: its encrypted secret; "" where none is being set up."""
    wanted = select(SecondFactor.secret).where(SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_(None))
    return db.session.scalar(wanted) or ""


def lock_key() -> ColumnElement[str]:
    """登录计数的键 of the account in a statement, as ``account_key`` writes it."""
    return literal(account_key(0).removesuffix("0"), String) + cast(User.id, String)


def locked_by(user_id: int, now: datetime) -> datetime | None:
    """登录锁定至: the latest of this account's locks, its known devices included."""
    devices = select("device:" + KnownDevice.token_sha256 + f":{user_id}").where(KnownDevice.user_id == user_id)
    mine = or_(
        Throttle.key.in_((account_key(user_id), f"step:{user_id}", f"second:{user_id}")), Throttle.key.in_(devices)
    )
    return db.session.scalar(select(func.max(Throttle.until)).where(mine, Throttle.until > now))
