"""定时事务 errands: what the program does by itself once in a while, and when it is due (safety C12, R82, R102)."""

from datetime import datetime, time, timedelta

AGAIN = timedelta(hours=1)
"""How long a failed or broken-off try rests before the next one."""


def is_due(began: datetime | None, done: datetime | None, every: timedelta, at: time, now: datetime) -> bool:
    """到时: at the hour ``at`` of every so many days, or at the first chance after it (the PC is off at night)."""
    if began is not None and (done is None or began > done) and now - began < AGAIN:
        return False
    today = datetime.combine(now.date(), at, now.tzinfo)
    slot = today if now >= today else today - timedelta(days=1)
    return done is None or done < slot - every + timedelta(days=1)
