"""考核结果 results: every figure with the steps by which it came about, so that a village can do it with a pencil (A9; field.md 5.2)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from respbook.rules.scoring.facts import Link


class Phase(StrEnum):
    """计算步骤, in the order of evaluation (field.md 5.2)."""

    CLASS = "1"
    NOT_APPLICABLE = "2"
    BASE = "3"
    DEDUCT = "4"
    ZERO = "5"
    BOUNDS = "6"
    SUM = "7"
    PERIODS = "8"
    BONUS = "9"
    BAND = "10"
    RANK = "11"
    VETO = "12"
    GIVEN = "given"


@dataclass(frozen=True)
class Step:
    """一步: what was done, in words, and the figure that stands after it; ``rule`` its rule, ``links`` what it rests on."""

    phase: Phase
    words: str
    figure: Decimal
    rule: str = ""
    change: Decimal = Decimal(0)
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class RowResult:
    """一行的得分. ``score`` None: nothing known yet. ``proposed``: by the rules alone (系统算分); ``bonus`` goes to the total."""

    key: str
    points: Decimal
    score: Decimal | None
    proposed: Decimal | None = None
    deducted: Decimal = Decimal(0)
    bonus: Decimal = Decimal(0)
    applies: bool = True
    open_points: bool = False
    """Whether something is still missing: 考核组评定 not given, entries not looked at, no figure."""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class PeriodResult:
    """一期的得分: the sum of its rows on the scale of the rubric's full points for that part."""

    key: str
    label: str
    rows: tuple[RowResult, ...]
    score: Decimal
    full: Decimal


@dataclass(frozen=True)
class PartResult:
    """一个时段的得分: ``score`` is what it brings to the total, of ``weight`` points."""

    key: str
    label: str
    weight: Decimal
    periods: tuple[PeriodResult, ...]
    score: Decimal


@dataclass(frozen=True)
class UnitResult:
    """一个单位的结果. ``rank`` within ``group``, 1-2-2-4; ``band_by_points`` before quota and veto; ``barred``: no honours."""

    unit: str
    name: str
    class_key: str
    group: str
    parts: tuple[PartResult, ...]
    base: Decimal
    bonus: Decimal
    total: Decimal
    band: str = ""
    band_by_points: str = ""
    rank: int = 0
    barred: bool = False
    complete: bool = True
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Results:
    """全部结果: units in order of group and rank."""

    units: tuple[UnitResult, ...]
