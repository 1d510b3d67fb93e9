"""减负表: what is asked of each village in a week, what it costs, and what is asked twice (features X4; field.md 10.5).

Counted is what the tasks ask for, never what a village did: the table is there to ask for less.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from respbook.rules.cadence import CADENCE_LABELS, Cadence
from respbook.rules.chinese import figure, joined
from respbook.rules.reports import Ask

WEEKLY_BUDGET = 35
"""件: reports a week of one village, five a day; the office may set it otherwise."""
MINUTES = {Ask.PATROL: Decimal("0.2"), Ask.FIGURE: Decimal(1), Ask.DONE: Decimal(2)}
"""约需分钟 of one report: a tap for 无异常, a figure to look up and type, a sentence with its material. An estimate."""
_WEEKS = Decimal(52)
_A_WEEK = {
    Cadence.DAILY: Decimal(7),
    Cadence.WEEKLY: Decimal(1),
    Cadence.MONTHLY: 12 / _WEEKS,
    Cadence.QUARTERLY: 4 / _WEEKS,
    Cadence.HALF_YEARLY: 2 / _WEEKS,
    Cadence.YEARLY: 1 / _WEEKS,
    Cadence.FLOOD_SEASON: 1 / _WEEKS,
    Cadence.ONCE: 1 / _WEEKS,
}
_A_DIGIT = Decimal("0.7")
"""A market day by its last digit comes three times a month."""
_ALIKE = 0.7
"""Share of the shorter title that must stand in one piece in the other: 露天焚烧火点 of 禁烧期露天焚烧火点 is 0.75."""
_SHOWN = 3


def a_week(cadence: Cadence, market_days: str | None = None) -> Decimal:
    """平均每周件数 of one task."""
    if cadence is Cadence.MARKET_DAY:
        return _A_DIGIT * len(market_days or "")
    return _A_WEEK[cadence]


def week_of(on: date) -> tuple[date, date]:
    """所在的一周: Monday to Sunday."""
    monday = on - timedelta(days=on.weekday())
    return monday, monday + timedelta(days=6)


@dataclass(frozen=True)
class Item:
    """要报的一项: one task of a unit; ``times`` it is due in the week."""

    task_id: int
    target_id: int | None
    title: str
    category: str
    cadence: Cadence
    ask: Ask
    unit_word: str
    times: int
    letter_id: int | None = None

    @property
    def minutes(self) -> Decimal:
        """约需分钟."""
        return self.times * MINUTES[self.ask]

    @property
    def often(self) -> str:
        """频次."""
        return CADENCE_LABELS[self.cadence]


@dataclass(frozen=True)
class Spare:
    """可不再要的一项, with the one that says the same already."""

    item: Item
    kept: Item

    @property
    def sentence(self) -> str:
        """为什么可以不要."""
        spare, kept = (f"“{each.title}”（{each.often}）" for each in (self.item, self.kept))
        if self.item.cadence is self.kept.cadence:
            return f"{spare}与{kept}疑似同一项，报一次即可。"
        if self.item.ask is Ask.FIGURE:
            return f"{spare}疑似可由{kept}各期的数得出，不必再要。"
        return f"{spare}疑似已含在{kept}中，不必再要。"


@dataclass(frozen=True)
class Burden:
    """一个单位一周的负担: ``items`` are all its tasks, those that cost most first; ``letters`` in force."""

    unit_id: int
    called: str
    items: Sequence[Item]
    letters: int
    budget: int

    @property
    def asked(self) -> Sequence[Item]:
        """本周要报的项."""
        return [item for item in self.items if item.times]

    @property
    def reports(self) -> int:
        """件数."""
        return sum(item.times for item in self.items)

    @property
    def daily(self) -> int:
        """其中每日、逢集日的件数."""
        return sum(item.times for item in self.items if item.cadence in (Cadence.DAILY, Cadence.MARKET_DAY))

    @property
    def minutes(self) -> Decimal:
        """约需分钟."""
        return sum((item.minutes for item in self.items), Decimal(0))

    @property
    def over(self) -> int:
        """超出件数."""
        return max(0, self.reports - self.budget)

    @cached_property
    def spares(self) -> Sequence[Spare]:
        """疑似重复的."""
        return list(spares(self.items))


def minutes_words(minutes: Decimal) -> str:
    """分钟: whole ones, at least one; more would claim to be measured."""
    return figure(max(minutes.quantize(Decimal(1)), Decimal(1)) if minutes else Decimal(0))


def tenths(average: Decimal) -> str:
    """平均件数, to a tenth."""
    return figure(_tenth(average))


def _tenth(average: Decimal) -> Decimal:
    return average.quantize(Decimal("0.1"))


def dearest(items: Iterable[Item]) -> list[Item]:
    """费时的在前."""
    return sorted(items, key=lambda item: (-item.minutes, -item.times, -a_week(item.cadence), item.task_id))


def heaviest(rows: Iterable[Burden]) -> list[Burden]:
    """超出的在前, then by what is asked; equals stay in the office's order."""
    return sorted(rows, key=lambda row: (-row.over, -row.reports, -row.minutes))


def spares(items: Sequence[Item]) -> Iterator[Spare]:
    """疑似重复: of two tasks of one category that ask for the same in nearly the same words, the rarer or the later."""
    groups: dict[tuple[str, Ask, str], list[Item]] = {}
    for item in sorted(items, key=lambda item: (-a_week(item.cadence, "1"), item.task_id)):
        groups.setdefault((item.category, item.ask, item.unit_word), []).append(item)
    for group in groups.values():
        kept: list[Item] = []
        for item in group:
            same = next((each for each in kept if each.title == item.title or _alike(each.title, item.title)), None)
            if same is None:
                kept.append(item)
            else:
                yield Spare(item, same)


@lru_cache(maxsize=4096)
def _alike(one: str, other: str) -> bool:
    """Villages of one town have the same titles, so that each pair is looked at once."""
    match = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return match.size >= max(4, _ALIKE * min(len(one), len(other)))


@dataclass(frozen=True)
class Cost:
    """全镇的一项: one target over all units that report to it in the week; ``task_id`` is one of its tasks."""

    item: Item
    units: int
    times: int
    minutes: Decimal


def costs(rows: Iterable[Burden]) -> list[Cost]:
    """全镇各项, those that cost most first."""
    by_target: dict[tuple[int | None, str], list[Item]] = {}
    for row in rows:
        for item in row.asked:
            by_target.setdefault((item.target_id, item.title), []).append(item)
    made = [
        Cost(items[0], len(items), sum(each.times for each in items), sum((each.minutes for each in items), Decimal(0)))
        for items in by_target.values()
    ]
    return sorted(made, key=lambda cost: (-cost.minutes, -cost.times, cost.item.task_id))


@dataclass(frozen=True)
class Lift:
    """增加的负担 of a unit, on average a week: what it has, what a programme adds."""

    now: Decimal
    more: Decimal
    budget: int

    @property
    def over(self) -> bool:
        """超出上限, and the programme adds to it."""
        return bool(self.more) and self.now + self.more > self.budget

    @property
    def total(self) -> str:
        """合计 of the two as they are told beside it."""
        return figure(_tenth(self.now) + _tenth(self.more))


def lifted_words(lifted: Sequence[tuple[str, Lift]]) -> str:
    """增加目标以后的提示: who comes over the budget; empty where nobody does."""
    over = [(called, lift) for called, lift in lifted if lift.over]
    if not over:
        return ""
    names = joined(called for called, _ in over[:_SHOWN])
    who = names if len(over) <= _SHOWN else f"{names}等{len(over)}个单位"
    most = max(over, key=lambda each: each[1].now + each[1].more)[1]
    return (
        f"按现在的目标，{who}平均每周要报的超出上限{most.budget}件（最多的{most.total}件）；"
        "请看减负表，能合并、能减频次的先减。"
    )
