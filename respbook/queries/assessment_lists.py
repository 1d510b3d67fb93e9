"""考核一览: the assessments of a programme and how far each has come (features A3, A11)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from respbook.models.assessment_results import Appeal
from respbook.models.assessments import Assessment, ScoreSheet
from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.rubrics import Rubric
from respbook.models.units import Unit
from respbook.queries.scope import owned_by, under
from respbook.queries.scope_assessments import assessments_shown, rubrics_in_sight
from respbook.rules.assessments import Opening
from respbook.rules.lifecycles import AppealState, AssessmentState, RubricState, SheetState
from respbook.rules.permissions import Viewer


@dataclass(frozen=True)
class AssessmentRow:
    """一次考核 in the list, with its counts of sheets by state and of open appeals."""

    row: Assessment
    sheets: int
    submitted: int
    confirmed: int
    self_scored: int
    open_appeals: int


def assessment_list(viewer: Viewer, programme_id: int | None = None) -> Sequence[AssessmentRow]:
    """考核一览, the newest first; counts are not told to units by the page."""
    chosen = select(Assessment).join(Assessment.programme).where(assessments_shown(viewer))
    if programme_id is not None:
        chosen = chosen.where(Assessment.programme_id == programme_id)
    rows = db.session.scalars(
        chosen.options(joinedload(Assessment.programme), joinedload(Assessment.rubric)).order_by(
            Programme.year.desc(), Assessment.final, Assessment.first_on.desc(), Assessment.id.desc()
        )
    ).all()
    counts = _counts([each.id for each in rows])
    return [AssessmentRow(each, *counts.get(each.id, (0, 0, 0, 0, 0))) for each in rows]


def _counts(ids: list[int]) -> dict[int, tuple[int, int, int, int, int]]:
    sheets = db.session.execute(
        select(
            ScoreSheet.assessment_id,
            func.count(),
            func.count().filter(ScoreSheet.state == SheetState.SUBMITTED),
            func.count().filter(ScoreSheet.state == SheetState.CONFIRMED),
            func.count(ScoreSheet.self_at),
        )
        .where(ScoreSheet.assessment_id.in_(ids))
        .group_by(ScoreSheet.assessment_id)
    )
    waiting = db.session.execute(
        select(ScoreSheet.assessment_id, func.count())
        .join(Appeal, Appeal.sheet_id == ScoreSheet.id)
        .where(ScoreSheet.assessment_id.in_(ids), Appeal.state == AppealState.FILED)
        .group_by(ScoreSheet.assessment_id)
    )
    appeals = {row[0]: row[1] for row in waiting}
    return {row[0]: (row[1], row[2], row[3], row[4], appeals.get(row[0], 0)) for row in sheets}


def same_period(programme_id: int, opening: Opening) -> Assessment | None:
    """同一时段的考核 of the programme that was not cancelled."""
    chosen = select(Assessment).where(
        Assessment.programme_id == programme_id,
        Assessment.state != AssessmentState.CANCELLED,
        Assessment.final == opening.final,
    )
    if not opening.final:
        chosen = chosen.where(Assessment.part_key == opening.part_key, Assessment.period_key == opening.period_key)
    return db.session.scalars(chosen.limit(1)).first()


def published_rubrics(viewer: Viewer) -> Sequence[Rubric]:
    """可用来考核的细则: the published edition of each programme of the viewer's own office, the newest first."""
    chosen = (
        select(Rubric)
        .join(Rubric.programme)
        .where(rubrics_in_sight(viewer), owned_by(viewer), Rubric.state == RubricState.PUBLISHED)
        .options(joinedload(Rubric.programme))
        .order_by(Programme.year.desc(), Rubric.id.desc())
    )
    return db.session.scalars(chosen).all()


def sheets_of(viewer: Viewer, assessment_id: int) -> Sequence[ScoreSheet]:
    """评分表 of the units in sight, in the order of units."""
    chosen = (
        select(ScoreSheet)
        .join(ScoreSheet.unit)
        .where(ScoreSheet.assessment_id == assessment_id, under(viewer))
        .options(joinedload(ScoreSheet.unit))
    )
    return db.session.scalars(chosen.order_by(Unit.position, Unit.id)).all()


def own_sheet(viewer: Viewer, assessment_ids: list[int]) -> dict[int, ScoreSheet]:
    """本单位的评分表 by assessment."""
    chosen = select(ScoreSheet).where(
        ScoreSheet.assessment_id.in_(assessment_ids), ScoreSheet.unit_id == viewer.unit_id
    )
    return {each.assessment_id: each for each in db.session.scalars(chosen)}
