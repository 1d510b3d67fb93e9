"""按表头建立台账: a sheet whose columns nobody has defined gives them itself; then it is checked like any other sheet (M1)."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import registers as actions
from respbook.forms.registers import sheet_fields_form
from respbook.queries.imports import import_with_sheet
from respbook.queries.scope import NotInSight
from respbook.rules.columns import SheetKind
from respbook.rules.grids import unpacked
from respbook.rules.lifecycles import ImportState
from respbook.rules.permissions import Permission
from respbook.rules.register_guess import guessed, head_row
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now

pages = Blueprint("register_sheets", __name__)
_SAMPLES = 3


@pages.route("/registers/from-sheet/<int:import_id>", methods=["GET", "POST"])
@needs(Permission.REGISTER_WRITE)
def make(import_id: int) -> ResponseReturnValue:
    """核定栏目: the heads of the sheet with what each seems to hold, to be changed and taken."""
    row = import_with_sheet(current(), import_id)
    if row.kind is not SheetKind.REGISTER_ROWS:
        raise NotInSight
    if row.register_id is not None or row.state is not ImportState.OPEN:
        return go(url_for("imports.bench", import_id=import_id))
    grids = unpacked(row.sheet)
    grid = grids[row.chosen]
    guess = guessed(grid)
    form = sheet_fields_form(guess, row.source.rsplit(".", 1)[0])
    if form.validate_on_submit():
        with form.refusals():
            register = actions.make_from_sheet(import_id, form.facts, form.fields, by=current(), now=now())
            return go(url_for("imports.bench", import_id=import_id), f"“{register.name}”已建立，请核对各行后导入。")
    head = head_row(grid.rows)
    return page(
        "register_sheets/make.html",
        row=row,
        form=form,
        guess=guess,
        heads=[cell for cell in (grid.rows[head] if grid.rows else ()) if cell],
        samples=grid.rows[head + 1 : head + 1 + _SAMPLES],
        titles=grid.rows[head] if grid.rows else (),
    ), form.status
