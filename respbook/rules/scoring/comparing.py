"""规则试算 trial: two rubrics run on the same year; who would stand where, and which rule decides how much (features X6)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from respbook.rules.scoring.amounts import ZERO
from respbook.rules.scoring.engine import score
from respbook.rules.scoring.facts import Facts
from respbook.rules.scoring.results import Results, UnitResult
from respbook.rules.scoring.rubric import Rubric
from respbook.rules.scoring.sentences import rule_words


@dataclass(frozen=True)
class Stand:
    """一个单位的位次 in both runs; ``before`` None: without another rubric, or the unit was not scored by it."""

    unit: str
    name: str
    group: str
    now: UnitResult
    before: UnitResult | None

    @property
    def shift(self) -> int | None:
        """名次变动: places up, negative down; None where there is nothing to compare."""
        if self.before is None or not self.before.rank or not self.now.rank:
            return None
        return self.before.rank - self.now.rank


@dataclass(frozen=True)
class Weight:
    """一条规则的分量: the least and most that it gave or took from one unit, and how many units it touched."""

    row: str
    rule: str
    title: str
    words: str
    least: Decimal
    most: Decimal
    touched: int

    @property
    def spread(self) -> Decimal:
        """拉开的分差."""
        return self.most - self.least


@dataclass(frozen=True)
class Trial:
    """试算的结果; nothing of it is kept."""

    stands: tuple[Stand, ...]
    weights: tuple[Weight, ...]

    @property
    def idle(self) -> tuple[Weight, ...]:
        """不起作用的规则: all units alike."""
        return tuple(weight for weight in self.weights if not weight.spread)

    @property
    def deciding(self) -> tuple[Weight, ...]:
        """拉开差距的规则, the widest first."""
        return tuple(sorted((each for each in self.weights if each.spread), key=lambda each: -each.spread))


def tried(rubric: Rubric, facts: Facts, other: Rubric | None = None, other_facts: Facts | None = None) -> Trial:
    """试算: the rubric on facts, beside another one on the facts as that one asks for them."""
    results = score(rubric, facts)
    before: Mapping[str, UnitResult] = {}
    if other is not None:
        before = {unit.unit: unit for unit in score(other, other_facts or facts, explain=False).units}
    groups = {group.key: group.label for group in rubric.groups}
    stands = tuple(
        Stand(unit.unit, unit.name, groups.get(unit.group, ""), unit, before.get(unit.unit)) for unit in results.units
    )
    return Trial(stands, tuple(weights(rubric, results)))


def weights(rubric: Rubric, results: Results) -> Iterable[Weight]:
    """各规则的分量, in the order of the rubric: what its steps changed, summed over the periods of each unit."""
    changes: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for unit, row_key, rule_key, change in _steps_of(results):
        changes[row_key, rule_key][unit] += change
    units = [unit.unit for unit in results.units if unit.applies]
    for line in rubric.rows:
        for rule in line.rules:
            found = changes.get((line.key, rule.key), {})
            amounts = _amounts(units, found)
            yield Weight(
                line.key,
                rule.key,
                line.title,
                rule_words(rule),
                min(amounts, default=ZERO),
                max(amounts, default=ZERO),
                sum(1 for each in amounts if each),
            )


def _steps_of(results: Results) -> Iterable[tuple[str, str, str, Decimal]]:
    for unit in results.units:
        rows = (row for part in unit.parts for period in part.periods for row in period.rows)
        yield from ((unit.unit, row.key, step.rule, step.change) for row in rows for step in row.steps if step.rule)


def _amounts(units: Sequence[str], found: Mapping[str, Decimal]) -> list[Decimal]:
    return [found.get(unit, ZERO) for unit in units]


def known_to(rubric: Rubric, facts: Facts) -> Facts:
    """只留细则认得的事实, so that one file of facts is run by either rubric: parts, rows and vetoes it does not know are left out."""
    rows = {row.key for row in rubric.rows}
    parts = {part.key for part in rubric.parts} or {""}
    vetoes = {veto.key for veto in rubric.vetoes}
    made = []
    for unit in facts.units:
        kept = {
            key: tuple(
                replace(period, rows={row: known for row, known in period.rows.items() if row in rows})
                for period in periods
            )
            for key, periods in unit.parts.items()
            if key in parts
        }
        made.append(replace(unit, parts=kept, vetoes=tuple(each for each in unit.vetoes if each.veto in vetoes)))
    return Facts(tuple(made))
