"""待办: a line of 今天; each room of the page makes its own."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ToDo:
    """待办: what, more about it, until when, and the deed's button; what came back or is unread stands ``first``."""

    what: str
    more: str
    label: str
    href: str
    due: date | None = None
    late: bool = False
    first: bool = False
    turn: date | None = None
    """Its place among the others where it has no day of its own."""
