"""评分对象 case: one unit in one period, with what the rules must know beyond their own facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

Spot = tuple[str, str, str, str, int]
"""Where an event stands: part, period, row, rule, its place in the list."""
RankKey = tuple[str, str, str, str]
"""Where a rank is made: part, period, row, rule."""


@dataclass(slots=True)
class Repeat:
    """累计 of one rule and unit: how often so far, and in which month last."""

    times: int = 0
    month: int | None = None
    """Months since year 0, so that December and January are neighbours."""


@dataclass(slots=True)
class Case:
    """评分对象: ``repeats`` goes with the unit from period to period, ``dropped`` are the events of incidents that counted elsewhere."""

    class_key: str
    with_proposed: bool = False
    part: str = ""
    period: str = ""
    repeats: dict[tuple[str, str], Repeat] = field(default_factory=dict)
    dropped: frozenset[Spot] = frozenset()
    ranks: Mapping[RankKey, int] = field(default_factory=dict)
    deductions: int = 0
    """Events that cost points in the row at hand."""


@dataclass(frozen=True, slots=True)
class Line:
    """一条规则在一行中的位置: what its reckoning needs to know of its row, for one class."""

    row: str
    rule: str
    points: Decimal
    target: Decimal | None
    words: str
