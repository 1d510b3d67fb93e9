"""时钟状态: the last believed time, and since when the clock is doubted (safety R96)."""

from datetime import date

from respbook.models.base import db
from respbook.models.security import ClockState
from respbook.readers.state_council import announced


def clock_state() -> ClockState | None:
    """时钟状态; None before the first round of the maintenance."""
    return db.session.get(ClockState, 1, populate_existing=True)


def resting(on: date) -> bool:
    """休息日, by the country's calendar."""
    return not announced().is_workday(on)
