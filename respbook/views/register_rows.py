"""台账登记: one row with its history; entered, corrected, 注销 and taken back."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import register_rows as actions
from respbook.forms.base import ConfirmForm
from respbook.forms.register_rows import RowForm, row_form
from respbook.forms.registers import CloseForm
from respbook.queries.finding_lists import of_register_row
from respbook.queries.registers import history_of
from respbook.queries.scope_registers import may_enter, register_in_sight, register_row_in_sight
from respbook.queries.tasks import tasks_of_row
from respbook.queries.units import places_and_groups
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import FINDING, TASK
from respbook.rules.permissions import NotAllowed, Permission
from respbook.rules.registers import cell_words
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now, today

pages = Blueprint("register_rows", __name__)


def _demand_entry(register: Any) -> None:
    """Who may not save is told before he types. Raises RuleBroken, NotAllowed."""
    if register.retired_on is not None:
        raise RuleBroken(f"“{register.name}”已经停用，不能再登记、修改。")
    if not may_enter(current(), register):
        raise NotAllowed(f"“{register.name}”由镇经办人登记；需要改正的，请告诉经办人。")


@pages.route("/registers/<int:register_id>/rows/new", methods=["GET", "POST"])
@needs(Permission.REGISTER_FILL)
def new(register_id: int) -> ResponseReturnValue:
    """登记一条; the next one keeps the unit."""
    register = register_in_sight(current(), register_id)
    _demand_entry(register)
    places = places_and_groups(current())
    unit = request.args.get("unit", "") or ("" if current().of_office else str(current().unit_id))
    form = row_form(register, places, offered={"unit_id": unit})
    if form.validate_on_submit():
        with form.refusals():
            row = actions.enter(register_id, int(form.unit_id.data), form.told, by=current(), now=now())
            again = "again" in request.form
            address = (
                url_for("register_rows.new", register_id=register_id, unit=row.unit_id)
                if again
                else url_for("register_rows.show", register_row_id=row.id)
            )
            return go(address, f"“{row.name}”已登记。")
    return page("register_rows/edit.html", form=form, register=register, row=None), form.status


@pages.get("/register-rows/<int:register_row_id>")
@needs(Permission.REGISTER_READ)
def show(register_row_id: int) -> ResponseReturnValue:
    """一条登记."""
    return _shown(register_row_id, None)


def _shown(row_id: int, close_form: CloseForm | None) -> ResponseReturnValue:
    row = register_row_in_sight(current(), row_id)
    offered = {"version": row.version, "on": today()}
    form = close_form or CloseForm(formdata=None, data=offered)
    return page(
        "register_rows/show.html",
        row=row,
        register=row.register,
        cell_words=cell_words,
        may_enter=may_enter(current(), row.register),
        close_form=form,
        confirm=ConfirmForm(formdata=None, data={"version": row.version}),
        history=history_of(current(), row),
        problems_of=of_register_row(current(), row.id, today()),
        states=FINDING.labels,
        tasks=tasks_of_row(current(), row.id),
        task_states=TASK.labels,
    ), form.status


def _form_of(row: Any, **rest: Any) -> RowForm:
    places = places_and_groups(current())
    if row.unit_id not in dict(places):
        places = [*places, (row.unit_id, f"{row.unit.name}（已停用）")]
    return row_form(row.register, places, row, **rest)


@pages.route("/register-rows/<int:register_row_id>/edit", methods=["GET", "POST"])
@needs(Permission.REGISTER_FILL)
def edit(register_row_id: int) -> ResponseReturnValue:
    """修改登记."""
    row = register_row_in_sight(current(), register_row_id)
    _demand_entry(row.register)
    form = _form_of(row)
    if form.validate_on_submit():
        with form.refusals():
            unit_id, version = int(form.unit_id.data), form.version.data or 0
            changed = actions.correct(register_row_id, unit_id, form.told, version, by=current(), now=now())
            return go(url_for("register_rows.show", register_row_id=changed.id), f"“{changed.name}”已保存。")
        row = register_row_in_sight(current(), register_row_id)
        if form.status == 409:
            form.beside(_form_of(row, formdata=None))
    return page("register_rows/edit.html", form=form, register=row.register, row=row), form.status


@pages.post("/register-rows/<int:register_row_id>/closing")
@needs(Permission.REGISTER_FILL)
def close(register_row_id: int) -> ResponseReturnValue:
    """注销."""
    register_row_in_sight(current(), register_row_id)
    form = CloseForm()
    if form.validate():
        with form.refusals():
            row = actions.close(
                register_row_id,
                form.on.data or today(),
                form.reason.data or "",
                form.version.data or 0,
                by=current(),
                now=now(),
                today=today(),
            )
            return go(url_for("register_rows.show", register_row_id=row.id), f"“{row.name}”已注销，仍可查看。")
    return _shown(register_row_id, form)


@pages.post("/register-rows/<int:register_row_id>/reopening")
@needs(Permission.REGISTER_FILL)
def reopen(register_row_id: int) -> ResponseReturnValue:
    """恢复."""
    row = actions.reopen(register_row_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("register_rows.show", register_row_id=row.id), f"“{row.name}”已恢复。")
