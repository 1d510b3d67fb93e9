"""台账: the list of registers, one as a table, its settings; out as a sheet, as a list to be printed (features D4, M4)."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import registers as actions
from respbook.forms.base import ConfirmForm
from respbook.forms.registers import RegisterForm, register_filter
from respbook.queries import registers as queries
from respbook.queries.audit import trail_of
from respbook.queries.scope import NotInSight
from respbook.queries.scope_registers import may_enter, register_in_sight
from respbook.rules.outgoing import register_outgoing
from respbook.rules.permissions import Permission
from respbook.rules.ready_registers import READY
from respbook.rules.registers import FIELD_KIND_LABELS, cell_words
from respbook.web import sheets
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import page_number
from respbook.web.viewer import current, now, today

pages = Blueprint("registers", __name__, url_prefix="/registers")
MOST_PRINTED = 2000
"""Rows of one printed list: forty pages; a longer one is narrowed by filters, or sent out as a sheet."""


@pages.get("/")
@needs(Permission.REGISTER_READ)
def index() -> ResponseReturnValue:
    """台账一览, and the ready-made ones that the town has not taken over."""
    found = queries.register_list(current())
    own = {line.register.ready_key for line in found if line.register.town_id == current().unit_id}
    return page(
        "registers/index.html",
        lines=found,
        ready=[(number, each) for number, each in enumerate(READY, 1) if each.key not in own],
        may_write=current().may(Permission.REGISTER_WRITE),
    )


@pages.post("/ready/<int:number>")
@needs(Permission.REGISTER_WRITE)
def take_over(number: int) -> ResponseReturnValue:
    """启用现成台账."""
    ready = READY[number - 1] if 0 < number <= len(READY) else None
    if ready is None:
        raise NotInSight
    register = actions.take_over(ready, by=current(), now=now())
    return go(
        url_for("register_fields.index", register_id=register.id),
        f"“{register.name}”已启用，栏目可以按本镇的需要增改。",
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.REGISTER_WRITE)
def new() -> ResponseReturnValue:
    """建立台账, its columns to follow."""
    form = RegisterForm()
    if form.validate_on_submit():
        with form.refusals():
            register = actions.make(form.facts, {}, by=current(), now=now())
            return go(
                url_for("register_fields.index", register_id=register.id), f"“{register.name}”已建立，请增加栏目。"
            )
    return page("registers/edit.html", form=form, register=None), form.status


@pages.get("/<int:register_id>")
@needs(Permission.REGISTER_READ)
def show(register_id: int) -> ResponseReturnValue:
    """台账的一页."""
    register = register_in_sight(current(), register_id)
    wanted = register_filter(request.args, register)
    return page(
        "registers/show.html",
        register=register,
        fields=register.live_facts,
        asked_by=queries.asked_by(register),
        listing=queries.row_list(current(), register, wanted, page_number()),
        units=queries.units_with_rows(current(), register),
        wanted=wanted,
        cell_words=cell_words,
        may_write=current().may(Permission.REGISTER_WRITE),
        may_enter=may_enter(current(), register),
        of_office=current().of_office,
    )


@pages.route("/<int:register_id>/edit", methods=["GET", "POST"])
@needs(Permission.REGISTER_WRITE)
def edit(register_id: int) -> ResponseReturnValue:
    """修改台账设定."""
    register = register_in_sight(current(), register_id)
    form = RegisterForm.of(register) if request.method == "GET" else RegisterForm()
    if form.validate_on_submit():
        with form.refusals():
            changed = actions.change(register_id, form.facts, form.version.data or 0, by=current(), now=now())
            return go(url_for("registers.show", register_id=register_id), f"“{changed.name}”的设定已保存。")
        if form.status == 409:
            form.beside(RegisterForm.of(register_in_sight(current(), register_id), formdata=None))
    return page("registers/edit.html", form=form, register=register, **_around(register)), form.status


def _around(register: Any) -> dict[str, Any]:
    """What the page of settings shows beside its form."""
    return {
        "confirm": ConfirmForm(formdata=None, data={"version": register.version}),
        "entries": trail_of(current(), "registers", register.id),
        "labels": FIELD_KIND_LABELS,
    }


@pages.post("/<int:register_id>/retirement")
@needs(Permission.REGISTER_WRITE)
def retire(register_id: int) -> ResponseReturnValue:
    """停用台账."""
    register = actions.retire(register_id, ConfirmForm().version.data or 0, by=current(), now=now(), on=today())
    return go(url_for("registers.index"), f"“{register.name}”已停用，原有内容仍可查看。")


@pages.post("/<int:register_id>/restoration")
@needs(Permission.REGISTER_WRITE)
def restore(register_id: int) -> ResponseReturnValue:
    """恢复使用."""
    register = actions.restore(register_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("registers.show", register_id=register_id), f"“{register.name}”已恢复使用。")


@pages.get("/<int:register_id>/export")
@needs(Permission.REGISTER_READ)
def export(register_id: int) -> ResponseReturnValue:
    """导出 with the filters of the table; it comes back in as it stands."""
    register = register_in_sight(current(), register_id)
    wanted = register_filter(request.args, register)
    sheet = register_outgoing(register.sheet, wanted.closed)
    rows = queries.outgoing_rows(current(), register, wanted)
    return sheets.send(sheets.write(sheet, rows, register.town.name), register.name)


@pages.get("/<int:register_id>/paper")
@needs(Permission.REGISTER_READ)
def paper(register_id: int) -> ResponseReturnValue:
    """打印页: all rows of the filters, A4 landscape."""
    register = register_in_sight(current(), register_id)
    wanted = register_filter(request.args, register)
    rows = list(queries.all_rows(current(), register, wanted, MOST_PRINTED + 1))
    return page(
        "registers/paper.html",
        register=register,
        fields=register.live_facts,
        rows=rows[:MOST_PRINTED],
        too_many=len(rows) > MOST_PRINTED,
        most=MOST_PRINTED,
        wanted=wanted,
        cell_words=cell_words,
        made_on=today(),
    )
