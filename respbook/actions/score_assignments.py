"""评分分工: which assessor is asked for which units and rows; others' cells stay open to him and are not asked (A3)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, select

from respbook.actions import audit
from respbook.actions.action import action
from respbook.models.assessments import Assessment, ScoreAssignment, ScoreSheet
from respbook.models.base import db
from respbook.queries.assessing import rows_of, rubric_of
from respbook.queries.scope import NotInSight, user_in_sight
from respbook.queries.scope_assessments import assessment_in_sight
from respbook.rules.chinese import joined
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import AssessmentState
from respbook.rules.permissions import GRANTS, Permission, Viewer


@action(Permission.ASSESSMENT_WRITE, undo=True)
def assign(
    assessment_id: int,
    assessor_id: int,
    sheet_ids: Collection[int],
    row_keys: Collection[str],
    *,
    by: Viewer,
    now: datetime,
) -> Assessment:
    """安排分工 of one assessor anew; neither units nor rows: nothing is asked of him any more. Raises RuleBroken, NotInSight."""
    row = assessment_in_sight(by, assessment_id)
    if row.state is not AssessmentState.SCORING:
        raise RuleBroken(f"“{row.name}”的评分已经结束，不必再安排分工。")
    assessor = user_in_sight(by, assessor_id)
    if not any(Permission.SCORE_WRITE in GRANTS[each.role] for each in assessor.roles):
        raise RuleBroken(f"{assessor.name}不是考核组成员，不能评分。请先在“用户”里给他考核组的角色。", "assessor")
    sheets = {each.id: each for each in db.session.scalars(_sheets(assessment_id, sheet_ids))}
    rows = {each.key: each for each in rows_of(rubric_of(row.rubric), row.part_key)}
    if set(sheet_ids) - sheets.keys() or set(row_keys) - rows.keys():
        raise NotInSight
    mine = ScoreAssignment.assessment_id == assessment_id, ScoreAssignment.assessor_id == assessor_id
    for old in db.session.scalars(select(ScoreAssignment).where(*mine)):
        db.session.delete(old)
    facts = {"assessment_id": assessment_id, "assessor_id": assessor_id, "assessor": assessor.name}
    facts |= {"made_by": by.name, "made_at": now}
    db.session.add_all(ScoreAssignment(sheet_id=each, row_key="", **facts) for each in sheets)
    db.session.add_all(ScoreAssignment(sheet_id=None, row_key=key, **facts) for key in rows if key in set(row_keys))
    told = {
        "单位": joined(each.unit_name for each in sheets.values()),
        "指标": joined(rows[key].title for key in rows if key in set(row_keys)),
    }
    told = {name: words for name, words in told.items() if words} or {"分工": "不再安排"}
    audit.note("score.assign", row, f"{row.name}：{assessor.name}", after=told)
    return row


def _sheets(assessment_id: int, sheet_ids: Collection[int]) -> Select[ScoreSheet]:
    return select(ScoreSheet).where(ScoreSheet.assessment_id == assessment_id, ScoreSheet.id.in_(sheet_ids))
