"""定时事务: taken up by one host at a time, and what came of it (safety C12)."""

from datetime import datetime, time, timedelta

from respbook.actions.action import housekeeping
from respbook.models.base import db
from respbook.models.errands import ErrandRun
from respbook.rules.errands import is_due

_LONGEST = 300


@housekeeping
def take_up(name: str, every: timedelta, at: time, now: datetime) -> bool:
    """领取: whether it is due and nobody else has taken it up."""
    row = db.session.get(ErrandRun, name, populate_existing=True)
    if row is None:
        row = ErrandRun(name=name)
        db.session.add(row)
    elif not is_due(row.began_at, row.done_at, every, at, now):
        return False
    row.began_at = now
    return True


@housekeeping
def done(name: str, outcome: str, now: datetime) -> None:
    """办毕."""
    row = db.session.get_one(ErrandRun, name)
    row.done_at, row.failed_at, row.outcome = now, None, outcome[:_LONGEST]


@housekeeping
def failed(name: str, outcome: str, now: datetime) -> None:
    """未办成: it is tried again after a while, and the doctor says so."""
    row = db.session.get_one(ErrandRun, name)
    row.failed_at, row.outcome = now, outcome[:_LONGEST]
