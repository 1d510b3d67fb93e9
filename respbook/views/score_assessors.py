"""评委: who is asked for which units and rows, and how strictly each marks beside the others (A3, X12)."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions.score_assignments import assign
from respbook.forms.base import Form
from respbook.queries.assessor_scale import duties, scales, sheet_names
from respbook.queries.scope import NotInSight
from respbook.queries.scope_assessments import assessment_in_sight
from respbook.queries.score_proposals import rows_of
from respbook.rules.assessor_scale import LEAST_MARKS
from respbook.rules.lifecycles import AssessmentState
from respbook.rules.permissions import Permission
from respbook.rules.typed import whole_in
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now

pages = Blueprint("score_assessors", __name__, url_prefix="/assessments/<int:assessment_id>/assessors")


@pages.get("")
@needs(Permission.SCORE_READ)
def index(assessment_id: int) -> ResponseReturnValue:
    """评委尺度 and 分工."""
    row = assessment_in_sight(current(), assessment_id)
    people = duties(current(), row)
    return page(
        "score_assessors/index.html",
        row=row,
        scales=scales(row),
        duties=people,
        assigned=any(each.sheets or each.rows for each in people),
        names=dict(sheet_names(current(), row)),
        titles={each.key: each.title for each in rows_of(row)},
        least=LEAST_MARKS,
        may_assign=row.state is AssessmentState.SCORING and current().may(Permission.ASSESSMENT_WRITE),
    )


@pages.route("/<int:person_id>", methods=["GET", "POST"])
@needs(Permission.ASSESSMENT_WRITE)
def duty(assessment_id: int, person_id: int) -> ResponseReturnValue:
    """安排一名考核人员的分工: units, rows, or both."""
    row, form = assessment_in_sight(current(), assessment_id), Form()
    chosen = next((each for each in duties(current(), row) if each.user.id == person_id), None)
    if chosen is None:
        raise NotInSight
    sheets, keys = set(chosen.sheets), set(chosen.rows)
    if form.validate_on_submit():
        sheets = {each for text in request.form.getlist("sheet") if (each := whole_in(text, 9))}
        keys = set(request.form.getlist("row"))
        with form.refusals():
            assign(assessment_id, person_id, sheets, keys, by=current(), now=now())
            return go(url_for("score_assessors.index", assessment_id=assessment_id), "分工已记下。")
        row = assessment_in_sight(current(), assessment_id)
        form.renew_key()
    return page(
        "score_assessors/duty.html",
        row=row,
        form=form,
        user=chosen.user,
        sheets=sheets,
        keys=keys,
        units=sheet_names(current(), row),
        rows=rows_of(row),
    ), form.status
