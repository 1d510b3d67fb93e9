"""队列办理: what the queue's workers have in common, whatever they work off: issuing batches, reading scans."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from respbook.actions import audit
from respbook.models.base import Base
from respbook.queries.sessions import viewer_of
from respbook.rules.permissions import NotAllowed, Permission, Viewer, demand, standing_in, system_viewer

Clock = Callable[[], datetime]
QUEUE = system_viewer("队列")


@dataclass(frozen=True)
class Piece:
    """一件活: its row, how the log speaks of it, and whether it waits or was being done when the program stopped."""

    row: Base
    words: str
    verb: str
    waits: bool
    going_on: bool


def taken_up(work: Piece, begin: Callable[[], None], left: str) -> bool:
    """接手: ``begin`` what waits, go on with what was begun; written down either way.

    False, with the word ``left``: it is in the queue no more, as when two workers were woken for it.
    """
    if not work.waits and not work.going_on:
        audit.note(work.verb, work.row, work.words, after={"结果": left})
        return False
    if work.waits:
        begin()
    audit.note(work.verb, work.row, work.words, after={"接续": "是"} if work.going_on else None)
    return True


def sender(user_id: int, needs: Permission, gone: str, *, also: Permission | None = None) -> Viewer:
    """交办人 with today's roles: the queue does nothing that its sender may no longer do (safety R27).

    ``also``: who holds this one stands in for ``needs``. Raises NotAllowed, with ``gone`` where the account is suspended.
    """
    viewer = viewer_of(user_id)
    if viewer is None:
        raise NotAllowed(gone)
    if also is not None and viewer.may(also):
        viewer = standing_in(viewer, needs)
    demand(viewer, needs)
    return viewer
