"""撤销: whatever a request did, the sentence that says so has the button that takes it back (features U3)."""

from typing import cast

from flask import g, get_flashed_messages, request, url_for

from respbook.actions.audit import current_origin
from respbook.rules.permissions import Permission


def way_to_take_back() -> str:
    """撤销的地址 of what this request did: of one deed only, and only where nothing of it left the office."""
    done = current_origin().done
    viewer = g.get("viewer")
    if len(done) != 1 or not done[0] or viewer is None or not viewer.may(Permission.CHANGE_UNDO):
        return ""
    return url_for("changes.take_back", seq=done[0])


def sentences() -> list[tuple[str, str]]:
    """提示 of this page; what an answer without a new page says gets its 撤销 here."""
    said = cast(list[tuple[str, str]], get_flashed_messages(with_categories=True))
    if request.method == "POST" and said and said[-1][0] == "ok" and (undo := way_to_take_back()):
        return [*said[:-1], (f"ok {undo}", said[-1][1])]
    return said
