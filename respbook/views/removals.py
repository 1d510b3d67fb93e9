"""回收站: what was removed in the last thirty days, and bringing it back."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import removals as actions
from respbook.queries import removals as queries
from respbook.queries import undo_steps
from respbook.rules.permissions import Permission
from respbook.rules.removals import REMOVAL_LABELS, days_left
from respbook.rules.undoing import REMOVING
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now

pages = Blueprint("removals", __name__, url_prefix="/removals")


@pages.get("/")
@needs(Permission.REMOVAL_RESTORE)
def index() -> ResponseReturnValue:
    """回收站."""
    return page(
        "removals/index.html",
        rows=queries.removed(current(), now()),
        labels=REMOVAL_LABELS,
        steps=undo_steps.binned(current(), now()),
        kinds=REMOVING,
        left=lambda step: days_left(step.at, now()),
    )


@pages.post("/<int:removal_id>/restoration")
@needs(Permission.REMOVAL_RESTORE)
def restore(removal_id: int) -> ResponseReturnValue:
    """恢复."""
    removal = actions.restore(removal_id, by=current(), now=now())
    return go(url_for("programmes.show", programme_id=removal.programme_id), f"已恢复“{removal.name}”。")
