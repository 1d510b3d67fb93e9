"""基础分 base rules: PRES, PROP, STEP, RANK and DISC make what a row starts from (field.md 5.2 step 3)."""

from collections.abc import Callable
from decimal import Decimal

from respbook.rules.chinese import joined
from respbook.rules.scoring.amounts import ONE, ZERO, Lack, quotient, summed
from respbook.rules.scoring.case import Case, Line
from respbook.rules.scoring.facts import RuleFacts
from respbook.rules.scoring.rule_kinds import (
    ByRank,
    Direction,
    Discretion,
    Empty,
    Parameters,
    Presence,
    Proportion,
    Stage,
    Steps,
)
from respbook.rules.scoring.telling import Telling
from respbook.rules.scoring.words import equals, number, percent, points

Base = Callable[[RuleFacts, Case, Telling | None], Decimal | Lack]


def base_of(parameters: Parameters, line: Line) -> Base:
    """基础分的算法 of one rule for one class."""
    match parameters:
        case Presence():
            return _presence(parameters)
        case Proportion():
            return _proportion(parameters, line)
        case Steps():
            return _steps(parameters, line)
        case ByRank():
            return _by_rank(parameters, line)
        case Discretion():
            return _discretion(parameters, line)
    raise TypeError(f"{parameters.CODE} makes no base")


def most_of(parameters: Parameters, points_of_row: Decimal) -> Decimal:
    """最高可得 of a base rule."""
    match parameters:
        case Presence():
            return summed(entry.value for entry in parameters.entries)
        case Steps():
            return max([parameters.otherwise, *(stage.value for stage in parameters.stages)])
        case ByRank():
            return max([parameters.otherwise, *(place.value for place in parameters.places)])
        case Proportion() | Discretion():
            return points_of_row if parameters.most is None else parameters.most
    return ZERO


def _presence(parameters: Presence) -> Base:
    entries = parameters.entries

    def reckon(facts: RuleFacts, case: Case, telling: Telling | None) -> Decimal | Lack:
        there = facts.present
        if there is None:
            return Lack.OPEN
        amount = summed(entry.value for entry in entries if entry.key in there)
        if telling is not None:
            has = "＋".join(f"{entry.label}{points(entry.value)}" for entry in entries if entry.key in there)
            lacks = joined(entry.label for entry in entries if entry.key not in there)
            telling.say(
                (f"有：{has}，得{points(amount)}" if has else "各项都没有，得0分")
                + (f"；缺：{lacks}" if has and lacks else ""),
                facts.links,
            )
        return amount

    return reckon


def _nothing(empty: Empty, most: Decimal, telling: Telling | None, facts: RuleFacts) -> Decimal | Lack:
    """0/0: as the rule says, never guessed."""
    if empty is Empty.NOT_APPLICABLE:
        return Lack.NOT_APPLICABLE
    amount = most if empty is Empty.FULL else ZERO
    if telling is not None:
        telling.say(f"应完成数为0，按规则得{points(amount)}", facts.links)
    return amount


def _proportion(parameters: Proportion, line: Line) -> Base:
    slope = line.points if parameters.slope is None else parameters.slope
    most = line.points if parameters.most is None else parameters.most
    least, offset = parameters.least, parameters.offset

    def reckon(facts: RuleFacts, case: Case, telling: Telling | None) -> Decimal | Lack:
        actual = facts.actual
        target = facts.target if line.target is None else line.target
        if actual is None or target is None:
            return Lack.OPEN
        if target == 0:
            if actual == 0:
                return _nothing(parameters.empty, most, telling, facts)
            raw = slope + offset
        else:
            raw = quotient(slope * actual, target) + offset
        amount = most if raw > most else least if raw < least else raw
        if telling is not None:
            _tell_proportion(telling, facts, slope, offset, actual, target, raw, amount)
        return amount

    return reckon


def _tell_proportion(
    telling: Telling,
    facts: RuleFacts,
    slope: Decimal,
    offset: Decimal,
    actual: Decimal,
    target: Decimal,
    raw: Decimal,
    amount: Decimal,
) -> None:
    if target:
        said = f"完成{number(actual)}，应完成{number(target)}，完成率{percent(quotient(actual, target))}，"
        sum_said = f"{points(slope)}×{number(actual)}÷{number(target)}"
    else:
        said, sum_said = f"完成{number(actual)}，应完成数为0，按100%，", points(slope)
    if offset:
        sum_said += f"{'＋' if offset > 0 else '－'}{points(abs(offset))}"
    said += f"{sum_said}{equals(raw)}" if target or offset else f"得{points(raw)}"
    if amount != raw:
        said += f"，{'最多' if amount < raw else '最少'}{points(amount)}"
    telling.say(said, facts.links)


def _steps(parameters: Steps, line: Line) -> Base:
    named = {stage.label: stage for stage in parameters.stages if stage.label}
    bounded = [stage for stage in parameters.stages if stage.bound is not None]
    best_first = sorted(bounded, key=lambda stage: stage.value, reverse=True)
    most = most_of(parameters, line.points)

    def reckon(facts: RuleFacts, case: Case, telling: Telling | None) -> Decimal | Lack:
        if facts.level:
            chosen = named.get(facts.level)
            if chosen is None:
                return Lack.OPEN
            if telling is not None:
                telling.say(f"评定为“{facts.level}”，得{points(chosen.value)}", facts.links)
            return chosen.value
        held = _held(parameters, facts, line)
        if held is Lack.NOT_APPLICABLE:
            return _nothing(parameters.empty, most, telling, facts)
        if isinstance(held, Lack):
            return held
        reached = next((stage for stage in best_first if reaches(held, stage, parameters.direction)), None)
        amount = reached.value if reached else parameters.otherwise
        if telling is not None:
            shown = percent if parameters.rate else number
            ground = f"达到“{_stage_words(reached, parameters, shown)}”这一档" if reached else "各档都未达到"
            found = f"实际{shown(held)}" if held.is_finite() else "应有数为0而实际不为0"
            telling.say(f"{found}，{ground}，得{points(amount)}", facts.links)
        return amount

    return reckon


def _held(parameters: Steps, facts: RuleFacts, line: Line) -> Decimal | Lack:
    """The figure that is held against the bounds."""
    actual = facts.actual
    if actual is None or not parameters.rate:
        return Lack.OPEN if actual is None else actual
    target = facts.target if line.target is None else line.target
    if target is None:
        return Lack.OPEN
    if target:
        return quotient(actual, target)
    if not actual:
        return Lack.NOT_APPLICABLE
    return ONE if parameters.direction is Direction.AT_LEAST else Decimal("Infinity")


def reaches(held: Decimal, stage: Stage, direction: Direction) -> bool:
    """是否达到这一档."""
    bound = stage.bound
    if bound is None:
        return False
    if held == bound:
        return stage.inclusive
    return held > bound if direction is Direction.AT_LEAST else held < bound


def _stage_words(stage: Stage, parameters: Steps, shown: Callable[[Decimal], str]) -> str:
    if stage.label or stage.bound is None:
        return stage.label
    up = parameters.direction is Direction.AT_LEAST
    word = ("以上" if up else "以下") + ("（含）" if stage.inclusive else "（不含）")
    return f"{shown(stage.bound)}{word}"


def _by_rank(parameters: ByRank, line: Line) -> Base:
    def reckon(facts: RuleFacts, case: Case, telling: Telling | None) -> Decimal | Lack:
        rank = case.ranks.get((case.part, case.period, line.row, line.rule))
        if rank is None:
            return Lack.OPEN
        amount = next(
            (place.value for place in parameters.places if place.first <= rank <= place.last), parameters.otherwise
        )
        if telling is not None:
            telling.say(f"实际{number(facts.actual or ZERO)}，组内第{rank}名，得{points(amount)}", facts.links)
        return amount

    return reckon


def _discretion(parameters: Discretion, line: Line) -> Base:
    most = line.points if parameters.most is None else parameters.most

    def reckon(facts: RuleFacts, case: Case, telling: Telling | None) -> Decimal | Lack:
        judged = facts.judged
        if judged is None:
            return Lack.OPEN
        if not facts.reason.strip():
            if telling is not None:
                telling.note(f"考核组评定{points(judged)}，没有写明理由，暂不计入", facts.links)
            return Lack.OPEN
        amount = min(max(judged, parameters.least), most)
        if telling is not None:
            limit = (
                "" if amount == judged else f"，评定范围{points(parameters.least)}至{points(most)}，按{points(amount)}"
            )
            telling.say(f"考核组评定{points(judged)}{limit}，理由：{facts.reason}", facts.links)
        return amount

    return reckon
