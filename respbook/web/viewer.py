"""当前用户与当前时刻: the session row behind the cookie, and the one clock of a request."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app, g, request, session

from respbook.actions import device_links as link_deeds
from respbook.actions import sign_in
from respbook.queries import device_links, sessions
from respbook.queries.county import town_in_sight
from respbook.queries.owning import keepers_of
from respbook.queries.scope import NotInSight
from respbook.rules import sessions as rules
from respbook.rules.chinese import CHINA, china_day
from respbook.rules.permissions import Viewer
from respbook.rules.profiles import Profile
from respbook.rules.second_factor import Duty
from respbook.vault import Vault
from respbook.web import tablet_device

DEVICE_COOKIE = "device"
LINK_COOKIE = "link"
PREVIEW = "preview"
"""预览 in the signed session: the person, until when, how the banner names him; nothing is written while it runs."""


def cookie_named(name: str) -> str:
    """Cookie名: over TLS bound to this host by its prefix, so that no neighbour on the network sets it (safety R19)."""
    return f"__Host-{name}" if current_app.extensions["tls"] else name


def vault() -> Vault:
    """密匣 of this installation."""
    box: Vault = current_app.extensions["vault"]
    return box


def profile() -> Profile:
    """安全档 of this installation."""
    chosen: Profile = current_app.extensions["settings"].profile
    return chosen


TOWN_SEEN = "town"
"""Which town a county's person looks at, in the cookie of the session."""


def now() -> datetime:
    """当前时刻 of this request; a demo or a test may set the clock."""
    if "now" not in g:
        clock = current_app.config.get("CLOCK")
        g.now = clock() if clock else datetime.now(CHINA)
    moment: datetime = g.now
    return moment


def today() -> date:
    """今天, in China's time; while the clock is doubted the day that was believed last, so that nothing falls due by a jump."""
    doubt = g.get("doubt")
    return china_day(doubt.believed if doubt is not None else now())


def where() -> sign_in.Where:
    """登录来源 of this request."""
    return sign_in.Where(
        address=request.remote_addr or "",
        agent=request.headers.get("User-Agent", ""),
        device=request.cookies.get(cookie_named(DEVICE_COOKIE), ""),
        leaving=g.get("sid_sha256", ""),
    )


def load_viewer() -> None:
    """before_request: find the living session, else the 专用链接 of this phone; g.viewer is None for strangers, and for
    somebody who still owes something before the session opens: who that is and what stands in g.half (safety R06, R10)."""
    g.viewer, g.half, g.sid_sha256, g.proven, g.proven_at = None, None, "", False, None
    _by_session()
    if g.viewer is None and g.half is None:
        _by_link()
    g.whole_viewer, g.town_seen = g.viewer, ""
    if g.viewer is not None and g.viewer.county:
        _into_town()


def _into_town() -> None:
    """只看一镇: what a county's person reads is narrowed to the town that he chose; what he does is not."""
    if request.method in ("GET", "HEAD"):
        g.viewer, g.town_seen = _in_town(g.viewer)


def as_shown() -> Viewer:
    """所看的范围, for a deed upon all that the page listed: 只看一镇 holds for it too."""
    return _in_town(current())[0]


def _in_town(whole: Viewer) -> tuple[Viewer, str]:
    town_id = session.get(TOWN_SEEN)
    if not whole.county or not isinstance(town_id, int):
        return whole, ""
    try:
        town = town_in_sight(whole, town_id)
    except NotInSight:
        session.pop(TOWN_SEEN, None)
        return whole, ""
    return replace(whole, unit_path=town.path), town.called


def see_town(town_id: int | None) -> None:
    """只看一镇 from now on, or the whole county again; kept with the browser's session, not on record."""
    if town_id is None:
        session.pop(TOWN_SEEN, None)
        g.viewer, g.town_seen = g.whole_viewer, ""
    else:
        session[TOWN_SEEN] = town_id


def whole() -> Viewer:
    """当前用户 with the sight of the whole county, whatever town he looks at."""
    viewer: Viewer = g.whole_viewer
    return viewer


@dataclass(frozen=True)
class Half:
    """半开的会话: the password was right, this is still owed."""

    viewer: Viewer
    duty: Duty


def duty_of(found: sessions.Session) -> Duty | None:
    """登录后先办 of this session."""
    return rules.owed(
        profile(),
        found.viewer.roles,
        has_second=found.has_second,
        second_at=found.second_at,
        password_set_at=found.password_set_at,
        now=now(),
    )


def _by_session() -> None:
    sid = session.get("sid")
    if not isinstance(sid, str):
        return
    digest = sign_in.digest(sid)
    found = sessions.signed_in(digest)
    duty = duty_of(found) if found else None
    if found is None or not rules.alive(found.made_at, found.seen_at, now(), _span_of(found, duty)):
        session.pop("sid", None)
        return
    g.sid_sha256 = digest
    if duty is not None:
        g.half = Half(found.viewer, duty)
        return
    g.viewer = found.viewer
    g.proven, g.proven_at = rules.proven(found.step_up_at, now()), found.step_up_at
    if now() - found.seen_at > timedelta(minutes=1) and PREVIEW not in session:
        sign_in.seen(digest, now())


def span_of(viewer: Viewer) -> rules.Span:
    """会话时限 of this person here; shorter where what is sent can be read on the way (safety C11)."""
    told = current_app.extensions["settings"]
    span = rules.span_for(viewer.roles, told.office_session, told.village_session)
    return rules.shortened(span) if current_app.extensions["plain"] else span


def _span_of(found: sessions.Session, duty: Duty | None) -> rules.Span:
    whole = span_of(found.viewer)
    return rules.Span(min(whole.idle, rules.HALF_SPAN), whole.absolute) if duty else whole


def _by_link() -> None:
    """Never proven: whoever holds the phone has shown no password. A device that is a 会签台 is nobody's phone."""
    if tablet_device.is_tablet():
        return
    nonce = request.cookies.get(cookie_named(LINK_COOKIE), "")
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
    g.device = entered.device
    resume(entered.sid)


def resume(sid: str) -> None:
    """Go on with a session whose token has just been made; g.half tells what is still owed in it."""
    session["sid"] = sid
    found = sessions.signed_in(sign_in.digest(sid))
    duty = duty_of(found) if found else None
    g.half = Half(found.viewer, duty) if found and duty else None


def leave() -> None:
    """Forget the session in the cookie."""
    session.clear()


def proven_at() -> datetime:
    """验证时间 of this session. Only behind a permission mark with ``fresh``, where there is always one."""
    moment: datetime = g.proven_at
    return moment


def acting() -> Viewer | None:
    """办理人 of this request: whoever is signed in, or only halfway; None for a stranger."""
    half: Half | None = g.get("half")
    viewer: Viewer | None = g.get("viewer")
    return viewer or (half.viewer if half else None)


def halfway() -> Half:
    """半开的会话 of this request. Only behind the mark ``owed``, where there is always one."""
    half: Half = g.half
    return half


def current() -> Viewer:
    """当前用户. Only behind a permission mark, where there is always one."""
    viewer: Viewer = g.viewer
    return viewer


def facing(row: Any) -> Viewer:
    """当前用户 as he stands before a record: what he may do there hangs on whose it is (``Viewer.before``)."""
    viewer = current()
    keepers = keepers_of(row) if viewer.offices_around else ()
    return viewer.before(keepers[0]) if keepers else viewer
