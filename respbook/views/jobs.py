"""签发批次: progress, approve, send back, resume."""

from flask import Blueprint, current_app, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import batch
from respbook.forms.base import ConfirmForm, filled
from respbook.forms.letters import SendBackForm
from respbook.queries import jobs as queries
from respbook.queries import reviews
from respbook.queries.scope import job_in_sight
from respbook.rules.lifecycles import BATCH, BatchState, ItemState
from respbook.rules.permissions import Permission, standing_in
from respbook.rules.reviewing import STEP_LABELS, VERDICT_LABELS, may_review
from respbook.rules.works import Kind
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.many import ask
from respbook.web.viewer import current, facing, now

pages = Blueprint("jobs", __name__, url_prefix="/batches")
_READABLE = (BatchState.REVIEW, BatchState.PROPOSED)
"""Before the leader's word: the letters are listed and may be read side by side."""


@pages.get("/")
@needs(Permission.JOB_READ)
def index() -> ResponseReturnValue:
    """批次列表."""
    return page("jobs/index.html", rows=queries.job_list(current()), labels=BATCH.labels)


@pages.get("/<int:job_id>")
@needs(Permission.JOB_READ)
def show(job_id: int) -> ResponseReturnValue:
    """一个批次; the panel asks for itself every second until nothing moves."""
    return _page(job_id, SendBackForm(formdata=None))


def _page(job_id: int, form: SendBackForm) -> ResponseReturnValue:
    job = job_in_sight(current(), job_id)
    viewer = seen_by = facing(job)
    alone = job.programme.clerk_may_issue and viewer.may(Permission.LETTER_PROPOSE)
    if alone:
        viewer = standing_in(viewer, Permission.LETTER_ISSUE)
    same_person = job.proposed_by_id == viewer.user_id and not alone
    form.version.data = job.version
    opinions = reviews.opinions_about(job)
    return page(
        "jobs/show.html",
        viewer=seen_by,
        job=job,
        progress=queries.progress_of(job),
        items=queries.letters_of(job) if job.state in _READABLE else (),
        waivers=queries.waivers_of(job),
        opinions=[each for each in opinions if each.telling],
        line=reviews.line_of(job, opinions),
        to_review=job.state is BatchState.REVIEW and may_review(current(), job.proposed_by_id, alone),
        steps=STEP_LABELS,
        verdicts=VERDICT_LABELS,
        buttons=() if same_person else tuple(each.name for each in BATCH.open_to(job.state, viewer)),
        may_resume=job.state is BatchState.INTERRUPTED and current().may(Permission.LETTER_PROPOSE),
        moving=job.state in (BatchState.QUEUED, BatchState.RUNNING),
        labels=BATCH.labels,
        form=form,
    ), form.status


@pages.post("/<int:job_id>/approval")
@needs(Permission.JOB_READ)
def approve(job_id: int) -> ResponseReturnValue:
    """同意签发; a large batch by its count."""
    waiting = [
        each.letter.unit.called
        for each in queries.letters_of(job_in_sight(current(), job_id))
        if each.state == ItemState.WAITING
    ]
    if (asked := ask(waiting, "同意签发", "份")) is not None:
        return asked
    job = batch.approve(job_id, ConfirmForm().version.data or 0, by=current(), now=now())
    current_app.extensions["queue"].start(Kind.BATCH, job.id)
    return go(url_for("jobs.show", job_id=job.id), f"已同意签发，正在逐份编号、制版，共{job.total}份。")


@pages.post("/<int:job_id>/return")
@needs(Permission.LETTER_ISSUE)
def send_back(job_id: int) -> ResponseReturnValue:
    """退回."""
    form = SendBackForm()
    if form.validate_on_submit():
        with form.refusals():
            batch.send_back(job_id, filled(form.opinion), form.version.data or 0, by=current(), now=now())
            return go(url_for("jobs.show", job_id=job_id), "已退回经办人。")
    return _page(job_id, form)


@pages.post("/<int:job_id>/resumption")
@needs(Permission.LETTER_PROPOSE)
def resume(job_id: int) -> ResponseReturnValue:
    """继续办理."""
    job = batch.resume(job_id, by=current(), now=now())
    current_app.extensions["queue"].start(Kind.BATCH, job.id)
    return go(url_for("jobs.show", job_id=job.id), "接着办理剩下的责任书。")
