"""自评的页面: a unit's own rows with the system's figures, by its own eyes: nothing of assessors' marks, nothing that it was not told (R30)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from respbook.models.assessments import Assessment, ScoreSheet, SelfScore
from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.queries.desk_marks import Cell, evidence_ids_of, self_scores_of
from respbook.queries.listing import PAGE_SIZE, Listing
from respbook.queries.scope import NotInSight, owned_by, under
from respbook.queries.score_proposals import proposal_of, reckoned, rows_of
from respbook.rules.lifecycles import AssessmentState
from respbook.rules.marking import NO_PROPOSAL, Proposal, marked, most_of
from respbook.rules.permissions import Viewer
from respbook.rules.scoring.results import RowResult
from respbook.rules.scoring.rubric import Row


@dataclass(frozen=True)
class OwnRow:
    """一项: the system's figure with its steps, and what the unit said."""

    place: int
    row: Row
    points: Decimal
    most: Decimal
    proposal: Proposal
    result: RowResult | None
    said: SelfScore | None
    evidence: Sequence[int]


@dataclass(frozen=True)
class OwnSheet:
    """自评表."""

    sheet: ScoreSheet
    rows: Sequence[OwnRow]

    @property
    def done(self) -> int:
        """已自评的项数."""
        return sum(each.said is not None for each in self.rows)

    def at(self, place: int) -> OwnRow:
        """第几项. Raises NotInSight."""
        found = next((each for each in self.rows if each.place == place), None)
        if found is None:
            raise NotInSight
        return found

    def after(self, place: int) -> OwnRow | None:
        """下一项 that nothing was said of, from the beginning again at the end."""
        later = [each for each in self.rows if each.place > place] + [each for each in self.rows if each.place < place]
        return next((each for each in later if each.said is None), None)

    def beside(self, place: int) -> tuple[OwnRow | None, OwnRow | None]:
        """上一项、下一项 in order."""
        at = [each.place for each in self.rows].index(place)
        return (self.rows[at - 1] if at else None, self.rows[at + 1] if at + 1 < len(self.rows) else None)


def own_sheet(sheet: ScoreSheet) -> OwnSheet:
    """自评表 of a unit."""
    found: Mapping[str, RowResult] = reckoned(sheet.assessment, sheet.unit_id, confirmed_only=True)
    said: Mapping[Cell, SelfScore] = self_scores_of([sheet.id])
    evidence = evidence_ids_of([sheet.id])
    rows = []
    for place, row in enumerate(rows_of(sheet.assessment), 1):
        if not marked(row, sheet.class_key):
            continue
        result, cell = found.get(row.key), (sheet.id, row.key)
        rows.append(
            OwnRow(
                place,
                row,
                row.points_for(sheet.class_key),
                most_of(row, sheet.class_key),
                proposal_of(result) if result else NO_PROPOSAL,
                result,
                said.get(cell),
                evidence.get(cell, ()),
            )
        )
    return OwnSheet(sheet, rows)


def sheets_to_say(viewer: Viewer, today: date, page: int) -> Listing[ScoreSheet]:
    """要自评的 of all units for the office, and of itself where its county asks it; of a village, also what was asked in
    finished assessments, behind."""
    chosen = (
        select(ScoreSheet)
        .join(ScoreSheet.unit)
        .join(ScoreSheet.assessment)
        .join(Assessment.programme)
        .where(under(viewer), Assessment.self_until.is_not(None))
    )
    over = Assessment.state != AssessmentState.SCORING
    if viewer.of_office:
        asked = owned_by(viewer) | (ScoreSheet.unit_id == viewer.unit_id)
        chosen = chosen.where(Assessment.state == AssessmentState.SCORING, asked)
    else:
        chosen = chosen.where(ScoreSheet.unit_id == viewer.unit_id, Assessment.state != AssessmentState.CANCELLED)
    rows = db.session.scalars(
        chosen.order_by(over, Assessment.self_until < today, ScoreSheet.self_at.is_not(None), ScoreSheet.id)
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE + 1)
        .options(joinedload(ScoreSheet.assessment).joinedload(Assessment.programme).joinedload(Programme.unit))
    ).all()
    total = (page - 1) * PAGE_SIZE + len(rows)
    return Listing(rows[:PAGE_SIZE], total, page)
