"""核验: the page that the QR leads to; open to everybody, tells nothing about people (features S7, safety R33)."""

import hashlib

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from respbook.forms.check import CheckForm
from respbook.queries.checking import checked, checked_file
from respbook.rules.typed import whole_in
from respbook.web.guard import public
from respbook.web.htmx import show as page
from respbook.web.patience import Patience
from respbook.web.viewer import now

pages = Blueprint("check", __name__)
patience = Patience("核验太频繁，请过一分钟再试。")


@pages.route("/c/<token>", methods=["GET", "POST"])
@public
def show(token: str) -> ResponseReturnValue:
    """核验一份责任书."""
    patience.count(request.remote_addr or "", now())
    found = checked(token)
    if found is None:
        return page("check/unknown.html"), 404
    form, same = CheckForm(), None
    if form.validate_on_submit():
        known = checked_file(hashlib.sha256(form.file.data.read()).hexdigest())
        same = known is not None and known.number_text == found.number_text
    return page(
        "check/show.html",
        found=found,
        form=form,
        same=same,
        page_number=whole_in(request.args.get("p", ""), 3),
        receipt=whole_in(request.args.get("r", ""), 12),
        evidence="e" in request.args,
    ), form.status


@pages.get("/check/<token>")
@public
def of_letter(token: str) -> ResponseReturnValue:
    """核验网址的全写: leads to the short one that is printed."""
    asked = request.query_string.decode("ascii", "ignore")
    return redirect(url_for("check.show", token=token) + (f"?{asked}" if asked else ""), 303)
