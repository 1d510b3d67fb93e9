"""一项评分: one row of one unit with its evidence, rule and steps, and one row across all units (横评; A2, A3, A5, A6)."""

from typing import Any

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import scoring
from respbook.actions.action import StaleVersion
from respbook.forms.base import Form
from respbook.forms.scoring import CellTyped, MarkForm, SettleForm, cell_in, cells_in, wants_json
from respbook.queries.scope_assessments import assessment_in_sight, sheet_in_sight
from respbook.queries.scope_evidence import evidence_named
from respbook.queries.score_desk import PAGE, CellShown, cell_of, row_at, row_desk
from respbook.queries.score_proposals import proposal_of, reckoned
from respbook.rules.chinese import figure
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import AssessmentState, SheetState
from respbook.rules.permissions import Permission
from respbook.rules.scoring.kinds import CHECK_LABELS
from respbook.rules.scoring.results import RowResult
from respbook.views.score_links import href_of
from respbook.views.score_sheets import save_cells
from respbook.web.filters import clock
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import page_number
from respbook.web.viewer import current, now

pages = Blueprint("score_cells", __name__)


@pages.get("/score-sheets/<int:sheet_id>/rows/<int:place>")
@needs(Permission.SCORE_READ)
def show(sheet_id: int, place: int) -> ResponseReturnValue:
    """一项: evidence, rule, figure and marks; as a piece for the desk, as a page with its form."""
    sheet = sheet_in_sight(current(), sheet_id)
    result = reckoned(sheet.assessment, sheet.unit_id).get(row_at(sheet.assessment, place).key)
    cell = cell_of(current(), sheet, place, proposal_of(result) if result else None)
    return _show(sheet, cell, _mark_form(cell), None, result)


def _mark_form(cell: CellShown) -> MarkForm:
    own = cell.own
    data: dict[str, Any] = {"version": own.version if own else 0}
    if own:
        data |= {
            "points": figure(own.points),
            "reason": own.reason or own.not_applicable,
            "na": own.points is None,
        }
    return MarkForm(formdata=None, data=data)


def _records(result: RowResult | None) -> list[tuple[str, str]]:
    """有关记录 of the row's facts: words and address, each record once."""
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for step in result.steps if result else ():
        for link in step.links:
            found.setdefault((link.table, link.key), (link.words or step.words, href_of(link)))
    return list(found.values())


def _show(
    sheet: Any, cell: CellShown, form: MarkForm, settling: SettleForm | None, result: RowResult | None = None
) -> ResponseReturnValue:
    open_now = sheet.assessment.state is AssessmentState.SCORING and sheet.state is SheetState.OPEN
    writes = open_now and current().may(Permission.SCORE_WRITE)
    version = cell.settled.version if cell.settled else 0
    result = result or reckoned(sheet.assessment, sheet.unit_id).get(cell.row.key)
    status = settling.status if settling and settling.status != 200 else form.status
    return page(
        "score_cells/show.html",
        sheet=sheet,
        row=sheet.assessment,
        cell=cell,
        result=result,
        photos=evidence_named(current(), list(cell.evidence)),
        checks=CHECK_LABELS,
        records=_records(result),
        form=form,
        settling=settling or SettleForm(formdata=None, data={"version": version}),
        writes=writes and cell.marked,
        settles=writes and cell.settles,
    ), status


@pages.post("/score-sheets/<int:sheet_id>/rows/<int:place>")
@needs(Permission.SCORE_WRITE)
def mark(sheet_id: int, place: int) -> ResponseReturnValue:
    """评分 of one cell: from the desk's script as JSON, from a browser without it as a form."""
    sheet = sheet_in_sight(current(), sheet_id)
    cell = cell_of(current(), sheet, place)
    if wants_json():
        return _saved(sheet_id, place, cell, cell_in(request.form))
    form = MarkForm()
    if form.validate_on_submit():
        with form.refusals():
            version = form.version.data or 0
            scoring.mark(sheet_id, cell.row.key, form.typed(), cell.proposal, version, by=current(), now=now())
            return go(url_for("score_sheets.show", sheet_id=sheet_id, _anchor=f"row-{place}"), "已保存。")
        sheet = sheet_in_sight(current(), sheet_id)
        cell = cell_of(current(), sheet, place)
        form.renew_key()
        if form.status == 409:
            form.beside(_mark_form(cell))
    return _show(sheet, cell, form, None)


def _saved(sheet_id: int, place: int, cell: CellShown, sent: CellTyped) -> ResponseReturnValue:
    """How the cell stands now, as the page's script reads it; what somebody else saved first stands beside what was sent."""
    sent_beside = cell.proposal
    try:
        saved = scoring.mark(sheet_id, cell.row.key, sent.typed, sent_beside, sent.version, by=current(), now=now())
    except StaleVersion as problem:
        stands = cell_of(current(), sheet_in_sight(current(), sheet_id), place, sent_beside)
        if stands.own is None or not sent.same_as(stands.said):
            own = stands.own
            told = {"points": figure(own.points), "na": own.points is None, "reason": own.reason} if own else {}
            return jsonify(said=problem.sentence, version=own.version if own else 0, stands=told), 409
        saved = stands.own  # the answer to the same press was lost on its way
    except RuleBroken as problem:
        return jsonify(said=problem.sentence, field=problem.field or "points"), 422
    stands = cell_of(current(), sheet_in_sight(current(), sheet_id), place, sent_beside)
    warn = "各人评分差距大，须合议" if stands.standing and stands.standing.unsettled else ""
    return jsonify(version=saved.version, at=clock(saved.at), points=figure(saved.points), warn=warn)


@pages.post("/score-sheets/<int:sheet_id>/rows/<int:place>/settlement")
@needs(Permission.SCORE_WRITE)
def settle(sheet_id: int, place: int) -> ResponseReturnValue:
    """合议."""
    sheet = sheet_in_sight(current(), sheet_id)
    cell, form = cell_of(current(), sheet, place), SettleForm()
    if form.validate_on_submit():
        with form.refusals():
            said = (form.points.data or "", form.reason.data or "", form.version.data or 0)
            scoring.settle(sheet_id, cell.row.key, *said, by=current(), now=now())
            return go(url_for("score_sheets.show", sheet_id=sheet_id, _anchor=f"row-{place}"), "已合议。")
        form.renew_key()
        sheet = sheet_in_sight(current(), sheet_id)
        cell = cell_of(current(), sheet, place)
        if form.status == 409:
            form.renewed(cell.settled.version if cell.settled else 0)
    return _show(sheet, cell, _mark_form(cell), form)


@pages.get("/assessments/<int:assessment_id>/rows/<int:place>")
@needs(Permission.SCORE_READ)
def across(assessment_id: int, place: int) -> ResponseReturnValue:
    """横评."""
    return _across(assessment_in_sight(current(), assessment_id), place, Form(formdata=None))


def _across(
    assessment: Any, place: int, form: Form, typed: dict[int, tuple[CellTyped, str]] | None = None
) -> ResponseReturnValue:
    desk, total = row_desk(current(), assessment, place, page_number())
    open_now = assessment.state is AssessmentState.SCORING
    return page(
        "score_cells/across.html",
        row=assessment,
        criterion=row_at(assessment, place),
        place=place,
        desk=desk,
        total=total,
        pages=-(-total // PAGE) or 1,
        number=page_number(),
        first=(page_number() - 1) * PAGE + 1,
        form=form,
        typed=typed or {},
        writes=open_now and current().may(Permission.SCORE_WRITE),
        checks=CHECK_LABELS,
    ), form.status


@pages.post("/assessments/<int:assessment_id>/rows/<int:place>")
@needs(Permission.SCORE_WRITE)
def save_across(assessment_id: int, place: int) -> ResponseReturnValue:
    """保存横评, for browsers without scripts."""
    assessment, form = assessment_in_sight(current(), assessment_id), Form()
    if not form.validate_on_submit():
        raise RuleBroken("提交的内容不完整，没有保存。请刷新页面后重试。")
    desk, _ = row_desk(current(), assessment, place, page_number())
    cells = {cell.sheet.id: cell for cell in desk.cells if cell.marked}
    saved, wrong, stale = save_cells(cells, cells_in(request.form, cells))
    address = url_for("score_cells.across", assessment_id=assessment_id, place=place, page=request.args.get("page"))
    if not wrong:
        return go(address, f"已保存{saved}项。" if saved else "没有改动。")
    form.status = 409 if stale else 422
    done = f"已保存{saved}项；" if saved else ""
    form.form_errors = [f"{done}有{len(wrong)}项没有存上，原因写在各项下，填的还在，请改正后再保存。"]
    form.renew_key()
    return _across(assessment_in_sight(current(), assessment_id), place, form, wrong)
