"""纵评: one unit's sheet from the first row to the last by keyboard, and what is done with the whole sheet (A2–A6)."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import score_sheets as deeds
from respbook.actions import scoring
from respbook.actions.action import StaleVersion
from respbook.forms.base import ConfirmForm, Form
from respbook.forms.scoring import CellTyped, SendBackForm, cells_in
from respbook.queries.desk_marks import marks_of
from respbook.queries.scope import NotInSight
from respbook.queries.scope_assessments import sheet_in_sight
from respbook.queries.score_desk import CellShown, Desk, desk_of
from respbook.queries.score_list import assessments_scored, sheet_list
from respbook.queries.score_proposals import proposals_of
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import ASSESSMENT, SCORE_SHEET, AssessmentState, SheetState
from respbook.rules.marking import Proposal
from respbook.rules.permissions import Permission
from respbook.rules.typed import whole_in
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import page_number
from respbook.web.viewer import current, now

pages = Blueprint("score_sheets", __name__, url_prefix="/score-sheets")


@pages.get("/")
@needs(Permission.SCORE_READ)
def index() -> ResponseReturnValue:
    """评分表列表：我的待评: the sheets of an assessment that is being scored, with the viewer's own progress; finished ones are linked."""
    rows = assessments_scored(current())
    running = [each for each in rows if each.state is AssessmentState.SCORING]
    chosen = whole_in(request.args.get("assessment", ""), 9)
    row = next((each for each in rows if each.id == chosen), running[0] if running and chosen is None else None)
    if chosen is not None and row is None:
        raise NotInSight
    state = request.args.get("state", "")
    wanted = SheetState(state) if state in set(SheetState) else None
    return page(
        "score_sheets/index.html",
        running=running,
        finished=[each for each in rows if each not in running and each.state is not AssessmentState.CANCELLED],
        states=ASSESSMENT.labels,
        row=row,
        found=sheet_list(current(), row, page_number(), wanted) if row else None,
        labels=SCORE_SHEET.labels,
        state=wanted,
    )


@pages.get("/<int:sheet_id>")
@needs(Permission.SCORE_READ)
def show(sheet_id: int) -> ResponseReturnValue:
    """纵评."""
    return _show(sheet_in_sight(current(), sheet_id), Form(formdata=None))


def _show(
    sheet: Any,
    form: Form,
    typed: dict[int, tuple[CellTyped, str]] | None = None,
    refused: str = "",
) -> ResponseReturnValue:
    """``typed``: what was refused, with its sentence, by the row's place; ``refused``: the deed whose form this is."""
    viewer, desk = current(), desk_of(current(), sheet, request.args.get("order") == "gap")
    scoring_now = sheet.assessment.state is AssessmentState.SCORING
    open_to = {each.name for each in SCORE_SHEET.open_to(sheet.state, viewer)} if scoring_now else set()
    back = form if refused == "send_back" else SendBackForm(formdata=None, data={"version": sheet.version})
    return page(
        "score_sheets/show.html",
        sheet=sheet,
        row=sheet.assessment,
        desk=desk,
        form=form,
        typed=typed or {},
        writes=scoring_now and sheet.state is SheetState.OPEN and viewer.may(Permission.SCORE_WRITE),
        open_to=open_to,
        confirm=ConfirmForm(formdata=None, data={"version": sheet.version}),
        back=back,
        refused=refused,
        hand="confirm" in open_to and deeds.has_hand_in(sheet, marks_of([sheet.id]), viewer),
        labels=SCORE_SHEET.labels,
        gaps_first=request.args.get("order") == "gap",
    ), form.status


@pages.post("/<int:sheet_id>")
@needs(Permission.SCORE_WRITE)
def save(sheet_id: int) -> ResponseReturnValue:
    """保存全表, for browsers without scripts: the good cells are saved, the refused ones stand as they were typed."""
    sheet, form = sheet_in_sight(current(), sheet_id), Form()
    if not form.validate_on_submit():
        raise RuleBroken("提交的内容不完整，没有保存。请刷新页面后重试。")
    desk = desk_of(current(), sheet)
    cells = {cell.place: cell for cell in desk.cells if cell.marked}
    saved, wrong, stale = save_cells(cells, cells_in(request.form, cells))
    if not wrong:
        said = f"已保存{saved}项。" if saved else "没有改动。"
        return go(url_for("score_sheets.show", sheet_id=sheet_id, order=request.args.get("order")), said)
    form.status = 409 if stale else 422
    done = f"已保存{saved}项；" if saved else ""
    form.form_errors = [f"{done}有{len(wrong)}项没有存上，原因写在各项下，填的还在，请改正后再保存。"]
    form.renew_key()
    return _show(sheet_in_sight(current(), sheet_id), form, wrong)


Refused = dict[int, tuple[CellTyped, str]]


def save_cells(cells: dict[int, CellShown], sent: dict[int, CellTyped]) -> tuple[int, Refused, bool]:
    """逐格保存: how many were saved, what was refused and why, and whether somebody else was first anywhere."""
    todo = [(number, typed) for number, typed in sent.items() if not typed.same_as(cells[number].said)]
    if not todo:
        return 0, {}, False
    filled = [
        scoring.Filled(cell.sheet.id, cell.row.key, typed.typed, cell.proposal, typed.version)
        for number, typed in todo
        if (cell := cells[number])
    ]
    try:
        refused: Mapping[int, RuleBroken] = scoring.mark_each(filled, by=current(), now=now())
    except scoring.NothingMarked as nothing:
        refused = nothing.refused
    wrong = {todo[place][0]: (todo[place][1], problem.sentence) for place, problem in refused.items()}
    return len(todo) - len(wrong), wrong, any(isinstance(each, StaleVersion) for each in refused.values())


def _proposals(sheet: Any) -> dict[str, Proposal]:
    return proposals_of(sheet.assessment, [sheet.unit_id]).get(sheet.unit_id, {})


@pages.route("/<int:sheet_id>/acceptance", methods=["GET", "POST"])
@needs(Permission.SCORE_WRITE)
def accept(sheet_id: int) -> ResponseReturnValue:
    """采用系统算分: the rows of which nothing is missing, by name and figure, before they are taken over in one deed."""
    sheet, form = sheet_in_sight(current(), sheet_id), Form()
    if form.validate_on_submit():
        with form.refusals():
            places = {whole_in(text, 4) for text in request.form.getlist("place")}
            keys = [cell.row.key for cell in desk_of(current(), sheet).cells if cell.place in places]
            saved = scoring.accept(sheet_id, keys, _proposals(sheet), by=current(), now=now())
            return go(url_for("score_sheets.show", sheet_id=sheet_id), f"{len(saved)}项已采用系统算分。")
        form.renew_key()
        sheet = sheet_in_sight(current(), sheet_id)
    desk = desk_of(current(), sheet, gaps_first=True)
    return page("score_sheets/accept.html", sheet=sheet, form=form, rows=_acceptable(desk)), form.status


def _acceptable(desk: Desk) -> list[CellShown]:
    """可直接采用的: not marked by the viewer, nothing open, and still wanted."""
    return [
        cell
        for cell in desk.asked
        if cell.own is None and cell.proposal.ready and not (cell.standing and cell.standing.complete)
    ]


@pages.post("/<int:sheet_id>/submission")
@needs(Permission.SCORE_WRITE)
def submit(sheet_id: int) -> ResponseReturnValue:
    """提交复核."""
    sheet = sheet_in_sight(current(), sheet_id)
    proposals = _proposals(sheet)

    def deed(version: int, **who: Any) -> Any:
        return deeds.submit(sheet_id, proposals, version, **who)

    return _done(sheet, ConfirmForm(), deed, "submit", "已提交复核。")


@pages.post("/<int:sheet_id>/confirmation")
@needs(Permission.SCORE_CONFIRM)
def confirm(sheet_id: int) -> ResponseReturnValue:
    """复核通过."""

    def deed(version: int, **who: Any) -> Any:
        return deeds.confirm(sheet_id, version, **who)

    return _done(sheet_in_sight(current(), sheet_id), ConfirmForm(), deed, "confirm", "已复核。")


@pages.post("/<int:sheet_id>/return")
@needs(Permission.SCORE_CONFIRM)
def send_back(sheet_id: int) -> ResponseReturnValue:
    """退回评分."""
    form = SendBackForm()

    def deed(version: int, **who: Any) -> Any:
        return deeds.send_back(sheet_id, form.reason.data or "", version, **who)

    return _done(sheet_in_sight(current(), sheet_id), form, deed, "send_back", "已退回评分。")


def _done(sheet: Any, form: Any, deed: Any, name: str, said: str) -> ResponseReturnValue:
    sheet_id = sheet.id
    if form.validate_on_submit():
        with form.refusals():
            deed(form.version.data or 0, by=current(), now=now())
            return go(url_for("score_sheets.show", sheet_id=sheet_id), said)
    sheet = sheet_in_sight(current(), sheet_id)
    form.renewed(sheet.version)
    form.renew_key()
    return _show(sheet, form, None, name)
