"""考核: the list, opening one, its page with the state of every sheet, and the deeds from 拟定 to 发布."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import assessment_results as results
from respbook.actions import assessments as actions
from respbook.forms.assessments import AnnounceForm, OpeningForm, ReasonForm
from respbook.forms.base import ConfirmForm, Form
from respbook.queries.assessing import rows_of, rubric_of
from respbook.queries.assessment_lists import assessment_list, own_sheet, published_rubrics, sheets_of
from respbook.queries.assessment_progress import appeal_window, open_appeals, told_names, undecided
from respbook.queries.assessment_ranking import changes_since, ranking, reckoned_again
from respbook.queries.audit_head import head
from respbook.queries.scope import NotInSight
from respbook.queries.scope_assessments import assessment_in_sight, assessment_shown, rubric_in_sight, scores_shown
from respbook.rules.assessments import ANNOUNCE_WORKDAYS, COMBINING_LABELS, WIDE_GAP, Combining
from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import ASSESSMENT, PUBLIC_ASSESSMENT, SCORE_SHEET, AssessmentState
from respbook.rules.permissions import Permission
from respbook.rules.scoring.grading import bounds_words
from respbook.rules.scoring.ranking import tie_words
from respbook.rules.works import Kind
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, facing, now, today

pages = Blueprint("assessments", __name__)


@pages.get("/assessments/")
@needs(Permission.RESULT_READ)
def index() -> ResponseReturnValue:
    """考核一览."""
    viewer = current()
    rows = assessment_list(viewer)
    return page(
        "assessments/index.html",
        rows=[each for each in rows if viewer.keeps(each.row.programme.unit_id)],
        told=[each for each in rows if not viewer.keeps(each.row.programme.unit_id)],
        labels=ASSESSMENT.labels,
        public=PUBLIC_ASSESSMENT,
        rubrics=published_rubrics(viewer),
        own=own_sheet(viewer, [each.row.id for each in rows]),
    )


@pages.route("/rubrics/<int:rubric_id>/assessments/new", methods=["GET", "POST"])
@needs(Permission.ASSESSMENT_WRITE)
def new(rubric_id: int) -> ResponseReturnValue:
    """开始考核."""
    row = rubric_in_sight(current(), rubric_id)
    rubric = rubric_of(row)
    year, term = row.programme.year, (row.programme.term_from, row.programme.term_to)
    form = OpeningForm(
        data={
            "name": f"{year}年度年终考核",
            "first_on": term[0],
            "last_on": min(term[1], today()),
            "assessors": 1,
            "blind": True,
            "combining": str(Combining.MEAN),
            "wide_gap": WIDE_GAP,
        }
    )
    form.kind.choices = [("final", "年终考核（汇总全年）")] + [
        (part.key, f"{part.label}的一期") for part in rubric.parts if rows_of(rubric, part.key)
    ]
    if form.validate_on_submit():
        with form.refusals():
            made = actions.open_assessment(rubric_id, form.opening(rubric.final_part), by=current(), now=now())
            return go(url_for("assessments.show", assessment_id=made.id), "考核已开始，各单位的评分表已备好。")
    return page("assessments/new.html", row=row, form=form), form.status


@pages.get("/assessments/<int:assessment_id>")
@needs(Permission.RESULT_READ)
def show(assessment_id: int) -> ResponseReturnValue:
    """考核: how far it is, and what comes next."""
    return _shown(assessment_id)


@pages.get("/assessments/<int:assessment_id>/results")
@needs(Permission.RESULT_READ)
def result(assessment_id: int) -> ResponseReturnValue:
    """考核结果: ranking by group; units from 公示 on."""
    row = scores_shown(current(), assessment_id)
    rubric = rubric_of(row.rubric)
    parts = [each.label for each in rubric.parts] if len(rubric.parts) > 1 else []
    return page(
        "assessments/results.html",
        viewer=facing(row),
        row=row,
        rubric=rubric,
        heads=[{"words": each} for each in ("名次", "单位", "总分", "等次", *parts, "加分", "较上年", "说明")],
        bands=[f"{each.label}：{bounds_words(each)}" for each in rubric.bands],
        ties="、".join(tie_words(rubric, each) for each in rubric.ties),
        groups=ranking(row),
        changes=changes_since(row),
        labels=ASSESSMENT.labels,
        frozen=row.state in PUBLIC_ASSESSMENT,
    )


@pages.get("/assessments/<int:assessment_id>/recount")
@needs(Permission.RESULT_READ)
def recount(assessment_id: int) -> ResponseReturnValue:
    """复算: the frozen result reckoned again from the frozen rubric and facts."""
    row = scores_shown(current(), assessment_id)
    if row.state not in PUBLIC_ASSESSMENT:
        raise NotInSight
    return page(
        "assessments/recount.html", row=row, differing=reckoned_again(row), count=len(sheets_of(current(), row.id))
    )


@pages.post("/assessments/<int:assessment_id>/drawing-up")
@needs(Permission.ASSESSMENT_WRITE)
def draw_up(assessment_id: int) -> ResponseReturnValue:
    """拟定结果."""
    return _confirmed(assessment_id, "draw_up", ConfirmForm(), results.draw_up, "结果已拟定，请领导核定后公示。")


@pages.post("/assessments/<int:assessment_id>/announcement")
@needs(Permission.SCORE_PUBLISH, fresh=True)
def announce(assessment_id: int) -> ResponseReturnValue:
    """公示."""
    form = AnnounceForm()

    def deed(assessment_id: int, version: int, **who: Any) -> Any:
        return results.announce(assessment_id, version, form.workdays.data or 0, **who)

    return _confirmed(assessment_id, "announce", form, deed, "已公示，各单位都收到了通知。")


@pages.post("/assessments/<int:assessment_id>/settlement")
@needs(Permission.SCORE_PUBLISH, fresh=True)
def settle(assessment_id: int) -> ResponseReturnValue:
    """定稿."""
    return _confirmed(assessment_id, "settle", ConfirmForm(), results.settle, "已定稿，可以发布。")


@pages.post("/assessments/<int:assessment_id>/release")
@needs(Permission.SCORE_PUBLISH, fresh=True)
def release(assessment_id: int) -> ResponseReturnValue:
    """发布."""
    return _confirmed(assessment_id, "release", ConfirmForm(), results.release, "已发布。")


@pages.post("/assessments/<int:assessment_id>/reopening")
@needs(Permission.SCORE_PUBLISH)
def reopen(assessment_id: int) -> ResponseReturnValue:
    """退回评分."""
    return _with_reason(assessment_id, "reopen", results.reopen, "已退回评分。")


@pages.post("/assessments/<int:assessment_id>/withdrawal")
@needs(Permission.SCORE_PUBLISH, fresh=True)
def withdraw(assessment_id: int) -> ResponseReturnValue:
    """撤回公示."""
    return _with_reason(assessment_id, "withdraw", results.withdraw, "已撤回公示，各单位都收到了通知。")


@pages.post("/assessments/<int:assessment_id>/cancellation")
@needs(Permission.ASSESSMENT_WRITE)
def cancel(assessment_id: int) -> ResponseReturnValue:
    """取消考核."""
    return _with_reason(assessment_id, "cancel", actions.cancel, "已取消。")


def _confirmed(assessment_id: int, name: str, form: Any, deed: Callable[..., Any], said: str) -> ResponseReturnValue:
    assessment_in_sight(current(), assessment_id)
    if form.validate_on_submit():
        with form.refusals():
            deed(assessment_id, form.version.data or 0, by=current(), now=now())
            if name in ("announce", "settle", "release"):
                current_app.extensions["queue"].start(Kind.PUBLICATION, head()[0])
            return go(url_for("assessments.show", assessment_id=assessment_id), said)
    return _shown(assessment_id, form, name)


def _with_reason(assessment_id: int, name: str, deed: Callable[..., Any], said: str) -> ResponseReturnValue:
    assessment_in_sight(current(), assessment_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with form.refusals():
            deed(assessment_id, form.reason.data or "", form.version.data or 0, by=current(), now=now())
            return go(url_for("assessments.show", assessment_id=assessment_id), said)
    return _shown(assessment_id, form, name)


def _shown(assessment_id: int, form: Form | None = None, refused: str = "") -> ResponseReturnValue:
    """考核的页面; ``form`` is one that was refused, ``refused`` its deed."""
    row = assessment_shown(current(), assessment_id)
    viewer = facing(row)
    office = viewer.may(Permission.SCORE_READ)
    version = {"version": row.version}
    open_to = {each.name for each in ASSESSMENT.open_to(row.state, viewer)}
    try:
        results.check_announcer(row, viewer)
    except RuleBroken:
        open_to -= {"announce"}
    return page(
        "assessments/show.html",
        viewer=viewer,
        row=row,
        office=office,
        labels=ASSESSMENT.labels,
        combining=COMBINING_LABELS[row.combining],
        stages=_stages(row),
        sheets=sheets_of(viewer, assessment_id),
        sheet_labels=SCORE_SHEET.labels,
        filter=request.args.get("state", ""),
        told=told_names(row.id) if open_to & {"announce", "release"} else (),
        waiting=undecided(row) if office and row.state in (AssessmentState.SCORING, AssessmentState.DRAWN_UP) else 0,
        beside=appeal_window(row) if office and not row.final and row.state is AssessmentState.SCORING else None,
        appeals=open_appeals(row) if row.state is AssessmentState.ANNOUNCED and office else 0,
        open_to=open_to,
        public=row.state in PUBLIC_ASSESSMENT,
        form=form,
        refused=refused,
        confirm=ConfirmForm(formdata=None, data=version),
        announcing=form
        if refused == "announce"
        else AnnounceForm(formdata=None, data={**version, "workdays": ANNOUNCE_WORKDAYS}),
        reason=form if isinstance(form, ReasonForm) else ReasonForm(formdata=None, data=version),
    ), form.status if form else 200


_ORDER = (
    (AssessmentState.SCORING, "自评、评分、复核"),
    (AssessmentState.DRAWN_UP, "拟定结果"),
    (AssessmentState.ANNOUNCED, "公示、申诉"),
    (AssessmentState.SETTLED, "定稿"),
    (AssessmentState.RELEASED, "发布"),
)


def _stages(row: Any) -> list[tuple[str, str, str, int, str]]:
    """考核的进程 as the line of steps shows it: what was released is through with all of them."""
    if row.state is AssessmentState.CANCELLED:
        return []
    days = (None, None, row.announced_on, row.settled_on, row.released_on)
    here = [each for each, _ in _ORDER].index(row.state)
    over = row.state is AssessmentState.RELEASED
    told = []
    for place, ((_, words), on) in enumerate(zip(_ORDER, days, strict=True)):
        done = place < here or over
        state = "done" if done else "now" if place == here else "next"
        told.append((words, day(on) if done and on else "", state, 100 if done else 0, ""))
    return told
