"""抢先: what was made outside the write gate is made again when something changed before it was written down (R71)."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from respbook.actions.action import action
from respbook.models.base import db
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer

TRIES = 5

R = TypeVar("R")


class Overtaken(Exception):
    """已变化: what a deed rests on changed between making and writing; make it again."""


def made_again(make_and_write: Callable[[], R], sorry: str) -> R:
    """重做, a few times at most: ``make_and_write`` makes outside the gate, writes in one deed, raises Overtaken.

    Each round starts from what the database holds now. Raises RuleBroken with ``sorry`` when it is overtaken every time.
    """
    for _ in range(TRIES):
        db.session.rollback()
        try:
            return make_and_write()
        except Overtaken:
            continue
    raise RuleBroken(sorry)


def made_at_last(make_and_write: Callable[[], R], needs: Permission, *, by: Viewer, now: datetime) -> R:
    """重做, and the last time in one's turn from beginning to end: then nobody can be first, and nothing is refused for it.

    The deed within ``make_and_write`` joins the turn, so ``needs`` is its permission; what is made is to ``let_go``.
    """
    for _ in range(TRIES - 1):
        db.session.rollback()
        try:
            return make_and_write()
        except Overtaken:
            continue

    @action(needs)
    def in_turn(*, by: Viewer, now: datetime) -> R:
        return make_and_write()

    return in_turn(by=by, now=now)


def let_go() -> None:
    """放手: no reading view is kept open while something slow is made; in one's turn the turn is kept."""
    if db.session().info.get("deed") is None:
        db.session.rollback()
