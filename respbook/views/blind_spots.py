"""盲区: villages and points that nobody of the town or above has visited for too long, the worst first (features X15)."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.forms.inspections import ChosenForm
from respbook.queries.inspection_places import blind_spots
from respbook.queries.office_settings import office_settings
from respbook.queries.scope_inspections import office_only
from respbook.rules.permissions import Permission
from respbook.rules.typed import whole_in
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, today

pages = Blueprint("blind_spots", __name__, url_prefix="/inspections/blind-spots")


@pages.get("/")
@needs(Permission.FINDING_READ)
def index() -> ResponseReturnValue:
    """盲区; ``?days=45`` and ``?category=秸秆焚烧`` on wish."""
    office_only(current())
    settings = office_settings(current())
    asked = whole_in(request.args.get("days", ""), 3)
    days = asked if asked and asked <= 366 else settings.blind_days
    category = request.args.get("category", "")[:20]
    category = category if category in settings.categories else ""
    return page(
        "blind_spots/index.html",
        spots=blind_spots(current(), today(), days, category),
        days=days,
        usual=settings.blind_days,
        category=category,
        categories=settings.categories,
        form=ChosenForm(formdata=None),
    )


@pages.post("/next-inspection")
@needs(Permission.INSPECTION_WRITE)
def next_inspection() -> ResponseReturnValue:
    """列入下次督查: the ticked villages, to be planned on the next page; nothing is written yet."""
    form = ChosenForm()
    if not form.validate_on_submit() or not form.units.ids:
        return go(url_for("blind_spots.index"), "还没有选村；请先勾选，再列入下次督查。", "warn")
    return go(url_for("inspections.new", u="-".join(map(str, form.units.ids))))
