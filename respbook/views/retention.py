"""个人信息清理: the list of what is due before anything happens; proposed, approved by another, carried out at night (safety R99)."""

import json

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import retention as actions
from respbook.forms.base import ConfirmForm, filled
from respbook.forms.retention import RefuseForm
from respbook.queries import retention as queries
from respbook.rules.lifecycles import PURGE
from respbook.rules.permissions import Permission
from respbook.rules.retention import LEAVERS_DAYS
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now, today

pages = Blueprint("retention", __name__, url_prefix="/retention")


@pages.get("/")
@needs(Permission.PURGE_READ)
def index() -> ResponseReturnValue:
    """期满清理列表, and what was proposed before."""
    return page(
        "retention/index.html",
        lines=queries.due_lines(current(), today()),
        rows=queries.purges(current()),
        labels=PURGE.labels,
        days=LEAVERS_DAYS,
    )


@pages.post("/")
@needs(Permission.PURGE_WRITE, fresh=True)
def propose() -> ResponseReturnValue:
    """提请清理."""
    row = actions.propose(by=current(), now=now())
    return go(url_for("retention.show", contact_purge_id=row.id), "已提请清理，等镇领导批准。")


@pages.get("/<int:contact_purge_id>")
@needs(Permission.PURGE_READ)
def show(contact_purge_id: int) -> ResponseReturnValue:
    """一次清理, with its list as far as it is still there."""
    return _shown(contact_purge_id, RefuseForm(formdata=None))


def _shown(purge_id: int, form: RefuseForm) -> ResponseReturnValue:
    row = queries.purge_in_sight(current(), purge_id)
    wanted = {(table, row_id) for table, row_id in json.loads(row.lines)}
    if form.version.data in (None, 0):
        form.version.data = row.version
    return page(
        "retention/show.html",
        row=row,
        lines=[each for each in queries.due_lines(current(), today()) if (each.table, each.id) in wanted],
        labels=PURGE.labels,
        deeds={each.name for each in PURGE.open_to(row.state, current())},
        confirm=ConfirmForm(formdata=None, data={"version": row.version}),
        form=form,
    ), form.status


@pages.post("/<int:contact_purge_id>/approval")
@needs(Permission.PURGE_APPROVE, fresh=True)
def approve(contact_purge_id: int) -> ResponseReturnValue:
    """批准."""
    actions.approve(contact_purge_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("retention.show", contact_purge_id=contact_purge_id), "已批准，今晚清理；清理以前还可以撤回。")


@pages.post("/<int:contact_purge_id>/refusal")
@needs(Permission.PURGE_APPROVE)
def refuse(contact_purge_id: int) -> ResponseReturnValue:
    """不同意."""
    form = RefuseForm()
    if form.validate_on_submit():
        with form.refusals():
            version, remark = form.version.data or 0, filled(form.remark)
            actions.refuse(contact_purge_id, version, remark, by=current(), now=now())
            return go(url_for("retention.show", contact_purge_id=contact_purge_id), "已记下不同意的理由，不清理。")
    return _shown(contact_purge_id, form)


@pages.post("/<int:contact_purge_id>/withdrawal")
@needs(Permission.PURGE_WRITE)
def withdraw(contact_purge_id: int) -> ResponseReturnValue:
    """撤回."""
    actions.withdraw(contact_purge_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("retention.index"), "已撤回，不清理。")
