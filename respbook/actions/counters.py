"""计数器: the one hand on the counters. Called inside an action, so a failed deed burns no number (safety R91)."""

from respbook.models.base import db
from respbook.models.counters import Counter


def next_number(key: str) -> int:
    """下一个号: taken in the running transaction."""
    counter = db.session.get(Counter, key)
    if counter is None:
        counter = Counter(key=key, last=0)
        db.session.add(counter)
    counter.last += 1
    return counter.last


def expected_number(key: str) -> int:
    """预计的下一个号: a reading only, for setting a page before its turn."""
    counter = db.session.get(Counter, key)
    return (counter.last if counter else 0) + 1
