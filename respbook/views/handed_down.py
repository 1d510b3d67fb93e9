"""上级目标列入本镇方案: one button on the page of the county's letter."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import handed_down as actions
from respbook.forms.base import Form
from respbook.queries.scope import NotInSight
from respbook.rules.permissions import Permission
from respbook.rules.typed import whole_in
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.viewer import current, now

pages = Blueprint("handed_down", __name__)


@pages.post("/letters/<int:letter_id>/own-targets")
@needs(Permission.TARGET_WRITE)
def take(letter_id: int) -> ResponseReturnValue:
    """列入本镇方案."""
    programme_id = whole_in(request.form.get("programme_id", ""))
    if programme_id is None or not Form().validate():
        raise NotInSight
    made = actions.take_down(letter_id, programme_id, by=current(), now=now())
    said = f"已列入{len(made)}项目标，请核对承担单位，有总量的接着分解。"
    return go(url_for("targets.index", programme_id=programme_id), said)
