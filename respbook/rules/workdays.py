"""工作日 working days: weekends, 法定节假日, 调休上班日 and the office's own changes, as one value (features N4).

What has not been announced is never guessed: such a year is counted by its weekends, and every sentence about it says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from respbook.rules.chinese import WEEKDAYS, day, joined

_DAY = timedelta(days=1)
_SATURDAY = 5


class DayKind(StrEnum):
    """日子的种类: rest or work."""

    REST = "rest"
    WORK = "work"


DAY_KIND_LABELS = {DayKind.REST: "休息", DayKind.WORK: "上班"}


@dataclass(frozen=True)
class DayMark:
    """日子的标记: what a day is otherwise than its weekday says; ``name`` 清明节, of a worked weekend 春节调休."""

    kind: DayKind
    name: str = ""


@dataclass(frozen=True)
class Rolled:
    """顺延后的时限: ``moved_from`` and the reason are empty where the day was a working day already."""

    due_on: date
    moved_from: date | None = None
    moved_for: str = ""

    @property
    def sentence(self) -> str:
        """时限表述: 2026年4月7日（原4月5日为清明节，顺延）."""
        return rolled_words(self.due_on, self.moved_from, self.moved_for)


@dataclass(frozen=True)
class WorkCalendar:
    """工作日历: ``published`` are the years whose rest days were announced; ``marks`` what differs from Monday to Friday."""

    published: frozenset[int] = frozenset()
    marks: Mapping[date, DayMark] = field(default_factory=dict)

    def is_workday(self, on: date) -> bool:
        """是否工作日."""
        mark = self.marks.get(on)
        return mark.kind is DayKind.WORK if mark else on.weekday() < _SATURDAY

    def next_workday(self, on: date) -> date:
        """最近的工作日: the day itself where it is one, else the next."""
        while not self.is_workday(on):
            on += _DAY
        return on

    def add_workdays(self, on: date, count: int) -> date:
        """若干个工作日后: the day itself does not count (次日起算); before it where ``count`` is negative."""
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            on += step
            while not self.is_workday(on):
                on += step
        return on

    def workdays_between(self, first: date, last: date) -> int:
        """相隔工作日: the working days after ``first`` up to and with ``last``; backwards they count below nought."""
        if last < first:
            return -sum(self.is_workday(last + timedelta(days=passed)) for passed in range((first - last).days))
        return sum(self.is_workday(first + timedelta(days=passed)) for passed in range(1, (last - first).days + 1))

    def rest_name(self, on: date) -> str:
        """休息的缘由: 清明节, 周六; empty for a working day."""
        if self.is_workday(on):
            return ""
        mark = self.marks.get(on)
        return (mark.name if mark else "") or f"周{WEEKDAYS[on.weekday()]}"

    def rolled(self, on: date) -> Rolled:
        """遇休息日顺延: the next working day, with the day that it stood on and why it moved."""
        if self.is_workday(on):
            return Rolled(on)
        return Rolled(self.next_workday(on), on, self.rest_name(on))

    def unpublished(self, days: Iterable[date]) -> tuple[int, ...]:
        """未公布的年份 among these days, in order."""
        return tuple(sorted({on.year for on in days} - self.published))


WEEKENDS = WorkCalendar()
"""只按周末: where no calendar was handed in, and nothing is known of any year."""


def unpublished_words(years: Iterable[int]) -> str:
    """未公布的说明: 2028年放假安排尚未公布，暂按周末推算; empty where all were announced."""
    named = joined(f"{year}年" for year in years)
    return f"{named}放假安排尚未公布，暂按周末推算" if named else ""


def rolled_words(due_on: date, moved_from: date | None, moved_for: str) -> str:
    """时限表述 of a due day as it is kept: 2026年4月7日（原4月5日为清明节，顺延）."""
    if moved_from is None:
        return day(due_on)
    return f"{day(due_on)}（{moved_words(due_on, moved_from, moved_for)}）"


def moved_words(due_on: date, moved_from: date | None, moved_for: str) -> str:
    """顺延的缘由: 原4月5日为清明节，顺延; empty where nothing moved."""
    if moved_from is None:
        return ""
    stood = f"{moved_from.month}月{moved_from.day}日"
    if moved_from.year != due_on.year:
        stood = day(moved_from)
    return f"原{stood}为{moved_for or '休息日'}，顺延"


def left_words(calendar: WorkCalendar, today: date, due_on: date) -> str:
    """剩余工作日, for reminders: 还有3个工作日, 今天到期, 已逾期2个工作日; a day that falls on a rest day says 休息日到期."""
    if due_on == today:
        return "今天到期"
    count = calendar.workdays_between(today, due_on)
    if due_on > today:
        return f"还有{count}个工作日" if count else f"{calendar.rest_name(due_on)}到期，其间没有工作日"
    return f"已逾期{-count}个工作日" if count else "已逾期，其间没有工作日"
