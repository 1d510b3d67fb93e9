"""申诉: one, the queue with owner and age, what stands on a sheet (features A12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from respbook.models.assessment_results import Appeal, AppealEvidence
from respbook.models.assessments import Assessment, ScoreMark, ScoreSettlement, ScoreSheet
from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.models.programmes import Programme
from respbook.models.rubrics import Rubric
from respbook.queries.assessing import rubric_of
from respbook.queries.assessment_progress import filed_under
from respbook.queries.assessment_ranking import kept_result
from respbook.queries.scope import NotInSight, one, owned_by, under
from respbook.rules.assessments import SettledBy
from respbook.rules.chinese import china_day
from respbook.rules.findings import Hand
from respbook.rules.lifecycles import AppealState, AssessmentState, SheetState
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

    def waited(self, today: date) -> int:
        """等了几天: from the day of 提出 in China."""
        return (today - china_day(self.appeal.filed_at)).days


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
    """下一件 that waits for a decision of the viewer's own office, round again from the first."""
    chosen = (
        select(Appeal.id)
        .join(Appeal.sheet)
        .join(ScoreSheet.unit)
        .join(ScoreSheet.assessment)
        .join(Assessment.programme)
        .where(under(viewer), owned_by(viewer), Appeal.state == AppealState.FILED, Appeal.id != after_id)
    )
    ids = db.session.scalars(chosen.order_by(Appeal.id)).all()
    return next((each for each in ids if each > after_id), ids[0] if ids else None)


def open_appeal(sheet_id: int, row_key: str) -> Appeal | None:
    """待决定的申诉 of a row."""
    chosen = select(Appeal).where(
        Appeal.sheet_id == sheet_id, Appeal.row_key == row_key, Appeal.state == AppealState.FILED
    )
    return db.session.scalars(chosen.limit(1)).first()


def decided_in(window: Assessment, sheet_id: int, row_key: str) -> bool:
    """已作决定: a row was appealed in this 公示, and decided."""
    chosen = select(Appeal.id).where(
        Appeal.sheet_id == sheet_id,
        Appeal.row_key == row_key,
        Appeal.state.in_((AppealState.UPHELD, AppealState.REJECTED)),
        filed_under(window),
    )
    return db.session.scalar(chosen.limit(1)) is not None


def sheets_by_period(window: Assessment, unit_id: int) -> Mapping[tuple[str, str], int]:
    """可申诉的评分表 of a unit by part and period: its own, and those of the periods that a final assessment takes in."""
    chosen = (
        select(Assessment.part_key, Assessment.period_key, ScoreSheet.id)
        .join(ScoreSheet, ScoreSheet.assessment_id == Assessment.id)
        .where(
            ScoreSheet.unit_id == unit_id,
            ScoreSheet.state == SheetState.CONFIRMED,
            Assessment.state != AssessmentState.CANCELLED,
            Assessment.programme_id == window.programme_id if window.final else Assessment.id == window.id,
        )
    )
    return {(part, period): sheet_id for part, period, sheet_id in db.session.execute(chosen)}


def open_under(window: Assessment) -> Sequence[Appeal]:
    """待决定的申诉 of a 公示."""
    chosen = select(Appeal).options(*_WHOLE).where(Appeal.state == AppealState.FILED, filed_under(window))
    return db.session.scalars(chosen.order_by(Appeal.id)).all()


def files_of(appeal_id: int) -> Sequence[Evidence]:
    """申诉佐证; what was withdrawn is left out."""
    chosen = select(Evidence).join(AppealEvidence, AppealEvidence.evidence_id == Evidence.id)
    chosen = chosen.where(AppealEvidence.appeal_id == appeal_id, Evidence.withdrawn_at.is_(None))
    return db.session.scalars(chosen.order_by(Evidence.id)).all()


def proof_in_sight(viewer: Viewer, appeal_id: int, evidence_id: int) -> Evidence:
    """申诉佐证 seen through its appeal, whoever sent it. Raises NotInSight."""
    appeal_in_sight(viewer, appeal_id)
    found = next((each for each in files_of(appeal_id) if each.id == evidence_id), None)
    if found is None:
        raise NotInSight
    return found


def announced_scores(window: Assessment, sheet: ScoreSheet) -> Mapping[str, Decimal | None]:
    """公示的各项得分 of a sheet's own rows, as the 公示 that ``window`` is in froze them; empty: it is not among them."""
    kept = kept_result(window, sheet.unit_id)
    return {
        row.key: row.score
        for part in (kept.parts if kept else ())
        if part.key == sheet.assessment.part_key
        for period in part.periods
        if period.key == sheet.assessment.period_key
        for row in period.rows
    }


def hands_of(appeal: Appeal) -> Sequence[tuple[Hand, str]]:
    """经手人: who scored, settled, submitted or confirmed the sheet or filed the appeal, each with what he did.

    Whoever decided another appeal on the sheet gave no score of his own and is none of them.
    """
    sheet = appeal.sheet
    marked = select(ScoreMark.assessor_id, ScoreMark.assessor).where(ScoreMark.sheet_id == sheet.id).distinct()
    joint = select(ScoreSettlement.by_id, ScoreSettlement.by).where(
        ScoreSettlement.sheet_id == sheet.id, ScoreSettlement.cause == SettledBy.JOINT
    )
    hands = [(Hand(*each), "评分") for each in db.session.execute(marked)]
    hands += [(Hand(*each), "合议") for each in db.session.execute(joint.distinct())]
    hands += [(Hand(sheet.submitted_by_id or 0, sheet.submitted_by), "提交复核")]
    hands += [(Hand(sheet.confirmed_by_id or 0, sheet.confirmed_by), "复核")]
    return [*hands, (Hand(appeal.filed_by_id, appeal.filed_by), "代提" if appeal.proxy else "提出")]
