"""考核事实 facts: what is known of each unit, handed to the engine as values; each carries where it came from (features A9, X1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Link:
    """出处: where a fact can be looked at: table and key of the record."""

    table: str
    key: int
    words: str = ""


@dataclass(frozen=True)
class Event:
    """事项: one thing that happened. ``count`` of its kind at once; ``source`` who found it (FindingSource) or the level of a bonus.

    ``incident``: deductions of one incident are one (Y5); ``late``: put right after its limit; ``own_in_time``: found by the unit
    itself and put right in time, which never counts against it unless the rule is SRC; ``final`` False: 拟扣, not yet confirmed;
    ``again``: a second deduction for one incident that was expressly allowed.
    """

    key: str
    on: date | None = None
    count: Decimal = Decimal(1)
    source: str = ""
    incident: str = ""
    words: str = ""
    late: bool = False
    own_in_time: bool = False
    final: bool = True
    again: bool = False
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class RuleFacts:
    """一条规则的事实: what of it is filled depends on the rule's kind; nothing filled = nothing known."""

    events: tuple[Event, ...] = ()
    actual: Decimal | None = None
    target: Decimal | None = None
    present: frozenset[str] | None = None
    """Keys of the entries that are there (PRES, MISS); None = not looked at yet."""
    level: str = ""
    judged: Decimal | None = None
    reason: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Given:
    """核评分: the points that the assessors settled on, instead of what the rules amount to."""

    points: Decimal
    by: str = ""
    reason: str = ""


@dataclass(frozen=True)
class RowFacts:
    """一行的事实. ``not_applicable``: the reason; empty: it applies."""

    rules: Mapping[str, RuleFacts] = field(default_factory=dict)
    not_applicable: str = ""
    given: Given | None = None


@dataclass(frozen=True)
class PeriodFacts:
    """一期的事实: rows of one part in one period, by the row's key."""

    key: str
    label: str = ""
    rows: Mapping[str, RowFacts] = field(default_factory=dict)


@dataclass(frozen=True)
class VetoFact:
    """已决定的一票否决, by the key of the rubric's veto."""

    veto: str
    number: str = ""
    decided_on: date | None = None
    words: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class UnitFacts:
    """一个单位的事实. ``parts``: key of the part ("" where the rubric has none) → its periods in order."""

    unit: str
    name: str
    class_key: str = ""
    parts: Mapping[str, tuple[PeriodFacts, ...]] = field(default_factory=dict)
    vetoes: tuple[VetoFact, ...] = ()


@dataclass(frozen=True)
class Facts:
    """全部事实: all units that are scored together."""

    units: tuple[UnitFacts, ...]
