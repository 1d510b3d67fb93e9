"""台账栏目: add, rename, retire and take back the columns of a register; what was entered is never lost."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import registers as actions
from respbook.forms.base import ConfirmForm
from respbook.forms.registers import FieldForm
from respbook.queries.scope_registers import register_field_in_sight, register_in_sight
from respbook.rules.permissions import Permission
from respbook.rules.registers import FIELD_KIND_LABELS
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now, today

pages = Blueprint("register_fields", __name__)


@pages.get("/registers/<int:register_id>/fields")
@needs(Permission.REGISTER_WRITE)
def index(register_id: int) -> ResponseReturnValue:
    """各栏目."""
    register = register_in_sight(current(), register_id)
    return page("register_fields/index.html", register=register, labels=FIELD_KIND_LABELS, confirm_form=ConfirmForm)


@pages.route("/registers/<int:register_id>/fields/new", methods=["GET", "POST"])
@needs(Permission.REGISTER_WRITE)
def new(register_id: int) -> ResponseReturnValue:
    """增加栏目."""
    register = register_in_sight(current(), register_id)
    form = FieldForm(data={"kind": "text"})
    del form.position
    if form.validate_on_submit():
        with form.refusals():
            field = actions.add_field(register_id, form.facts, by=current(), now=now())
            return go(url_for("register_fields.index", register_id=register_id), f"栏目“{field.title}”已增加。")
    return page("register_fields/edit.html", form=form, register=register, field=None), form.status


@pages.route("/register-fields/<int:register_field_id>", methods=["GET", "POST"])
@needs(Permission.REGISTER_WRITE)
def edit(register_field_id: int) -> ResponseReturnValue:
    """修改栏目."""
    field = register_field_in_sight(current(), register_field_id)
    form = FieldForm.of(field) if request.method == "GET" else FieldForm()
    register_id = field.register_id
    if form.validate_on_submit():
        with form.refusals():
            position, version = form.position.data or 0, form.version.data or 0
            changed = actions.change_field(register_field_id, form.facts, position, version, by=current(), now=now())
            return go(url_for("register_fields.index", register_id=register_id), f"栏目“{changed.title}”已保存。")
        if form.status == 409:
            form.beside(FieldForm.of(register_field_in_sight(current(), register_field_id), formdata=None))
    field = register_field_in_sight(current(), register_field_id)
    confirm = ConfirmForm(formdata=None, data={"version": field.version})
    return page(
        "register_fields/edit.html", form=form, register=field.register, field=field, retire_form=confirm
    ), form.status


@pages.post("/register-fields/<int:register_field_id>/retirement")
@needs(Permission.REGISTER_WRITE)
def retire(register_field_id: int) -> ResponseReturnValue:
    """停用栏目."""
    version = ConfirmForm().version.data or 0
    field = actions.retire_field(register_field_id, version, by=current(), now=now(), on=today())
    address = url_for("register_fields.index", register_id=field.register_id)
    return go(address, f"栏目“{field.title}”已停用，原来填的内容仍然保留。")


@pages.post("/register-fields/<int:register_field_id>/restoration")
@needs(Permission.REGISTER_WRITE)
def restore(register_field_id: int) -> ResponseReturnValue:
    """恢复栏目."""
    field = actions.restore_field(register_field_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("register_fields.index", register_id=field.register_id), f"栏目“{field.title}”已恢复。")
