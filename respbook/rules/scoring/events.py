"""事项计数 events: which of a rule's events count, and each at what price (Y5, X19, field.md 5 OCC SRC ESC)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from respbook.rules.scoring.amounts import ONE, ZERO
from respbook.rules.scoring.case import Case, Line, Repeat
from respbook.rules.scoring.facts import Event
from respbook.rules.scoring.rubric import Escalation
from respbook.rules.scoring.telling import Telling
from respbook.rules.scoring.words import counter, event_name, number, points, signed

Price = Callable[[Event], Decimal]
"""What one of the event's count costs; negative adds."""
Named = Callable[[Event], bool]
"""Whether the rule names this event's finder, so that even an own find put right in time is priced."""
LISTED = 6
"""Terms of a sum that are written out."""


@dataclass(frozen=True, slots=True)
class Priced:
    """计价的事项: ``each`` is the price of one after 加重, ``why`` how it came about."""

    event: Event
    each: Decimal
    why: str = ""

    @property
    def amount(self) -> Decimal:
        """一件事项的分."""
        return self.each * self.event.count


def never(_: Event) -> bool:
    """规则不点名 anybody."""
    return False


def skipped(event: Event, with_proposed: bool, named: Named) -> str:
    """不计入的缘由: why the event does not count; empty when it does. Incidents are looked at elsewhere."""
    if event.own_in_time and not named(event):
        return "自查发现并已按期整改，不扣分"
    if not event.final and not with_proposed:
        return "拟扣，尚未确认，暂不计入"
    return ""


def priced(
    events: Sequence[Event],
    case: Case,
    line: Line,
    price: Price,
    named: Named,
    escalation: Escalation | None,
    telling: Telling | None,
) -> list[Priced]:
    """计价: the events that count, in order of their days where repeats count for more."""
    kept = []
    for place, event in _by_day(events) if escalation is not None and escalation.factors else enumerate(events):
        why_not = skipped(event, case.with_proposed, named)
        if not why_not and event.incident and (case.part, case.period, line.row, line.rule, place) in case.dropped:
            why_not = "同一事件，不重复扣分"
        if why_not:
            if telling is not None:
                _note(telling, event, why_not, price)
            continue
        each = price(event)
        if escalation is None or each <= 0:
            kept.append(Priced(event, each))
        else:
            repeat = case.repeats.setdefault((line.row, line.rule), Repeat())
            kept.append(_escalated(event, each, escalation, repeat, telling is not None))
    return kept


def _by_day(events: Sequence[Event]) -> list[tuple[int, Event]]:
    """In the order in which they happened; what has no day stands last."""
    return sorted(enumerate(events), key=lambda pair: pair[1].on or date.max)


def _note(telling: Telling, event: Event, why: str, price: Price) -> None:
    if why.startswith("拟扣"):
        amount = price(event) * event.count
        why = why.replace("拟扣", f"拟{signed(amount)}" if amount else "拟扣", 1)
    telling.note(f"{event_name(event)}：{why}", event.links)


def _escalated(event: Event, each: Decimal, escalation: Escalation, repeat: Repeat, explain: bool) -> Priced:
    factor, times = ONE, 0
    if escalation.factors:
        times = _times(event, escalation, repeat)
        factor = escalation.factors[min(times, len(escalation.factors)) - 1]
    late = event.late and escalation.late_factor is not None
    if late and escalation.late_factor is not None:
        factor *= escalation.late_factor
    why = _why(each, factor, times, late, escalation.consecutive) if explain else ""
    return Priced(event, each * factor, why)


def _why(each: Decimal, factor: Decimal, times: int, late: bool, consecutive: bool) -> str:
    reasons = []
    if times > 1 or (times and factor != 1):
        reasons.append(f"连续第{times}个月" if consecutive else f"第{times}次")
    if late:
        reasons.append("逾期")
    if factor != 1:
        reasons.append(f"{points(each)}×{number(factor)}")
    return "，".join(reasons)


def _times(event: Event, escalation: Escalation, repeat: Repeat) -> int:
    """The n of the n-th time: events counted through, or months in a row."""
    if not escalation.consecutive:
        repeat.times += 1
        return repeat.times
    if event.on is None:
        return 1
    month = event.on.year * 12 + event.on.month
    if repeat.month is None or month > repeat.month + 1:
        repeat.times = 1
    elif month == repeat.month + 1:
        repeat.times += 1
    repeat.month = month
    return max(repeat.times, 1)


def total_of(kept: Sequence[Priced]) -> Decimal:
    """各件合计."""
    return sum((one.amount for one in kept), ZERO)


def told(kept: Sequence[Priced], sentence: str, word: str = "", labels: Callable[[Event], str] | None = None) -> str:
    """算式: 2处×0.5分＝扣1分; what has the same price is counted together."""
    counts: dict[tuple[str, Decimal, str], Decimal] = {}
    for one in kept:
        key = (labels(one.event) if labels else "", one.each, one.why)
        counts[key] = counts.get(key, ZERO) + one.event.count
    unit = word or counter(sentence)
    terms = [
        f"{label}{number(count)}{unit}×{_bare(each)}{f'（{why}）' if why else ''}"
        for (label, each, why), count in counts.items()
    ]
    proposed = sum(not one.event.final for one in kept)
    tail = f"（其中{proposed}件尚未确认，按拟扣计）" if proposed else ""
    if len(terms) > LISTED:
        terms = [*terms[:LISTED], f"其余{len(terms) - LISTED}种"]
    return f"{'＋'.join(terms)}＝{signed(total_of(kept))}{tail}"


def _bare(each: Decimal) -> str:
    return points(each) if each >= 0 else f"（－{points(-each)}）"
