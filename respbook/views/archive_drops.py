"""收存批次: take a whole batch of old scans back (features M5)."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import archive_drops as actions
from respbook.rules.permissions import Permission
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.viewer import current, now

pages = Blueprint("archive_drops", __name__, url_prefix="/archive/drops")


@pages.post("/<int:drop_id>/removal")
@needs(Permission.ARCHIVE_WRITE)
def undo(drop_id: int) -> ResponseReturnValue:
    """整批撤回."""
    told = actions.undo(drop_id, by=current(), now=now())
    return go(url_for("archive.index"), told.sentence, "warn" if told.stayed else "ok")
