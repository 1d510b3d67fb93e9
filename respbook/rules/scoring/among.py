"""同组比较 among: what a unit's row takes from the others of its group – its rank (RANK), or their mean (NA)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from respbook.rules.scoring.amounts import ZERO, quotient, summed
from respbook.rules.scoring.case import RankKey
from respbook.rules.scoring.facts import Facts, PeriodFacts, RuleFacts
from respbook.rules.scoring.kinds import NotApplicableMode
from respbook.rules.scoring.ranking import Key, places
from respbook.rules.scoring.ready import ReadyPart
from respbook.rules.scoring.results import Phase, RowResult, Step
from respbook.rules.scoring.rubric import Row, Rubric, Rule
from respbook.rules.scoring.rule_kinds import ByRank, Direction
from respbook.rules.scoring.words import equals, number, points

RowsOfPart = tuple[ReadyPart, list[tuple[PeriodFacts, list[RowResult]]]]
Where = tuple[str, str, str, str]
"""Group, part, period, row."""


def by_rank(rubric: Rubric, facts: Facts, groups: Mapping[str, str]) -> dict[str, dict[RankKey, int]]:
    """按排名赋分: unit → the places that it has, for each rule and period that ranks."""
    ranks: dict[str, dict[RankKey, int]] = defaultdict(dict)
    for row in rubric.rows:
        for rule in row.rules:
            if isinstance(rule.parameters, ByRank):
                _rank(row, rule, rule.parameters.direction, facts, groups, ranks)
    return ranks


def _rank(
    row: Row,
    rule: Rule,
    direction: Direction,
    facts: Facts,
    groups: Mapping[str, str],
    ranks: dict[str, dict[RankKey, int]],
) -> None:
    sign = 1 if direction is Direction.AT_LEAST else -1
    held: dict[tuple[str, str, str], list[tuple[Key, str]]] = defaultdict(list)
    for unit in facts.units:
        if not row.applies_to(unit.class_key):
            continue
        for part, periods in unit.parts.items():
            for period in periods:
                own = _known(period, row, rule)
                if own is not None and own.actual is not None:
                    where = (groups.get(unit.class_key, ""), part, period.key)
                    held[where].append(((sign * own.actual,), unit.unit))
    for (_, part, period_key), keyed in held.items():
        for name, rank in places(keyed):
            ranks[name][(part, period_key, row.key, rule.key)] = rank


def _known(period: PeriodFacts, row: Row, rule: Rule) -> RuleFacts | None:
    facts = period.rows.get(row.key)
    return facts.rules.get(rule.key) if facts is not None and not facts.not_applicable else None


def means(units: Iterable[tuple[str, list[RowsOfPart]]]) -> None:
    """取同组平均分: of those in the group to whom the row applies, by the share of its points that they have. Puts it in place."""
    sums: dict[Where, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    waiting: list[tuple[Where, list[RowResult], int]] = []
    for group, parts in units:
        for ready, periods in parts:
            asked = [at for at, one in enumerate(ready.rows) if one.row.na_mode is NotApplicableMode.MEAN]
            for period, rows in periods:
                for at in asked:
                    row = rows[at]
                    where = (group, ready.part.key, period.key, row.key)
                    if not row.applies:
                        waiting.append((where, rows, at))
                    elif row.score is not None:
                        sums[where].append((row.score, row.points))
    for where, rows, at in waiting:
        others = sums.get(where)
        rows[at] = _mean(rows[at], others) if others else _no_mean(rows[at])


def _mean(row: RowResult, others: list[tuple[Decimal, Decimal]]) -> RowResult:
    got, of = summed(one[0] for one in others), summed(one[1] for one in others)
    mean = quotient(got * row.points, of) if of else ZERO
    steps = row.steps
    if steps:
        words = f"同组其他{len(others)}个单位本项共{points(got)}，平均{equals(mean).lstrip('＝')}"
        if of != row.points * len(others):
            words = f"同组其他{len(others)}个单位本项共得{points(got)}、共{points(of)}，{points(got)}×{number(row.points)}÷{number(of)}{equals(mean)}"
        steps = (*steps, Step(Phase.NOT_APPLICABLE, words, mean, change=mean))
    return replace(row, score=mean, proposed=mean, steps=steps)


def _no_mean(row: RowResult) -> RowResult:
    if not row.steps:
        return row
    return replace(
        row, steps=(*row.steps, Step(Phase.NOT_APPLICABLE, "同组没有可以平均的单位，本项不计，总分折算", ZERO))
    )
