"""代签授权: registered at a unit from the paper, shown, withdrawn (features S9)."""

import io

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import proxies as actions
from respbook.forms.base import ConfirmForm, filled
from respbook.forms.proxies import ProxyForm
from respbook.forms.uploads import taken
from respbook.queries.scope import unit_in_sight
from respbook.queries.scope_signing import proxy_in_sight
from respbook.rules.permissions import Permission
from respbook.web.files import attachment
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.press import store
from respbook.web.viewer import current, now

pages = Blueprint("proxies", __name__)


@pages.route("/units/<int:unit_id>/proxies", methods=["GET", "POST"])
@needs(Permission.PROXY_WRITE)
def authorise(unit_id: int) -> ResponseReturnValue:
    """登记代签授权."""
    unit = unit_in_sight(current(), unit_id)
    names = dict.fromkeys(holder.name for holder in unit.holders if holder.to_on is None)
    form = ProxyForm()
    form.holder.choices = [("", "请选择"), *((name, name) for name in names)]
    if form.validate_on_submit():
        with form.refusals():
            actions.authorise(_facts(unit_id, form), by=current(), now=now())
            return go(url_for("units.show", unit_id=unit_id, _anchor="proxies"), "代签授权已登记。")
    return page("proxies/authorise.html", unit=unit, form=form), form.status


def _facts(unit_id: int, form: ProxyForm) -> actions.ProxyFacts:
    sent = taken(form.scan, store())
    assert form.from_on.data is not None and form.to_on.data is not None
    return actions.ProxyFacts(
        unit_id,
        form.holder.data,
        filled(form.proxy),
        form.from_on.data,
        form.to_on.data,
        filled(form.reason),
        sent.sha256,
        sent.name,
        sent.scan.media,
    )


@pages.get("/proxies/<int:proxy_id>/scan")
@needs(Permission.LETTER_READ)
def scan(proxy_id: int) -> ResponseReturnValue:
    """授权书."""
    row = proxy_in_sight(current(), proxy_id)
    return attachment(io.BytesIO(store().get(row.scan_sha256)), row.scan_name, row.media)


@pages.post("/proxies/<int:proxy_id>/withdrawal")
@needs(Permission.PROXY_WRITE)
def withdraw(proxy_id: int) -> ResponseReturnValue:
    """撤销授权."""
    row = actions.withdraw(proxy_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("units.show", unit_id=row.unit_id, _anchor="proxies"), "授权已撤销，以前代签的仍然有效。")
