"""用户: who there is, who is invited, whose login name is free."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from respbook.models.base import db
from respbook.models.people import Invite, User, UserRole
from respbook.models.sessions import Throttle
from respbook.models.units import Unit
from respbook.queries.listing import PAGE_SIZE, Listing, total_of
from respbook.queries.naming import spelled, spelling
from respbook.queries.scope import under
from respbook.queries.sessions import lock_key
from respbook.queries.units import named_like
from respbook.rules import pinyin
from respbook.rules.permissions import Role, Viewer

STATES = {"entered": "已开户", "waiting": "待开户", "lapsed": "开户码已过期", "suspended": "已停用"}


@dataclass(frozen=True)
class PersonRow:
    """用户列表的一行."""

    id: int
    login: str
    name: str
    unit_name: str
    phone: str
    roles: tuple[Role, ...]
    suspended_at: datetime | None
    entered: bool
    code_until: datetime | None
    locked_until: datetime | None

    def state(self, now: datetime) -> str:
        """A key of ``STATES``."""
        if self.suspended_at is not None:
            return "suspended"
        if self.entered:
            return "entered"
        return "waiting" if self.code_until is not None and self.code_until > now else "lapsed"


def person_named(words: str) -> ColumnElement[bool]:
    """按姓名、用户名或拼音."""
    return spelled(User.name, User.login, readings=User.sounds, initials=User.initials, typed=spelling(words))


@dataclass(frozen=True)
class PeopleFilter:
    """用户筛选: words (name, login or unit), role, state."""

    words: str = ""
    role: Role | None = None
    state: str = ""
    sort: str = "unit"


def _codes() -> Any:
    return (
        select(Invite.user_id, func.max(Invite.expires_at).label("until"))
        .where(Invite.used_at.is_(None))
        .group_by(Invite.user_id)
        .subquery()
    )


def _in_state(state: str, until: ColumnElement[datetime], now: datetime) -> ColumnElement[bool]:
    living = User.suspended_at.is_(None)
    match state:
        case "suspended":
            return User.suspended_at.is_not(None)
        case "entered":
            return and_(living, User.password_hash != "")
        case "waiting":
            return and_(living, User.password_hash == "", until > now)
    return and_(living, User.password_hash == "", or_(until.is_(None), until <= now))


def _chosen(viewer: Viewer, wanted: PeopleFilter, now: datetime) -> Select[Any]:
    codes = _codes()
    chosen = select(User.id).join(User.unit).outerjoin(codes, codes.c.user_id == User.id).where(under(viewer))
    if wanted.words.strip():
        chosen = chosen.where(person_named(wanted.words) | named_like(wanted.words))
    if wanted.role is not None:
        chosen = chosen.where(User.id.in_(select(UserRole.user_id).where(UserRole.role == wanted.role)))
    if wanted.state in STATES:
        chosen = chosen.where(_in_state(wanted.state, codes.c.until, now))
    return chosen


def people_list(viewer: Viewer, wanted: PeopleFilter, now: datetime, page: int = 1) -> Listing[PersonRow]:
    """用户列表 in sight: two statements however many rows."""
    chosen = _chosen(viewer, wanted, now)
    total = total_of(chosen)
    order = _SORTS[wanted.sort]
    shown = chosen.order_by(*order).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE).subquery()
    return Listing(_rows(select(shown.c.id), now, order), total, page)


_SORTS: dict[str, tuple[Any, ...]] = {
    "unit": (User.unit_id, User.id),
    "-unit": (User.unit_id.desc(), User.id.desc()),
    "name": (func.coalesce(User.sounds, User.login), User.id),
    "-name": (func.coalesce(User.sounds, User.login).desc(), User.id.desc()),
}
"""排序 by the words of ``rules.list_states``."""


def all_people(viewer: Viewer, wanted: PeopleFilter, now: datetime) -> list[PersonRow]:
    """全部用户 of a filter, in the order of the list: one statement."""
    return _rows(_chosen(viewer, wanted, now), now, _SORTS[wanted.sort])


def _rows(ids: Select[Any], now: datetime, order: tuple[Any, ...] = (User.id,)) -> list[PersonRow]:
    codes = _codes()
    found = db.session.execute(
        select(User, Unit.name.label("unit_name"), UserRole.role, codes.c.until, Throttle.until.label("locked"))
        .join(Unit, Unit.id == User.unit_id)
        .join(UserRole, UserRole.user_id == User.id)
        .outerjoin(codes, codes.c.user_id == User.id)
        .outerjoin(Throttle, and_(Throttle.key == lock_key(), Throttle.until > now))
        .where(User.id.in_(ids))
        .order_by(*order)
    ).all()
    people: dict[int, PersonRow] = {}
    for user, unit_name, role, until, locked in found:
        before = people.get(user.id)
        roles = frozenset({Role(role), *(before.roles if before else ())})
        people[user.id] = PersonRow(
            id=user.id,
            login=user.login,
            name=user.name,
            unit_name=unit_name,
            phone=user.phone,
            roles=tuple(each for each in Role if each in roles),
            suspended_at=user.suspended_at,
            entered=bool(user.password_hash),
            code_until=until,
            locked_until=locked,
        )
    return list(people.values())


def person(user_id: int, now: datetime) -> PersonRow:
    """用户 as a row; the door (``user_in_sight``) is asked first."""
    return _rows(select(User.id).where(User.id == user_id), now)[0]


@dataclass(frozen=True)
class Slip:
    """开户条."""

    id: int
    name: str
    login: str
    unit_name: str
    code: str
    until: datetime | None


def codes_page(codes: Mapping[int, str], now: datetime) -> list[Slip]:
    """开户条 of several new accounts, by unit: one statement."""
    rows = _rows(select(User.id).where(User.id.in_(list(codes))), now)
    return [Slip(row.id, row.name, row.login, row.unit_name, codes[row.id], row.code_until) for row in rows]


def login_taken(login: str) -> bool:
    """用户名已有."""
    return db.session.scalar(select(User.id).where(User.login == login)) is not None


def free_login(name: str) -> str:
    """取用户名 from the name's pinyin, with a number when it is taken: wangzhe, wangzhe2."""
    stem = re.sub(r"[^a-z0-9]", "", pinyin.full(name))[:30] or "user"
    taken = set(db.session.scalars(select(User.login).where(User.login.startswith(stem))))
    number = 2
    login = stem if len(stem) > 1 else f"{stem}1"
    while login in taken:
        login, number = f"{stem}{number}", number + 1
    return login


def others_in_charge(user_id: int) -> bool:
    """另有系统管理员 who can sign in now."""
    statement = (
        select(func.count())
        .select_from(User)
        .join(UserRole, UserRole.user_id == User.id)
        .where(
            UserRole.role == Role.ADMIN,
            User.id != user_id,
            User.suspended_at.is_(None),
            User.password_hash != "",
        )
    )
    return bool(db.session.scalar(statement))
