"""签字栏安排: which sides sign a template's letters, with a sentence that says it back."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import signing_plans as actions
from respbook.forms.signing_plans import SigningPlanForm
from respbook.queries.scope import template_in_sight
from respbook.rules.permissions import Permission
from respbook.rules.signing_plan import MOST_SIDES, loaded, words
from respbook.rules.units import UnitKind
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now

pages = Blueprint("signing_plans", __name__, url_prefix="/templates")


@pages.route("/<int:template_id>/signing", methods=["GET", "POST"])
@needs(Permission.TEMPLATE_WRITE)
def edit(template_id: int) -> ResponseReturnValue:
    """设定签字栏."""
    template = template_in_sight(current(), template_id)
    county = template.programme.unit.kind is UnitKind.COUNTY
    form = SigningPlanForm.of(loaded(template.signing), template.version).of_office(county)
    if form.validate_on_submit():
        with form.refusals():
            actions.set_plan(template_id, form.plan(), form.version.data or 0, by=current(), now=now())
            return go(url_for("letter_templates.show", template_id=template_id), "签字栏已设定，草稿随之更新。")
        template = template_in_sight(current(), template_id)
        if form.status == 409:
            fresh = SigningPlanForm.of(loaded(template.signing), template.version, formdata=None)
            form.beside(fresh.of_office(county))
    return page(
        "signing_plans/edit.html",
        template=template,
        form=form,
        numbers=range(1, MOST_SIDES + 1),
        told=words(loaded(template.signing), county),
    ), form.status
