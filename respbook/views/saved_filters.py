"""常用筛选: kept from a list, renamed, shared, removed (features V3)."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import saved_filters as actions
from respbook.forms.base import ConfirmForm
from respbook.forms.saved_filters import FilterForm, SaveFilterForm
from respbook.queries.saved_filters import own_filters
from respbook.queries.scope import filter_in_sight
from respbook.rules.list_states import LISTS
from respbook.rules.permissions import Permission
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import address_of
from respbook.web.viewer import current, now

pages = Blueprint("saved_filters", __name__, url_prefix="/filters")


@pages.get("/")
@needs(Permission.OWN_ACCOUNT)
def index() -> ResponseReturnValue:
    """本人的常用筛选."""
    rows = [(each, LISTS[each.listing].label, address_of(each.listing, each.query)) for each in own_filters(current())]
    return page("saved_filters/index.html", rows=rows, confirm=ConfirmForm(formdata=None))


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.OWN_ACCOUNT)
def new() -> ResponseReturnValue:
    """存为常用; refused, the form stands alone with what was typed."""
    form = SaveFilterForm()
    if form.validate_on_submit():
        with form.refusals():
            saved = actions.save(form.listing.data or "", form.query.data or "", form.facts(), by=current(), now=now())
            return go(address_of(saved.listing, saved.query), f"已存为常用筛选“{saved.name}”。")
    return page("saved_filters/edit.html", form=form, saved=None), form.status


@pages.route("/<int:filter_id>/edit", methods=["GET", "POST"])
@needs(Permission.OWN_ACCOUNT)
def edit(filter_id: int) -> ResponseReturnValue:
    """改名、共用."""
    saved = filter_in_sight(current(), filter_id)
    form = FilterForm(data={"name": saved.name, "shared": saved.shared, "version": saved.version})
    if form.validate_on_submit():
        with form.refusals():
            actions.change(filter_id, form.facts(), form.version.data or 0, by=current(), now=now())
            return go(url_for("saved_filters.index"), "已保存。")
        saved = filter_in_sight(current(), filter_id)
        if form.status == 409:
            form.beside(
                FilterForm(formdata=None, data={"name": saved.name, "shared": saved.shared, "version": saved.version})
            )
    return page("saved_filters/edit.html", form=form, saved=saved), form.status


@pages.post("/<int:filter_id>/removal")
@needs(Permission.OWN_ACCOUNT)
def remove(filter_id: int) -> ResponseReturnValue:
    """删除常用筛选."""
    actions.remove(filter_id, by=current(), now=now())
    return go(url_for("saved_filters.index"), "已删除。")
