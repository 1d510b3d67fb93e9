"""动态口令: set up, its slip, its end; the same pages for whoever must set it up before entering (safety R10)."""

from flask import Blueprint, g, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import second_factors as actions
from respbook.forms.base import Form
from respbook.forms.sign_in import FirstCodeForm
from respbook.queries.scope import user_in_sight
from respbook.queries.sessions import second_begun, second_of
from respbook.rules import second_factor as rules
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.profiles import must_have_second_factor
from respbook.rules.second_factor import Duty
from respbook.web.guard import needs, owed
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.qr import code_with
from respbook.web.viewer import current, halfway, now, profile, resume, vault

pages = Blueprint("second_factor", __name__)


@pages.get("/people/me/second")
@needs(Permission.OWN_ACCOUNT)
def show() -> ResponseReturnValue:
    """动态口令 of the own account: whether it is in use, and what may be done."""
    found = second_of(current().user_id)
    must = must_have_second_factor(profile(), current().roles)
    return page("second_factor/show.html", found=found, must=must, codes=rules.CODES, plain=Form(formdata=None))


@pages.route("/people/me/second/set-up", methods=["GET", "POST"])
@needs(Permission.OWN_ACCOUNT, fresh=True)
def set_up() -> ResponseReturnValue:
    """设置: the code to scan, until the phone has shown that it knows it."""
    return _set_up(current(), "second_factor.set_up", "second_factor.begin")


@pages.post("/people/me/second/begin")
@needs(Permission.OWN_ACCOUNT, fresh=True)
def begin() -> ResponseReturnValue:
    """开始设置."""
    actions.begin(vault(), by=current(), now=now())
    return go(url_for("second_factor.set_up"))


@pages.post("/people/me/second/codes")
@needs(Permission.OWN_ACCOUNT, fresh=True)
def renew_codes() -> ResponseReturnValue:
    """换发备用码: shown this once."""
    return _slip(actions.renew_codes(by=current(), now=now()), current())


@pages.post("/people/me/second/end")
@needs(Permission.OWN_ACCOUNT, fresh=True)
def end() -> ResponseReturnValue:
    """停用."""
    actions.end(profile(), by=current(), now=now())
    return go(url_for("second_factor.show"), "动态口令已停用，备用码同时作废。")


@pages.route("/sign-in/set-up", methods=["GET", "POST"])
@owed(Duty.SET_UP)
def must_set_up() -> ResponseReturnValue:
    """登录时设置: for the roles that do not enter without it."""
    return _set_up(halfway().viewer, "second_factor.must_set_up", "second_factor.must_begin")


@pages.post("/sign-in/set-up/begin")
@owed(Duty.SET_UP)
def must_begin() -> ResponseReturnValue:
    """登录时开始设置."""
    actions.begin(vault(), by=halfway().viewer, now=now())
    return go(url_for("second_factor.must_set_up"))


def _set_up(by: Viewer, here: str, begun: str) -> ResponseReturnValue:
    form = FirstCodeForm()
    if form.validate_on_submit():
        with form.refusals():
            sid, codes = actions.confirm(g.sid_sha256, form.code.data or "", vault(), by=by, now=now())
            resume(sid)
            return _slip(codes, by)
    secret = vault().opened(second_begun(by.user_id))
    login = user_in_sight(by, by.user_id).login
    shown = code_with(rules.address(secret, login, "环保责任书")) if secret else None
    return page(
        "second_factor/set_up.html",
        form=form,
        plain=Form(formdata=None),
        begun=url_for(begun),
        sent_to=url_for(here),
        owner=by,
        code=shown,
        by_hand=rules.by_hand(secret),
        must=must_have_second_factor(profile(), by.roles),
        entered=g.half is None,
    ), form.status


def _slip(codes: list[str], owner: Viewer) -> ResponseReturnValue:
    """备用码条: kept nowhere, so that it is shown this once."""
    return page("second_factor/slip.html", codes=codes, owner=owner)
