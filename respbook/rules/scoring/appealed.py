"""申诉后的事实 appealed: the facts as they were announced, with what was decided on appeals instead of a row's score; nothing else (A12)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from respbook.rules.scoring.facts import Facts, Given, PeriodFacts, RowFacts, UnitFacts


@dataclass(frozen=True)
class Upheld:
    """采纳的申诉: whose row in which period, and the points that were decided on."""

    unit: str
    part: str
    period: str
    row: str
    points: Decimal
    by: str = ""
    reason: str = ""


def appealed(facts: Facts, upheld: Iterable[Upheld]) -> Facts:
    """公示的事实加采纳的申诉: what was recorded since 公示 changes nothing; without appeals the facts are the same."""
    by_unit: dict[str, list[Upheld]] = {}
    for each in upheld:
        by_unit.setdefault(each.unit, []).append(each)
    return Facts(tuple(_unit(unit, by_unit[unit.unit]) if unit.unit in by_unit else unit for unit in facts.units))


def _unit(unit: UnitFacts, upheld: list[Upheld]) -> UnitFacts:
    parts: Mapping[str, tuple[PeriodFacts, ...]] = {
        part: tuple(
            _period(period, [one for one in upheld if (one.part, one.period) == (part, period.key)])
            for period in periods
        )
        for part, periods in unit.parts.items()
    }
    return replace(unit, parts=parts)


def _period(period: PeriodFacts, upheld: list[Upheld]) -> PeriodFacts:
    rows = dict(period.rows)
    for each in upheld:
        rows[each.row] = replace(rows.get(each.row, RowFacts()), given=Given(each.points, each.by, each.reason))
    return replace(period, rows=rows) if upheld else period
