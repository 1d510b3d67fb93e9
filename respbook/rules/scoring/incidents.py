"""同一事件 incidents: what one incident cost is taken once, where it costs most; the others are listed (features Y5, X19)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from respbook.rules.scoring.case import Spot
from respbook.rules.scoring.deductions import price_of
from respbook.rules.scoring.events import Named, Price, skipped
from respbook.rules.scoring.facts import Event, PeriodFacts, UnitFacts
from respbook.rules.scoring.rows import ReadyRow
from respbook.rules.scoring.rule_kinds import BySource, Occurrence, ZeroRow

NONE_DROPPED: frozenset[Spot] = frozenset()


@dataclass(frozen=True, slots=True)
class Watched:
    """会重复扣分的规则: a rule whose events may belong to an incident."""

    row: str
    rule: str
    price: Price
    named: Named
    late_factor: Decimal


def watched(rows: Sequence[ReadyRow]) -> tuple[Watched, ...]:
    """会重复扣分的各条规则 of a part."""
    found = []
    for ready in rows:
        for rule in ready.row.rules:
            if isinstance(rule.parameters, (Occurrence, BySource, ZeroRow)):
                price, named = price_of(rule.parameters, ready.points)
                late = rule.escalation.late_factor if rule.escalation else None
                found.append(Watched(ready.key, rule.key, price, named, late or Decimal(1)))
    return tuple(found)


def dropped(unit: UnitFacts, rules: Mapping[str, tuple[Watched, ...]], with_proposed: bool) -> frozenset[Spot]:
    """不重复扣分的事项: all events of an incident but the dearest; one expressly allowed (``again``) is left alone."""
    dearest: dict[str, tuple[Decimal, Spot]] = {}
    lost: set[Spot] = set()
    for part, periods in unit.parts.items():
        for period in periods:
            for rule in rules.get(part, ()):
                for place, event in enumerate(_events(period, rule)):
                    if not event.incident or event.again or skipped(event, with_proposed, rule.named):
                        continue
                    each = rule.price(event)
                    if each <= 0:
                        continue
                    amount = each * event.count * (rule.late_factor if event.late else 1)
                    spot = (part, period.key, rule.row, rule.rule, place)
                    before = dearest.get(event.incident)
                    if before is None or amount > before[0]:
                        dearest[event.incident] = (amount, spot)
                        lost |= {before[1]} if before else set()
                    else:
                        lost.add(spot)
    return frozenset(lost) if lost else NONE_DROPPED


def _events(period: PeriodFacts, rule: Watched) -> tuple[Event, ...]:
    facts = period.rows.get(rule.row)
    if facts is None or facts.not_applicable:
        return ()
    known = facts.rules.get(rule.rule)
    return known.events if known is not None else ()
