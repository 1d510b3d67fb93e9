"""设乡镇: a further town of the county, with its first administrator."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import offices as actions
from respbook.actions.action import remember_location
from respbook.forms.offices import TownForm
from respbook.queries.people import person
from respbook.queries.scope import NotInSight, user_in_sight
from respbook.rules.permissions import Permission
from respbook.web.guard import needs
from respbook.web.htmx import show as page
from respbook.web.viewer import now, whole

pages = Blueprint("towns", __name__, url_prefix="/county/towns")


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.PERSON_WRITE, fresh=True)
def new() -> ResponseReturnValue:
    """设乡镇; the answer is the slip with the code of its first administrator, which is shown this once."""
    viewer, form = whole(), TownForm()
    if not viewer.county:
        raise NotInSight
    if form.validate_on_submit():
        with form.refusals():
            town, user, code = actions.add_town(viewer.unit_id, form.facts(), by=viewer, now=now())
            remember_location(viewer.user_id, (form.key.data or "")[:64], url_for("units.show", unit_id=town.id))
            shown = user_in_sight(viewer, user.id)
            return page("people/slip.html", user=shown, code=code, row=person(user.id, now()), site=request.host_url)
    return page("towns/new.html", form=form), form.status
