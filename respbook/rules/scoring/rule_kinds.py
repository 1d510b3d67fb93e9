"""规则类型: the parameters of each rule code of field.md 5, one class a code; figures are points unless said otherwise.

Deducting: OCC, SRC, UNIT, MISS. Making the row's base: PRES, PROP, STEP, RANK, DISC. Beside the row: BONUS, ZERO.
A row without a base rule starts from its full points.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar


class Direction(StrEnum):
    """方向: whether more or less is better."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Empty(StrEnum):
    """分母为零: what a rate of nothing out of nothing counts; it must be chosen, never guessed."""

    FULL = "full"
    ZERO = "zero"
    NOT_APPLICABLE = "na"


@dataclass(frozen=True)
class Occurrence:
    """每发现一处扣k分 OCC: ``value`` for each one of the event's count."""

    CODE: ClassVar[str] = "OCC"
    value: Decimal


@dataclass(frozen=True)
class BySource:
    """按发现层级扣分 SRC: what each finder's event costs; a negative figure adds points (own finds). ``otherwise`` for the rest."""

    CODE: ClassVar[str] = "SRC"
    values: Mapping[str, Decimal]
    otherwise: Decimal = Decimal(0)


@dataclass(frozen=True)
class PerUnit:
    """每差1单位扣k分 UNIT: ``value`` for each ``step`` by which the actual figure misses ``target``; whole steps or pro rata."""

    CODE: ClassVar[str] = "UNIT"
    target: Decimal
    value: Decimal
    step: Decimal = Decimal(1)
    direction: Direction = Direction.AT_LEAST
    whole_steps: bool = True


@dataclass(frozen=True)
class Entry:
    """清单项: one thing that must be there, and what it is worth."""

    key: str
    label: str
    value: Decimal


@dataclass(frozen=True)
class MissingEntries:
    """每缺一项扣k分 MISS."""

    CODE: ClassVar[str] = "MISS"
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Presence:
    """有则得分 PRES: the entries that are there make the row's base; together they are the row's points."""

    CODE: ClassVar[str] = "PRES"
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Proportion:
    """按完成率计分 PROP: slope × rate + offset, rate = actual ÷ target (1 = 100 %), kept between ``least`` and ``most``.

    ``slope`` None: the row's points. ``most`` None: the row's points. ``target`` None: the facts bring it.
    """

    CODE: ClassVar[str] = "PROP"
    slope: Decimal | None = None
    offset: Decimal = Decimal(0)
    least: Decimal = Decimal(0)
    most: Decimal | None = None
    target: Decimal | None = None
    empty: Empty = Empty.NOT_APPLICABLE


@dataclass(frozen=True)
class Stage:
    """档: the value from ``bound`` on (inclusive or not); or, by name, where the level was chosen by a person."""

    value: Decimal
    bound: Decimal | None = None
    inclusive: bool = True
    label: str = ""


@dataclass(frozen=True)
class Steps:
    """分档计分 STEP: the best stage whose bound is reached; ``otherwise`` where none is. May exceed the row's points."""

    CODE: ClassVar[str] = "STEP"
    stages: tuple[Stage, ...]
    otherwise: Decimal = Decimal(0)
    direction: Direction = Direction.AT_LEAST
    rate: bool = False
    """Whether bounds are held against actual ÷ target instead of the actual figure."""
    empty: Empty = Empty.NOT_APPLICABLE


@dataclass(frozen=True)
class Place:
    """名次段: ranks ``first`` to ``last`` (inclusive) are worth ``value``."""

    first: int
    last: int
    value: Decimal


@dataclass(frozen=True)
class ByRank:
    """按排名赋分 RANK: units of a group are ranked by the actual figure, 1-2-2-4."""

    CODE: ClassVar[str] = "RANK"
    places: tuple[Place, ...]
    otherwise: Decimal = Decimal(0)
    direction: Direction = Direction.AT_LEAST


@dataclass(frozen=True)
class Discretion:
    """酌情评分 DISC: between ``least`` and ``most`` by the assessor, with a reason. ``most`` None: the row's points."""

    CODE: ClassVar[str] = "DISC"
    least: Decimal = Decimal(0)
    most: Decimal | None = None


@dataclass(frozen=True)
class Bonus:
    """加分 BONUS: ``value`` for each event, or by finder or level (``values``: key of the event's level → points).

    ``within_row``: it makes good the row's own deductions, up to its points; else it goes to the total's bonus.
    """

    CODE: ClassVar[str] = "BONUS"
    value: Decimal
    values: Mapping[str, Decimal] = field(default_factory=dict)
    within_row: bool = False


@dataclass(frozen=True)
class ZeroRow:
    """单项清零 ZERO: one event takes all points of the row."""

    CODE: ClassVar[str] = "ZERO"


Parameters = (
    Occurrence
    | BySource
    | PerUnit
    | MissingEntries
    | Presence
    | Proportion
    | Steps
    | ByRank
    | Discretion
    | Bonus
    | ZeroRow
)

DEDUCTING = (Occurrence, BySource, PerUnit, MissingEntries)
MAKING_BASE = (Presence, Proportion, Steps, ByRank, Discretion)

RULE_LABELS = {
    "OCC": "每发现一处扣分",
    "SRC": "按发现层级扣分",
    "UNIT": "每差一个单位扣分",
    "MISS": "每缺一项扣分",
    "PRES": "有则得分",
    "PROP": "按完成率计分",
    "STEP": "分档计分",
    "RANK": "按排名赋分",
    "DISC": "酌情评分",
    "BONUS": "加分",
    "ZERO": "单项清零",
}
