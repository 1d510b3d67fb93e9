"""最近的改动: what one did oneself within a day, each with the button that takes it back (features U3)."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import taking_back as actions
from respbook.queries import undo_steps as queries
from respbook.rules.permissions import Permission
from respbook.rules.row_kinds import kind_words
from respbook.rules.verbs import deed_words
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import came_from
from respbook.web.viewer import current, now

pages = Blueprint("changes", __name__, url_prefix="/changes")


@pages.get("/")
@needs(Permission.CHANGE_UNDO)
def index() -> ResponseReturnValue:
    """最近的改动."""
    return page("changes/index.html", rows=queries.own_steps(current(), now()), deed_words=deed_words, kinds=kind_words)


@pages.post("/<int:seq>/undoing")
@needs(Permission.CHANGE_UNDO)
def take_back(seq: int) -> ResponseReturnValue:
    """撤销: back to the page where it was asked for, or to the list where that page has gone with what was added."""
    step = actions.take_back(seq, by=current(), now=now())
    said = f"已恢复“{step.subject}”。" if step.removes else f"已撤销：{deed_words(step.verb, '', step.subject)}。"
    back = "" if actions.added_something(step) else came_from()
    return go(back or url_for("changes.index"), said)
