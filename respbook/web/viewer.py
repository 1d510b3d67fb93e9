"""当前用户与当前时刻: the session row behind the cookie, and the one clock of a request."""

from datetime import date, datetime, timedelta

from flask import current_app, g, request, session

from respbook.actions import device_links as link_deeds
from respbook.actions import sign_in
from respbook.queries import device_links, sessions
from respbook.rules import sessions as rules
from respbook.rules.chinese import CHINA, china_day
from respbook.rules.permissions import Role, Viewer
from respbook.web import tablet_device

DEVICE_COOKIE = "device"
LINK_COOKIE = "link"


def now() -> datetime:
    """当前时刻 of this request; a demo or a test may set the clock."""
    if "now" not in g:
        clock = current_app.config.get("CLOCK")
        g.now = clock() if clock else datetime.now(CHINA)
    moment: datetime = g.now
    return moment


def today() -> date:
    """今天, in China's time."""
    return china_day(now())


def where() -> sign_in.Where:
    """登录来源 of this request."""
    return sign_in.Where(
        address=request.remote_addr or "",
        agent=request.headers.get("User-Agent", ""),
        device=request.cookies.get(DEVICE_COOKIE, ""),
        leaving=g.get("sid_sha256", ""),
    )


def load_viewer() -> None:
    """before_request: find the living session, else the 专用链接 of this phone; g.viewer is None for strangers."""
    g.viewer, g.sid_sha256, g.proven, g.proven_at = None, "", False, None
    _by_session()
    if g.viewer is None:
        _by_link()


def _by_session() -> None:
    sid = session.get("sid")
    if not isinstance(sid, str):
        return
    digest = sign_in.digest(sid)
    found = sessions.signed_in(digest)
    if found is None or not rules.alive(found.made_at, found.seen_at, now(), _span(found.viewer.roles)):
        session.pop("sid", None)
        return
    g.viewer, g.sid_sha256 = found.viewer, digest
    g.proven, g.proven_at = rules.proven(found.step_up_at, now()), found.step_up_at
    if now() - found.seen_at > timedelta(minutes=1):
        sign_in.seen(digest, now())


def _span(roles: frozenset[Role]) -> rules.Span:
    span = rules.span_for(roles)
    return rules.shortened(span) if current_app.extensions["plain"] else span


def _by_link() -> None:
    """Never proven: whoever holds the phone has shown no password. A device that is a 会签台 is nobody's phone."""
    if tablet_device.is_tablet():
        return
    nonce = request.cookies.get(LINK_COOKIE, "")
    found = device_links.linked(sign_in.digest(nonce)) if nonce else None
    if found is None or not rules.link_alive(found.bound_at, now()):
        return
    g.viewer = found.viewer
    if now() - found.seen_at > rules.LINK_SEEN:
        link_deeds.seen(found.link_id, now())


def enter(entered: sign_in.Entered) -> None:
    """Hand the new session to the browser; whatever the cookie held before is gone (safety R16)."""
    session.clear()
    g.pop("csrf_token", None)  # Flask-WTF keeps the token of the cookie that is gone; the dialog hands out the new one
    session["sid"] = entered.sid
    g.device = entered.device


def leave() -> None:
    """Forget the session in the cookie."""
    session.clear()


def proven_at() -> datetime:
    """密码输入时间 of this session. Only behind a permission mark with ``fresh``, where there is always one."""
    moment: datetime = g.proven_at
    return moment


def current() -> Viewer:
    """当前用户. Only behind a permission mark, where there is always one."""
    viewer: Viewer = g.viewer
    return viewer
