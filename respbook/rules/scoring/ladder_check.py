"""问责触发 ladder check: which steps of the ladder are due for a unit, each with the fact, the threshold and the clause (Y1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from respbook.rules.scoring.facts import Link
from respbook.rules.scoring.ladder import MEASURE_LABELS, TRIGGER_LABELS, LadderStep, MeasureKind, Trigger
from respbook.rules.scoring.words import number, points


@dataclass(frozen=True, slots=True)
class LadderFacts:
    """问责事实 of one unit. ``counts``: what is counted, by trigger; what is not there is nothing.

    ``from_last``: place counted from the end of the group, 1 = last; ``taken``: keys of the steps that have been taken;
    ``county_run``: an office of the county, for which a township can only suggest.
    """

    unit: str
    name: str
    counts: Mapping[Trigger, Decimal] = field(default_factory=dict)
    grade: str = ""
    score: Decimal | None = None
    from_last: int | None = None
    taken: frozenset[str] = frozenset()
    county_run: bool = False
    links: Mapping[Trigger, tuple[Link, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Due:
    """应采取的问责: the step, the measure it means for this unit, and why. ``waits_for``: key of the step before, not taken yet."""

    unit: str
    step: LadderStep
    kind: MeasureKind
    words: str
    links: tuple[Link, ...] = ()
    waits_for: str = ""


def ladder_check(ladder: Sequence[LadderStep], facts: LadderFacts, *, with_waiting: bool = False) -> tuple[Due, ...]:
    """到期的问责: steps whose threshold is reached, that have not been taken, and whose step before has been (逐级).

    ``with_waiting``: also those that only wait for the step before.
    """
    found = []
    for step in ladder:
        fact = _reached(step, facts)
        if step.key in facts.taken or not fact:
            continue
        waits_for = step.after if step.after and step.after not in facts.taken else ""
        if waits_for and not with_waiting:
            continue
        kind = step.county if facts.county_run and step.county is not None else step.kind
        found.append(
            Due(
                facts.unit,
                step,
                kind,
                _words(ladder, step, kind, fact, facts, waits_for),
                facts.links.get(step.trigger, ()),
                waits_for,
            )
        )
    return tuple(found)


def _reached(step: LadderStep, facts: LadderFacts) -> str:
    """The fact in words, where it reaches the threshold; else empty."""
    match step.trigger:
        case Trigger.GRADE:
            return f"考核等次为{facts.grade}" if facts.grade and facts.grade == step.word else ""
        case Trigger.LAST_RANKS:
            last = facts.from_last
            return _last(last, step) if last is not None and 1 <= last <= step.threshold else ""
        case Trigger.SCORE_BELOW:
            below = facts.score is not None and facts.score < step.threshold
            return (
                f"考核得{points(facts.score)}，低于{points(step.threshold)}"
                if below and facts.score is not None
                else ""
            )
    count = facts.counts.get(step.trigger, Decimal(0))
    return _counted(count, step) if count >= step.threshold > 0 else ""


def _last(last: int, step: LadderStep) -> str:
    place = "末位" if last == 1 else f"倒数第{last}名"
    return f"考核排名列组内{place}，在后{number(step.threshold)}名之内"


def _counted(count: Decimal, step: LadderStep) -> str:
    if step.trigger is Trigger.VETO:
        return "被一票否决"
    label, _, unit = TRIGGER_LABELS[step.trigger].partition("达到（")
    unit = unit.rstrip("）")
    return f"{label}{number(count)}{unit}，达到{number(step.threshold)}{unit}"


def _words(
    ladder: Sequence[LadderStep], step: LadderStep, kind: MeasureKind, fact: str, facts: LadderFacts, waits_for: str
) -> str:
    said = f"{facts.name}{fact}，应{MEASURE_LABELS[kind]}"
    if step.clause:
        said += f"（依据：{step.clause.rstrip('。')}）"
    if kind is not step.kind:
        said += f"；该单位由县级管理，本镇不直接{MEASURE_LABELS[step.kind]}"
    if waits_for:
        before = next((MEASURE_LABELS[one.kind] for one in ladder if one.key == waits_for), waits_for)
        said += f"；须先{before}"
    return f"{said}。"
