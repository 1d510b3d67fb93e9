"""催办: how often a unit may be asked and when, whatever it is asked for (feature N1; 基层减负).

A matter is one period of one task (催报) or the signature on one letter (催签). It is asked for a few times at most; a unit
hears of its matters once a day; nobody is asked at night.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from respbook.rules.chinese import CHINA, china_day


class ReminderKind(StrEnum):
    """催办类别: 催报 asks for reports, 催签 for signatures; each is counted for itself."""

    REPORT = "report"
    SIGN = "sign"


class Way(StrEnum):
    """催办方式: that a text was copied is known, what became of it is not."""

    COPIED = "copied"
    ROBOT = "robot"


def period_matter(task_id: int, starts_on: date) -> str:
    """事由 of one period of a task."""
    return f"task:{task_id}:{starts_on.isoformat()}"


def letter_matter(letter_id: int) -> str:
    """事由 of the signature on a letter."""
    return f"letter:{letter_id}"


@dataclass(frozen=True)
class Limits:
    """催办限度 as the office has set it: ``most`` times a matter, and from which hour to which nobody is asked."""

    most: int = 3
    quiet_from: int = 20
    quiet_to: int = 8

    def quiet(self, now: datetime) -> bool:
        """休息时间否."""
        hour = now.astimezone(CHINA).hour
        if self.quiet_from < self.quiet_to:
            return self.quiet_from <= hour < self.quiet_to
        return hour >= self.quiet_from or hour < self.quiet_to

    def opens(self, now: datetime) -> datetime:
        """可催的时刻: now, or the end of the quiet hours."""
        if not self.quiet(now):
            return now
        local = now.astimezone(CHINA)
        morning = local.replace(hour=self.quiet_to, minute=0, second=0, microsecond=0)
        return morning if morning > local else morning + timedelta(days=1)

    def day(self, now: datetime) -> date:
        """算在哪一天: what is made ready in the evening belongs to the next morning."""
        return china_day(self.opens(now))

    @property
    def words(self) -> str:
        """20:00至次日8:00."""
        over = "次日" if self.quiet_from > self.quiet_to else ""
        return f"{self.quiet_from}:00至{over}{self.quiet_to}:00"


@dataclass(frozen=True)
class Reminded:
    """已催: how often, and on which day last."""

    times: int
    last: date

    @property
    def words(self) -> str:
        """已催2次，最近11月24日."""
        return f"已催{self.times}次，最近{self.last.month}月{self.last.day}日"


class Asked(Protocol):
    """被催的单位 with its matters; ``only`` leaves some of them."""

    @property
    def unit_id(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def matters(self) -> Sequence[str]: ...
    def only(self: "A", matters: Collection[str]) -> "A": ...


A = TypeVar("A", bound=Asked)


@dataclass(frozen=True)
class Turns(Generic[A]):
    """催办名单: who is asked now, who was asked today, who was asked often enough; ``said`` what of each unit."""

    asked: list[A] = field(default_factory=list)
    today: list[A] = field(default_factory=list)
    full: list[A] = field(default_factory=list)
    said: dict[int, Reminded] = field(default_factory=dict)


def turns(
    everybody: Iterable[A],
    told: Mapping[str, Reminded],
    limits: Limits,
    done: Collection[int] = (),
    again: Collection[int] = (),
) -> Turns[A]:
    """分出名单 of a day on which the units in ``done`` were asked already, for whatever it was.

    Matters at the ceiling are left out, but for the units named in ``again``.
    """
    made: Turns[A] = Turns()
    for each in everybody:
        known = [told[matter] for matter in each.matters if matter in told]
        if known:
            made.said[each.unit_id] = Reminded(max(row.times for row in known), max(row.last for row in known))
        left = [matter for matter in each.matters if matter not in told or told[matter].times < limits.most]
        if each.unit_id in done:
            made.today.append(each)
            continue
        if not left:
            made.full.append(each)
        if each.unit_id in again:
            made.asked.append(each)
        elif left:
            made.asked.append(each.only(left))
    return made
