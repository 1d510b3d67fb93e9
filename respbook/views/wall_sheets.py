"""村级一张纸: one unit's sheet, or all units' as one file to print (features X16)."""

import io

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue

from respbook.papers.wall_sheet import wall_sheet
from respbook.queries import wall_sheets as queries
from respbook.queries.scope import NotInSight
from respbook.rules.permissions import Permission
from respbook.rules.typed import whole_in
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.press import binder
from respbook.web.viewer import current, today

pages = Blueprint("wall_sheets", __name__)


@pages.get("/wall-sheets.pdf")
@needs(Permission.TASK_READ)
def pdf() -> ResponseReturnValue:
    """村级一张纸 of the unit named in the address, or of all units in sight."""
    asked = request.args.get("unit", "")
    unit_id = whole_in(asked)
    if asked and unit_id is None:
        raise NotInSight
    url = current_app.extensions["settings"].public_url + url_for("reporting.index")
    papers = [wall_sheet(facts) for facts in queries.wall_sheets(current(), unit_id, today(), url)]
    if len(papers) == 1:
        return files.pdf(binder().pdf(papers[0]).pdf, f"{papers[0].subject}_一张纸.pdf")
    out = io.BytesIO()
    binder().print_file(papers, 1, out, "村级一张纸")
    return files.pdf(out.getvalue(), "村级一张纸.pdf")
