"""服务器时钟: what time it is, whether it is believed, and the administrator's confirmation with its reason (safety R96)."""

from flask import Blueprint, current_app, g, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import clock as actions
from respbook.forms.base import filled
from respbook.forms.retention import ClockForm
from respbook.rules.clock import doubt_words
from respbook.rules.permissions import Permission
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now

pages = Blueprint("clock", __name__, url_prefix="/clock")


@pages.route("/", methods=["GET", "POST"])
@needs(Permission.CLOCK_CONFIRM, fresh=True)
def show() -> ResponseReturnValue:
    """核对、确认服务器的时间."""
    form = ClockForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.confirm(filled(form.reason), by=current(), now=now())
            current_app.extensions["clock_watch"].look_again()
            return go(url_for("clock.show"), "已确认服务器的时间，暂停的事项可以办理。")
    words = doubt_words(g.doubt) if g.doubt else ""
    return page("clock/show.html", form=form, doubt=g.doubt, words=words, moment_now=now()), form.status
