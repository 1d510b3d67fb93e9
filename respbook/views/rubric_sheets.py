"""细则的文件: out as workbook or JSON, back into a draft (features A1, M2, M4)."""

import io

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import rubrics as actions
from respbook.forms.rubrics import FileForm
from respbook.press.rubric_sheet import workbook_of
from respbook.queries.assessing import rubric_of
from respbook.queries.scope_assessments import rubric_in_sight, rubric_shown
from respbook.rules.permissions import Permission
from respbook.rules.scoring import editing
from respbook.views.rubric_rows import draft_in_sight
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.rubrics import sheet_in
from respbook.web.sheets import imprint
from respbook.web.viewer import current, now, today

pages = Blueprint("rubric_sheets", __name__, url_prefix="/rubrics/<int:rubric_id>")


@pages.get("/export")
@needs(Permission.RUBRIC_READ)
def xlsx(rubric_id: int) -> ResponseReturnValue:
    """导出 as a workbook that comes back in as it stands."""
    row = rubric_shown(current(), rubric_id)
    content = workbook_of(rubric_of(row), imprint())
    return files.attachment(io.BytesIO(content), f"{row.title}_{today():%Y-%m-%d}.xlsx", files.XLSX)


@pages.get("/json")
@needs(Permission.RUBRIC_READ)
def json(rubric_id: int) -> ResponseReturnValue:
    """导出 as JSON, byte for byte what was frozen."""
    row = rubric_shown(current(), rubric_id)
    return files.attachment(io.BytesIO(row.body.encode()), f"{row.title}_第{row.edition}版.json", "application/json")


@pages.route("/import", methods=["GET", "POST"])
@needs(Permission.RUBRIC_WRITE)
def take_in(rubric_id: int) -> ResponseReturnValue:
    """从表格导入: the whole draft is replaced by what the file says, or nothing is."""
    row, value = draft_in_sight(rubric_id)
    form = FileForm()
    if not form.version.data:
        form.version.data = row.version
    if form.validate_on_submit():
        with form.refusals():
            made = sheet_in(form.file)
            made = made if made.title else editing.retitled(made, value.title)
            actions.change(rubric_id, form.version.data or 0, lambda _: made, by=current(), now=now())
            return go(url_for("rubrics.show", rubric_id=rubric_id), "表格已导入，请核对后发布。")
        if form.status == 409:
            form.renewed(rubric_in_sight(current(), rubric_id).version)
    return page("rubrics/import.html", form=form, row=row), form.status
