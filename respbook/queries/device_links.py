"""专用链接: whose phone this is, the links of a unit, and for whom one may be made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.device_links import DeviceLink
from respbook.models.people import User, UserRole
from respbook.models.units import Unit
from respbook.queries.scope import one, under
from respbook.queries.sessions import OFFICE, device_words, viewer_from, with_office
from respbook.rules.permissions import ON_A_LINKED_PHONE, Role, Viewer

ENDED = 30
"""How many ended links a unit's page still lists."""


@dataclass(frozen=True)
class Linked:
    """这台手机: the viewer it reports as, and since when."""

    link_id: int
    viewer: Viewer
    bound_at: datetime
    seen_at: datetime


_LINKED = with_office(
    select(
        DeviceLink.id.label("link_id"),
        DeviceLink.bound_at,
        DeviceLink.seen_at,
        User.id,
        User.name,
        User.step,
        Unit.id.label("unit_id"),
        Unit.path,
        *OFFICE,
        UserRole.role,
    )
    .join(DeviceLink.user)
    .join(Unit, Unit.id == User.unit_id)
    .join(UserRole, UserRole.user_id == User.id)
    .where(
        DeviceLink.nonce_sha256 == bindparam("nonce"),
        DeviceLink.revoked_at.is_(None),
        DeviceLink.unit_id == User.unit_id,
        User.suspended_at.is_(None),
    )
)
"""Built once: every request of a linked phone asks it."""


def linked(nonce_sha256: str) -> Linked | None:
    """这台手机的链接: one statement; none where it was revoked, or the person is suspended or has changed unit."""
    rows = db.session.execute(_LINKED, {"nonce": nonce_sha256}).all()
    if not rows:
        return None
    row = rows[0]
    return Linked(row.link_id, viewer_from(rows, ON_A_LINKED_PHONE), row.bound_at, row.seen_at)


def link_by_token(token_sha256: str) -> DeviceLink | None:
    """链接 as its address names it, with its person and unit."""
    found: DeviceLink | None = db.session.scalars(
        select(DeviceLink)
        .where(DeviceLink.token_sha256 == token_sha256)
        .options(joinedload(DeviceLink.user), joinedload(DeviceLink.unit))
    ).one_or_none()
    return found


def link_in_sight(viewer: Viewer, link_id: int) -> DeviceLink:
    """链接 of a unit in sight. Raises NotInSight."""
    found: DeviceLink = one(
        select(DeviceLink)
        .join(DeviceLink.unit)
        .where(DeviceLink.id == link_id, under(viewer))
        .options(joinedload(DeviceLink.user), joinedload(DeviceLink.unit))
    )
    return found


@dataclass(frozen=True)
class LinkRow:
    """链接 as the unit's page lists it; ``device`` is empty until a phone has opened it."""

    id: int
    name: str
    made_by: str
    made_at: datetime
    bound_at: datetime | None
    seen_at: datetime | None
    device: str
    revoked_at: datetime | None


def links_of(unit_id: int) -> list[LinkRow]:
    """专用链接 of a unit that is already in sight: all that were not ended, however many, and the last that were; the
    youngest first: one statement."""
    ended = select(DeviceLink.id).where(DeviceLink.unit_id == unit_id, DeviceLink.revoked_at.is_not(None))
    last = ended.order_by(DeviceLink.revoked_at.desc(), DeviceLink.id.desc()).limit(ENDED)
    rows = db.session.execute(
        select(DeviceLink, User.name)
        .join(DeviceLink.user)
        .where(DeviceLink.unit_id == unit_id, or_(DeviceLink.revoked_at.is_(None), DeviceLink.id.in_(last)))
        .order_by(DeviceLink.revoked_at.is_not(None), DeviceLink.made_at.desc(), DeviceLink.id.desc())
    )
    return [
        LinkRow(
            link.id,
            name,
            link.made_by,
            link.made_at,
            link.bound_at,
            link.seen_at,
            device_words(link.agent) if link.bound_at else "",
            link.revoked_at,
        )
        for link, name in rows
    ]


def who_may_have_one(unit_id: int) -> Sequence[tuple[int, str]]:
    """可办链接的人: the reporters of a unit, by id and name: one statement."""
    rows = db.session.execute(
        select(User.id, User.name)
        .join(UserRole, UserRole.user_id == User.id)
        .where(User.unit_id == unit_id, UserRole.role == Role.REPORTER, User.suspended_at.is_(None))
        .order_by(User.id)
    )
    return [(row.id, row.name) for row in rows]
