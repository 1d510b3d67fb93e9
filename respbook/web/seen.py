"""看过的页: slips that the server signs when it hands out a page, so that "shown" is what it knows, not what is claimed.

A slip says which page of which PDF went to whom and when. The browser brings the slips back with the signature. They
are no rows: reading writes nothing.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Response, current_app, g
from itsdangerous import BadData, URLSafeSerializer

from respbook.queries.scope import NotInSight
from respbook.rules.errors import RuleBroken
from respbook.rules.signature_record import Shown
from respbook.web import files
from respbook.web.press import picture, store
from respbook.web.viewer import now

LONGEST = timedelta(hours=12)
_OPENED = 0
"""The place of the slip that tells when the reading began."""
_NO_SLOT = 0
"""Whose slip the opening of a list is."""
_MOST = 400
"""Slips that are read: more pages than any letter has."""


def _pen() -> URLSafeSerializer:
    keys = [*reversed(current_app.config["SECRET_KEY_FALLBACKS"]), current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt="pages-seen")


def slip(slot_id: int, pdf_sha256: str, page: int, who: str) -> str:
    """看页凭条; whoever looks through another's eyes has none: that page was not shown to its reader."""
    if g.viewer is not None and g.viewer.previewed_by:
        return ""
    said = _pen().dumps([slot_id, pdf_sha256, page, who, int(now().timestamp())])
    return said if isinstance(said, str) else said.decode()


def opening(slot: Any, who: str) -> str:
    """开始看的凭条 of a signing page."""
    return slip(slot.id, slot.letter.pdf_sha256 or "", _OPENED, who)


def page_of(slot: Any, number: int, who: str) -> Response:
    """页面图片 of the frozen PDF, with its slip. Raises NotInSight beyond the last page."""
    digest = slot.letter.pdf_sha256 or ""
    try:
        answer = files.png(picture(digest, number, lambda: store().get(digest)))
    except IndexError:
        raise NotInSight from None
    answer.headers["X-Page-Seen"] = slip(slot.id, digest, number, who)
    return answer


def shown(slips: str, slot: Any, who: str) -> Shown:
    """签前所示 by the slips that came back; foreign, forged and stale ones do not count. Raises RuleBroken."""
    digest = slot.letter.pdf_sha256 or ""
    found = list(_read(slips, slot.id, digest, who))
    opened = [moment for page, moment in found if page == _OPENED]
    if not opened:
        raise RuleBroken("这一页打开太久，或责任书已有变化，没有签上。请刷新页面，重新看过再签。", "seen")
    return Shown(digest, min(opened), len({page for page, _ in found if page != _OPENED}))


def _read(slips: str, slot_id: int, pdf_sha256: str, who: str) -> Iterator[tuple[int, datetime]]:
    """读凭条: (page, when it was shown) of those that are ours, of this slot, these bytes and this person, and young."""
    pen, at_latest = _pen(), now()
    for each in slips.split()[:_MOST]:
        try:
            *whose, page, reader, at = pen.loads(each)
        except (BadData, ValueError, TypeError):
            continue
        moment = datetime.fromtimestamp(at, UTC)
        if (*whose, reader) == (slot_id, pdf_sha256, who) and at_latest - moment <= LONGEST:
            yield page, moment


def list_opening(who: str) -> str:
    """开始看清单的凭条, where letters are signed by their list."""
    return slip(_NO_SLOT, "", _OPENED, who)


def list_opened(slips: str, who: str) -> datetime:
    """清单何时打开. Raises RuleBroken."""
    opened = next((moment for _, moment in _read(slips, _NO_SLOT, "", who)), None)
    if opened is None:
        raise RuleBroken("这一页打开太久，没有签上。请刷新页面，重新看过清单再签。", "seen")
    return opened
