"""门 to 考核: the office sees its town's in any state; a unit its own sheet's 自评 and matters, results once they are announced (R30)."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, undefer

from respbook.models.assessments import Assessment, ScoreSheet
from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.rubrics import Rubric
from respbook.models.score_matters import ScoreMatter, Veto
from respbook.queries.scope import NotInSight, one, owners_of, under
from respbook.rules.lifecycles import PUBLIC_ASSESSMENT, AssessmentState, MatterState, RubricState, VetoState
from respbook.rules.permissions import Permission, Viewer

PUBLIC_RUBRIC = frozenset({RubricState.PUBLISHED, RubricState.REPLACED})


def rubrics_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """细则的视野: drafts for the office only. The statement joins ``Rubric.programme``."""
    mine = owners_of(viewer)
    return mine if viewer.of_office else and_(mine, Rubric.state.in_(PUBLIC_RUBRIC))


def rubric_in_sight(viewer: Viewer, rubric_id: int) -> Rubric:
    """考核细则 with its text and programme. Raises NotInSight."""
    found: Rubric = one(
        select(Rubric)
        .join(Rubric.programme)
        .where(Rubric.id == rubric_id, rubrics_in_sight(viewer))
        .options(undefer(Rubric.body), joinedload(Rubric.programme).joinedload(Programme.unit))
    )
    return found


def assessments_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """考核的视野: a unit knows that it takes place, whatever its state. The statement joins ``Assessment.programme``."""
    mine = owners_of(viewer)
    return mine if viewer.of_office else and_(mine, Assessment.state != AssessmentState.CANCELLED)


def assessment_in_sight(viewer: Viewer, assessment_id: int) -> Assessment:
    """考核 with rubric and programme; it says nothing of scores. Raises NotInSight."""
    found: Assessment = one(
        select(Assessment)
        .join(Assessment.programme)
        .where(Assessment.id == assessment_id, assessments_in_sight(viewer))
        .options(
            joinedload(Assessment.programme).joinedload(Programme.unit),
            joinedload(Assessment.rubric).undefer(Rubric.body),
        )
    )
    return found


def scores_in_sight(viewer: Viewer, assessment_id: int) -> Assessment:
    """考核 whose scores this viewer may see: the office always, others once announced (R30). Raises NotInSight."""
    found = assessment_in_sight(viewer, assessment_id)
    if not viewer.may(Permission.SCORE_READ) and found.state not in PUBLIC_ASSESSMENT:
        raise NotInSight
    return found


def sheet_in_sight(viewer: Viewer, sheet_id: int) -> ScoreSheet:
    """考核评分表 of a unit in sight, with assessment, rubric and programme. Raises NotInSight."""
    found: ScoreSheet = one(
        select(ScoreSheet)
        .join(ScoreSheet.unit)
        .join(ScoreSheet.assessment)
        .join(Assessment.programme)
        .where(ScoreSheet.id == sheet_id, under(viewer), assessments_in_sight(viewer))
        .options(
            joinedload(ScoreSheet.unit),
            joinedload(ScoreSheet.assessment).joinedload(Assessment.programme).joinedload(Programme.unit),
            joinedload(ScoreSheet.assessment).joinedload(Assessment.rubric).undefer(Rubric.body),
        )
    )
    return found


def sheets_of_letter(viewer: Viewer, programme_id: int, unit_id: int) -> list[ScoreSheet]:
    """一个单位在一个方案里的评分表 whose scores this viewer may see, the final one first (R30)."""
    rows = (
        select(ScoreSheet)
        .join(ScoreSheet.unit)
        .join(ScoreSheet.assessment)
        .where(
            Assessment.programme_id == programme_id,
            Assessment.state != AssessmentState.CANCELLED,
            ScoreSheet.unit_id == unit_id,
            under(viewer),
        )
        .options(joinedload(ScoreSheet.assessment))
        .order_by(Assessment.final.desc(), Assessment.first_on.desc(), Assessment.id.desc())
    )
    if not viewer.may(Permission.SCORE_READ):
        rows = rows.where(Assessment.state.in_(PUBLIC_ASSESSMENT))
    return list(db.session.scalars(rows))


def matters_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """计分事项的视野: a unit's own, once it was told. The statement joins ``ScoreMatter.unit``."""
    mine = under(viewer)
    told = and_(mine, ScoreMatter.state != MatterState.PROPOSED, ScoreMatter.told_at.is_not(None))
    return _before_told(viewer, ScoreMatter.programme_id, mine, told)


def _before_told(viewer: Viewer, programme_id: Any, mine: Any, told: Any) -> ColumnElement[bool]:
    """What nobody was told yet is for the office that keeps it, not for a town about which its county draws it up."""
    if not viewer.may(Permission.SCORE_READ):
        return told  # type: ignore[no-any-return]
    if not viewer.below_county:
        return mine  # type: ignore[no-any-return]
    return or_(told, and_(mine, programme_id.in_(select(Programme.id).where(owners_of(viewer)))))


def matter_in_sight(viewer: Viewer, matter_id: int) -> ScoreMatter:
    """计分事项 with unit, finding and programme. Raises NotInSight."""
    found: ScoreMatter = one(
        select(ScoreMatter)
        .join(ScoreMatter.unit)
        .where(ScoreMatter.id == matter_id, matters_in_sight(viewer))
        .options(
            joinedload(ScoreMatter.unit),
            joinedload(ScoreMatter.finding),
            joinedload(ScoreMatter.programme).joinedload(Programme.unit),
        )
    )
    return found


def vetoes_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """一票否决的视野, as for 计分事项. The statement joins ``Veto.unit``."""
    mine = under(viewer)
    told = and_(mine, Veto.state != VetoState.PROPOSED, Veto.told_at.is_not(None))
    return _before_told(viewer, Veto.programme_id, mine, told)


def veto_in_sight(viewer: Viewer, veto_id: int) -> Veto:
    """一票否决 with unit, finding and programme. Raises NotInSight."""
    found: Veto = one(
        select(Veto)
        .join(Veto.unit)
        .where(Veto.id == veto_id, vetoes_in_sight(viewer))
        .options(joinedload(Veto.unit), joinedload(Veto.finding), joinedload(Veto.programme).joinedload(Programme.unit))
    )
    return found
