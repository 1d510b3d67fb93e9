"""我的待评: the sheets of the assessments that are being scored, and how far this viewer is with each (A3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, undefer

from respbook.models.assessments import Assessment, ScoreMark, ScoreSheet
from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.rubrics import Rubric
from respbook.queries.listing import PAGE_SIZE, Listing
from respbook.queries.scope import under
from respbook.queries.scope_assessments import assessments_in_sight
from respbook.queries.score_desk import asked_of
from respbook.queries.score_proposals import rows_of
from respbook.rules.lifecycles import AssessmentState, SheetState
from respbook.rules.marking import Asked, marked
from respbook.rules.permissions import Permission, Viewer


@dataclass(frozen=True)
class SheetLine:
    """一张评分表 in the list; ``asked`` rows are wanted of this viewer, ``done`` of them are marked."""

    sheet: ScoreSheet
    done: int
    asked: int

    @property
    def waiting(self) -> bool:
        """还要评."""
        return self.sheet.state is SheetState.OPEN and self.done < self.asked


@dataclass(frozen=True)
class SheetList:
    """一次考核的评分表: one page of them, and this viewer's progress over all."""

    listing: Listing[SheetLine]
    finished: int
    wanted: int
    first_waiting: int | None
    submitted: int


def assessments_scored(viewer: Viewer) -> Sequence[Assessment]:
    """评分的考核, those being scored first, then what is over (also cancelled), the newest first."""
    chosen = (
        select(Assessment)
        .join(Assessment.programme)
        .where(assessments_in_sight(viewer))
        .order_by(
            Assessment.state != AssessmentState.SCORING,
            Programme.unit_id != viewer.office_id,
            Assessment.id.desc(),
        )
        .options(
            joinedload(Assessment.programme).joinedload(Programme.unit),
            joinedload(Assessment.rubric).options(undefer(Rubric.body)),
        )
    )
    return db.session.scalars(chosen).all()


def sheet_list(viewer: Viewer, assessment: Assessment, page: int, state: SheetState | None = None) -> SheetList:
    """评分表一览. Four statements, however many units there are."""
    asked = asked_of(viewer, assessment.id) if viewer.may(Permission.SCORE_WRITE) else Asked()
    per_class = _rows_by_class(assessment)
    chosen = (
        select(ScoreSheet.id, ScoreSheet.class_key, ScoreSheet.state)
        .join(ScoreSheet.unit)
        .where(ScoreSheet.assessment_id == assessment.id, under(viewer))
        .order_by(ScoreSheet.id)
    )
    every = db.session.execute(chosen).all()
    done = _own_marks(viewer, assessment.id, asked)
    wanted = {
        row.id: sum(asked.of(row.id, key) for key in per_class.get(row.class_key, ()))
        for row in every
        if row.state is SheetState.OPEN or done.get(row.id)
    }
    mine = [row for row in every if wanted.get(row.id)]
    waiting = [row.id for row in mine if row.state is SheetState.OPEN and done.get(row.id, 0) < wanted[row.id]]
    shown = [row.id for row in every if state is None or row.state is state]
    of_page = shown[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    sheets = {row.id: row for row in db.session.scalars(select(ScoreSheet).where(ScoreSheet.id.in_(of_page)))}
    lines = [SheetLine(sheets[each], done.get(each, 0), wanted.get(each, 0)) for each in of_page]
    submitted = sum(row.state is SheetState.SUBMITTED for row in every)
    first = waiting[0] if waiting else None
    return SheetList(Listing(lines, len(shown), page), len(mine) - len(waiting), len(mine), first, submitted)


def _rows_by_class(assessment: Assessment) -> Mapping[str, Sequence[str]]:
    rows = rows_of(assessment)
    kinds = select(ScoreSheet.class_key).where(ScoreSheet.assessment_id == assessment.id).distinct()
    classes = set(db.session.scalars(kinds))
    return {key: [row.key for row in rows if marked(row, key)] for key in classes}


def _own_marks(viewer: Viewer, assessment_id: int, asked: Asked) -> dict[int, int]:
    """本人已评的项数 by sheet, of what is asked."""
    counted = (
        select(ScoreMark.sheet_id, func.count())
        .join(ScoreSheet, ScoreSheet.id == ScoreMark.sheet_id)
        .where(ScoreSheet.assessment_id == assessment_id, ScoreMark.assessor_id == viewer.user_id)
        .group_by(ScoreMark.sheet_id)
    )
    if asked.rows:
        counted = counted.where(ScoreMark.row_key.in_(asked.rows))
    return {row[0]: row[1] for row in db.session.execute(counted)}
