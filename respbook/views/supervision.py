"""建议督办: what should be pursued, the worst first; a leader has it drafted or decides otherwise (features Q6, Y1)."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import orders
from respbook.actions import supervision as actions
from respbook.forms.base import filled
from respbook.forms.orders import RefuseForm, ticked
from respbook.queries import supervision as queries
from respbook.rules.orders import kind_words
from respbook.rules.permissions import Permission
from respbook.rules.supervision import AGAIN_AFTER
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now, today

pages = Blueprint("supervision", __name__)


@pages.get("/orders/proposals")
@needs(Permission.ORDER_WRITE)
def index() -> ResponseReturnValue:
    """建议督办."""
    return _index(RefuseForm(formdata=None))


def _index(form: RefuseForm) -> ResponseReturnValue:
    """By unit and step, as one order names them; the groups in the order of their worst."""
    found = queries.proposals(current(), today())
    chosen = set(ticked(request.form))
    groups: dict[tuple[int, str], list[queries.Proposal]] = {}
    for each in found:
        groups.setdefault((each.finding.unit_id or 0, each.step_words), []).append(each)
    return page(
        "supervision/index.html",
        groups=list(groups.values()),
        count=len(found),
        form=form,
        chosen=chosen,
        kind_words=kind_words,
        again=AGAIN_AFTER,
    ), form.status


@pages.post("/orders/proposals")
@needs(Permission.ORDER_WRITE)
def draft() -> ResponseReturnValue:
    """拟写 what is proposed for the ticked problems of one unit; the leader reads it and signs."""
    form = RefuseForm()
    with form.refusals():
        chosen = ticked(request.form)
        steps = {each.finding.id: each.step for each in queries.proposals(current(), today())}
        step = max((steps[each] for each in chosen if each in steps), key=lambda each: each.weight, default=None)
        if step is None:
            return go(url_for("supervision.index"), "请勾选要督办的问题。", "warn")
        wanted = orders.Wanted(step.kind, step.light, chosen)
        row = orders.draft(wanted, by=current(), now=now())
        return go(url_for("orders.show", order_id=row.id), "已拟好，请核对文字，看过版面后签发。")
    form.reason.errors = []
    return _index(form)


@pages.post("/orders/proposals/refusal")
@needs(Permission.ORDER_ISSUE)
def refuse() -> ResponseReturnValue:
    """暂不督办."""
    form = RefuseForm()
    if form.validate_on_submit():
        with form.refusals():
            made = actions.refuse(ticked(request.form), filled(form.reason), by=current(), now=now())
            return go(url_for("supervision.index"), f"已记下{len(made)}个问题暂不督办。")
    return _index(form)
