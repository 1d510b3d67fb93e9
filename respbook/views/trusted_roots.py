"""受信任的签发机构: listed after its fingerprint was compared, removed with a reason; kept by the administrator (S6)."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook import pades
from respbook.actions import trust as actions
from respbook.forms.base import filled
from respbook.forms.trust import LOCAL, RootFileForm, RootForm, RootRemovalForm
from respbook.queries.scope_seals import trusted_root_in_sight
from respbook.queries.trust import root_rows
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now, today

pages = Blueprint("trusted_roots", __name__, url_prefix="/trusted-roots")


@pages.get("/")
@needs(Permission.TRUST_WRITE)
def index() -> ResponseReturnValue:
    """受信任的签发机构."""
    return page("trusted_roots/index.html", rows=root_rows(), available=pades.available(), today=today())


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.TRUST_WRITE, fresh=True)
def choose() -> ResponseReturnValue:
    """选根证书, then see what it is."""
    form = RootFileForm()
    if form.validate_on_submit():
        with form.refusals():
            root = pades.read_root(form.content(), now())
            return _compare(root, RootForm(formdata=None, data={"certificate": root.pem}))
    return page("trusted_roots/choose.html", form=form, available=pades.available()), form.status


@pages.post("/")
@needs(Permission.TRUST_WRITE, fresh=True)
def add() -> ResponseReturnValue:
    """核对指纹，登记."""
    form = RootForm()
    try:
        root = pades.read_root((form.certificate.data or "").encode("utf-8", "replace"), now())
    except RuleBroken as problem:
        raise RuleBroken(f"{problem.sentence}请重新选择文件。") from problem
    if form.validate_on_submit():
        with form.refusals():
            local = form.local.data == LOCAL
            row = actions.add(root, filled(form.tail), local, by=current(), now=now())
            return go(url_for("trusted_roots.index"), f"“{row.name}”已登记为受信任的签发机构。")
    return _compare(root, form)


def _compare(root: pades.Root, form: RootForm) -> ResponseReturnValue:
    return page("trusted_roots/compare.html", root=root, form=form), form.status


@pages.route("/<int:trusted_root_id>/removal", methods=["GET", "POST"])
@needs(Permission.TRUST_WRITE, fresh=True)
def remove(trusted_root_id: int) -> ResponseReturnValue:
    """移出名单."""
    row = trusted_root_in_sight(current(), trusted_root_id)
    form = RootRemovalForm(data={"version": row.version})
    if form.validate_on_submit():
        with form.refusals():
            reason, version = filled(form.reason), form.version.data or 0
            row = actions.remove(trusted_root_id, reason, version, by=current(), now=now())
            return go(url_for("trusted_roots.index"), f"“{row.name}”已移出名单，登记和原因留存备查。")
        row = trusted_root_in_sight(current(), trusted_root_id)
    return page("trusted_roots/remove.html", row=row, form=form), form.status
