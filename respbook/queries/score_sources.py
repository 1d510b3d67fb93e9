"""考核取数: what the town has recorded of its units in some days, as facts of a rubric's rules (features A9, X1, X19).

Each record is read once for all units and all rules, however many; what a rule chooses of it is sorted out in memory.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from respbook.queries.score_scope import ScoreScope
from respbook.queries.score_sources_findings import Occurred, events_of, occurred_in, rectified
from respbook.queries.score_sources_matters import MattersByRule, matters_in, with_matters
from respbook.queries.score_sources_papers import (
    LetterSigned,
    Named,
    OrderLate,
    circular_events,
    circulars_in,
    order_events,
    orders_in,
    signed_letters,
    signing_rate,
)
from respbook.queries.score_sources_reports import Reported, report_rate, reported_in, target_figure, task_rate
from respbook.rules.permissions import Viewer
from respbook.rules.scoring.facts import Event, RowFacts, RuleFacts
from respbook.rules.scoring.kinds import FactSource
from respbook.rules.scoring.rubric import Row, Rule
from respbook.rules.scoring.rule_kinds import Bonus, BySource, Discretion, MissingEntries, Occurrence, Presence, ZeroRow
from respbook.rules.scoring.sources import OF_EVENTS, by_events

ByUnit = Mapping[int, RuleFacts]


class Sources:
    """各项来源 of one span, each read when the first rule asks for it. ``viewer``: whose eyes matters are read with."""

    def __init__(self, scope: ScoreScope, viewer: Viewer | None = None) -> None:
        self.scope, self.viewer = scope, viewer

    @cached_property
    def occurred(self) -> list[Occurred]:
        """各次问题."""
        return occurred_in(self.scope)

    @cached_property
    def reported(self) -> Reported:
        """各任务的报送."""
        return reported_in(self.scope)

    @cached_property
    def letters(self) -> Mapping[int, list[LetterSigned]]:
        """责任书 by unit."""
        found: dict[int, list[LetterSigned]] = {}
        for each in signed_letters(self.scope):
            found.setdefault(each.unit_id, []).append(each)
        return found

    @cached_property
    def orders(self) -> list[OrderLate]:
        """迟误的督办文书."""
        return orders_in(self.scope)

    @cached_property
    def named(self) -> list[Named]:
        """通报点名."""
        return circulars_in(self.scope)

    @cached_property
    def matters(self) -> MattersByRule:
        """计分事项."""
        return matters_in(self.scope, self.viewer)

    def rows(self, rows: Iterable[Row]) -> dict[int, dict[str, RowFacts]]:
        """各单位各指标的事实."""
        found: dict[int, dict[str, RowFacts]] = {unit_id: {} for unit_id in self.scope.units}
        for row in rows:
            of_rules = {rule.key: self._of(row, rule) for rule in row.rules}
            for unit_id, of_rows in found.items():
                facts = {key: by_unit[unit_id] for key, by_unit in of_rules.items() if unit_id in by_unit}
                of_rows[row.key] = RowFacts(facts)
        return found

    def _of(self, row: Row, rule: Rule) -> ByUnit:
        if rule.source is FactSource.JUDGED or isinstance(rule.parameters, (Discretion, Presence, MissingEntries)):
            return {}
        if rule.source in OF_EVENTS or (rule.source is FactSource.RECTIFICATION and _for_each(rule)):
            return self._with_matters(row, rule, self._events(rule))
        return self._beside_matters(row, rule) if _for_each(rule) else self._rates(row, rule)

    def _events(self, rule: Rule) -> Mapping[int, list[Event]]:
        match rule.source:
            case FactSource.FINDINGS | FactSource.RECTIFICATION:
                return events_of(rule, self.occurred, self.scope)
            case FactSource.ORDERS:
                return order_events(rule, self.orders, self.scope)
            case FactSource.CIRCULARS:
                return circular_events(rule, self.named, self.scope)
            case _:
                return {}

    def _with_matters(self, row: Row, rule: Rule, events: Mapping[int, list[Event]]) -> ByUnit:
        return {
            unit_id: by_events(
                rule, with_matters(rule, events.get(unit_id, []), self.matters.of(unit_id, row.key, rule.key))
            )
            for unit_id in self.scope.units
        }

    def _beside_matters(self, row: Row, rule: Rule) -> ByUnit:
        """What a rate leaves over, counted one by one, beside what was entered by hand; it needs no confirmation."""
        rates, found = self._rates(row, rule), {}
        for unit_id in self.scope.units:
            facts = rates.get(unit_id, RuleFacts())
            entered = with_matters(rule, (), self.matters.of(unit_id, row.key, rule.key))
            found[unit_id] = replace(facts, events=(*facts.events, *entered))
        return found

    def _rates(self, row: Row, rule: Rule) -> ByUnit:
        units = self.scope.units
        match rule.source:
            case FactSource.RECTIFICATION:
                return rectified(rule, self.occurred, self.scope)
            case FactSource.REPORTS:
                return {key: report_rate(rule, self.reported.of(key, rule, self.scope)) for key in units}
            case FactSource.TASKS:
                return {key: task_rate(rule, self.reported.of(key, rule, self.scope)) for key in units}
            case FactSource.TARGETS:
                return {key: target_figure(rule, row, self.reported.by_unit.get(key, ())) for key in units}
            case FactSource.SIGNING:
                return {key: signing_rate(rule, self.letters.get(key, [])) for key in units}
            case _:
                return {}


def _for_each(rule: Rule) -> bool:
    """Whether the rule deducts for each one, so that the unit is told of each."""
    return isinstance(rule.parameters, (Occurrence, BySource, ZeroRow, Bonus))
