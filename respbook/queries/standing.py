"""如果今天考核: a unit's score by the published rubric from today's records, worked out anew each time and never stored (features X5).

Nothing that an assessor has given flows in (R30): a row that only people can score stays 未评 and says so.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.rubrics import Rubric as RubricRow
from respbook.models.units import Unit
from respbook.queries.assessing import facts_for, rubric_of
from respbook.queries.scope import under
from respbook.queries.scope_assessments import rubrics_shown
from respbook.queries.units import CALLED, IN_ORDER, below
from respbook.rules.lifecycles import RubricState
from respbook.rules.permissions import Viewer, system_viewer
from respbook.rules.scoring.cheapest import MOST_WAYS, Way, cheapest
from respbook.rules.scoring.engine import score
from respbook.rules.scoring.facts import Event, Facts, Link, RuleFacts, UnitFacts
from respbook.rules.scoring.kinds import FactSource, NotApplicableMode
from respbook.rules.scoring.results import RowResult, UnitResult
from respbook.rules.scoring.rubric import Row, Rubric
from respbook.rules.scoring.rule_kinds import ByRank
from respbook.rules.scoring.words import event_name
from respbook.rules.units import signing_kinds


@dataclass(frozen=True)
class StandingRow:
    """一项指标今天的得分; ``pending`` what would be deducted if it were confirmed, ``then`` the score if all of it were."""

    row: Row
    period: str
    result: RowResult
    then: Decimal | None
    pending: Sequence[Event]

    @property
    def unscored(self) -> bool:
        """未评: something that only people, or a figure that is still missing, can fill."""
        return self.result.applies and self.result.open_points

    @property
    def lost(self) -> Decimal:
        """比满分少."""
        return Decimal(0) if self.result.score is None else max(self.result.points - self.result.score, Decimal(0))


@dataclass(frozen=True)
class Chance:
    """一条得分的路 with the records at which it can be gone."""

    way: Way
    links: Sequence[Link]


@dataclass(frozen=True)
class Standing:
    """如果今天考核 of one unit: ``then`` the total if everything that is 拟扣 were confirmed."""

    rubric: Rubric
    facts: UnitFacts
    result: UnitResult
    then: Decimal
    rows: Sequence[StandingRow]
    chances: Sequence["Chance"] = ()

    @property
    def unscored(self) -> Sequence[StandingRow]:
        """未评各项."""
        return [each for each in self.rows if each.unscored]

    @property
    def pending(self) -> int:
        """拟扣几件."""
        return sum(len(each.pending) for each in self.rows)


def rubrics_today(viewer: Viewer, today: date) -> Sequence[RubricRow]:
    """可看的细则: the published edition of each programme, the one whose days are running first, of those the office's own;
    one statement."""
    rows = db.session.scalars(
        select(RubricRow)
        .join(RubricRow.programme)
        .where(rubrics_shown(viewer), RubricRow.state == RubricState.PUBLISHED)
        .options(undefer(RubricRow.body), joinedload(RubricRow.programme).joinedload(Programme.unit))
        .order_by(Programme.year.desc(), Programme.id)
    ).all()
    return sorted(
        rows,
        key=lambda row: (
            not row.programme.term_from <= today <= row.programme.term_to,
            row.programme.unit_id != viewer.office_id,
        ),
    )


def units_to_choose(viewer: Viewer, programme: Programme) -> list[tuple[int, str]]:
    """可选的单位 of the programme's town in sight: one statement."""
    rows = db.session.execute(
        select(Unit.id, CALLED)
        .where(
            under(viewer),
            below(programme.unit),
            Unit.kind.in_(signing_kinds(programme.unit.kind)),
            Unit.retired_on.is_(None),
        )
        .order_by(*IN_ORDER)
    )
    return [(unit_id, called) for unit_id, called in rows]


def standing_of(viewer: Viewer, row: RubricRow, unit_id: int, today: date) -> Standing | None:
    """如果今天考核 of a unit that is in sight; None where the rubric is not for it. A flat number of statements."""
    rubric, programme = rubric_of(row), row.programme
    last_on = min(today, programme.term_to)
    first_on = min(programme.term_from, last_on)
    among: Collection[int] | None = None if needs_others(rubric) else [unit_id]
    eyes = viewer.before(programme.unit_id)
    facts = facts_for(programme, rubric, first_on, last_on, system_viewer(), unit_ids=among, today=today, eyes=eyes)
    own = next((each for each in facts.units if each.unit == str(unit_id)), None)
    if own is None:
        return None
    return standing_by(rubric, facts, own)


def needs_others(rubric: Rubric) -> bool:
    """Whether the unit's own figures hang on those of the others: places in a group, a mean of a group."""
    ranked = any(isinstance(rule.parameters, ByRank) for row in rubric.rows for rule in row.rules)
    return ranked or any(row.na_mode is NotApplicableMode.MEAN for row in rubric.rows)


def standing_by(rubric: Rubric, facts: Facts, own: UnitFacts) -> Standing:
    """今天的分 by the engine itself: once as it counts now, once as if all that is 拟扣 were confirmed."""
    now = _of_unit(score(rubric, facts).units, own.unit)
    then = _of_unit(score(rubric, facts, explain=False, with_proposed=True).units, own.unit)
    rows = {row.key: row for row in rubric.rows}
    found = []
    for part, part_then in zip(now.parts, then.parts, strict=True):
        for period, period_then in zip(part.periods, part_then.periods, strict=True):
            told = {each.key: each for each in own.parts.get(part.key, ())}.get(period.key)
            for result, result_then in zip(period.rows, period_then.rows, strict=True):
                facts_of_row = told.rows.get(result.key) if told else None
                known = facts_of_row.rules.values() if facts_of_row else ()
                pending = [event for rule in known for event in rule.events if _pends(event)] if result.applies else []
                label = " · ".join(each for each in (part.label, period.label) if each)
                found.append(StandingRow(rows[result.key], label, result, result_then.score, pending))
    return Standing(rubric, own, now, then.total, found, chances_of(rubric, facts, own))


def _pends(event: Event) -> bool:
    return not event.final and not event.own_in_time


_GONE_BY = frozenset({FactSource.REPORTS, FactSource.RECTIFICATION})
"""What was not in time is not mended by doing it now: there is no way to be shown there."""


def chances_of(rubric: Rubric, facts: Facts, own: UnitFacts, most: int = MOST_WAYS) -> list[Chance]:
    """最省力的几条路 that can still be gone, in the running period of each part, with the records to begin at."""
    running = {periods[-1].key for periods in own.parts.values() if periods}
    rules = {(row.key, rule.key): rule for row in rubric.rows for rule in row.rules}
    ways = cheapest(rubric, facts, own.unit, most=len(rules) + most, open_periods=running)
    open_ways = [way for way in ways if rules[way.row, way.rule].source not in _GONE_BY]
    return [Chance(way, _links(own, way)) for way in open_ways[:most]]


def _links(own: UnitFacts, way: Way) -> Sequence[Link]:
    """Where the way begins: the problems that can be mended, else the tasks or letters that are not finished."""
    period = next(each for each in own.parts[way.part] if each.key == way.period)
    known = period.rows[way.row].rules.get(way.rule, RuleFacts())
    mended = [link for event in known.events if event.open and event_name(event) in way.words for link in event.links]
    return mended or list(known.links)


def _of_unit(results: Sequence[UnitResult], unit: str) -> UnitResult:
    return next(each for each in results if each.unit == unit)
