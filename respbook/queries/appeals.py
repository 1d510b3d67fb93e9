"""申诉: one, the queue with owner and age, what stands on a sheet (features A12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from respbook.models.assessment_results import Appeal, AppealEvidence
from respbook.models.assessments import Assessment, ScoreSheet
from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.models.programmes import Programme
from respbook.models.rubrics import Rubric
from respbook.queries.assessing import results_of, rubric_of
from respbook.queries.scope import one, under
from respbook.rules.lifecycles import AppealState
from respbook.rules.permissions import Viewer
from respbook.rules.scoring.rubric import Row

_WHOLE = (
    joinedload(Appeal.sheet).joinedload(ScoreSheet.unit),
    joinedload(Appeal.sheet)
    .joinedload(ScoreSheet.assessment)
    .joinedload(Assessment.programme)
    .joinedload(Programme.unit),
    joinedload(Appeal.sheet).joinedload(ScoreSheet.assessment).joinedload(Assessment.rubric).undefer(Rubric.body),
)


@dataclass(frozen=True)
class AppealRow:
    """一件申诉 with the row of the rubric that it is about."""

    appeal: Appeal
    row: Row


def appeal_in_sight(viewer: Viewer, appeal_id: int) -> Appeal:
    """申诉 of a unit in sight, with sheet and rubric. Raises NotInSight."""
    found: Appeal = one(
        select(Appeal)
        .join(Appeal.sheet)
        .join(ScoreSheet.unit)
        .where(Appeal.id == appeal_id, under(viewer))
        .options(*_WHOLE)
    )
    return found


def appeal_list(viewer: Viewer, assessment_id: int | None = None, waiting: bool = False) -> Sequence[AppealRow]:
    """申诉队列, the oldest open one first, then the decided ones, newest first."""
    chosen = select(Appeal).join(Appeal.sheet).join(ScoreSheet.unit).where(under(viewer)).options(*_WHOLE)
    if assessment_id is not None:
        chosen = chosen.where(ScoreSheet.assessment_id == assessment_id)
    if waiting:
        chosen = chosen.where(Appeal.state == AppealState.FILED)
    rows = db.session.scalars(chosen.order_by(Appeal.id)).all()
    ordered = [each for each in rows if each.state is AppealState.FILED]
    ordered += [each for each in reversed(rows) if each.state is not AppealState.FILED]
    return [AppealRow(each, rubric_of(each.sheet.assessment.rubric).row(each.row_key)) for each in ordered]


def next_waiting(viewer: Viewer, after_id: int) -> int | None:
    """下一件 that waits for a decision, round again from the first."""
    ids = [each.appeal.id for each in appeal_list(viewer, waiting=True) if each.appeal.id != after_id]
    return next((each for each in ids if each > after_id), ids[0] if ids else None)


def open_appeal(sheet_id: int, row_key: str) -> Appeal | None:
    """待决定的申诉 of a row."""
    chosen = select(Appeal).where(
        Appeal.sheet_id == sheet_id, Appeal.row_key == row_key, Appeal.state == AppealState.FILED
    )
    return db.session.scalars(chosen.limit(1)).first()


def files_of(appeal_id: int) -> Sequence[Evidence]:
    """申诉佐证."""
    chosen = select(Evidence).join(AppealEvidence, AppealEvidence.evidence_id == Evidence.id)
    return db.session.scalars(chosen.where(AppealEvidence.appeal_id == appeal_id).order_by(Evidence.id)).all()


def row_scores(sheet: ScoreSheet) -> Mapping[str, Decimal | None]:
    """各项现得分 of a sheet's own rows, as they count now."""
    results = results_of(sheet.assessment)
    mine = next(each for each in results.units if each.unit == str(sheet.unit_id))
    return {
        row.key: row.score
        for part in mine.parts
        if part.key == sheet.assessment.part_key
        for period in part.periods
        if period.key == sheet.assessment.period_key
        for row in period.rows
    }
