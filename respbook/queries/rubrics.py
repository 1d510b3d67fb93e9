"""考核细则: the editions of a programme, what an edition's rows refer to, and whether scoring by it has begun."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload, undefer

from respbook.models.assessments import Assessment, ScoreMark, ScoreSettlement, ScoreSheet, SelfScore
from respbook.models.base import db
from respbook.models.letter_templates import Clause, LetterTemplate
from respbook.models.programmes import Programme
from respbook.models.rubrics import Rubric
from respbook.models.score_matters import ScoreMatter
from respbook.models.targets import Target
from respbook.models.tasks import Task
from respbook.queries.assessing import rubric_of
from respbook.queries.scope import owned_by, programmes_seen
from respbook.queries.scope_assessments import rubrics_shown
from respbook.rules.lifecycles import AssessmentState, MatterState, ProgrammeState, RubricState
from respbook.rules.permissions import Viewer
from respbook.rules.scoring.rubric import Row

_FIELD = re.compile(r"\{\{\s*(?:[^{}:：]*[:：])?\s*([^{}]*?)\s*\}\}")
SHORT = 24
"""Characters of a sentence that tell which one it is."""


def editions(viewer: Viewer, programme: Programme) -> Sequence[Rubric]:
    """各版细则 of a programme in sight, the youngest first, without dropped drafts: one statement."""
    return db.session.scalars(
        select(Rubric)
        .join(Rubric.programme)
        .where(Rubric.programme_id == programme.id, rubrics_shown(viewer), Rubric.state != RubricState.DROPPED)
        .order_by(Rubric.edition.desc())
    ).all()


def all_editions(viewer: Viewer) -> Sequence[Rubric]:
    """全部细则 in sight, by year, the youngest first: one statement."""
    return db.session.scalars(
        select(Rubric)
        .join(Rubric.programme)
        .where(rubrics_shown(viewer), Rubric.state != RubricState.DROPPED)
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
    sheets = _sheets_by(rubric_id)
    marked = exists().where(ScoreMark.sheet_id.in_(sheets))
    settled = exists().where(ScoreSettlement.sheet_id.in_(sheets))
    return bool(db.session.scalar(select(marked | settled)))


def followers(rubric_id: int) -> Sequence[Assessment]:
    """按这一版进行的考核, those that were not cancelled."""
    return db.session.scalars(
        select(Assessment).where(Assessment.rubric_id == rubric_id, Assessment.state != AssessmentState.CANCELLED)
    ).all()


def matters_under(programme_id: int) -> Sequence[tuple[str, str, str]]:
    """计分事项 of a programme that count or may come to count: row, rule, words."""
    found = db.session.execute(
        select(ScoreMatter.row_key, ScoreMatter.rule_key, ScoreMatter.words)
        .where(ScoreMatter.programme_id == programme_id, ScoreMatter.state != MatterState.DISMISSED)
        .order_by(ScoreMatter.id)
    )
    return [(row_key, rule_key, words) for row_key, rule_key, words in found]


def _sheets_by(rubric_id: int) -> Select[Any]:
    return (
        select(ScoreSheet.id)
        .join(Assessment, Assessment.id == ScoreSheet.assessment_id)
        .where(Assessment.rubric_id == rubric_id, Assessment.state != AssessmentState.CANCELLED)
    )


def self_scored_rows(rubric_id: int) -> Sequence[str]:
    """自评过的指标 under an edition."""
    return db.session.scalars(
        select(SelfScore.row_key)
        .where(SelfScore.sheet_id.in_(_sheets_by(rubric_id)))
        .distinct()
        .order_by(SelfScore.row_key)
    ).all()


def sheet_classes(rubric_id: int) -> Sequence[str]:
    """评分表的分类 under an edition."""
    return db.session.scalars(
        select(ScoreSheet.class_key).where(ScoreSheet.id.in_(_sheets_by(rubric_id))).distinct()
    ).all()


@dataclass(frozen=True)
class ClauseWords:
    """条款的出处: the sentence with the template that it stands in."""

    id: int
    template_id: int
    template: str
    text: str
    level: int

    @property
    def short(self) -> str:
        """开头, with the names of its fields in 〔 〕 in place of what is filled in by letter."""
        words = _FIELD.sub(lambda found: f"〔{found[1]}〕", self.text)
        return words if len(words) <= SHORT else f"{words[:SHORT]}…"


def clauses_of(viewer: Viewer, programme_id: int) -> Sequence[ClauseWords]:
    """方案的条款 in the order of the templates: one statement."""
    found = db.session.execute(
        select(Clause.id, LetterTemplate.id, LetterTemplate.name, Clause.text, Clause.level)
        .join(Clause.template)
        .join(LetterTemplate.programme)
        .where(LetterTemplate.programme_id == programme_id, programmes_seen(viewer))
        .order_by(LetterTemplate.position, LetterTemplate.id, Clause.position)
    )
    return [ClauseWords(*row) for row in found]


def targets_of(viewer: Viewer, programme_id: int) -> Mapping[int, Target]:
    """方案的目标任务 by their ids, in order: one statement."""
    found = db.session.scalars(
        select(Target)
        .join(Target.programme)
        .where(Target.programme_id == programme_id, programmes_seen(viewer))
        .order_by(Target.position, Target.id)
    )
    return {target.id: target for target in found}


def open_programmes(viewer: Viewer) -> Sequence[Programme]:
    """进行中的方案 in which a rubric may be drafted: one statement."""
    return db.session.scalars(
        select(Programme)
        .where(owned_by(viewer), Programme.state == ProgrammeState.OPEN)
        .order_by(Programme.year.desc(), Programme.id.desc())
    ).all()


def programmes_of(viewer: Viewer) -> Sequence[Programme]:
    """各年方案 in sight, whose records a rubric may be tried on: one statement."""
    return db.session.scalars(
        select(Programme).where(owned_by(viewer)).order_by(Programme.year.desc(), Programme.id.desc())
    ).all()


def examples_for(task_id: int) -> list[tuple[int, Row]]:
    """对照样照 for who reports a task: rows of the rubric in force that answer for its target, with its id: one statement."""
    found = db.session.execute(
        select(Rubric, Task.target_id)
        .join(Task, Task.programme_id == Rubric.programme_id)
        .where(Task.id == task_id, Task.target_id.is_not(None), Rubric.state == RubricState.PUBLISHED)
        .options(undefer(Rubric.body))
    ).first()
    if found is None:
        return []
    rubric, target_id = found
    return [(rubric.id, line) for line in rubric_of(rubric).rows if line.examples and target_id in line.target_ids]
