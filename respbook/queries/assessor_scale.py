"""评委尺度 of an assessment, from rows of which all marks are in; and who is asked for what (A3, A6, X12)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from respbook.models.assessments import Assessment, ScoreAssignment, ScoreSheet
from respbook.models.base import db
from respbook.models.people import User, UserRole
from respbook.models.units import Unit
from respbook.queries.desk_marks import marks_of
from respbook.queries.scope import under
from respbook.queries.score_proposals import rows_of
from respbook.rules.assessor_scale import Held, Scales, scales_of
from respbook.rules.chinese import china_day
from respbook.rules.permissions import GRANTS, Permission, Role, Viewer

_SCORING_ROLES = [role for role in Role if Permission.SCORE_WRITE in GRANTS[role]]


def scales(assessment: Assessment) -> Scales:
    """评委尺度: where marks are blind a row counts once all of it are in, so that nothing of it can be worked out before."""
    chosen = select(ScoreSheet).where(ScoreSheet.assessment_id == assessment.id)
    sheets = {row.id: row for row in db.session.scalars(chosen)}
    marks, rows = marks_of(sheets), {row.key: row for row in rows_of(assessment)}
    held = []
    for (sheet_id, key), given in marks.marks.items():
        sheet, row = sheets[sheet_id], rows.get(key)
        standing = marks.standing((sheet_id, key), assessment)
        full = row.points_for(sheet.class_key) if row else Decimal(0)
        if not full or (assessment.blind and not standing.complete):
            continue
        for mark in given:
            if mark.points is None:
                continue
            against = standing.score if standing.complete and len(given) > 1 else mark.proposed
            on = china_day(mark.at)
            who = mark.assessor_id, mark.assessor, on
            held.append(Held(*who, sheet.id, sheet.unit_name, mark.points, full, against))
    return scales_of(held)


@dataclass
class Duty:
    """一名考核人员的分工."""

    user: User
    sheets: set[int] = field(default_factory=set)
    rows: set[str] = field(default_factory=set)


def duties(viewer: Viewer, assessment: Assessment) -> Sequence[Duty]:
    """分工 of all who may score, in the order of their names. Two statements and the roles."""
    people = db.session.scalars(
        select(User)
        .join(User.unit)
        .where(under(viewer), User.roles.any(UserRole.role.in_(_SCORING_ROLES)))
        .order_by(User.name, User.id)
        .options(selectinload(User.roles))
    ).all()
    found = {user.id: Duty(user) for user in people}
    lines = select(ScoreAssignment).where(ScoreAssignment.assessment_id == assessment.id)
    for line in db.session.scalars(lines):
        duty = found.get(line.assessor_id)
        if duty is not None and line.sheet_id is not None:
            duty.sheets.add(line.sheet_id)
        elif duty is not None:
            duty.rows.add(line.row_key)
    return list(found.values())


def sheet_names(viewer: Viewer, assessment: Assessment) -> Sequence[tuple[int, str]]:
    """各单位的评分表 by name."""
    chosen = select(ScoreSheet.id, ScoreSheet.unit_name).join(ScoreSheet.unit)
    chosen = chosen.where(ScoreSheet.assessment_id == assessment.id, under(viewer)).order_by(Unit.position, Unit.id)
    return [(row.id, row.unit_name) for row in db.session.execute(chosen)]
