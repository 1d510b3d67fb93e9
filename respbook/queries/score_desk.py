"""评分台: one unit with all rows (纵评), and one row with all units (横评), as an assessor works on them (A2–A6).

Of a row whose marks are not all in nothing of others leaves this room where the assessment is blind: neither mark nor aggregate.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from respbook.models.assessments import (
    Assessment,
    ScoreAssignment,
    ScoreMark,
    ScoreSettlement,
    ScoreSheet,
    SelfScore,
)
from respbook.models.base import db
from respbook.models.units import Unit
from respbook.queries.desk_marks import Cell, Marks, evidence_ids_of, marks_of, self_scores_of, value_of
from respbook.queries.scope import NotInSight, under
from respbook.queries.score_proposals import proposals_of, rows_of
from respbook.rules.assessments import SettledBy
from respbook.rules.lifecycles import SheetState
from respbook.rules.marking import NO_PROPOSAL, Asked, Mark, Proposal, Standing, is_gap, least_of, marked, most_of
from respbook.rules.permissions import Viewer
from respbook.rules.scoring.rubric import Row

PAGE = 100
"""Units on one page of a row."""


@dataclass(frozen=True)
class CellShown:
    """一格: one row of one unit."""

    place: int
    row: Row
    sheet: ScoreSheet
    points: Decimal
    least: Decimal
    most: Decimal
    marked: bool
    asked: bool
    proposal: Proposal
    own: ScoreMark | None
    others: Sequence[ScoreMark]
    standing: Standing | None
    settled: ScoreSettlement | None
    self_score: SelfScore | None
    evidence: Sequence[int]
    gap: bool

    @property
    def changed(self) -> bool:
        """系统算分已变 since one took it over."""
        own = self.own
        return own is not None and own.points is not None and own.points == own.proposed != self.proposal.rounded

    @property
    def settles(self) -> bool:
        """可合议: all marks are in and lie far apart, or an appeal had settled the row before its 公示 was withdrawn."""
        appealed = self.settled is not None and self.settled.cause is SettledBy.APPEAL
        return self.standing is not None and self.standing.complete and (self.standing.wide or appealed)

    @property
    def said(self) -> Mark | None:
        """本人的评分 as a value."""
        return value_of(self.own) if self.own else None

    @property
    def self_points(self) -> Decimal | None:
        """自评分."""
        return self.self_score.points if self.self_score else None


@dataclass(frozen=True)
class Desk:
    """评分台 of one unit or of one row."""

    cells: Sequence[CellShown]
    before: int | None = None
    after: int | None = None

    @property
    def asked(self) -> Sequence[CellShown]:
        """请本人评的."""
        return [cell for cell in self.cells if cell.marked and cell.asked]

    @property
    def done(self) -> int:
        """本人已评的, on a figure that still stands."""
        return sum(cell.own is not None and not cell.changed for cell in self.asked)

    @property
    def unsettled(self) -> Sequence[CellShown]:
        """待合议的."""
        return [cell for cell in self.cells if cell.standing is not None and cell.standing.unsettled]

    @property
    def gaps(self) -> int:
        """自评与系统算分差距大的."""
        return sum(cell.gap for cell in self.cells)


def asked_of(viewer: Viewer, assessment_id: int) -> Asked:
    """分工 of this viewer."""
    lines = db.session.execute(
        select(ScoreAssignment.assessor_id, ScoreAssignment.sheet_id, ScoreAssignment.row_key).where(
            ScoreAssignment.assessment_id == assessment_id
        )
    ).all()
    mine = [line for line in lines if line.assessor_id == viewer.user_id]
    return Asked(
        frozenset(line.sheet_id for line in mine if line.sheet_id is not None),
        frozenset(line.row_key for line in mine if line.row_key),
        everybody=not lines,
    )


def desk_of(viewer: Viewer, sheet: ScoreSheet, gaps_first: bool = False) -> Desk:
    """纵评: the rows of one unit, in the rubric's order or those with wide gaps first."""
    found = proposals_of(sheet.assessment, [sheet.unit_id]).get(sheet.unit_id, {})
    rows = list(enumerate(rows_of(sheet.assessment), 1))
    wanted = [(place, row, sheet, found.get(row.key, NO_PROPOSAL)) for place, row in rows]
    wanted = [each for each in wanted if each[1].applies_to(sheet.class_key)]
    asked = asked_of(viewer, sheet.assessment_id)
    cells = _cells(viewer, sheet.assessment, wanted, asked)
    if gaps_first:
        cells.sort(key=lambda cell: not cell.gap)
    before, after = _neighbours(viewer, sheet, asked)
    return Desk(cells, before, after)


def cell_of(viewer: Viewer, sheet: ScoreSheet, place: int, proposal: Proposal | None = None) -> CellShown:
    """一格 of a sheet, by the row's place in it; ``proposal`` where it is known already. Raises NotInSight."""
    row = row_at(sheet.assessment, place)
    if not row.applies_to(sheet.class_key):
        raise NotInSight
    if proposal is None:
        found = proposals_of(sheet.assessment, [sheet.unit_id]).get(sheet.unit_id, {})
        proposal = found.get(row.key, NO_PROPOSAL)
    wanted = [(place, row, sheet, proposal)]
    return _cells(viewer, sheet.assessment, wanted, asked_of(viewer, sheet.assessment_id), row.key)[0]


def row_desk(viewer: Viewer, assessment: Assessment, place: int, page: int) -> tuple[Desk, int]:
    """横评: one row of all units, the lowest proposals first; and how many units there are."""
    row = row_at(assessment, place)
    sheets = [each for each in sheets_of(viewer, assessment) if row.applies_to(each.class_key)]
    found = proposals_of(assessment, [each.unit_id for each in sheets])
    wanted = [(place, row, each, found.get(each.unit_id, {}).get(row.key, NO_PROPOSAL)) for each in sheets]
    wanted.sort(key=lambda each: _order(each[3]))
    shown = wanted[(page - 1) * PAGE : page * PAGE]
    cells = _cells(viewer, assessment, shown, asked_of(viewer, assessment.id), row.key)
    last = len(rows_of(assessment))
    return Desk(cells, place - 1 if place > 1 else None, place + 1 if place < last else None), len(wanted)


def _order(proposal: Proposal) -> tuple[int, Decimal]:
    """What the system could not work out stands first, then the lowest figures; 不适用 last."""
    if proposal.not_applicable:
        return 2, Decimal(0)
    return (0, Decimal(0)) if proposal.points is None else (1, proposal.points)


def row_at(assessment: Assessment, place: int) -> Row:
    """第几项. Raises NotInSight."""
    rows = rows_of(assessment)
    if not 1 <= place <= len(rows):
        raise NotInSight
    return rows[place - 1]


def sheets_of(viewer: Viewer, assessment: Assessment) -> Sequence[ScoreSheet]:
    """各单位的评分表 in sight, in the office's order."""
    chosen = select(ScoreSheet).join(ScoreSheet.unit).where(ScoreSheet.assessment_id == assessment.id, under(viewer))
    return db.session.scalars(
        chosen.order_by(ScoreSheet.id).options(joinedload(ScoreSheet.unit).load_only(Unit.path, Unit.name))
    ).all()


def _cells(
    viewer: Viewer,
    assessment: Assessment,
    wanted: Collection[tuple[int, Row, ScoreSheet, Proposal]],
    asked: Asked,
    row_key: str = "",
) -> list[CellShown]:
    sheet_ids = {sheet.id for _, _, sheet, _ in wanted}
    marks = marks_of(sheet_ids, row_key)
    said, evidence = self_scores_of(sheet_ids, row_key), evidence_ids_of(sheet_ids, row_key)
    return [_cell(viewer, assessment, each, asked, marks, said, evidence) for each in wanted]


def _cell(
    viewer: Viewer,
    assessment: Assessment,
    of: tuple[int, Row, ScoreSheet, Proposal],
    asked: Asked,
    marks: Marks,
    said: Mapping[Cell, SelfScore],
    evidence: Mapping[Cell, Sequence[int]],
) -> CellShown:
    place, row, sheet, proposal = of
    cell = (sheet.id, row.key)
    own = marks.own(cell, viewer.user_id)
    seen = marks.seen(cell, viewer.user_id, assessment)
    standing = marks.standing(cell, assessment)
    self_score = said.get(cell)
    return CellShown(
        place,
        row,
        sheet,
        row.points_for(sheet.class_key),
        least_of(row),
        most_of(row, sheet.class_key),
        marked(row, sheet.class_key),
        asked.of(sheet.id, row.key),
        proposal,
        own,
        [each for each in seen if each is not own],
        standing if standing.complete or not assessment.blind else None,
        marks.settled.get(cell),
        self_score,
        evidence.get(cell, ()),
        is_gap(self_score.points if self_score else None, proposal, assessment.wide_gap),
    )


def _neighbours(viewer: Viewer, sheet: ScoreSheet, asked: Asked) -> tuple[int | None, int | None]:
    """上一个、下一个单位 of the assessment that this viewer is asked for and that is still open. One statement."""
    chosen = (
        select(ScoreSheet.id)
        .join(ScoreSheet.unit)
        .where(
            ScoreSheet.assessment_id == sheet.assessment_id,
            ScoreSheet.state == SheetState.OPEN,
            under(viewer),
        )
    )
    if asked.sheets:
        chosen = chosen.where(ScoreSheet.id.in_(asked.sheets))
    before = chosen.where(ScoreSheet.id < sheet.id).order_by(ScoreSheet.id.desc()).limit(1).scalar_subquery()
    after = chosen.where(ScoreSheet.id > sheet.id).order_by(ScoreSheet.id).limit(1).scalar_subquery()
    found = db.session.execute(select(before, after)).one()
    return found[0], found[1]
