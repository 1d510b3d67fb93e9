"""考核细则 rubric: rows, rules, class variants, periods, bands and vetoes as one value (field.md 5; features A1, A8).

Points are exact Decimals; a rubric is checked (``checking``) before it is published and read as JSON by ``reading``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from respbook.rules.scoring.kinds import (
    BonusPlace,
    Check,
    Combine,
    FactSource,
    Missing,
    NotApplicableMode,
    TieKey,
    VetoEffect,
    VetoSpan,
    VetoTarget,
)
from respbook.rules.scoring.ladder import LadderStep
from respbook.rules.scoring.rule_kinds import Parameters

FULL = Decimal(100)
"""Points of a rubric unless it says otherwise."""
EVERYBODY = ""
"""Key of the variant that holds where a class has none of its own."""


@dataclass(frozen=True)
class Escalation:
    """加重 ESC: a repeat or a delay makes an event count for more.

    The n-th event of a unit under the rule counts ``factors[n-1]`` times, the last factor from then on; ``late_factor`` where
    the event was put right after its limit. ``consecutive``: only months without a gap are counted together.
    """

    factors: tuple[Decimal, ...] = ()
    consecutive: bool = False
    late_factor: Decimal | None = None


@dataclass(frozen=True)
class Rule:
    """计分规则: one way in which a row gains or loses points; ``parameters`` says which (its class is the rule's code).

    ``words`` is the sentence of the rubric; ``cap`` the most it may take or give, points; ``group`` the key of a GCAP group of the
    row; ``source`` where its facts come from; ``filters`` what of that source counts (category, finding source, task …).
    """

    key: str
    parameters: Parameters
    words: str = ""
    cap: Decimal | None = None
    group: str = ""
    escalation: Escalation | None = None
    source: FactSource = FactSource.EVENTS
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """规则代码, e.g. OCC (field.md 5)."""
        return self.parameters.CODE


@dataclass(frozen=True)
class CapGroup:
    """合并封顶 GCAP: the deductions of several rules of a row together take at most ``cap`` points."""

    key: str
    label: str
    cap: Decimal


@dataclass(frozen=True)
class Variant:
    """分类 CLASS: how a row reads for one class of units; what is None reads as in the row itself."""

    applies: bool = True
    points: Decimal | None = None
    targets: Mapping[str, Decimal] = field(default_factory=dict)
    """Key of the rule → the figure that this class is held against."""


@dataclass(frozen=True)
class Example:
    """对照样照 X7: a photo of a good or a bad case, by the digest of the kept file."""

    sha256: str
    good: bool
    words: str = ""


@dataclass(frozen=True)
class Row:
    """考核指标: one line of the rubric.

    ``floor``: least points, None = 不保底 (NOFLOOR); ``ceiling``: most points, None = the row's own points. ``clause_ids`` and
    ``target_ids`` are the signed sentences and targets that it answers for. A row with points 0 may hold bonus or veto rules only.
    ``part`` empty in a rubric with parts: the row stands in every part (R24: summer and autumn by the same rows).
    """

    key: str
    title: str
    points: Decimal
    heading: str = ""
    standard: str = ""
    part: str = ""
    rules: tuple[Rule, ...] = ()
    groups: tuple[CapGroup, ...] = ()
    floor: Decimal | None = Decimal(0)
    ceiling: Decimal | None = None
    na_mode: NotApplicableMode = NotApplicableMode.CONVERT
    na_points: Decimal | None = None
    variants: Mapping[str, Variant] = field(default_factory=dict)
    check: Check = Check.PAPERS
    sample: str = ""
    office: str = ""
    clause_ids: tuple[str, ...] = ()
    target_ids: tuple[int, ...] = ()
    examples: tuple[Example, ...] = ()

    def points_for(self, class_key: str) -> Decimal:
        """分值 for a class; 0 where the row does not apply to it."""
        variant = self.variants.get(class_key)
        if variant is None:
            return self.points
        if not variant.applies:
            return Decimal(0)
        return self.points if variant.points is None else variant.points

    def applies_to(self, class_key: str) -> bool:
        """Whether units of this class have the row at all."""
        variant = self.variants.get(class_key)
        return variant is None or variant.applies


@dataclass(frozen=True)
class UnitClass:
    """分类: a class of units with a variant of its own; ``kinds`` are the kinds of unit that belong to it unless told otherwise."""

    key: str
    label: str
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class RankGroup:
    """排名组: classes that are ranked together; groups are ranked apart."""

    key: str
    label: str
    classes: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """考核时段 PERIOD: 平时考核, 年终考核 …; ``weight`` in points of the full total; ``times`` periods are expected in a year."""

    key: str
    label: str
    weight: Decimal
    times: int = 1
    combine: Combine = Combine.MEAN
    missing: Missing = Missing.LEFT_OUT


@dataclass(frozen=True)
class Band:
    """等次 BAND: bounds in points with whether each is inclusive; None = no bound. ``rank_within``: only the first n of a group."""

    label: str
    low: Decimal | None = None
    low_inclusive: bool = True
    high: Decimal | None = None
    high_inclusive: bool = False
    rank_within: int | None = None


@dataclass(frozen=True)
class Quota:
    """名额: at most ``count`` units, or ``share`` of the group (0.2 = a fifth, rounded down), get the band; the rest the next one."""

    band: str
    group: str
    count: int | None = None
    share: Decimal | None = None


@dataclass(frozen=True)
class Tie:
    """并列时比较: what decides between equal totals; without any they share the rank (1-2-2-4)."""

    by: TieKey
    key: str = ""


@dataclass(frozen=True)
class Veto:
    """一票否决 VETO: what brings it about, and its effect; it only ever lowers. ``months`` counts from the decision."""

    key: str
    words: str
    effect: VetoEffect
    band: str = ""
    levels: int = 1
    span: VetoSpan = VetoSpan.YEAR
    months: int = 12
    target: VetoTarget = VetoTarget.UNIT


@dataclass(frozen=True)
class Total:
    """总分: bonus inside or outside the full total, caps, floor and rounding (half up, at the total only)."""

    full: Decimal = FULL
    bonus_place: BonusPlace = BonusPlace.OUTSIDE
    bonus_cap: Decimal | None = None
    floor: Decimal | None = Decimal(0)
    ceiling: Decimal | None = None
    places: int = 2
    convert: bool = False
    """原始分折算 NORM: rows that add up to another figure than ``full`` are converted to it; without it that is a flaw."""


@dataclass(frozen=True)
class Rubric:
    """考核细则: the whole, as it is frozen when published."""

    title: str
    rows: tuple[Row, ...]
    total: Total = Total()
    classes: tuple[UnitClass, ...] = ()
    groups: tuple[RankGroup, ...] = ()
    parts: tuple[Part, ...] = ()
    bands: tuple[Band, ...] = ()
    quotas: tuple[Quota, ...] = ()
    ties: tuple[Tie, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    ladder: tuple[LadderStep, ...] = ()

    @property
    def final_part(self) -> str:
        """年终考核自己评的时段: the last one; empty where there are none."""
        return self.parts[-1].key if self.parts else ""

    def row(self, key: str) -> Row:
        """Raises KeyError."""
        return {row.key: row for row in self.rows}[key]


def class_of(rubric: Rubric, kind: str) -> str | None:
    """分类 of a kind of unit: EVERYBODY where the rubric has no classes; None where it has and none is meant for the kind.

    None has no sheet, no 计分事项 and no figures by this rubric.
    """
    if not rubric.classes:
        return EVERYBODY
    return next((each.key for each in rubric.classes if str(kind) in each.kinds), None)
