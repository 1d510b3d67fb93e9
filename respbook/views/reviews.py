"""审核: the reading page of a batch, and what the reviewer says."""

from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import reviews as actions
from respbook.forms.base import filled
from respbook.forms.reviews import PICKED, ReviewForm
from respbook.queries import reviews as queries
from respbook.queries.scope import job_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import BATCH, BatchState
from respbook.rules.permissions import Permission
from respbook.rules.redline import CHANGE_LABELS
from respbook.rules.reviewing import STEP_LABELS, VERDICT_LABELS, Verdict, may_review
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now

pages = Blueprint("reviews", __name__, url_prefix="/batches/<int:job_id>/review")


@pages.get("")
@needs(Permission.JOB_READ)
def show(job_id: int) -> ResponseReturnValue:
    """审阅: the common text once, what changed in it, where the letters differ."""
    job = job_in_sight(current(), job_id)
    reading = queries.review_page(current(), job)
    return _page(job, reading, _form(reading, fresh=True))


def _form(reading: queries.ReviewPage, *, fresh: bool) -> ReviewForm:
    form = ReviewForm(formdata=None) if fresh else ReviewForm()
    several = len(reading.readings) > 1
    form.clause_id.choices = [("", "整批")]
    for each in reading.readings:
        head = f"{each.template.name}：" if several else ""
        form.clause_id.choices += [(str(c.id), f"{head}{c.number}{c.text[:28]}") for c in each.now.clauses]
    rows = [row for each in reading.readings for row in each.group.rows]
    form.letter_ids.choices = [(str(row.letter_id), row.unit) for row in rows]
    return form


def _page(job: Any, reading: queries.ReviewPage, form: ReviewForm) -> ResponseReturnValue:
    viewer = current()
    open_to_me = may_review(viewer, job.proposed_by_id, job.programme.clerk_may_issue)
    form.renewed(job.version)
    opinions = queries.opinions_about(job)
    return page(
        "reviews/show.html",
        job=job,
        page=reading,
        form=form,
        opinions=[each for each in opinions if each.telling],
        line=queries.line_of(job, opinions),
        may_decide=open_to_me and job.state is BatchState.REVIEW,
        may_remark=open_to_me and job.state in (BatchState.REVIEW, BatchState.PROPOSED),
        labels=BATCH.labels,
        changes=CHANGE_LABELS,
        steps=STEP_LABELS,
        verdicts=VERDICT_LABELS,
    ), form.status


@pages.post("")
@needs(Permission.LETTER_REVIEW)
def decide(job_id: int) -> ResponseReturnValue:
    """写意见、同意、退回."""
    job = job_in_sight(current(), job_id)
    reading = queries.review_page(current(), job)
    form = _form(reading, fresh=False)
    if form.validate_on_submit():
        with form.refusals():
            return _decided(job_id, form)
    job = job_in_sight(current(), job_id)  # a refused deed lets go of what was read before it
    return _page(job, queries.review_page(current(), job), form)


def _decided(job_id: int, form: ReviewForm) -> ResponseReturnValue:
    words, version = filled(form.words), form.version.data or 0
    match form.said():
        case Verdict.REMARK:
            actions.remark(job_id, words, form.clause, by=current(), now=now())
            return go(url_for("reviews.show", job_id=job_id, _anchor="opinions"), "意见已记下。")
        case Verdict.AGREE:
            actions.agree(job_id, words, version, by=current(), now=now())
            return go(url_for("jobs.show", job_id=job_id), "审核同意，已送镇领导签发。")
        case _:
            if form.verdict.data == PICKED and not form.letters:
                raise RuleBroken("还没有勾选要退回的责任书。请在表中勾选，或退回整批。", "letter_ids")
            actions.refer_back(job_id, words, version, form.letters, by=current(), now=now())
            return go(url_for("jobs.show", job_id=job_id), "已退回经办人。")
