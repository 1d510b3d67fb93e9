"""对照样照: photos of real problems become good and bad examples of a row, with one press each (features X7)."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import rubrics as actions
from respbook.forms.base import ConfirmForm, filled
from respbook.forms.rubrics import ExampleForm
from respbook.queries.rubric_photos import MOST, finding_photos
from respbook.queries.scope import NotInSight
from respbook.queries.scope_evidence import evidence_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission
from respbook.rules.scoring import editing
from respbook.rules.scoring.rubric import Example
from respbook.rules.typed import whole_in
from respbook.views.rubric_rows import draft_in_sight, row_of
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now

pages = Blueprint("rubric_examples", __name__, url_prefix="/rubrics/<int:rubric_id>/rows/<row_key>/examples")
_LONGEST = 60


@pages.get("/")
@needs(Permission.RUBRIC_WRITE)
def index(rubric_id: int, row_key: str) -> ResponseReturnValue:
    """选样照: what the row has, and the photos of problems to choose from."""
    row, value = draft_in_sight(rubric_id)
    words = request.args.get("q", "").strip()[:40]
    return page(
        "rubric_examples/index.html",
        row=row,
        line=row_of(value, row_key),
        photos=finding_photos(current(), words),
        words=words,
        most=MOST,
        confirm=ConfirmForm(formdata=None, data={"version": row.version}),
    )


@pages.post("/")
@needs(Permission.RUBRIC_WRITE)
def add(rubric_id: int, row_key: str) -> ResponseReturnValue:
    """加一张: a photo that is in sight."""
    draft_in_sight(rubric_id)
    form = ExampleForm()
    number = whole_in(filled(form.evidence_id))
    if number is None:
        raise NotInSight
    photo = evidence_in_sight(current(), number)
    if not form.validate_on_submit() or not photo.is_photo:
        raise RuleBroken("这一件不能作样照，请选一张照片。")
    example = Example(photo.sha256, form.good.data == "good", filled(form.words)[:_LONGEST])
    actions.change(
        rubric_id,
        form.version.data or 0,
        lambda value: editing.add_example(value, row_key, example),
        by=current(),
        now=now(),
    )
    return go(url_for("rubric_examples.index", rubric_id=rubric_id, row_key=row_key), "样照已加上。")


@pages.post("/<sha256>/removal")
@needs(Permission.RUBRIC_WRITE)
def remove(rubric_id: int, row_key: str, sha256: str) -> ResponseReturnValue:
    """撤下一张."""
    draft_in_sight(rubric_id)
    actions.change(
        rubric_id,
        ConfirmForm().version.data or 0,
        lambda value: editing.remove_example(value, row_key, sha256),
        by=current(),
        now=now(),
    )
    return go(url_for("rubric_examples.index", rubric_id=rubric_id, row_key=row_key), "样照已撤下。")
