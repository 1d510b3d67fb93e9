"""督办文书拟稿: problems ticked, sentences worded, sent to the leader or out to the unit (features Q2, Q6)."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import order_issuing
from respbook.actions import orders as actions
from respbook.forms.base import ConfirmForm, filled
from respbook.forms.orders import NewOrderForm, ReasonForm, WordForm, lines_of, ticked, typed_lines
from respbook.queries.order_facts import units_with_findings
from respbook.queries.order_page import offered
from respbook.queries.scope import unit_in_sight
from respbook.queries.scope_findings import findings_named
from respbook.queries.scope_orders import order_in_sight
from respbook.rules.lifecycles import UNISSUED
from respbook.rules.orders import kind_words, ordered_ids
from respbook.rules.permissions import Permission
from respbook.rules.typed import whole_in
from respbook.views.orders import shown
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.signed_copies import tools
from respbook.web.viewer import current, now, today

pages = Blueprint("order_drafts", __name__)


@pages.route("/orders/new", methods=["GET", "POST"])
@needs(Permission.ORDER_WRITE)
def new() -> ResponseReturnValue:
    """拟写: the unit first, then its problems by ticks; ``?findings=3-7`` comes from a problem's page or its list."""
    form = NewOrderForm(data={**request.args.to_dict(), "kind": request.args.get("kind", "rectify")})
    chosen = ticked(request.form) if request.method == "POST" else tuple(ordered_ids(request.args.get("findings", "")))
    if form.validate_on_submit():
        with form.refusals():
            wanted = actions.Wanted(form.order_kind(), form.colour(), chosen, whole_in(form.replaces.data or ""))
            row = actions.draft(wanted, by=current(), now=now())
            return go(url_for("orders.show", order_id=row.id), "已拟好，请核对文字，看过版面后发出。")
    unit_id = whole_in(form.unit.data or "", 9) or _unit_of(chosen)
    if unit_id is None:
        return page("order_drafts/units.html", units=units_with_findings(current()), form=form), form.status
    form.unit.data = str(unit_id)
    unit = unit_in_sight(current(), unit_id)
    rows = offered(current(), unit_id, today())
    return page(
        "order_drafts/new.html", form=form, unit=unit, rows=rows, chosen=set(chosen), kind_words=kind_words
    ), form.status


def _unit_of(finding_ids: tuple[int, ...]) -> int | None:
    """责任单位 of the first of them that has one."""
    return next((row.unit_id for row in findings_named(current(), finding_ids) if row.unit_id), None)


@pages.route("/orders/<int:order_id>/wording", methods=["GET", "POST"])
@needs(Permission.ORDER_WRITE)
def word(order_id: int) -> ResponseReturnValue:
    """修改拟稿."""
    row = order_in_sight(current(), order_id)
    if row.state not in UNISSUED:
        return go(url_for("orders.show", order_id=order_id), "文书已经发出，文字不再改动。", "warn")
    facts = {
        name: getattr(row, name) for name in ("opening", "basis", "demand", "reply", "due_on", "photos", "version")
    }
    form = WordForm(data=facts)
    sent = request.method == "POST"
    typed = typed_lines(request.form, row.items) if sent else lines_of(row.items)
    if form.validate_on_submit():
        with form.refusals():
            wording, kept = form.wording(typed)
            actions.word(order_id, wording, kept, form.version.data or 0, by=current(), now=now())
            return go(url_for("orders.show", order_id=order_id), "已保存。")
    if form.status == 409:
        form.renewed(row.version)
    return page(
        "order_drafts/word.html", row=row, form=form, typed=typed, title=kind_words(row.kind, row.light)
    ), form.status


@pages.post("/orders/<int:order_id>/issue")
@needs(Permission.ORDER_WRITE)
def issue(order_id: int) -> ResponseReturnValue:
    """发出 or 签发: from now on the unit has it."""
    row = order_issuing.issue(order_id, ConfirmForm().version.data or 0, tools(), by=current(), now=now())
    return go(url_for("orders.show", order_id=order_id), f"已发出，文号{row.number_text}，等{row.unit.called}签收。")


@pages.post("/orders/<int:order_id>/submission")
@needs(Permission.ORDER_WRITE)
def submit(order_id: int) -> ResponseReturnValue:
    """送签."""
    actions.submit(order_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("orders.show", order_id=order_id), "已送领导签发。")


@pages.post("/orders/<int:order_id>/return")
@needs(Permission.ORDER_ISSUE)
def send_back(order_id: int) -> ResponseReturnValue:
    """退回修改."""
    form = ReasonForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.send_back(order_id, filled(form.reason), form.version.data or 0, by=current(), now=now())
            return go(url_for("orders.show", order_id=order_id), "已退回修改。")
    return shown(order_id, "send_back", form)


@pages.post("/orders/<int:order_id>/removal")
@needs(Permission.ORDER_WRITE)
def drop(order_id: int) -> ResponseReturnValue:
    """删除拟稿."""
    actions.drop(order_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("orders.index"), "拟稿已删除。")
