"""专用链接: made and ended on the unit's page; opened on a phone, whose first answer binds it."""

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import device_links as actions
from respbook.actions.action import remember_location
from respbook.actions.sign_in import digest
from respbook.forms.base import Form
from respbook.queries.device_links import link_by_token, linked, who_may_have_one
from respbook.queries.scope import NotInSight, unit_in_sight
from respbook.rules.permissions import Permission, system_viewer
from respbook.rules.sessions import may_bind
from respbook.rules.typed import whole_in
from respbook.web.guard import needs, public
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.patience import Patience
from respbook.web.qr import code_of_address
from respbook.web.viewer import LINK_COOKIE, cookie_named, current, now

pages = Blueprint("device_links", __name__)
patience = Patience("打开得太频繁，请过一分钟再试。")


@pages.post("/units/<int:unit_id>/links")
@needs(Permission.LINK_WRITE, fresh=True)
def make(unit_id: int) -> ResponseReturnValue:
    """办理专用链接; the answer shows it this once."""
    unit, form = unit_in_sight(current(), unit_id), Form()
    names = dict(who_may_have_one(unit.id))
    user_id = whole_in(request.form.get("user_id", ""))
    if user_id not in names or user_id is None:
        raise NotInSight
    token = actions.make(user_id, by=current(), now=now())
    if form.key.data:  # a second press of the same form leads to the unit, not to the link
        remember_location(current().user_id, form.key.data[:64], url_for("units.show", unit_id=unit_id))
    code = code_of_address(url_for("device_links.enter", token=token))
    return page("device_links/made.html", unit=unit_in_sight(current(), unit_id), name=names[user_id], code=code)


@pages.post("/device-links/<int:link_id>/revocation")
@needs(Permission.LINK_WRITE)
def revoke(link_id: int) -> ResponseReturnValue:
    """停用."""
    link = actions.revoke(link_id, by=current(), now=now())
    said = f"{link.user.name}的专用链接已停用，那台手机不能再用它报送。"
    return go(url_for("units.show", unit_id=link.unit_id), said)


@pages.route("/l/<token>", methods=["GET", "POST"])
@public
def enter(token: str) -> ResponseReturnValue:
    """打开专用链接: looking at it binds nothing, because a chat looks at every address that it is given; the button does.

    Another device, a link that was ended and one that never was get the same page.
    """
    patience.count(request.remote_addr or "", now())
    link = link_by_token(digest(token))
    own = linked(digest(request.cookies.get(cookie_named(LINK_COOKIE), "")))
    if link is not None and own is not None and own.link_id == link.id:
        return redirect(url_for("reporting.index"), 303)
    if link is None or not may_bind(link.made_at, link.bound_at, link.revoked_at, now()):
        return page("device_links/refused.html"), 404
    form = Form()
    if form.validate_on_submit():
        try:
            agent = request.headers.get("User-Agent", "")
            g.link = actions.bind(token, agent, by=system_viewer("专用链接"), now=now())
            return go(url_for("reporting.index"), "这台手机已绑定，以后打开这个链接就能报送。")
        except actions.LinkRefused:
            return page("device_links/refused.html"), 404
    return page("device_links/enter.html", link=link, token=token, form=form), form.status
