"""任务安排 planning: what a figure asks of one unit, with periods and due dates (features T4; field.md 4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from respbook.rules import cadence as rhythm
from respbook.rules.cadence import Cadence, DueRule, Period
from respbook.rules.cadence_words import in_words as rhythm_in_words
from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.targets import Figure, in_words
from respbook.rules.workdays import WEEKENDS, WorkCalendar

COUNTED_BY_CALENDAR = {Cadence.DAILY, Cadence.MARKET_DAY}
"""Cadences without period rows: their days are counted by the calendar when the reports are."""
_DATED_IN_YEAR = {Cadence.YEARLY, Cadence.FLOOD_SEASON}
"""Cadences whose one date of the target is a month and day of each year."""


class Promise(Protocol):
    """目标任务 as planning reads it."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def divided(self) -> bool: ...
    @property
    def unit_word(self) -> str: ...
    @property
    def cadence(self) -> Cadence: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def due_day(self) -> int: ...
    @property
    def due_in_workdays(self) -> int | None: ...
    @property
    def rolls_over(self) -> bool | None: ...
    @property
    def market_days(self) -> str | None: ...
    @property
    def duty(self) -> str: ...
    @property
    def evidence(self) -> str: ...
    def figure(self, amount: Decimal | None) -> Figure: ...


class Bearer(Protocol):
    """承担单位 as planning reads it."""

    @property
    def name(self) -> str: ...


class Moved(Protocol):
    """报送期 as it is kept, with the day that it was moved from."""

    @property
    def moved_from(self) -> date | None: ...


class Term(Protocol):
    """责任期限 as planning reads it."""

    @property
    def term_from(self) -> date: ...
    @property
    def term_to(self) -> date: ...


@dataclass(frozen=True)
class PlannedTask:
    """任务安排: one row of 任务清单, and the task that is opened when the letter is issued.

    ``due_on`` is the last day of all; ``due_words`` what the list prints (每月底前、2026年10月31日前).
    """

    target_id: int
    title: str
    demand: str
    amount: Decimal | None
    unit_word: str
    cadence: Cadence
    due_on: date
    periods: tuple[Period, ...]
    due_words: str = ""
    duty: str = ""
    evidence: str = ""
    market_days: str | None = None


def due_rule(target: Promise) -> DueRule:
    """时限规则 of a target: its fixed date, the date's month and day for a yearly one, or days after the period."""
    rolls = bool(target.rolls_over)
    if target.due_on is not None and target.cadence is Cadence.ONCE:
        return DueRule(fixed=target.due_on, rolls=rolls)
    if target.due_on is not None and target.cadence in _DATED_IN_YEAR:
        return DueRule(month_day=(target.due_on.month, target.due_on.day), rolls=rolls)
    if target.due_in_workdays:
        return DueRule(workdays_after=target.due_in_workdays)
    return DueRule(days_after=target.due_day, rolls=rolls)


def plan(
    target: Promise, unit: Bearer, amount: Decimal | None, programme: Term, calendar: WorkCalendar = WEEKENDS
) -> PlannedTask:
    """任务安排 of one target for one unit; ``amount`` is the unit's share, or the figure that holds for all.

    Raises RuleBroken when a divided target has no share for the unit, or the due rule does not fit the term.
    """
    if target.divided and amount is None:
        what = f"目标“{target.name}”还没有分解到“{unit.name}”；请先填写它的承担数，或标为不适用。"
        raise RuleBroken(what, "allocations")
    rule = due_rule(target)
    made = _periods(target, programme, rule, calendar)
    return PlannedTask(
        target_id=target.id,
        title=target.name,
        demand=in_words(target.figure(amount)),
        amount=amount,
        unit_word=target.unit_word,
        cadence=target.cadence,
        due_on=_last_day(programme, made, rule, calendar),
        periods=made,
        due_words=_due_words(target, rule),
        duty=target.duty,
        evidence=target.evidence,
        market_days=target.market_days if target.cadence is Cadence.MARKET_DAY else None,
    )


def _periods(target: Promise, programme: Term, rule: DueRule, calendar: WorkCalendar) -> tuple[Period, ...]:
    if target.cadence in COUNTED_BY_CALENDAR:
        return ()
    return tuple(rhythm.periods(target.cadence, programme.term_from, programme.term_to, rule, calendar=calendar))


def _last_day(programme: Term, made: tuple[Period, ...], rule: DueRule, calendar: WorkCalendar) -> date:
    """The last period's day; without period rows, that of the last day of the term."""
    if made:
        return max(period.due_on for period in made)
    return rhythm.due_after(programme.term_to, rule, calendar)


def _due_words(target: Promise, rule: DueRule) -> str:
    words = rhythm_in_words(target.cadence, rule, market_days=target.market_days)
    if target.due_on is not None and rule.fixed is None and rule.month_day is None:
        return f"{words}，{day(target.due_on)}前完成"
    return words


def counts_workdays(target: "Promise | None", periods: Iterable[Moved]) -> bool:
    """按工作日计算: whether the calendar had a say in the due days of a task."""
    asked = target is not None and bool(target.due_in_workdays or target.rolls_over)
    return asked or any(period.moved_from is not None for period in periods)


CALENDAR_WORDS = frozenset(rhythm.CADENCE_LABELS[cadence] for cadence in COUNTED_BY_CALENDAR)
"""频次名称 of those without period rows."""


def periods_until(cadence: Cadence, from_on: date, due_on: date) -> tuple[Period, ...]:
    """临时交办任务的报送期: from the day it is given to its last day. Raises RuleBroken."""
    if cadence in COUNTED_BY_CALENDAR:
        return ()
    if cadence is Cadence.ONCE:
        return tuple(rhythm.periods(cadence, min(from_on, due_on), due_on, DueRule(fixed=due_on)))
    return tuple(rhythm.periods(cadence, from_on, due_on))


@dataclass(frozen=True)
class Schedule:
    """任务时限: what decides whether the due date of a task may be moved; ``periods`` as (first day, due date)."""

    promised: bool
    periods: Sequence[tuple[date, date]]
    term_from: date
    term_to: date

    @property
    def movable(self) -> bool:
        """可调整: no letter has promised it, and it is due once."""
        return not self.promised and len(self.periods) == 1


def check_due(schedule: Schedule, due_on: date) -> None:
    """时限检查: only a duty of the town's own that is due once moves, within the term. Raises RuleBroken."""
    if schedule.promised:
        raise RuleBroken("时限写在已签发的责任书里，不能单独调整；需要改的，请作废后重签。", "due_on")
    if not schedule.movable:
        raise RuleBroken("按期报送的任务，各期时限由频次推算，不能在这里调整；请修改目标的频次。", "due_on")
    span = f"{day(schedule.term_from)}至{day(schedule.term_to)}"
    if not max(schedule.term_from, schedule.periods[0][0]) <= due_on <= schedule.term_to:
        raise RuleBroken(f"完成时限{day(due_on)}不在责任期限（{span}）内；请改正。", "due_on")
