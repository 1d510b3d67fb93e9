"""问责记录 across years, by unit and by whoever held the first post then (features Y4)."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from respbook.queries.measure_record import RecordFilter, matters_of, record_of, years_of
from respbook.queries.measures import standings
from respbook.rules.lifecycles import MEASURE
from respbook.rules.measures import kind_words, side_of
from respbook.rules.permissions import Permission
from respbook.rules.typed import whole_in
from respbook.web.guard import needs
from respbook.web.htmx import show as page
from respbook.web.viewer import current, today

pages = Blueprint("measure_record", __name__, url_prefix="/measures")


@pages.get("/record")
@needs(Permission.MEASURE_READ)
def index() -> ResponseReturnValue:
    """历年记录; ``?unit=3`` or ``?unit=3&person=王喆`` unfolds one line."""
    viewer = current()
    wanted = RecordFilter(
        whole_in(request.args.get("unit", ""), 9),
        request.args.get("person", "")[:30],
        request.args.get("by") == "person",
    )
    lines = record_of(viewer, wanted)
    years = years_of(lines)
    rows = matters_of(viewer, wanted) if wanted.unit_id is not None else []
    return page(
        "measure_record/index.html",
        wanted=wanted,
        lines=lines,
        years=years,
        years_head=[{"words": f"{year}年"} for year in years],
        rows=rows,
        told={each.measure.id: each.standing for each in standings(rows, today())},
        states=MEASURE.labels,
        kind_words=kind_words,
        side_of=side_of,
    )
