"""如果今天考核 cheapest: the few ways by which a unit gains points with the least effort, each tried out by the engine itself (X5)."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext

from respbook.rules.scoring.amounts import EXACT, ONE, quotient
from respbook.rules.scoring.engine import score
from respbook.rules.scoring.events import skipped
from respbook.rules.scoring.facts import Facts, PeriodFacts, RuleFacts, UnitFacts
from respbook.rules.scoring.kinds import NotApplicableMode
from respbook.rules.scoring.ranking import group_of
from respbook.rules.scoring.reckoning import NO_FACTS
from respbook.rules.scoring.rubric import Row, Rubric, Rule
from respbook.rules.scoring.rule_kinds import (
    ByRank,
    BySource,
    Direction,
    Entry,
    MissingEntries,
    Occurrence,
    PerUnit,
    Presence,
    Proportion,
    Steps,
    ZeroRow,
)
from respbook.rules.scoring.words import event_name, number, points

MOST_WAYS = 3


@dataclass(frozen=True, slots=True)
class Way:
    """一条得分的路: what is to be done, how many steps of it, and the points that the total gains."""

    part: str
    period: str
    row: str
    rule: str
    words: str
    effort: Decimal
    gain: Decimal


@dataclass(frozen=True, slots=True)
class _Try:
    """One change of the facts of one rule."""

    facts: RuleFacts
    deed: str
    effort: Decimal
    thing: str = ""
    """Tries for the same thing are alternatives: the best of them is shown."""


def cheapest(
    rubric: Rubric,
    facts: Facts,
    unit: str,
    *,
    most: int = MOST_WAYS,
    with_proposed: bool = True,
    open_periods: Container[str] | None = None,
) -> tuple[Way, ...]:
    """最省力的得分办法 of one unit: most points a step first. ``open_periods``: keys of the periods that can still be changed.

    An unfinished figure is carried one step on (or to the next stage), a missing entry is there, an ``open`` event is mended.
    Raises KeyError for a unit that has no facts.
    """
    own = {one.unit: one for one in facts.units}[unit]
    groups = group_of(rubric)
    mine = groups.get(own.class_key, "")
    around = [one for one in facts.units if groups.get(one.class_key, "") == mine] if _looks_around(rubric) else [own]

    def total(changed: UnitFacts) -> Decimal:
        units = tuple(changed if one.unit == unit else one for one in around)
        results = score(rubric, Facts(units), explain=False, with_proposed=with_proposed)
        return next(result.total for result in results.units if result.unit == unit)

    before = total(own)
    best: dict[tuple[str, ...], Way] = {}
    with localcontext(EXACT):
        for place, row, tried, changed in _tries(rubric, own, with_proposed, open_periods):
            gain = total(changed) - before
            if gain <= 0:
                continue
            words = f"“{row.title}”：{tried.deed}，可多得{points(gain)}"
            way = Way(*place, words, tried.effort, gain)
            key = (*place, tried.thing)
            if key not in best or _worth(way) > _worth(best[key]):
                best[key] = way
    return tuple(sorted(best.values(), key=_worth, reverse=True)[:most])


def _worth(way: Way) -> tuple[Decimal, Decimal]:
    return quotient(way.gain, way.effort), way.gain


def _looks_around(rubric: Rubric) -> bool:
    """Whether a unit's total depends on the others."""
    return any(
        row.na_mode is NotApplicableMode.MEAN or any(isinstance(rule.parameters, ByRank) for rule in row.rules)
        for row in rubric.rows
    )


def _tries(
    rubric: Rubric, own: UnitFacts, with_proposed: bool, open_periods: Container[str] | None
) -> Iterator[tuple[tuple[str, str, str, str], Row, _Try, UnitFacts]]:
    parts = [part.key for part in rubric.parts] or [""]
    for key in parts:
        periods = own.parts.get(key, ())
        for at, period in enumerate(periods):
            if open_periods is not None and period.key not in open_periods:
                continue
            for row, rule, known in _open_rules(rubric, own.class_key, key, period):
                for tried in _of_rule(row, rule, known, own.class_key, with_proposed):
                    changed = _with(period, row.key, rule.key, tried.facts)
                    unit = replace(own, parts={**own.parts, key: (*periods[:at], changed, *periods[at + 1 :])})
                    yield (key, period.key, row.key, rule.key), row, tried, unit


def _open_rules(
    rubric: Rubric, class_key: str, part: str, period: PeriodFacts
) -> Iterator[tuple[Row, Rule, RuleFacts]]:
    """What is settled by the assessors, or does not apply, cannot be gained."""
    for row in rubric.rows:
        facts = period.rows.get(row.key)
        if facts is None or facts.given or facts.not_applicable:
            continue
        if row.part in ("", part) and row.applies_to(class_key):
            for rule in row.rules:
                yield row, rule, facts.rules.get(rule.key, NO_FACTS)


def _with(period: PeriodFacts, row: str, rule: str, facts: RuleFacts) -> PeriodFacts:
    held = period.rows[row]
    return replace(period, rows={**period.rows, row: replace(held, rules={**held.rules, rule: facts})})


def _of_rule(row: Row, rule: Rule, known: RuleFacts, class_key: str, with_proposed: bool) -> Iterator[_Try]:
    variant = row.variants.get(class_key)
    of_class = variant.targets.get(rule.key) if variant else None
    match rule.parameters:
        case Proportion(target=own):
            yield from _rate(known, _target(of_class, own, known))
        case PerUnit(target=own, direction=Direction.AT_LEAST):
            yield from _shortfall(rule.parameters, known, _target(of_class, own, known))
        case Steps(direction=Direction.AT_LEAST):
            yield from _stages(rule.parameters, known, _target(of_class, None, known))
        case MissingEntries(entries=entries) | Presence(entries=entries):
            yield from _entries(entries, known)
        case Occurrence() | ZeroRow():
            yield from _mended(known, with_proposed, frozenset())
        case BySource(values=values):
            yield from _mended(known, with_proposed, frozenset(values))


def _target(of_class: Decimal | None, own: Decimal | None, known: RuleFacts) -> Decimal | None:
    return next((figure for figure in (of_class, own, known.target) if figure is not None), None)


def _more(known: RuleFacts, actual: Decimal, by: Decimal, target: Decimal) -> _Try:
    deed = f"再完成{number(by)}（现{number(actual)}，应{number(target)}）"
    return _Try(replace(known, actual=actual + by), deed, max(by, ONE))


def _rate(known: RuleFacts, target: Decimal | None) -> Iterator[_Try]:
    """One more; and all of it, where one more does not reach what counts yet."""
    actual = known.actual
    if actual is None or target is None or actual >= target:
        return
    gap = target - actual
    for by in dict.fromkeys((min(ONE, gap), gap)):
        yield _more(known, actual, by, target)


def _shortfall(rule: PerUnit, known: RuleFacts, target: Decimal | None) -> Iterator[_Try]:
    """As much as makes one unit less."""
    actual = known.actual
    if actual is None or target is None or actual >= target:
        return
    gap = target - actual
    if not rule.whole_steps:
        yield _more(known, actual, min(rule.step, gap), target)
        return
    whole = gap // rule.step
    if whole:
        beyond = gap - whole * rule.step
        yield _more(known, actual, min(beyond.to_integral_value(ROUND_FLOOR) + 1, gap), target)


def _stages(rule: Steps, known: RuleFacts, target: Decimal | None) -> Iterator[_Try]:
    """Up to each stage that is not reached yet."""
    actual = known.actual
    if actual is None or (rule.rate and not target):
        return
    for stage in rule.stages:
        if stage.bound is None:
            continue
        bound = stage.bound * target if rule.rate and target else stage.bound
        by = (bound - actual).to_integral_value(ROUND_CEILING)
        if actual + by == bound and not stage.inclusive:
            by += 1
        if by > 0:
            deed = f"再完成{number(by)}（现{number(actual)}，到{number(bound)}上一档）"
            yield _Try(replace(known, actual=actual + by), deed, by)


def _entries(entries: tuple[Entry, ...], known: RuleFacts) -> Iterator[_Try]:
    there = known.present
    if there is None:
        return
    for entry in entries:
        if entry.key not in there:
            yield _Try(replace(known, present=there | {entry.key}), f"补上“{entry.label}”", ONE, entry.key)


def _mended(known: RuleFacts, with_proposed: bool, named: frozenset[str]) -> Iterator[_Try]:
    for at, event in enumerate(known.events):
        if not event.open or skipped(event, with_proposed, lambda one: one.source in named):
            continue
        rest = known.events[:at] + known.events[at + 1 :]
        yield _Try(
            replace(known, events=rest), f"把{event_name(event)}整改到位", max(event.count, ONE), f"{event.key}#{at}"
        )
