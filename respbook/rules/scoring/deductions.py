"""扣分与加分 deductions: OCC, SRC, UNIT and MISS take points, BONUS brings them, ZERO empties the row (field.md 5.2 steps 4, 5, 9).

An amount is what is taken; a negative one adds (SRC: own finds).
"""

from collections.abc import Callable
from decimal import Decimal

from respbook.rules.errors import RuleBroken
from respbook.rules.scoring.amounts import ZERO, Lack, quotient, summed
from respbook.rules.scoring.case import Case, Line
from respbook.rules.scoring.events import Named, Price, never, priced, told, total_of
from respbook.rules.scoring.facts import Event, RuleFacts
from respbook.rules.scoring.rubric import Rule
from respbook.rules.scoring.rule_kinds import (
    Bonus,
    BySource,
    Direction,
    MissingEntries,
    Occurrence,
    Parameters,
    PerUnit,
    ZeroRow,
)
from respbook.rules.scoring.telling import Telling
from respbook.rules.scoring.words import event_name, number, points, signed, source_label

Taking = Callable[[RuleFacts, Case, Telling | None], Decimal | Lack]


def taking_of(rule: Rule, line: Line) -> Taking:
    """扣分的算法 of one rule for one class."""
    match rule.parameters:
        case Occurrence() | BySource():
            return _by_events(rule, line)
        case PerUnit():
            return _per_unit(rule, rule.parameters, line)
        case MissingEntries():
            return _missing(rule, rule.parameters)
    raise TypeError(f"{rule.code} takes nothing")


def price_of(parameters: Parameters, row_points: Decimal) -> tuple[Price, Named]:
    """单价 of one event, and whom the rule names; what ZERO takes is the row."""
    match parameters:
        case Occurrence(value=value):
            return (lambda _: value), never
        case BySource(values=values, otherwise=otherwise):
            return (lambda event: values.get(event.source, otherwise)), (lambda event: event.source in values)
        case ZeroRow():
            return (lambda _: row_points), never
    raise TypeError(f"{parameters.CODE} has no price")


def capped(amount: Decimal, cap: Decimal | None, telling: Telling | None) -> Decimal:
    """单条封顶: no rule takes, or gives, more than its cap."""
    if cap is None or -cap <= amount <= cap:
        return amount
    kept = cap if amount > 0 else -cap
    if telling is not None:
        telling.words += f"，本条最多{signed(kept)}，按{points(abs(kept))}"
    return kept


def _by_events(rule: Rule, line: Line) -> Taking:
    price, named = price_of(rule.parameters, line.points)
    labels: Callable[[Event], str] | None = None
    if isinstance(rule.parameters, BySource):
        labels = lambda event: source_label(event.source)  # noqa: E731
    cap, escalation = rule.cap, rule.escalation

    def reckon(facts: RuleFacts, case: Case, telling: Telling | None) -> Decimal | Lack:
        kept = priced(facts.events, case, line, price, named, escalation, telling) if facts.events else ()
        if not kept:
            if telling is not None and not telling.notes:
                telling.say("没有应计的事项，不扣分")
            return ZERO
        case.deductions += sum(one.each > 0 for one in kept)
        amount = total_of(kept)
        if telling is not None:
            telling.say(told(kept, line.words, labels=labels), (link for one in kept for link in one.event.links))
        return capped(amount, cap, telling)

    return reckon


def _per_unit(rule: Rule, parameters: PerUnit, line: Line) -> Taking:
    if parameters.step <= 0:
        raise RuleBroken(f"规则“{rule.words or rule.key}”每差的单位是{number(parameters.step)}，必须大于0。")
    at_least, value, step = parameters.direction is Direction.AT_LEAST, parameters.value, parameters.step

    def reckon(facts: RuleFacts, case: Case, telling: Telling | None) -> Decimal | Lack:
        actual = facts.actual
        target = facts.target if line.target is None else line.target
        if actual is None or target is None:
            return Lack.OPEN
        gap = target - actual if at_least else actual - target
        if gap <= 0:
            if telling is not None:
                telling.say(
                    f"实际{number(actual)}，{'已达到' if at_least else '没有超过'}{number(target)}，不扣分", facts.links
                )
            return ZERO
        steps = gap // step if parameters.whole_steps else quotient(gap, step)
        amount = steps * value
        case.deductions += amount > 0
        if telling is not None:
            telling.say(_shortfall(parameters, actual, target, gap, steps, amount), facts.links)
        return capped(amount, rule.cap, telling)

    return reckon


def _shortfall(p: PerUnit, actual: Decimal, target: Decimal, gap: Decimal, steps: Decimal, amount: Decimal) -> str:
    word = "差" if p.direction is Direction.AT_LEAST else "超"
    said = f"目标{number(target)}，实际{number(actual)}，{word}{number(gap)}"
    if p.step != 1:
        said += f"，每{number(p.step)}计1个单位，计{number(steps)}个"
    elif steps != gap:
        said += f"，不足1的不计，按{number(steps)}"
    return f"{said}，{number(steps)}×{points(p.value)}＝扣{points(amount)}"


def _missing(rule: Rule, parameters: MissingEntries) -> Taking:
    entries = parameters.entries

    def reckon(facts: RuleFacts, case: Case, telling: Telling | None) -> Decimal | Lack:
        there = facts.present
        if there is None:
            return Lack.OPEN
        absent = [entry for entry in entries if entry.key not in there]
        amount = summed(entry.value for entry in absent)
        case.deductions += len(absent)
        if telling is not None:
            said = "＋".join(f"{entry.label}{points(entry.value)}" for entry in absent)
            telling.say(f"缺：{said}＝扣{points(amount)}" if absent else "各项齐全，不扣分", facts.links)
        return capped(amount, rule.cap, telling)

    return reckon


def bonus_of(rule: Rule, parameters: Bonus, line: Line) -> Callable[[RuleFacts, Case, Telling | None], Decimal]:
    """加分的算法: each event by its level, else by the one value; capped by the rule."""
    values, value = parameters.values, parameters.value

    def reckon(facts: RuleFacts, case: Case, telling: Telling | None) -> Decimal:
        if not facts.events:
            return ZERO
        kept = [event for event in facts.events if event.final or case.with_proposed]
        amount = summed(values.get(event.source, value) * event.count for event in kept)
        if rule.cap is not None and amount > rule.cap:
            amount = rule.cap
        if telling is not None:
            _tell_bonus(telling, facts, kept, values.get, value, rule.cap, amount)
        return amount

    return reckon


def _tell_bonus(
    telling: Telling,
    facts: RuleFacts,
    kept: list[Event],
    by_level: Callable[[str, Decimal], Decimal],
    value: Decimal,
    cap: Decimal | None,
    amount: Decimal,
) -> None:
    for event in facts.events:
        if event not in kept:
            telling.note(f"{event_name(event)}：拟加分，尚未确认，暂不计入", event.links)
    if not kept:
        telling.say("")
        return
    terms = "＋".join(
        f"{source_label(event.source)}{number(event.count)}件×{points(by_level(event.source, value))}"
        for event in kept[:6]
    )
    more = f"等{len(kept)}件" if len(kept) > 6 else ""
    limit = f"，本条最多加{points(cap)}，按{points(amount)}" if cap is not None and amount == cap else ""
    telling.say(f"{terms}{more}，加{points(amount)}{limit}", (link for event in kept for link in event.links))


def zeroing_of(rule: Rule, line: Line) -> Callable[[RuleFacts, Case, Telling | None], bool]:
    """单项清零: whether an event of the rule counts."""
    price, named = price_of(rule.parameters, line.points)

    def reckon(facts: RuleFacts, case: Case, telling: Telling | None) -> bool:
        if not facts.events:
            return False
        kept = priced(facts.events, case, line, price, named, None, telling)
        case.deductions += len(kept)
        if kept and telling is not None:
            names = "、".join(event_name(one.event) for one in kept[:3])
            telling.say(f"发生{names}，本项清零", (link for one in kept for link in one.event.links))
        return bool(kept)

    return reckon
