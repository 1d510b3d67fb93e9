"""计分依据: the rubrics in force, whose rules a matter or a veto names; and whether their assessment is drawn up already."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from respbook.models.assessments import Assessment
from respbook.models.base import db
from respbook.models.circulars import Circular
from respbook.models.findings import Finding
from respbook.models.programmes import Programme
from respbook.models.rubrics import Rubric
from respbook.queries.assessing import rubric_of
from respbook.queries.scope import NotInSight, owned_by
from respbook.rules.lifecycles import PUBLIC_ASSESSMENT, AssessmentState, ProgrammeState, RubricState
from respbook.rules.permissions import Viewer
from respbook.rules.scoring.rubric import Rubric as Rules
from respbook.rules.scoring.rubric import Veto as VetoRule


@dataclass(frozen=True)
class InForce:
    """现行细则 of a programme, read."""

    programme: Programme
    rules: Rules

    def veto(self, key: str) -> VetoRule | None:
        """一票否决的一条; None for what the rubric does not know."""
        return next((each for each in self.rules.vetoes if each.key == key), None)


def in_force(viewer: Viewer) -> list[InForce]:
    """进行中的方案的现行细则, the youngest programme first: one statement."""
    rows = db.session.scalars(
        select(Rubric)
        .join(Rubric.programme)
        .where(owned_by(viewer), Programme.state == ProgrammeState.OPEN, Rubric.state == RubricState.PUBLISHED)
        .order_by(Programme.year.desc(), Programme.id.desc())
        .options(joinedload(Rubric.programme).joinedload(Programme.unit), undefer(Rubric.body))
    )
    return [InForce(row.programme, rubric_of(row)) for row in rows]


def in_force_of(viewer: Viewer, programme_id: int) -> InForce:
    """现行细则 of a programme under way. Raises NotInSight."""
    found = next((each for each in in_force(viewer) if each.programme.id == programme_id), None)
    if found is None:
        raise NotInSight
    return found


def rules_of(programme_ids: Collection[int]) -> Mapping[int, Rules]:
    """细则 by which matters of these programmes are read, also of those that have ended: one statement."""
    if not programme_ids:
        return {}
    rows = db.session.scalars(
        select(Rubric)
        .where(Rubric.programme_id.in_(programme_ids), Rubric.state.in_((RubricState.PUBLISHED, RubricState.REPLACED)))
        .order_by(Rubric.edition)
        .options(undefer(Rubric.body))
    )
    return {row.programme_id: rubric_of(row) for row in rows}


@dataclass(frozen=True)
class Closed:
    """已拟定或已公示的考核: its days, and the part that it scores; the final one scores all. ``on``: 公示 of that day."""

    name: str
    on: date | None
    first_on: date
    last_on: date
    part: str
    final: bool
    state: AssessmentState

    @property
    def drawn_up(self) -> bool:
        """已拟定、未公示: it can still be sent back."""
        return self.state is AssessmentState.DRAWN_UP

    def covers(self, on: date, part: str | None) -> bool:
        """Whether a day of a row's part belongs to it; ``part`` None asks for the final one only."""
        if not self.first_on <= on <= self.last_on:
            return False
        return self.final or (part is not None and (not part or not self.part or self.part == part))


def units_of_circular(row: Circular) -> set[int]:
    """通报点到的单位: whose the problems of its items are now; its items are loaded."""
    chosen = select(Finding.unit_id).where(Finding.id.in_({each.finding_id for each in row.items}))
    return {each for each in db.session.scalars(chosen) if each is not None}


def closed_in(programme_id: int) -> list[Closed]:
    """已拟定、已公示的各次考核 of a programme: one statement."""
    rows = db.session.execute(
        select(
            Assessment.name,
            Assessment.announced_on,
            Assessment.first_on,
            Assessment.last_on,
            Assessment.part_key,
            Assessment.final,
            Assessment.state,
        )
        .where(
            Assessment.programme_id == programme_id,
            Assessment.state.in_({AssessmentState.DRAWN_UP, *PUBLIC_ASSESSMENT}),
        )
        .order_by(Assessment.final.desc(), Assessment.id)
    )
    return [Closed(*row) for row in rows]


def closed_over(found: Sequence[Closed], on: date, part: str | None) -> Closed | None:
    """已拟定或已公示的考核 that a day belongs to."""
    return next((each for each in found if each.covers(on, part)), None)


def called(rules: Rules | None, row_key: str, rule_key: str = "") -> tuple[str, str]:
    """指标名称 and 规则原文 by their keys; what the rubric no longer has is told by its key."""
    row = next((each for each in rules.rows if each.key == row_key), None) if rules else None
    if row is None:
        return row_key, ""
    rule = next((each for each in row.rules if each.key == rule_key), None)
    return row.title, rule.words if rule else ""


def rows_of(found: Sequence[InForce]) -> list[tuple[str, str]]:
    """指标 of the rubrics in force, key and title, for the filter of a list."""
    return list(dict.fromkeys((row.key, row.title) for each in found for row in each.rules.rows))
