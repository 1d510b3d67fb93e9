"""考核细则: the editions of a programme, what an edition's rows refer to, and whether scoring by it has begun."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from respbook.models.assessments import Assessment, ScoreMark, ScoreSettlement, ScoreSheet
from respbook.models.base import db
from respbook.models.letter_templates import Clause, LetterTemplate
from respbook.models.programmes import Programme
from respbook.models.rubrics import Rubric
from respbook.models.targets import Target
from respbook.queries.scope import owners_of
from respbook.queries.scope_assessments import rubrics_in_sight
from respbook.rules.lifecycles import AssessmentState, ProgrammeState, RubricState
from respbook.rules.permissions import Viewer


def editions(viewer: Viewer, programme: Programme) -> Sequence[Rubric]:
    """各版细则 of a programme in sight, the youngest first, without dropped drafts: one statement."""
    return db.session.scalars(
        select(Rubric)
        .join(Rubric.programme)
        .where(Rubric.programme_id == programme.id, rubrics_in_sight(viewer), Rubric.state != RubricState.DROPPED)
        .order_by(Rubric.edition.desc())
    ).all()


def all_editions(viewer: Viewer) -> Sequence[Rubric]:
    """全部细则 in sight, by year, the youngest first: one statement."""
    return db.session.scalars(
        select(Rubric)
        .join(Rubric.programme)
        .where(rubrics_in_sight(viewer), Rubric.state != RubricState.DROPPED)
        .order_by(Programme.year.desc(), Programme.id.desc(), Rubric.edition.desc())
        .options(joinedload(Rubric.programme))
    ).all()


def edition_in_force(programme_id: int) -> Rubric | None:
    """现行细则: the published edition of a programme."""
    return db.session.scalar(
        select(Rubric).where(Rubric.programme_id == programme_id, Rubric.state == RubricState.PUBLISHED)
    )


def begun(rubric_id: int) -> bool:
    """已开始评分: an assessor has given a mark, or a row was settled, in an assessment by this edition."""
    sheets = (
        select(ScoreSheet.id)
        .join(Assessment, Assessment.id == ScoreSheet.assessment_id)
        .where(Assessment.rubric_id == rubric_id, Assessment.state != AssessmentState.CANCELLED)
    )
    marked = exists().where(ScoreMark.sheet_id.in_(sheets))
    settled = exists().where(ScoreSettlement.sheet_id.in_(sheets))
    return bool(db.session.scalar(select(marked | settled)))


def followers(rubric_id: int) -> Sequence[Assessment]:
    """按这一版进行的考核, those that were not cancelled."""
    return db.session.scalars(
        select(Assessment).where(Assessment.rubric_id == rubric_id, Assessment.state != AssessmentState.CANCELLED)
    ).all()


@dataclass(frozen=True)
class ClauseWords:
    """条款的出处: the sentence with the template that it stands in."""

    id: int
    template_id: int
    template: str
    text: str
    level: int


def clauses_of(viewer: Viewer, programme_id: int) -> Sequence[ClauseWords]:
    """方案的条款 in the order of the templates: one statement."""
    found = db.session.execute(
        select(Clause.id, LetterTemplate.id, LetterTemplate.name, Clause.text, Clause.level)
        .join(Clause.template)
        .join(LetterTemplate.programme)
        .where(LetterTemplate.programme_id == programme_id, owners_of(viewer))
        .order_by(LetterTemplate.position, LetterTemplate.id, Clause.position)
    )
    return [ClauseWords(*row) for row in found]


def targets_of(viewer: Viewer, programme_id: int) -> Mapping[int, Target]:
    """方案的目标任务 by their ids, in order: one statement."""
    found = db.session.scalars(
        select(Target)
        .join(Target.programme)
        .where(Target.programme_id == programme_id, owners_of(viewer))
        .order_by(Target.position, Target.id)
    )
    return {target.id: target for target in found}


def open_programmes(viewer: Viewer) -> Sequence[Programme]:
    """进行中的方案 in which a rubric may be drafted: one statement."""
    return db.session.scalars(
        select(Programme)
        .where(owners_of(viewer), Programme.state == ProgrammeState.OPEN)
        .order_by(Programme.year.desc(), Programme.id.desc())
    ).all()


def programmes_of(viewer: Viewer) -> Sequence[Programme]:
    """各年方案 in sight, whose records a rubric may be tried on: one statement."""
    return db.session.scalars(
        select(Programme).where(owners_of(viewer)).order_by(Programme.year.desc(), Programme.id.desc())
    ).all()
