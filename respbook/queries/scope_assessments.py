"""门 to 考核: the office sees its town's in any state; a unit its own sheet's 自评 and matters, results once they are announced (R30).

Doors ``…_in_sight`` are those of the office that assesses; doors ``…_shown`` open to whoever is assessed too, also to a town
whose county does it: behind them everybody stands as ``Viewer.before`` has it.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import joinedload, undefer

from respbook.models.assessments import Assessment, ScoreSheet
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.rubrics import Rubric
from respbook.models.score_matters import ScoreMatter, Veto
from respbook.queries.scope import NotInSight, one, owned_by, owners_of, programmes_seen, under
from respbook.rules.lifecycles import PUBLIC_ASSESSMENT, AssessmentState, MatterState, RubricState, VetoState
from respbook.rules.permissions import Permission, Viewer

PUBLIC_RUBRIC = frozenset({RubricState.PUBLISHED, RubricState.REPLACED})


def rubrics_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """细则的视野: drafts for the office only. The statement joins ``Rubric.programme``."""
    mine = owners_of(viewer)
    return mine if viewer.of_office else and_(mine, Rubric.state.in_(PUBLIC_RUBRIC))


def rubric_in_sight(viewer: Viewer, rubric_id: int) -> Rubric:
    """考核细则 with its text and programme. Raises NotInSight."""
    return _rubric(rubrics_in_sight(viewer), rubric_id)


def _rubric(seen: ColumnElement[bool], rubric_id: int) -> Rubric:
    found: Rubric = one(
        select(Rubric)
        .join(Rubric.programme)
        .where(Rubric.id == rubric_id, seen)
        .options(undefer(Rubric.body), joinedload(Rubric.programme).joinedload(Programme.unit))
    )
    return found


def rubrics_shown(viewer: Viewer) -> ColumnElement[bool]:
    """可看的细则: also the county's published ones of a programme of which the viewer's own unit has a letter or a sheet."""
    if not viewer.below_county:
        return rubrics_in_sight(viewer)
    assessed = select(Assessment.programme_id).join(ScoreSheet).where(ScoreSheet.unit_id == viewer.unit_id)
    given = or_(programmes_seen(viewer), Programme.id.in_(assessed))
    return or_(rubrics_in_sight(viewer), and_(given, Rubric.state.in_(PUBLIC_RUBRIC)))


def rubric_shown(viewer: Viewer, rubric_id: int) -> Rubric:
    """考核细则 with its text and programme, to be read. Raises NotInSight."""
    return _rubric(rubrics_shown(viewer), rubric_id)


def assessments_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """考核的视野: a unit knows that it takes place, whatever its state. The statement joins ``Assessment.programme``."""
    mine = owners_of(viewer)
    return mine if viewer.of_office else and_(mine, Assessment.state != AssessmentState.CANCELLED)


def assessments_shown(viewer: Viewer) -> ColumnElement[bool]:
    """可看的考核: also those in which the county assesses the viewer's own unit. The statement joins ``Assessment.programme``."""
    if not viewer.below_county:
        return assessments_in_sight(viewer)
    own = select(ScoreSheet.assessment_id).where(ScoreSheet.unit_id == viewer.unit_id)
    above = and_(Assessment.state != AssessmentState.CANCELLED, Assessment.id.in_(own))
    return or_(assessments_in_sight(viewer), above)


def assessment_in_sight(viewer: Viewer, assessment_id: int) -> Assessment:
    """考核 with rubric and programme; it says nothing of scores. Raises NotInSight."""
    return _assessment(assessments_in_sight(viewer), assessment_id)


def assessment_shown(viewer: Viewer, assessment_id: int) -> Assessment:
    """The same for whoever is assessed. Raises NotInSight."""
    return _assessment(assessments_shown(viewer), assessment_id)


def _assessment(seen: ColumnElement[bool], assessment_id: int) -> Assessment:
    found: Assessment = one(
        select(Assessment)
        .join(Assessment.programme)
        .where(Assessment.id == assessment_id, seen)
        .options(
            joinedload(Assessment.programme).joinedload(Programme.unit),
            joinedload(Assessment.rubric).undefer(Rubric.body),
        )
    )
    return found


def scores_in_sight(viewer: Viewer, assessment_id: int) -> Assessment:
    """考核 whose scores this viewer may see: the office always, others once announced (R30). Raises NotInSight."""
    return _with_scores(viewer, assessment_in_sight(viewer, assessment_id))


def scores_shown(viewer: Viewer, assessment_id: int) -> Assessment:
    """The same for whoever is assessed. Raises NotInSight."""
    return _with_scores(viewer, assessment_shown(viewer, assessment_id))


def _with_scores(viewer: Viewer, found: Assessment) -> Assessment:
    office = viewer.before(found.programme.unit_id).may(Permission.SCORE_READ)
    if not office and found.state not in PUBLIC_ASSESSMENT:
        raise NotInSight
    return found


def sheet_in_sight(viewer: Viewer, sheet_id: int) -> ScoreSheet:
    """考核评分表 of a unit in sight, with assessment, rubric and programme. Raises NotInSight."""
    return _sheet(viewer, assessments_in_sight(viewer), sheet_id)


def sheet_shown(viewer: Viewer, sheet_id: int) -> ScoreSheet:
    """The same for whoever is assessed. Raises NotInSight."""
    return _sheet(viewer, assessments_shown(viewer), sheet_id)


def _sheet(viewer: Viewer, seen: ColumnElement[bool], sheet_id: int) -> ScoreSheet:
    found: ScoreSheet = one(
        select(ScoreSheet)
        .join(ScoreSheet.unit)
        .join(ScoreSheet.assessment)
        .join(Assessment.programme)
        .where(ScoreSheet.id == sheet_id, under(viewer), seen)
        .options(
            joinedload(ScoreSheet.unit),
            joinedload(ScoreSheet.assessment).joinedload(Assessment.programme).joinedload(Programme.unit),
            joinedload(ScoreSheet.assessment).joinedload(Assessment.rubric).undefer(Rubric.body),
        )
    )
    return found


def sheets_of_letter(viewer: Viewer, letter: Letter) -> list[ScoreSheet]:
    """一份责任书的单位在其方案里的评分表 whose scores this viewer may see, the final one first (R30)."""
    rows = (
        select(ScoreSheet)
        .join(ScoreSheet.unit)
        .join(ScoreSheet.assessment)
        .where(
            Assessment.programme_id == letter.programme_id,
            Assessment.state != AssessmentState.CANCELLED,
            ScoreSheet.unit_id == letter.unit_id,
            under(viewer),
        )
        .options(joinedload(ScoreSheet.assessment))
        .order_by(Assessment.final.desc(), Assessment.first_on.desc(), Assessment.id.desc())
    )
    if not viewer.before(letter.programme.unit_id).may(Permission.SCORE_READ):
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


def kept_by(viewer: Viewer, programme_id: Any) -> ColumnElement[bool]:
    """本级办理的: of programmes of the viewer's own office; what a county told its town is not for the town to decide."""
    if not viewer.offices_around:
        return true()
    kept: ColumnElement[bool] = programme_id.in_(select(Programme.id).where(owned_by(viewer)))
    return kept


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
