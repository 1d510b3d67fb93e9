"""如果今天考核: a unit's score by today's records, and the cheapest ways to gain points; worked out anew, never stored (features X5)."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from respbook.queries import standing as queries
from respbook.queries.scope import unit_in_sight
from respbook.rules.permissions import Permission
from respbook.rules.typed import whole_in
from respbook.views.score_links import href_of
from respbook.web.guard import needs
from respbook.web.htmx import show as page
from respbook.web.viewer import current, today

pages = Blueprint("standing", __name__)


@pages.get("/standing/")
@needs(Permission.RESULT_READ)
def show() -> ResponseReturnValue:
    """如果今天考核 of one's own unit, or of any unit for the office."""
    viewer = current()
    rubrics = queries.rubrics_today(viewer, today())
    asked = whole_in(request.args.get("rubric", ""))
    row = next((each for each in rubrics if each.id == asked), rubrics[0] if rubrics else None)
    units = queries.units_to_choose(viewer, row.programme) if row else []
    chosen = whole_in(request.args.get("unit", "")) or (units[0][0] if units else None)
    unit = unit_in_sight(viewer, chosen) if chosen else None
    return page(
        "standing/show.html",
        rubrics=rubrics,
        row=row,
        units=units,
        unit=unit,
        found=queries.standing_of(viewer, row, unit.id, today()) if row and unit else None,
        today=today(),
        href_of=href_of,
    )
