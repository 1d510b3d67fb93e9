"""归集: which automatic events a rule would deduct and nobody has listed yet, once for each incident (features X19, Y5)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.score_matters import ScoreMatter
from respbook.queries.assessing import facts_for
from respbook.queries.matter_grounds import Closed, InForce, closed_in, closed_over
from respbook.rules.findings import SOURCE_LABELS
from respbook.rules.lifecycles import MatterState
from respbook.rules.permissions import Viewer
from respbook.rules.score_matters import AGAINST, MOST_AT_ONCE, Ground, ground_of
from respbook.rules.scoring.facts import Event, Facts, Link
from respbook.rules.scoring.kinds import FactSource
from respbook.rules.scoring.rule_kinds import BySource

GATHERED = frozenset({FactSource.FINDINGS, FactSource.RECTIFICATION, FactSource.ORDERS, FactSource.CIRCULARS})
"""Sources whose events are listed of themselves."""


@dataclass(frozen=True)
class Candidate:
    """可列的一件: what the records tell, under which rule, for how many points."""

    unit_id: int
    unit: str
    ground: Ground
    event: Event
    on: date

    @property
    def key(self) -> str:
        """勾选用的编号: unit, row, rule and event."""
        return f"{self.unit_id}|{self.ground.row.key}|{self.ground.rule.key}|{self.event.key}"

    @property
    def source(self) -> str:
        """来源, where the rule or the list of finders knows it."""
        return self.event.source if self.event.source in (*self.ground.levels, *SOURCE_LABELS) else ""

    @property
    def points(self) -> Decimal:
        """拟计分 by the rule."""
        return self.ground.points_of(self.event.count, self.event.source, self.event.late)

    @property
    def link(self) -> Link:
        """出处: the record that it comes from."""
        return self.event.links[0]

    @property
    def finding_id(self) -> int | None:
        """问题, where one of its records is one."""
        return next((each.key for each in self.event.links if each.table == "findings"), None)


@dataclass(frozen=True)
class Gathering:
    """归集清单 by unit; how many more there are; how many were left out as the same incident, as own finds, as announced."""

    units: dict[str, list[Candidate]] = field(default_factory=dict)
    count: int = 0
    more: int = 0
    doubled: int = 0
    own: int = 0
    announced: int = 0

    @property
    def left_out(self) -> list[str]:
        """没有列出的, each with why."""
        told = (
            (self.doubled, f"同一事件已列或另有一处扣分更多的{self.doubled}处（只扣一次）"),
            (self.own, f"自查发现、按期整改或还没有到期的{self.own}件（不扣分）"),
            (self.announced, f"考核结果已经拟定或公示的{self.announced}件"),
        )
        return [words for count, words in told if count]

    @property
    def candidates(self) -> list[Candidate]:
        """全部可列的, in the order of the units."""
        return [each for found in self.units.values() for each in found]


def gathering(viewer: Viewer, basis: InForce, today: date) -> Gathering:
    """归集清单 of a programme up to today: a fixed number of statements."""
    programme = basis.programme
    last_on = min(programme.term_to, today)
    if last_on < programme.term_from:
        return Gathering()
    facts = facts_for(programme, basis.rules, programme.term_from, last_on, viewer, today=today)
    listed, public = _listed(programme.id), closed_in(programme.id)
    best: dict[tuple[int, str], Candidate] = {}
    doubled = own = announced = 0
    for each in _events(basis, facts, public):
        if isinstance(each, str):
            own, announced = own + (each == "own"), announced + (each == "announced")
            continue
        incident = (each.unit_id, each.event.incident or each.key)
        before = best.get(incident)
        if incident in listed or before is not None:
            doubled += 1
        if incident not in listed and (before is None or each.points > before.points):
            best[incident] = each
    found = sorted(best.values(), key=lambda each: (each.unit, each.on, each.key))
    units: dict[str, list[Candidate]] = {}
    for each in found[:MOST_AT_ONCE]:
        units.setdefault(each.unit, []).append(each)
    shown = min(len(found), MOST_AT_ONCE)
    return Gathering(units, shown, len(found) - shown, doubled, own, announced)


def _listed(programme_id: int) -> set[tuple[int, str]]:
    """已列的事件 by unit, dismissed ones aside: one statement."""
    rows = db.session.execute(
        select(ScoreMatter.unit_id, ScoreMatter.incident).where(
            ScoreMatter.programme_id == programme_id,
            ScoreMatter.state != MatterState.DISMISSED,
            ScoreMatter.kind.in_(AGAINST),
        )
    )
    return {(row.unit_id, row.incident) for row in rows}


def _events(basis: InForce, facts: Facts, public: Sequence[Closed]) -> Iterator[Candidate | str]:
    """未列的扣分事件; a word instead where one is left out."""
    for unit in facts.units:
        for periods in unit.parts.values():
            for row_key, rule_key, event in (
                (row_key, rule_key, event)
                for period in periods
                for row_key, row in period.rows.items()
                for rule_key, known in row.rules.items()
                for event in known.events
            ):
                ground = ground_of(basis.rules, row_key, rule_key, unit.class_key)
                if ground is None or ground.rule.source not in GATHERED or event.on is None or event.final:
                    continue
                if not event.links or any(link.table == "score_matters" for link in event.links):
                    continue
                if event.open or (event.own_in_time and not _names(ground, event.source)):
                    yield "own"
                elif closed_over(public, event.on, ground.row.part) is not None:
                    yield "announced"
                else:
                    yield Candidate(int(unit.unit), unit.name, ground, event, event.on)


def _names(ground: Ground, source: str) -> bool:
    return isinstance(ground.rule.parameters, BySource) and source in ground.levels


def ticked(found: Gathering, keys: Collection[str]) -> list[Candidate]:
    """勾选的, of those that can be listed now."""
    wanted = set(keys)
    return [each for each in found.candidates if each.key in wanted]
