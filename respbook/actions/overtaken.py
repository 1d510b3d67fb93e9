"""抢先: what was made outside the write gate is made again when something changed before it was written down (R71)."""

from collections.abc import Callable
from typing import TypeVar

from respbook.models.base import db
from respbook.rules.errors import RuleBroken

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
