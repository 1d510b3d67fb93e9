"""专用链接: made by the clerk or the unit's head, bound to the first phone that opens it, ended by a button."""

import secrets
from datetime import datetime

from sqlalchemy import select

from respbook.actions import audit
from respbook.actions.action import action, housekeeping
from respbook.actions.sign_in import digest
from respbook.models.base import db
from respbook.models.device_links import DeviceLink
from respbook.queries.device_links import link_by_token, link_in_sight
from respbook.queries.scope import user_in_sight
from respbook.queries.sessions import device_words
from respbook.rules.errors import RuleBroken
from respbook.rules.people import check_linkable
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.sessions import may_bind


class LinkRefused(RuleBroken):
    """链接不能用: one sentence for unknown, used, late and revoked, so that nobody learns which."""


@action(Permission.LINK_WRITE)
def make(user_id: int, *, by: Viewer, now: datetime) -> str:
    """办理专用链接: gives the token, which is kept nowhere. A link of the same person that nobody has opened lapses.

    Raises RuleBroken, NotInSight.
    """
    user = user_in_sight(by, user_id)
    check_linkable(user.name, frozenset(each.role for each in user.roles), user.suspended_at is not None)
    for unopened in db.session.scalars(
        select(DeviceLink).where(
            DeviceLink.user_id == user.id, DeviceLink.bound_at.is_(None), DeviceLink.revoked_at.is_(None)
        )
    ):
        unopened.revoked_at, unopened.revoked_by = now, by.name
    token = secrets.token_urlsafe(16)
    link = DeviceLink(
        user_id=user.id, unit_id=user.unit_id, token_sha256=digest(token), made_by=by.name, made_at=now, agent=""
    )
    db.session.add(link)
    audit.note("link.make", link, f"{user.unit.called}{user.name}")
    return token


@action(Permission.OWN_ACCOUNT)
def bind(token: str, agent: str, *, by: Viewer, now: datetime) -> str:
    """绑定手机: the first one that opens the link; gives the nonce that this phone keeps. Raises LinkRefused."""
    link = link_by_token(digest(token))
    if link is None or not may_bind(link.made_at, link.bound_at, link.revoked_at, now):
        raise LinkRefused("这个链接不能在这台设备上使用。")
    if link.user.suspended_at is not None or link.user.unit_id != link.unit_id:
        raise LinkRefused("这个链接不能在这台设备上使用。")
    nonce = secrets.token_urlsafe(32)
    link.nonce_sha256, link.agent = digest(nonce), agent[:200]
    link.bound_at = link.seen_at = now
    audit.note("link.bind", link, f"{link.unit.called}{link.user.name}", after=_phone(link))
    return nonce


@action(Permission.LINK_WRITE)
def revoke(link_id: int, *, by: Viewer, now: datetime) -> DeviceLink:
    """停用专用链接: that phone is out from its next click on. Raises RuleBroken, NotInSight."""
    link = link_in_sight(by, link_id)
    if link.revoked_at is not None:
        raise RuleBroken("这个专用链接已经停用。")
    link.revoked_at, link.revoked_by = now, by.name
    audit.note("link.revoke", link, f"{link.unit.called}{link.user.name}", before=_phone(link))
    return link


def _phone(link: DeviceLink) -> dict[str, str]:
    """手机 as the book tells it: which kind, and nothing that would open anything."""
    return {"手机": device_words(link.agent) if link.bound_at else "还没有打开过"}


@housekeeping
def seen(link_id: int, now: datetime) -> None:
    """最近使用: at most once in ten minutes."""
    link = db.session.get(DeviceLink, link_id)
    if link is not None:
        link.seen_at = now
