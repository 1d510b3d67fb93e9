"""以该用户身份查看: a mark in the signed session turns the clerk's sight into another's for reading, for a quarter of an hour.

The form token is another one during a preview, so that no form of it can be sent afterwards in the clerk's own name;
his own comes back with him.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, g, request, session

from respbook.actions import action
from respbook.actions import previewing as deeds
from respbook.queries.sessions import viewer_of
from respbook.rules.chinese import CHINA
from respbook.rules.previewing import SPAN, previewable, sight_of
from respbook.web.viewer import PREVIEW, now

_TOKEN = "csrf_token"
_OWN_TOKEN = "own_csrf_token"
_AS_ONESELF = frozenset({"previewing.end", "sign_in.sign_out"})


@dataclass(frozen=True)
class Banner:
    """预览提示: through whose eyes, until when."""

    who: str
    until: str


def begin(user_id: int, who: str) -> None:
    """开始: put the mark; from the next request on it counts. ``who`` names the person in the banner."""
    session[PREVIEW] = [user_id, int((now() + SPAN).timestamp()), who]
    session[_OWN_TOKEN] = session.pop(_TOKEN, None)
    g.pop(_TOKEN, None)


def over() -> int | None:
    """结束: take the mark away; gives whose it was."""
    marked = session.pop(PREVIEW, None)
    own = session.pop(_OWN_TOKEN, None)
    session.pop(_TOKEN, None)
    if own is not None:
        session[_TOKEN] = own
    g.pop(_TOKEN, None)
    return None if marked is None else int(marked[0])


def look() -> None:
    """before_request, after the viewer is known: see as the other does, and let nothing be written."""
    marked = session.get(PREVIEW)
    if marked is None or g.viewer is None or request.endpoint in _AS_ONESELF:
        return
    user_id, until, _ = marked
    person, clerk = viewer_of(user_id), g.whole_viewer  # whatever town a county's clerk looks at besides
    if now().timestamp() >= until:
        _end("满15分钟自动结束", "预览已满15分钟，自动结束，现在是您本人的页面。")
    elif person is None or not previewable(clerk, person.roles, person.unit_path, suspended=False):
        _end("对方的账号已有变化", "对方的账号已有变化，预览已结束。")
    else:
        g.viewer = sight_of(person, clerk)
        g.sid_sha256, g.proven, g.proven_at, g.town_seen = "", False, None, ""
        g.stack.enter_context(action.only_looking())


def _end(how: str, said: str) -> None:
    user_id = over()
    if user_id is not None:
        deeds.end(user_id, how, by=g.whole_viewer, now=now())
    if request.method == "GET":
        flash(said, "warn")


def banner() -> Banner | None:
    """预览提示 of this page."""
    viewer, marked = g.get("viewer"), session.get(PREVIEW)
    if viewer is None or not viewer.previewed_by or marked is None:
        return None
    return Banner(marked[2], f"{datetime.fromtimestamp(marked[1], CHINA):%H:%M}")
