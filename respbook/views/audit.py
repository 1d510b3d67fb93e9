"""操作日志: the book, one entry in full, and the verification."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import verification
from respbook.forms.audit import VerifyForm
from respbook.forms.lists import audit_filter
from respbook.queries import audit as queries
from respbook.queries.stored_files import faulty_files
from respbook.queries.verify import verify_chain, verify_state
from respbook.rules.permissions import Permission
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import saved_bar
from respbook.web.press import store
from respbook.web.viewer import current, now

pages = Blueprint("audit", __name__, url_prefix="/audit")


@pages.get("/")
@needs(Permission.AUDIT_READ)
def index() -> ResponseReturnValue:
    """操作日志."""
    wanted = audit_filter(request.args)
    return page(
        "audit/index.html",
        book=queries.audit_page(current(), wanted),
        wanted=wanted,
        kinds=queries.kinds_written(),
        saved=saved_bar("audit"),
        sees_all=current().may(Permission.AUDIT_VERIFY),
    )


@pages.get("/<int:seq>")
@needs(Permission.AUDIT_READ)
def show(seq: int) -> ResponseReturnValue:
    """日志条目."""
    return page("audit/show.html", entry=queries.entry_in_sight(current(), seq))


@pages.route("/verification", methods=["GET", "POST"])
@needs(Permission.AUDIT_VERIFY)
def verify() -> ResponseReturnValue:
    """查验: the chain and every protected row, now; the result is an entry itself and stays on this page."""
    form = VerifyForm()
    if form.validate_on_submit():
        with form.refusals():
            report = verify_chain(form.anchors_read())
            rows, kept = verify_state(), faulty_files(store())
            found = [each.sentence for each in rows] + [each.sentence for each in kept]
            verification.record(report, found, by=current(), now=now())
            return go(url_for("audit.verify"), "查验完毕，结果已记入操作日志。")
    return page("audit/verification.html", form=form, found=queries.last_verification()), form.status
