"""计分事项的取数: what people entered, told and confirmed; and what of the automatic events is 拟扣 until they have (X19)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.findings import Finding
from respbook.models.score_matters import ScoreMatter
from respbook.queries.score_scope import ScoreScope
from respbook.rules.lifecycles import FindingState, MatterState
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.scoring.facts import Event, Link
from respbook.rules.scoring.rubric import Rule
from respbook.rules.scoring.sources import takes_away

_GONE = frozenset({FindingState.MERGED, FindingState.WITHDRAWN})

Place = tuple[int, str, str]
"""Unit, key of the row, key of the rule."""


@dataclass(frozen=True)
class MattersByRule:
    """计分事项 by unit, row and rule."""

    rows: Mapping[Place, Sequence[ScoreMatter]] = field(default_factory=dict)

    def of(self, unit_id: int, row_key: str, rule_key: str) -> Sequence[ScoreMatter]:
        """一条规则的计分事项 of a unit."""
        return self.rows.get((unit_id, row_key, rule_key), ())


def matters_in(scope: ScoreScope, viewer: Viewer | None = None) -> MattersByRule:
    """计分事项 of the programme and the span, in the order in which they happened: one statement.

    ``viewer``: of a unit; then what nobody has told the unit yet is left out (R30). What rests on a problem that was
    withdrawn or merged since counts no more.
    """
    rows = db.session.execute(
        select(ScoreMatter, Finding.state.label("finding_state"))
        .outerjoin(Finding, Finding.id == ScoreMatter.finding_id)
        .where(
            ScoreMatter.programme_id == scope.programme_id,
            scope.of(ScoreMatter.unit_id),
            ScoreMatter.on.between(scope.first_on, scope.last_on),
        )
        .order_by(ScoreMatter.on, ScoreMatter.id)
    )
    hidden = viewer is not None and not viewer.may(Permission.SCORE_READ)
    found: dict[Place, list[ScoreMatter]] = {}
    for row, finding_state in rows:
        untold = row.told_at is None and row.state not in (MatterState.CONFIRMED, MatterState.DISMISSED)
        if finding_state in _GONE or not scope.holds(row.unit_id, row.on) or (hidden and untold):
            continue
        found.setdefault((row.unit_id, row.row_key, row.rule_key), []).append(row)
    return MattersByRule(found)


def with_matters(rule: Rule, events: Sequence[Event], matters: Sequence[ScoreMatter]) -> list[Event]:
    """事项与计分事项对上: automatic events as far as they were confirmed, then what was entered by hand.

    An event without a matter is 拟扣 where it takes points away; a confirmed matter's own figures hold; a dismissed one is left out.
    """
    left = list(matters)
    found = []
    for event in events:
        matter = _matter_of(event, left)
        if matter is None:
            found.append(replace(event, final=not takes_away(rule, event.source)))
            continue
        left.remove(matter)
        if matter.state is not MatterState.DISMISSED:
            found.append(_settled(event, matter))
    return found + [_entered(each) for each in left if each.state is not MatterState.DISMISSED]


def _matter_of(event: Event, matters: Sequence[ScoreMatter]) -> ScoreMatter | None:
    """The matter of an event: the one that names its very record, else one of the same incident that names none."""
    same = [each for each in matters if each.incident == event.incident]
    records = {f"{link.table}:{link.key}" for link in event.links} | {event.key}
    exact = [each for each in same if each.origin_table and f"{each.origin_table}:{each.origin_id}" in records]
    return next(iter([*exact, *(each for each in same if not each.origin_table)]), None)


def _link(matter: ScoreMatter) -> Link:
    return Link("score_matters", matter.id, "计分事项")


def _settled(event: Event, matter: ScoreMatter) -> Event:
    return replace(
        event,
        count=matter.count,
        source=matter.source or event.source,
        late=event.late or matter.late,
        again=matter.again,
        final=matter.state is MatterState.CONFIRMED,
        links=(*event.links, _link(matter)),
    )


def _entered(matter: ScoreMatter) -> Event:
    """登记的计分事项 with the record that it rests on."""
    links = [_link(matter)]
    if matter.finding_id is not None:
        links.append(Link("findings", matter.finding_id, "问题"))
    elif matter.origin_table and matter.origin_id is not None:
        links.append(Link(matter.origin_table, matter.origin_id, "依据"))
    return Event(
        f"matter:{matter.id}",
        matter.on,
        matter.count,
        matter.source,
        matter.incident,
        matter.words,
        late=matter.late,
        final=matter.state is MatterState.CONFIRMED,
        again=matter.again,
        links=tuple(links),
    )
