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

Place = tuple[int, str, str]
"""Unit, key of the row, key of the rule."""


@dataclass(frozen=True)
class Counted:
    """一件计分事项 with its incident as of today: what was merged since is the incident that it went into."""

    row: ScoreMatter
    incident: str

    @property
    def record(self) -> str:
        """所依据的记录: table and key."""
        if self.row.finding_id is not None and not self.row.origin_table:
            return f"findings:{self.row.finding_id}"
        return f"{self.row.origin_table}:{self.row.origin_id}" if self.row.origin_table else ""

    @property
    def dismissed(self) -> bool:
        """不计."""
        return self.row.state is MatterState.DISMISSED

    @property
    def tied(self) -> bool:
        """归入别的事件: somebody said that it is the same incident as another one."""
        own = {f"{self.row.origin_table.removesuffix('s')}:{self.row.origin_id}", f"matter:{self.row.id}"}
        return bool(self.row.origin_table) and self.incident not in own


@dataclass(frozen=True)
class MattersByRule:
    """计分事项 by unit, row and rule."""

    rows: Mapping[Place, Sequence[Counted]] = field(default_factory=dict)

    def of(self, unit_id: int, row_key: str, rule_key: str) -> Sequence[Counted]:
        """一条规则的计分事项 of a unit."""
        return self.rows.get((unit_id, row_key, rule_key), ())


def matters_in(scope: ScoreScope, viewer: Viewer | None = None) -> MattersByRule:
    """计分事项 of the programme and the span, in the order in which they happened: one statement.

    ``viewer``: of a unit; then what nobody has told the unit yet is left out (R30). What rests on a problem that was
    withdrawn since counts no more.
    """
    rows = db.session.execute(
        select(ScoreMatter, Finding.state, Finding.merged_into_id)
        .outerjoin(Finding, Finding.id == ScoreMatter.finding_id)
        .where(
            ScoreMatter.programme_id == scope.programme_id,
            scope.of(ScoreMatter.unit_id),
            ScoreMatter.on.between(scope.first_on, scope.last_on),
        )
        .order_by(ScoreMatter.on, ScoreMatter.id)
    )
    hidden = viewer is not None and not viewer.may(Permission.SCORE_READ)
    found: dict[Place, list[Counted]] = {}
    for row, finding_state, merged_into in rows:
        untold = row.told_at is None and row.state not in (MatterState.CONFIRMED, MatterState.DISMISSED)
        gone = finding_state is FindingState.WITHDRAWN
        if gone or not scope.holds(row.unit_id, row.on) or (hidden and untold):
            continue
        incident = f"finding:{merged_into}" if merged_into else row.incident
        found.setdefault((row.unit_id, row.row_key, row.rule_key), []).append(Counted(row, incident))
    return MattersByRule(found)


def with_matters(rule: Rule, events: Sequence[Event], matters: Sequence[Counted]) -> list[Event]:
    """事项与计分事项对上: automatic events as far as they were confirmed, then what was entered by hand.

    An event without a matter is 拟扣 where it takes points away; a confirmed matter's own figures hold; a dismissed one is left out.
    """
    of_event, left = _matched(events, matters)
    found = []
    for event in events:
        matter = of_event.get(event.key)
        if matter is None:
            found.append(replace(event, final=not takes_away(rule, event.source)))
        elif not matter.dismissed:
            found.append(_settled(event, matter))
    return found + [_entered(each) for each in left if not each.dismissed]


def _matched(events: Sequence[Event], matters: Sequence[Counted]) -> tuple[dict[str, Counted], list[Counted]]:
    """Which matter is about which event, and those that are about none: of the same day first, then of the same incident
    or record."""
    left, found = list(matters), dict[str, Counted]()
    for same_day in (True, False) if matters else ():
        for event in events:
            if event.key in found:
                continue
            records = {f"{link.table}:{link.key}" for link in event.links}
            fitting = [each for each in left if each.incident == event.incident]
            fitting += [each for each in left if each.record in records]
            matter = next((each for each in fitting if not same_day or each.row.on == event.on), None)
            if matter is not None:
                found[event.key] = matter
                left.remove(matter)
    return found, left


def _link(matter: ScoreMatter) -> Link:
    return Link("score_matters", matter.id, "计分事项")


def _settled(event: Event, counted: Counted) -> Event:
    matter = counted.row
    return replace(
        event,
        count=matter.count,
        source=matter.source or event.source,
        incident=counted.incident if counted.tied else event.incident,
        late=event.late or matter.late,
        again=matter.again,
        final=matter.state is MatterState.CONFIRMED,
        links=(*event.links, _link(matter)),
    )


def _entered(counted: Counted) -> Event:
    """登记的计分事项 with the record that it rests on."""
    matter = counted.row
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
        counted.incident,
        matter.words,
        late=matter.late,
        final=matter.state is MatterState.CONFIRMED,
        again=matter.again,
        links=tuple(links),
    )
