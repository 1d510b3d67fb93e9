"""考核进度: which sheets, matters and appeals still stand between scores and a result (features A11)."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, select

from respbook.models.assessment_results import Appeal
from respbook.models.assessments import Assessment, ScoreSheet
from respbook.models.base import db
from respbook.models.score_matters import ScoreMatter, Veto
from respbook.models.units import Unit
from respbook.rules.lifecycles import AppealState, AssessmentState, MatterState, SheetState, VetoState

_MATTERS_OPEN = (MatterState.PROPOSED, MatterState.TOLD, MatterState.ANSWERED)
_VETOES_OPEN = (VetoState.PROPOSED, VetoState.TOLD, VetoState.ANSWERED)


def unconfirmed(assessment_id: int) -> Sequence[str]:
    """未复核的单位 by name, in the order of units."""
    chosen = (
        select(ScoreSheet.unit_name)
        .join(ScoreSheet.unit)
        .where(ScoreSheet.assessment_id == assessment_id, ScoreSheet.state != SheetState.CONFIRMED)
    )
    return db.session.scalars(chosen.order_by(Unit.position, Unit.id)).all()


def assessed_units(assessment_id: int) -> Sequence[int]:
    """被考核单位 that are still there to be told."""
    chosen = (
        select(ScoreSheet.unit_id)
        .join(ScoreSheet.unit)
        .where(ScoreSheet.assessment_id == assessment_id, Unit.retired_on.is_(None))
    )
    return db.session.scalars(chosen.order_by(Unit.position, Unit.id)).all()


def told_names(assessment_id: int) -> Sequence[str]:
    """通知到的单位 by name."""
    chosen = (
        select(ScoreSheet.unit_name)
        .join(ScoreSheet.unit)
        .where(ScoreSheet.assessment_id == assessment_id, Unit.retired_on.is_(None))
    )
    return db.session.scalars(chosen.order_by(Unit.position, Unit.id)).all()


def undecided(row: Assessment) -> int:
    """未决定的计分事项和一票否决 of the assessed days; vetoes stand in the way of the final result only."""
    matters = db.session.scalar(
        select(func.count()).where(
            ScoreMatter.programme_id == row.programme_id,
            ScoreMatter.state.in_(_MATTERS_OPEN),
            ScoreMatter.on.between(row.first_on, row.last_on),
        )
    )
    vetoes = db.session.scalar(
        select(func.count()).where(Veto.programme_id == row.programme_id, Veto.state.in_(_VETOES_OPEN))
    )
    return int(matters or 0) + (int(vetoes or 0) if row.final else 0)


def filed_under(window: Assessment) -> ColumnElement[bool]:
    """本次公示中的申诉, also on periods that a final assessment takes in; those of a 公示 that was taken back are none of them."""
    return and_(Appeal.window_id == window.id, Appeal.edition == window.edition)


def open_appeals(row: Assessment) -> int:
    """未决定的申诉: of its own 公示; before a final one is announced, those of the periods that it takes in."""
    chosen = select(func.count()).select_from(Appeal).where(Appeal.state == AppealState.FILED)
    if row.state is AssessmentState.ANNOUNCED:
        return int(db.session.scalar(chosen.where(filed_under(row))) or 0)
    if not row.final:
        return 0
    periods = select(Assessment.id).where(Assessment.programme_id == row.programme_id)
    return int(db.session.scalar(chosen.where(Appeal.window_id.in_(periods))) or 0)


def appeal_window(row: Assessment) -> Assessment | None:
    """公示中的考核 under which this one's rows may be appealed: itself, or the final one that takes it in; None: not now."""
    if row.state is AssessmentState.ANNOUNCED:
        return row
    if row.final:
        return None
    chosen = select(Assessment).where(
        Assessment.programme_id == row.programme_id,
        Assessment.final,
        Assessment.state == AssessmentState.ANNOUNCED,
    )
    return db.session.scalars(chosen.limit(1)).first()
