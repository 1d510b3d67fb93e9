"""归集计分事项: what the records would deduct and nobody has listed yet, shown by unit first; the clerk unticks (features X19)."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import matter_gathering as actions
from respbook.forms.score_matters import GatherForm
from respbook.queries import matter_gathering as queries
from respbook.queries.matter_grounds import in_force
from respbook.rules.permissions import Permission
from respbook.rules.score_matters import MOST_AT_ONCE, points_words
from respbook.rules.typed import whole_in
from respbook.views.score_links import href_of
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now, today

pages = Blueprint("matter_gathering", __name__, url_prefix="/score-matters")


@pages.get("/gathering")
@needs(Permission.ASSESSMENT_WRITE)
def show() -> ResponseReturnValue:
    """归集清单, all ticked."""
    return _shown(GatherForm(formdata=None), None)


@pages.post("/gathering")
@needs(Permission.ASSESSMENT_WRITE)
def gather() -> ResponseReturnValue:
    """归集 the ticked ones."""
    form, keys = GatherForm(), request.form.getlist("chosen")[: 2 * MOST_AT_ONCE]
    if form.validate_on_submit():
        with form.refusals():
            rows = actions.gather(whole_in(form.programme.data or "", 9) or 0, keys, by=current(), now=now())
            units = {row.unit_id for row in rows}
            said = f"已列入{len(units)}个单位{len(rows)}件，请核对后告知。"
            return go(url_for("score_matters.index", waits="tell"), said)
    return _shown(form, set(keys))


def _shown(form: GatherForm, keys: set[str] | None) -> ResponseReturnValue:
    rubrics = in_force(current())
    asked = whole_in(form.programme.data or request.args.get("programme", ""), 9)
    basis = next((each for each in rubrics if each.programme.id == asked), rubrics[0] if rubrics else None)
    form.programme.data = str(basis.programme.id) if basis else ""
    return page(
        "score_matters/gather.html",
        form=form,
        rubrics=rubrics,
        basis=basis,
        found=queries.gathering(current(), basis, today()) if basis else None,
        keys=keys,
        points_words=points_words,
        href_of=href_of,
    ), form.status
