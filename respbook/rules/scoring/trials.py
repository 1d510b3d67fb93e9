"""规则试算 trials: what another rubric would have changed, and which rules tell units apart at all (X6). Nothing is stored."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from respbook.rules.scoring.amounts import EXACT, ZERO, quotient, summed
from respbook.rules.scoring.results import PartResult, PeriodResult, Phase, Results, RowResult, UnitResult
from respbook.rules.scoring.words import percent, points

WHOLE_ROW = ""
"""Rule key of the effect of a row as a whole."""


@dataclass(frozen=True, slots=True)
class Shift:
    """名次变动 of one unit between two runs; rank 0 = had none."""

    unit: str
    name: str
    rank_before: int
    rank_after: int
    total_before: Decimal
    total_after: Decimal
    band_before: str
    band_after: str

    @property
    def places(self) -> int:
        """上升几名; below nothing: fell."""
        return self.rank_before - self.rank_after if self.rank_before and self.rank_after else 0

    @property
    def words(self) -> str:
        """一句话."""
        if not self.rank_before or not self.rank_after:
            moved = "没有可比的名次"
        elif self.places:
            moved = f"第{self.rank_before}名→第{self.rank_after}名，{'上升' if self.places > 0 else '下降'}{abs(self.places)}名"
        else:
            moved = f"仍为第{self.rank_after}名"
        band = (
            f"，{self.band_before or '未定等次'}→{self.band_after or '未定等次'}"
            if self.band_before != self.band_after
            else ""
        )
        return f"{self.name}：{points(self.total_before)}→{points(self.total_after)}，{moved}{band}"


@dataclass(frozen=True, slots=True)
class Effect:
    """规则的作用 over all units, in points of the total: the least, the most, and its share of what tells the totals apart.

    Shares of the rows add up to 1, but for bounds, rounding and what is converted; a share below nothing works against the ranking.
    """

    row: str
    rule: str
    least: Decimal
    most: Decimal
    share: Decimal

    @property
    def spread(self) -> Decimal:
        """差距."""
        return self.most - self.least

    @property
    def idle(self) -> bool:
        """不起区分作用: it is the same for everybody."""
        return self.least == self.most

    @property
    def words(self) -> str:
        """一句话."""
        if self.idle:
            return f"各单位都是{points(self.most)}，不起区分作用"
        return f"最少{points(self.least)}，最多{points(self.most)}，相差{points(self.spread)}，占总分差距的{percent(self.share)}"


@dataclass(frozen=True, slots=True)
class Trial:
    """试算结果: shifts by the size of the move, effects of rows and rules by their share, the deciding ones first."""

    shifts: tuple[Shift, ...]
    effects: tuple[Effect, ...]

    def of_rows(self) -> tuple[Effect, ...]:
        """各行的作用."""
        return tuple(effect for effect in self.effects if effect.rule == WHOLE_ROW)

    def of_rules(self) -> tuple[Effect, ...]:
        """各条规则的作用."""
        return tuple(effect for effect in self.effects if effect.rule != WHOLE_ROW)


def spread(after: Results, before: Results | None = None) -> Trial:
    """试算: how ranks move from one run to another (none: no shifts), and what each row and rule decides in ``after``.

    Effects of single rules need results with steps (``explain``).
    """
    with localcontext(EXACT):
        return Trial(_shifts(before, after) if before is not None else (), _effects(after))


def _shifts(before: Results, after: Results) -> tuple[Shift, ...]:
    was = {unit.unit: unit for unit in before.units}
    made = [
        Shift(now.unit, now.name, old.rank, now.rank, old.total, now.total, old.band, now.band)
        for now in after.units
        if (old := was.get(now.unit)) is not None
    ]
    return tuple(sorted(made, key=lambda shift: (-abs(shift.places), shift.rank_after, shift.unit)))


def _effects(results: Results) -> tuple[Effect, ...]:
    units = [unit for unit in results.units if unit.applies]
    if not units:
        return ()
    held: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    for unit in units:
        for key, amount in _of_unit(unit):
            of = held[key]
            of[unit.unit] = of.get(unit.unit, ZERO) + amount
    totals = [unit.total for unit in units]
    made = []
    for (row, rule), amounts in held.items():
        figures = [amounts.get(unit.unit, ZERO) for unit in units]
        made.append(Effect(row, rule, min(figures), max(figures), _share(figures, totals)))
    return tuple(sorted(made, key=lambda effect: effect.share, reverse=True))


def _of_unit(unit: UnitResult) -> Iterator[tuple[tuple[str, str], Decimal]]:
    for part in unit.parts:
        if not part.applies:
            continue
        for period in part.periods:
            for row in period.rows:
                scale = _scale(part, period)
                yield (row.key, WHOLE_ROW), (row.score or ZERO) * scale + row.bonus
                yield from _of_rules(row, scale)


def _scale(part: PartResult, period: PeriodResult) -> Decimal:
    """What a point of the row is worth in the total."""
    whole = period.full * len(part.periods)
    return quotient(part.weight, whole) if whole else Decimal(1)


def _of_rules(row: RowResult, scale: Decimal) -> Iterator[tuple[tuple[str, str], Decimal]]:
    adding = [step.rule for step in row.steps if step.phase is Phase.BONUS and step.rule]
    for step in row.steps:
        if step.rule and step.phase is not Phase.BONUS:
            yield (row.key, step.rule), step.change * scale
    if row.bonus and len(set(adding)) == 1:
        yield (row.key, adding[0]), row.bonus


def _share(figures: Sequence[Decimal], totals: Sequence[Decimal]) -> Decimal:
    """Covariance with the total ÷ variance of the total: adds up over the rows."""
    count = Decimal(len(totals))
    mean, middle = quotient(summed(totals), count), quotient(summed(figures), count)
    variance = summed((total - mean) ** 2 for total in totals)
    together = summed((figure - middle) * (total - mean) for figure, total in zip(figures, totals, strict=True))
    return quotient(together, variance) if variance else ZERO
