"""一份社责任书或承诺书: its facts, its print, what is put right about it; the photo of its stack (features C4)."""

import io
from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import pledge_signing as signing
from respbook.actions import pledges as actions
from respbook.forms.base import filled
from respbook.forms.pledges import LeaveForm, ReasonForm, SignerForm
from respbook.queries import pledge_shares
from respbook.queries import pledges as queries
from respbook.queries.audit import trail_of
from respbook.queries.cascade_reports import report_state
from respbook.queries.scope_signing import pledge_in_sight, stack_in_sight
from respbook.rules.cascade_reports import locked_words
from respbook.rules.lifecycles import ProgrammeState
from respbook.rules.permissions import Permission
from respbook.rules.pledge_states import PLEDGE
from respbook.rules.pledges import PLEDGE_KIND_LABELS
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.press import binder, store
from respbook.web.viewer import current, now

pages = Blueprint("pledge_papers", __name__)


@pages.get("/pledges/<int:pledge_id>")
@needs(Permission.LETTER_READ)
def show(pledge_id: int) -> ResponseReturnValue:
    """一份社责任书或承诺书."""
    return _shown(pledge_id)


def _shown(pledge_id: int, refused: str = "", form: Any = None) -> ResponseReturnValue:
    pledge = pledge_in_sight(current(), pledge_id)
    locked = locked_words(report_state(pledge.letter_id), pledge.letter.unit.called)
    open_now = pledge.letter.programme.state is ProgrammeState.OPEN and not locked
    may_write = open_now and current().may(Permission.CASCADE_WRITE)
    version = {"version": pledge.version}
    forms = {
        "correct": ReasonForm(formdata=None, data=version),
        "leave": LeaveForm(formdata=None, data={**version, "how": "absent"}),
        "void": ReasonForm(formdata=None, data=version),
        "signer": SignerForm(formdata=None, data={**version, "signed_by": pledge.signed_by}),
    }
    if refused:
        forms[refused] = form
    (paper,) = queries.papers_to_print(pledge.letter_id, queries.PrintWanted(pledge_id=pledge.id))
    deeds = {deed.name for deed in PLEDGE.open_to(pledge.state, current())} if may_write else set()
    return page(
        "pledge_papers/show.html",
        pledge=pledge,
        paper=paper,
        kind_words=PLEDGE_KIND_LABELS[pledge.kind],
        state_words=PLEDGE.labels[pledge.state],
        shares=pledge_shares.shares_of(pledge),
        deeds=deeds,
        locked=locked,
        forms=forms,
        refused=refused,
        entries=trail_of(current(), "pledges", pledge_id),
    ), form.status if form is not None else 200


@pages.get("/pledges/<int:pledge_id>/paper.pdf")
@needs(Permission.LETTER_READ)
def pdf(pledge_id: int) -> ResponseReturnValue:
    """PDF of one paper."""
    pledge = pledge_in_sight(current(), pledge_id)
    papers = queries.papers_to_print(pledge.letter_id, queries.PrintWanted(pledge_id=pledge.id))
    return files.pdf(binder().pledges(papers, pledge.said).pdf, f"{pledge.said}.pdf")


@pages.post("/pledges/<int:pledge_id>/correction")
@needs(Permission.CASCADE_WRITE)
def correct(pledge_id: int) -> ResponseReturnValue:
    """更正."""
    pledge_in_sight(current(), pledge_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with form.refusals():
            row = signing.correct(pledge_id, filled(form.reason), form.version.data or 0, by=current(), now=now())
            return go(url_for("pledge_papers.show", pledge_id=pledge_id), f"{row.said}已更正为待签。")
    return _refused(pledge_id, "correct", form)


@pages.post("/pledges/<int:pledge_id>/unsigned")
@needs(Permission.CASCADE_WRITE)
def leave(pledge_id: int) -> ResponseReturnValue:
    """登记没有签."""
    pledge_in_sight(current(), pledge_id)
    form = LeaveForm()
    if form.validate_on_submit():
        with form.refusals():
            absent, reason = form.how.data == "absent", filled(form.reason)
            version = form.version.data or 0
            row = signing.leave_unsigned(pledge_id, absent, reason, version, by=current(), now=now())
            said = f"{row.said}已登记为{PLEDGE.labels[row.state]}。"
            return go(url_for("pledge_papers.show", pledge_id=pledge_id), said)
    return _refused(pledge_id, "leave", form)


@pages.post("/pledges/<int:pledge_id>/signer")
@needs(Permission.CASCADE_WRITE)
def name_signer(pledge_id: int) -> ResponseReturnValue:
    """登记代签人."""
    pledge_in_sight(current(), pledge_id)
    form = SignerForm()
    if form.validate_on_submit():
        with form.refusals():
            version = form.version.data or 0
            signing.name_signer(pledge_id, filled(form.signed_by), version, by=current(), now=now())
            return go(url_for("pledge_papers.show", pledge_id=pledge_id), "代签人已保存。")
    return _refused(pledge_id, "signer", form)


@pages.post("/pledges/<int:pledge_id>/voiding")
@needs(Permission.CASCADE_WRITE)
def void(pledge_id: int) -> ResponseReturnValue:
    """作废."""
    pledge_in_sight(current(), pledge_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with form.refusals():
            row = actions.void(pledge_id, filled(form.reason), form.version.data or 0, by=current(), now=now())
            return go(url_for("pledge_papers.show", pledge_id=pledge_id), f"{row.said}已作废，编号不再使用。")
    return _refused(pledge_id, "void", form)


def _refused(pledge_id: int, deed: str, form: Any) -> ResponseReturnValue:
    """The page with the refused form open; after a 409 the next save is made on what stands now."""
    if form.status == 409:
        form.renewed(pledge_in_sight(current(), pledge_id).version)
    return _shown(pledge_id, deed, form)


@pages.get("/pledge-stacks/<int:stack_id>/file")
@needs(Permission.LETTER_READ)
def photo(stack_id: int) -> ResponseReturnValue:
    """签订留影."""
    stack = stack_in_sight(current(), stack_id)
    return files.attachment(io.BytesIO(store().get(stack.sha256)), stack.file_name, stack.media)
