"""报送情况 reporting rates: 应报, 按时, 补报, 未报, 未到期 of units and days, and how one cell says it (features R2).

These figures tell the office whom to remind; they rank nobody and no score rests on having reported.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from respbook.rules.chinese import WEEKDAYS, figure

LEVEL = "持平"
_TENTH = Decimal("0.1")


class Shade(StrEnum):
    """格子: what a cell says, by a colour and always by a word or a mark."""

    NONE = "n"
    DONE = "k"
    LATE = "l"
    OPEN = "o"
    MISSING = "m"


SHADE_LABELS = {
    Shade.DONE: "✓ 按时报齐",
    Shade.LATE: "补 报齐，其中有补报",
    Shade.OPEN: "待 还没有到期",
    Shade.MISSING: "缺 到期没有报",
    Shade.NONE: "空白 这天没有要报的",
}


@dataclass(slots=True)
class Tally:
    """报送计数: ``due`` of what was asked for is due by now; what is told early of the rest is told as well."""

    due: int = 0
    ahead: int = 0
    on_time: int = 0
    late: int = 0
    told_due: int = 0

    @property
    def asked(self) -> int:
        """应报."""
        return self.due + self.ahead

    @property
    def told(self) -> int:
        """已报."""
        return self.on_time + self.late

    @property
    def missing(self) -> int:
        """未报: due and not told."""
        return max(0, self.due - self.told_due)

    @property
    def open(self) -> int:
        """未到期, not told yet."""
        return max(0, self.ahead - (self.told - self.told_due))

    @property
    def reckoned(self) -> int:
        """计率的期数: due or told already; what is not due yet says nothing about punctuality."""
        return self.asked - self.open

    @property
    def shade(self) -> Shade:
        """格子."""
        if self.missing:
            return Shade.MISSING
        if self.open:
            return Shade.OPEN
        if self.late:
            return Shade.LATE
        return Shade.DONE if self.asked else Shade.NONE

    @property
    def mark(self) -> str:
        """一格的字 of a day."""
        match self.shade:
            case Shade.MISSING:
                return f"缺{self.missing}"
            case Shade.OPEN:
                return "待"
            case Shade.LATE:
                return "补"
            case Shade.DONE:
                return "✓"
        return ""

    def add(self, other: "Tally") -> None:
        """累加."""
        self.due += other.due
        self.ahead += other.ahead
        self.on_time += other.on_time
        self.late += other.late
        self.told_due += other.told_due


def summed_up(tallies: Iterable[Tally]) -> Tally:
    """合计."""
    total = Tally()
    for each in tallies:
        total.add(each)
    return total


@dataclass(frozen=True)
class Column:
    """一列: a day of a month, or a month of a year; ``more`` is the weekday of a day."""

    label: str
    from_on: date
    to_on: date
    more: str = ""


@dataclass(frozen=True)
class Grid:
    """报送一览 of units and columns: one row of tallies for each unit, in the order of the units."""

    columns: Sequence[Column]
    units: Sequence[tuple[int, str]]
    cells: dict[int, list[Tally]]
    feet: list[Tally] = field(default_factory=list)

    @property
    def total(self) -> Tally:
        """总计."""
        return summed_up(self.feet)

    def of_unit(self, unit_id: int) -> Tally:
        """一个单位的合计."""
        return summed_up(self.cells[unit_id])


def days_of(from_on: date, to_on: date) -> list[Column]:
    """各日."""
    days = [from_on + timedelta(days=step) for step in range((to_on - from_on).days + 1)]
    return [Column(str(on.day), on, on, WEEKDAYS[on.weekday()]) for on in days]


def months_of(year: int) -> list[Column]:
    """各月."""
    firsts = [date(year, month, 1) for month in range(1, 13)]
    return [Column(f"{first.month}月", first, month_end(first)) for first in firsts]


def month_end(on: date) -> date:
    """月末."""
    return (on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def before(from_on: date, to_on: date) -> tuple[date, date]:
    """上期: the same days of the month before for days within one month, else as many days before."""
    if (from_on.year, from_on.month) == (to_on.year, to_on.month) and from_on.day == 1:
        first = (from_on - timedelta(days=1)).replace(day=1)
        last = month_end(first)
        return first, last if to_on == month_end(to_on) else last.replace(day=min(to_on.day, last.day))
    length = (to_on - from_on) + timedelta(days=1)
    return from_on - length, to_on - length


def year_before(from_on: date, to_on: date) -> tuple[date, date]:
    """去年同期: the same days of the year before; the end of February stays its end."""
    first, last = _last_year(from_on), _last_year(to_on)
    return first, month_end(last) if to_on == month_end(to_on) else last


def _last_year(on: date) -> date:
    return on.replace(year=on.year - 1, day=28) if (on.month, on.day) == (2, 29) else on.replace(year=on.year - 1)


def percent(part: int, whole: int) -> Decimal:
    """百分数 to a tenth; never rounded up to a hundred while something is missing."""
    rounded = (Decimal(100 * part) / whole).quantize(_TENTH)
    return _TENTH * 999 if rounded == 100 and part < whole else rounded


def change_words(now: Tally, then: Tally) -> str:
    """比同期: 上升8.3个百分点, the difference of the two as they are printed; empty where one has nothing to compare."""
    if not now.reckoned or not then.reckoned:
        return ""
    change = percent(now.on_time, now.reckoned) - percent(then.on_time, then.reckoned)
    if not change:
        return LEVEL
    return f"{'上升' if change > 0 else '下降'}{figure(abs(change))}个百分点"
