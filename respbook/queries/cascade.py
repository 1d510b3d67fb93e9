"""签订树: 镇 → 村 → 社 → 户, how many have signed at each level; one statement a level (features C2)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import and_, func, or_, select

from respbook.models.base import db
from respbook.models.cascade_reports import CascadeReport
from respbook.models.letter_templates import LetterTemplate
from respbook.models.letters import Letter
from respbook.models.pledges import Pledge
from respbook.models.programmes import Programme
from respbook.models.units import Unit
from respbook.queries.cascade_reports import latest_reports
from respbook.queries.pledges import LIVING
from respbook.queries.scope import under
from respbook.queries.signing import IN_FORCE
from respbook.queries.units import CALLED, IN_ORDER
from respbook.rules.cascade_reports import Reporting, report_words, reporting_of
from respbook.rules.cascading import PASSING_KINDS, Level
from respbook.rules.permissions import Viewer
from respbook.rules.pledge_states import PledgeState
from respbook.rules.pledges import PledgeKind
from respbook.rules.signing import SigningState
from respbook.rules.units import UnitKind, kinds_in


@dataclass(frozen=True)
class GroupNode:
    """社: ``state`` of its own paper, None where none was made; its households' papers."""

    unit_id: int
    name: str
    pledge_id: int | None
    state: PledgeState | None
    signed: int
    papers: int
    roll: int = 0
    """户数 of the roll; 0 where it is not known."""

    @property
    def done(self) -> bool:
        """已签."""
        return self.state is PledgeState.SIGNED


@dataclass(frozen=True)
class UnitNode:
    """村、社区或镇属单位: whether its letter is issued, and signed; what stands below it."""

    unit_id: int
    name: str
    kind: UnitKind
    letter_id: int | None
    signed: bool
    groups: Sequence[GroupNode] = ()
    loose: tuple[int, int] = (0, 0)
    report: CascadeReport | None = None

    @property
    def standing(self) -> Reporting | None:
        """上报情况; None where there is nothing to report."""
        if self.letter_id is None or not self.passes:
            return None
        return reporting_of(self.report.state if self.report else None)

    @property
    def report_words(self) -> str:
        """上报情况用语."""
        return report_words(self.report.state if self.report else None)

    @property
    def roll(self) -> int:
        """名册户数 of its 社 together; 0 where one of them is not known."""
        rolls = [group.roll for group in self.groups]
        return sum(rolls) if rolls and all(rolls) else 0

    @property
    def passes(self) -> bool:
        """往下签的: villages and communities."""
        return self.kind in PASSING_KINDS

    @property
    def group_level(self) -> Level:
        """社 of this unit: all of the roll, with or without a paper."""
        return Level("社", sum(group.done for group in self.groups), len(self.groups))

    @property
    def household_level(self) -> Level:
        """户 of this unit that have a paper."""
        signed = self.loose[0] + sum(group.signed for group in self.groups)
        return Level("户", signed, self.loose[1] + sum(group.papers for group in self.groups))


@dataclass(frozen=True)
class Cascade:
    """签订树 of a programme in sight."""

    units: Sequence[UnitNode] = field(default=())

    @property
    def standings(self) -> dict[Reporting, int]:
        """各种上报情况的村数."""
        return {each: sum(unit.standing is each for unit in self.units) for each in Reporting}

    def narrowed(self, wanted: Reporting | None) -> Sequence[UnitNode]:
        """按上报情况看: the villages of one kind, or all units."""
        return self.units if wanted is None else [unit for unit in self.units if unit.standing is wanted]

    @property
    def levels(self) -> tuple[Level, Level, Level, Level]:
        """各级签订数: 镇签发、村（单位）签订、社、户."""
        issued = [unit for unit in self.units if unit.letter_id is not None]
        return (
            Level("镇", len(issued), len(self.units)),
            Level("村", sum(unit.signed for unit in self.units), len(self.units)),
            Level("社", *_summed([unit.group_level for unit in issued])),
            Level("户", *_summed([unit.household_level for unit in issued])),
        )

    @property
    def unmade(self) -> int:
        """没有责任书的社: how many of the 社 of issued letters."""
        return sum(group.state is None for unit in self.units if unit.letter_id for group in unit.groups)


def _summed(levels: Sequence[Level]) -> tuple[int, int]:
    return sum(level.done for level in levels), sum(level.total for level in levels)


def town_level(viewer: Viewer, programme: Programme) -> list[UnitNode]:
    """镇这一级: the units that are to sign, each with its letter in force, and whether all sides signed it. One statement."""
    kinds: set[UnitKind] = set()
    named = select(LetterTemplate.unit_kinds).where(LetterTemplate.programme_id == programme.id)
    for words in db.session.scalars(named):
        kinds.update(kinds_in(words))
    own = and_(Letter.unit_id == Unit.id, Letter.programme_id == programme.id, IN_FORCE, Letter.amends.is_(None))
    wanted = or_(Letter.id.is_not(None), and_(Unit.kind.in_(kinds), Unit.retired_on.is_(None)))
    rows = db.session.execute(
        select(Unit.id, CALLED, Unit.kind, Letter.id, Letter.signing)
        .outerjoin(Letter, own)
        .where(under(viewer), Unit.path.startswith(programme.unit.path, autoescape=True), wanted)
        .order_by(*IN_ORDER)
    )
    return [
        UnitNode(unit_id, name, kind, letter_id, signing is SigningState.SIGNED)
        for unit_id, name, kind, letter_id, signing in rows
    ]


def cascade_of(viewer: Viewer, programme: Programme) -> Cascade:
    """签订树: six statements however many units."""
    units = town_level(viewer, programme)
    letter_ids = [unit.letter_id for unit in units if unit.letter_id is not None]
    papers = _group_papers(letter_ids)
    households = _household_counts(letter_ids)
    under_unit = _groups_by_unit(viewer, [unit.unit_id for unit in units if unit.passes])
    reports = latest_reports(letter_ids)
    nodes = [_node(unit, under_unit.get(unit.unit_id, {}), papers, households) for unit in units]
    return Cascade([replace(node, report=reports.get(node.letter_id or 0)) for node in nodes])


def _node(
    unit: UnitNode,
    names: dict[int, tuple[str, int]],
    papers: dict[tuple[int, int], tuple[int, str, PledgeState]],
    households: dict[tuple[int, int], tuple[int, int]],
) -> UnitNode:
    if unit.letter_id is None:
        return unit
    made = {unit_id: row for (letter_id, unit_id), row in papers.items() if letter_id == unit.letter_id}
    groups = [
        GroupNode(
            unit_id,
            name,
            made[unit_id][0] if unit_id in made else None,
            made[unit_id][2] if unit_id in made else None,
            *households.get((unit.letter_id, unit_id), (0, 0)),
            roll,
        )
        for unit_id, (name, roll) in {
            **names,
            **{unit_id: (row[1], 0) for unit_id, row in made.items() if unit_id not in names},
        }.items()
    ]
    loose = households.get((unit.letter_id, unit.unit_id), (0, 0))
    return UnitNode(unit.unit_id, unit.name, unit.kind, unit.letter_id, unit.signed, groups, loose)


def _group_papers(letter_ids: Sequence[int]) -> dict[tuple[int, int], tuple[int, str, PledgeState]]:
    rows = db.session.execute(
        select(Pledge.letter_id, Pledge.unit_id, Pledge.id, Pledge.name, Pledge.state)
        .where(Pledge.letter_id.in_(letter_ids), Pledge.kind == PledgeKind.GROUP, LIVING)
        .order_by(Pledge.serial)
    )
    return {(letter_id, unit_id): (pledge_id, name, state) for letter_id, unit_id, pledge_id, name, state in rows}


def _household_counts(letter_ids: Sequence[int]) -> dict[tuple[int, int], tuple[int, int]]:
    rows = db.session.execute(
        select(Pledge.letter_id, Pledge.unit_id, func.count(Pledge.signed_on), func.count())
        .where(Pledge.letter_id.in_(letter_ids), Pledge.kind == PledgeKind.HOUSEHOLD, LIVING)
        .group_by(Pledge.letter_id, Pledge.unit_id)
    )
    return {(letter_id, unit_id): (signed, total) for letter_id, unit_id, signed, total in rows}


def _groups_by_unit(viewer: Viewer, unit_ids: Sequence[int]) -> dict[int, dict[int, tuple[str, int]]]:
    """社（组） of the roll, names and 户数, by the village above them, at any depth."""
    wanted = set(unit_ids)
    found: dict[int, dict[int, tuple[str, int]]] = {}
    rows = db.session.execute(
        select(Unit.id, CALLED, Unit.path, Unit.households)
        .where(under(viewer), Unit.kind == UnitKind.GROUP, Unit.retired_on.is_(None))
        .order_by(Unit.position, Unit.id)
    )
    for unit_id, name, path, households in rows:
        above = next((int(part) for part in path.split("/") if part and int(part) in wanted), None)
        if above is not None:
            found.setdefault(above, {})[unit_id] = (name, households)
    return found


def cascade_rows(units: Sequence[UnitNode]) -> Iterator[tuple[Any, ...]]:
    """签订树, as the sheet tells it: the units that sign further down."""
    for unit in units:
        if unit.standing is None:
            continue
        report, group, household = unit.report, unit.group_level, unit.household_level
        yield (
            unit.name,
            "已签" if unit.signed else "待签",
            group.done,
            group.total,
            household.done,
            household.total,
            unit.roll or None,
            unit.report_words,
            *(_told(report) if report else ("", None, "", "", "", None, "", None, "")),
        )


def _told(report: CascadeReport) -> tuple[Any, ...]:
    return (
        f"{report.reported_by}（代）" if report.for_village else report.reported_by,
        report.reported_at,
        report.told.words,
        report.remark,
        report.decided_by,
        report.decided_at,
        report.unlocked_by,
        report.unlocked_at,
        report.reason,
    )
