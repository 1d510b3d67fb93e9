"""申诉: filed by row, the queue, one with old and new side by side, advised and decided (features A12)."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import appeals as actions
from respbook.actions.appeals import Objection, check_deciding
from respbook.forms.assessments import AdviceForm, AppealForm, AppealWithdrawalForm, DecisionForm
from respbook.forms.base import ConfirmForm, Form, filled
from respbook.forms.evidence import evidence_ids
from respbook.queries.appeals import (
    announced_scores,
    appeal_in_sight,
    appeal_list,
    files_of,
    next_waiting,
    proof_in_sight,
)
from respbook.queries.assessing import rubric_of
from respbook.queries.assessment_progress import appeal_window
from respbook.queries.scope import NotInSight
from respbook.queries.scope_assessments import scores_shown, sheet_shown
from respbook.rules.chinese import figure
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import APPEAL, AppealState
from respbook.rules.marking import read_points
from respbook.rules.permissions import Permission
from respbook.rules.typed import whole_in
from respbook.views.score_matters import give
from respbook.web.evidence import sent_photos
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, facing, now, today

pages = Blueprint("appeals", __name__)


@pages.get("/appeals/")
@needs(Permission.RESULT_READ)
def index() -> ResponseReturnValue:
    """申诉队列, of one assessment where it is named."""
    assessment_id = whole_in(request.args.get("assessment_id", ""))
    return page(
        "appeals/index.html",
        rows=appeal_list(current(), assessment_id),
        labels=APPEAL.labels,
        today=today(),
    )


@pages.route("/score-sheets/<int:sheet_id>/appeals/<row_key>", methods=["GET", "POST"])
@needs(Permission.SELF_SCORE)
def new(sheet_id: int, row_key: str) -> ResponseReturnValue:
    """提出申诉 on one row."""
    sheet = sheet_shown(current(), sheet_id)
    window = appeal_window(sheet.assessment)
    shown = scores_shown(current(), window.id if window else sheet.assessment_id)
    try:
        row = rubric_of(sheet.assessment.rubric).row(row_key)
    except KeyError:
        raise NotInSight from None
    form = AppealForm()
    valid = form.validate_on_submit()
    photos = sent_photos(evidence_ids(request.form), current().unit_id, f"申诉：{row.title}", ours=form.ours)
    if valid and not photos.wrong:
        with form.refusals():
            typed = filled(form.wanted)
            wanted = read_points(typed, row, sheet.class_key, "wanted") if typed else None
            said = Objection(filled(form.words), wanted, tuple(photos.ids))
            made = actions.file(sheet_id, row_key, said, by=current(), now=now())
            return go(url_for("appeals.show", appeal_id=made.id), "申诉已提出，会由没有参加评分的人决定。")
        sheet = sheet_shown(current(), sheet_id)
        window = appeal_window(sheet.assessment)
        shown = scores_shown(current(), window.id if window else sheet.assessment_id)
    status = 422 if photos.wrong and form.status == 200 else form.status
    return page(
        "appeals/new.html",
        sheet=sheet,
        row=row,
        form=form,
        photo_box=photos,
        shown=shown,
        score=announced_scores(window, sheet).get(row_key) if window else None,
        until=window.announced_until if window else None,
    ), status


@pages.get("/appeals/<int:appeal_id>")
@needs(Permission.RESULT_READ)
def show(appeal_id: int) -> ResponseReturnValue:
    """一件申诉."""
    return _shown(appeal_id)


@pages.post("/appeals/<int:appeal_id>/advice")
@needs(Permission.SCORE_WRITE)
def advise(appeal_id: int) -> ResponseReturnValue:
    """考核组意见."""
    form = AdviceForm()

    def deed() -> None:
        actions.advise(appeal_id, filled(form.words), form.version.data or 0, by=current(), now=now())

    return _done(appeal_id, form, deed, "advise", "意见已记下。")


@pages.post("/appeals/<int:appeal_id>/decision")
@needs(Permission.APPEAL_DECIDE)
def decide(appeal_id: int) -> ResponseReturnValue:
    """决定申诉: ``how`` tells which button was pressed."""
    form = DecisionForm()

    def deed() -> None:
        version = form.version.data or 0
        if request.form.get("how") == "reject":
            actions.reject(appeal_id, filled(form.words), version, by=current(), now=now())
            return
        typed = filled(form.points)
        if not typed:
            raise RuleBroken("请写改为几分；不改分的，请选“维持原分”。", "points")
        appeal = appeal_in_sight(current(), appeal_id)
        row = rubric_of(appeal.sheet.assessment.rubric).row(appeal.row_key)
        points = read_points(typed, row, appeal.sheet.class_key)
        actions.uphold(appeal_id, points, filled(form.words), version, by=current(), now=now())

    return _done(appeal_id, form, deed, "decide", "已决定，申诉单位看得到。", onwards=True)


@pages.post("/appeals/<int:appeal_id>/withdrawal")
@needs(Permission.SELF_SCORE)
def withdraw(appeal_id: int) -> ResponseReturnValue:
    """撤回申诉; the office tells why it takes back what it filed."""
    form = AppealWithdrawalForm()

    def deed() -> None:
        actions.withdraw(appeal_id, form.version.data or 0, filled(form.reason), by=current(), now=now())

    return _done(appeal_id, form, deed, "withdraw", "已撤回。")


@pages.get("/appeals/<int:appeal_id>/proofs/<int:evidence_id>")
@needs(Permission.RESULT_READ)
def proof(appeal_id: int, evidence_id: int) -> ResponseReturnValue:
    """申诉佐证, seen through its appeal."""
    return give(proof_in_sight(current(), appeal_id, evidence_id))


def _done(
    appeal_id: int, form: Any, deed: Callable[[], None], name: str, said: str, onwards: bool = False
) -> ResponseReturnValue:
    appeal_in_sight(current(), appeal_id)
    if form.validate_on_submit():
        with form.refusals():
            deed()
            following = next_waiting(current(), appeal_id) if onwards else None
            if following:
                return go(url_for("appeals.show", appeal_id=following), f"{said}这是下一件。")
            return go(url_for("appeals.show", appeal_id=appeal_id), said)
    return _shown(appeal_id, form, name)


def _shown(appeal_id: int, form: Form | None = None, refused: str = "") -> ResponseReturnValue:
    appeal = appeal_in_sight(current(), appeal_id)
    viewer = facing(appeal)
    sheet, waiting = appeal.sheet, appeal.state is AppealState.FILED
    version = {"version": appeal.version}
    decides = waiting and viewer.may(Permission.APPEAL_DECIDE)
    barred = _barred(appeal) if decides else ""
    withdraws = waiting and viewer.may(Permission.SELF_SCORE)
    return page(
        "appeals/show.html",
        viewer=viewer,
        appeal=appeal,
        sheet=sheet,
        row=rubric_of(sheet.assessment.rubric).row(appeal.row_key),
        files=files_of(appeal_id),
        labels=APPEAL.labels,
        form=form,
        may_decide=decides and not barred,
        barred=barred,
        may_advise=waiting and viewer.may(Permission.SCORE_WRITE),
        may_withdraw=withdraws and not viewer.of_office,
        may_take_back=withdraws and viewer.of_office and appeal.proxy,
        following=next_waiting(viewer, appeal_id) if viewer.of_office else None,
        confirm=ConfirmForm(formdata=None, data=version),
        withdrawal=form if refused == "withdraw" else AppealWithdrawalForm(formdata=None, data=version),
        advice=form if refused == "advise" else AdviceForm(formdata=None, data={**version, "words": appeal.advice}),
        decision=form
        if refused == "decide"
        else DecisionForm(formdata=None, data={**version, "points": figure(appeal.wanted)}),
    ), form.status if form else 200


def _barred(appeal: Any) -> str:
    """为什么不能由他决定; empty: he may."""
    try:
        check_deciding(appeal, current(), today())
    except RuleBroken as problem:
        return problem.sentence
    return ""
