"""应报 obligations: which periods of a task are asked for, by when, and whether a report was in time (features R2, R3).

A daily task has no rows for its days: they are counted here, from the day its letter was issued to the end of the term.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from respbook.rules.cadence import Cadence
from respbook.rules.chinese import china_day, day
from respbook.rules.moon import Moon
from respbook.rules.planning import COUNTED_BY_CALENDAR

CLOSES_AFTER = 15
"""Days after the due date in which a village may still report by itself (补报); the office may set it otherwise."""


@dataclass(frozen=True)
class Asked:
    """应报的一期."""

    starts_on: date
    ends_on: date
    due_on: date
    label: str


class Stretch(Protocol):
    """一期 as far as its days go."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def due_on(self) -> date: ...


@dataclass(frozen=True)
class Course:
    """任务的日程: what decides which days and periods are asked for. ``grace`` days after a day in which it is still in time.

    ``gone_on`` is the last day of a unit that was retired, merged into another one for instance (撤并).
    ``market_days`` are last digits of the day, by the ``moon`` where one is given (农历逢三、六、九).
    """

    cadence: Cadence
    first: date
    last: date
    grace: int = 0
    market_days: frozenset[int] = frozenset()
    gone_on: date | None = None
    moon: Moon | None = None

    def holds(self, each: Stretch) -> bool:
        """应报否: not a period that was over before the letter was issued, nor one that is due when the unit is no more."""
        if self.gone_on is not None and each.due_on > self.gone_on:
            return False
        return each.ends_on >= self.first and each.starts_on <= self.last

    def gone(self, today: date) -> bool:
        """已停用: nobody is there any longer who could be asked."""
        return self.gone_on is not None and self.gone_on < today

    def days(self, from_on: date, to_on: date) -> Iterator[date]:
        """应报日 between two days, both included; only for tasks that are counted by the calendar."""
        assert self.cadence in COUNTED_BY_CALENDAR
        on = max(self.first, from_on)
        while on <= min(self.last, to_on):
            if self.cadence is Cadence.DAILY or self._is_market_day(on):
                yield on
            on += timedelta(days=1)

    def _is_market_day(self, on: date) -> bool:
        dated = self.moon.day(on) if self.moon else on.day
        return dated is not None and dated % 10 in self.market_days

    def asked(self, from_on: date, to_on: date) -> Iterator[Asked]:
        """应报的各期 of the same days."""
        for on in self.days(from_on, to_on):
            yield Asked(on, on, on + timedelta(days=self.grace), day(on))


class Punctuality(StrEnum):
    """报送情况 of one period."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    OPEN = "open"


PUNCTUALITY_LABELS = {
    Punctuality.ON_TIME: "按时",
    Punctuality.LATE: "补报",
    Punctuality.MISSING: "未报",
    Punctuality.OPEN: "未到期",
}


def owes(due_on: date, told: bool, by: date) -> bool:
    """未报: due by the end of a day and not told. The one meaning for everybody who asks.

    到期未报 (报送情况, 今天) asks it of yesterday, 催报 and 代报 of today, so that they name also what is due tonight.
    """
    return not told and due_on <= by


def punctuality(due_on: date, first_at: datetime | None, today: date) -> Punctuality:
    """报送情况: decided by the server's clock alone; a correction later on does not make a report late."""
    if first_at is not None:
        return Punctuality.ON_TIME if china_day(first_at) <= due_on else Punctuality.LATE
    return Punctuality.MISSING if owes(due_on, False, today - timedelta(days=1)) else Punctuality.OPEN
