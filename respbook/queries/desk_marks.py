"""评分记录: marks, joint decisions and 自评 of one sheet or of a row in all sheets, by what they belong to."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from respbook.models.assessments import Assessment, ScoreMark, ScoreSettlement, SelfScore, SelfScoreEvidence
from respbook.models.base import db
from respbook.rules.marking import Mark, Standing, standing_of, visible_to

Cell = tuple[int, str]
"""Which cell: the sheet and the key of the row."""


@dataclass(frozen=True)
class Marks:
    """评分 of some cells, with what was settled instead."""

    marks: Mapping[Cell, Sequence[ScoreMark]] = field(default_factory=dict)
    settled: Mapping[Cell, ScoreSettlement] = field(default_factory=dict)

    def own(self, cell: Cell, user_id: int) -> ScoreMark | None:
        """本人的评分."""
        return next((row for row in self.marks.get(cell, ()) if row.assessor_id == user_id), None)

    def seen(self, cell: Cell, user_id: int, assessment: Assessment) -> list[ScoreMark]:
        """可见的评分: where they are blind, the others' only once all are in (A6)."""
        rows = self.marks.get(cell, ())
        wanted, blind = assessment.assessors, assessment.blind
        return [row for row in rows if visible_to(user_id, row.assessor_id, len(rows), wanted, blind)]

    def standing(self, cell: Cell, assessment: Assessment) -> Standing:
        """评分情况."""
        settled = self.settled.get(cell)
        return standing_of(
            [value_of(row) for row in self.marks.get(cell, ())],
            assessment.assessors,
            assessment.combining,
            assessment.wide_gap,
            settled.points if settled else None,
        )


def value_of(row: ScoreMark) -> Mark:
    """一份评分 as a value."""
    return Mark(row.points, row.reason, row.not_applicable)


def marks_of(sheet_ids: Collection[int], row_key: str = "") -> Marks:
    """评分 of these sheets, of one row or of all. Two statements."""
    given, settled = select(ScoreMark).order_by(ScoreMark.id), select(ScoreSettlement)
    given = given.where(ScoreMark.sheet_id.in_(sheet_ids))
    settled = settled.where(ScoreSettlement.sheet_id.in_(sheet_ids))
    if row_key:
        given = given.where(ScoreMark.row_key == row_key)
        settled = settled.where(ScoreSettlement.row_key == row_key)
    marks: dict[Cell, list[ScoreMark]] = defaultdict(list)
    for row in db.session.scalars(given):
        marks[row.sheet_id, row.row_key].append(row)
    return Marks(marks, {(row.sheet_id, row.row_key): row for row in db.session.scalars(settled)})


def self_scores_of(sheet_ids: Collection[int], row_key: str = "") -> dict[Cell, SelfScore]:
    """自评 by cell."""
    said = select(SelfScore).where(SelfScore.sheet_id.in_(sheet_ids))
    if row_key:
        said = said.where(SelfScore.row_key == row_key)
    return {(row.sheet_id, row.row_key): row for row in db.session.scalars(said)}


def evidence_ids_of(sheet_ids: Collection[int], row_key: str = "") -> dict[Cell, list[int]]:
    """自评佐证 by cell, in order."""
    linked = select(SelfScoreEvidence.sheet_id, SelfScoreEvidence.row_key, SelfScoreEvidence.evidence_id)
    linked = linked.where(SelfScoreEvidence.sheet_id.in_(sheet_ids)).order_by(SelfScoreEvidence.evidence_id)
    if row_key:
        linked = linked.where(SelfScoreEvidence.row_key == row_key)
    found: dict[Cell, list[int]] = defaultdict(list)
    for sheet_id, key, evidence_id in db.session.execute(linked):
        found[sheet_id, key].append(evidence_id)
    return found
