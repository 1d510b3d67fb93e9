"""责任单位: list, page, register, change, posts."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import units as actions
from respbook.forms.base import ConfirmForm
from respbook.forms.lists import unit_filter
from respbook.forms.units import HolderForm, UnitForm
from respbook.queries import units as queries
from respbook.queries.audit import trail_of
from respbook.queries.device_links import links_of, who_may_have_one
from respbook.queries.handovers import due_handovers, handovers_of
from respbook.queries.in_force import letters_in_force
from respbook.queries.office_settings import office_settings
from respbook.queries.scope import unit_in_sight
from respbook.queries.signing import proxies_of
from respbook.rules.permissions import Permission
from respbook.rules.sessions import INVITE_LIFE, LINK_LIFE
from respbook.rules.units import POST_ROLE_LABELS, UNIT_KIND_LABELS, UnitKind
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import page_number, saved_bar
from respbook.web.viewer import current, now, today

pages = Blueprint("units", __name__, url_prefix="/units")


@pages.get("/")
@needs(Permission.UNIT_READ)
def index() -> ResponseReturnValue:
    """单位列表."""
    wanted = unit_filter(request.args)
    return page(
        "units/index.html",
        listing=queries.unit_list(current(), wanted, page_number()),
        wanted=wanted,
        tags=queries.all_tags(current()),
        kinds=UNIT_KIND_LABELS,
        saved=saved_bar("units"),
    )


@pages.get("/<int:unit_id>")
@needs(Permission.UNIT_READ)
def show(unit_id: int) -> ResponseReturnValue:
    """单位页."""
    return _shown(unit_id)


def _shown(unit_id: int, holder_id: int = 0) -> str:
    """The page of one unit; ``holder_id`` is the post whose full number was asked for."""
    unit = unit_in_sight(current(), unit_id)
    linking = current().may(Permission.LINK_WRITE)
    handovers = handovers_of(unit_id) if current().may(Permission.LETTER_READ) else ()
    return page(
        "units/show.html",
        unit=unit,
        entries=trail_of(current(), "units", unit_id),
        parent=queries.names_of({unit.parent_id} if unit.parent_id else set()).get(unit.parent_id or 0, ""),
        children=queries.children_of(current(), unit),
        history=queries.history_of(unit),
        retire_form=ConfirmForm(data={"version": unit.version}, formdata=None),
        may_write=current().may(Permission.UNIT_WRITE),
        post_labels=POST_ROLE_LABELS,
        head_of=queries.head_of,
        phone_of=holder_id,
        in_force=letters_in_force(current(), unit_id, today()),
        handovers=handovers,
        due_handovers=due_handovers(unit, handovers),
        proxies=proxies_of(unit_id) if current().may(Permission.LETTER_READ) else (),
        today=today(),
        now=now(),
        phone_links=links_of(unit_id) if linking else (),
        linkable=who_may_have_one(unit_id) if linking else (),
        link_life=LINK_LIFE,
        link_wait=INVITE_LIFE,
        confirm_form=ConfirmForm,
    )


@pages.post("/holders/<int:holder_id>/phone")
@needs(Permission.PHONE_READ, fresh=True)
def read_phone(holder_id: int) -> ResponseReturnValue:
    """看完整电话: asked for by a button, with a fresh password, and written down (safety R98)."""
    holder = actions.read_phone(holder_id, by=current(), now=now())
    return _shown(holder.unit_id, holder.id)


def _with_parents(form: UnitForm) -> UnitForm:
    form.parent_id.choices = [("", "（无）")] + [(str(unit.id), unit.called) for unit in queries.parents_for(current())]
    return form


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.UNIT_WRITE)
def new() -> ResponseReturnValue:
    """登记单位."""
    form = _with_parents(UnitForm(data={"parent_id": str(current().unit_id), "kind": UnitKind.VILLAGE.value}))
    if form.validate_on_submit():
        with form.refusals():
            unit = actions.add(form.facts(), by=current(), now=now())
            return go(url_for("units.show", unit_id=unit.id), f"已登记“{unit.name}”。")
    return page("units/edit.html", form=form, unit=None, tags=office_settings(current()).tags), form.status


@pages.route("/<int:unit_id>/edit", methods=["GET", "POST"])
@needs(Permission.UNIT_WRITE)
def edit(unit_id: int) -> ResponseReturnValue:
    """修改单位."""
    unit = unit_in_sight(current(), unit_id)
    form = _with_parents(UnitForm.of(unit) if request.method == "GET" else UnitForm())
    if form.validate_on_submit():
        with form.refusals():
            unit = actions.change(unit_id, form.facts(), form.version.data or 0, by=current(), now=now())
            return go(url_for("units.show", unit_id=unit.id), f"已保存“{unit.name}”。")
        if form.status == 409:
            form.beside(_with_parents(UnitForm.of(unit_in_sight(current(), unit_id), formdata=None)))
    return page("units/edit.html", form=form, unit=unit, tags=office_settings(current()).tags), form.status


@pages.post("/<int:unit_id>/retirement")
@needs(Permission.UNIT_WRITE)
def retire(unit_id: int) -> ResponseReturnValue:
    """停用单位."""
    form = ConfirmForm()
    unit = actions.retire(unit_id, form.version.data or 0, by=current(), now=now(), on=today())
    return go(url_for("units.show", unit_id=unit.id), f"“{unit.name}”已停用，原有责任书和任职记录仍可查看。")


@pages.route("/<int:unit_id>/holders/new", methods=["GET", "POST"])
@needs(Permission.UNIT_WRITE)
def appoint(unit_id: int) -> ResponseReturnValue:
    """登记任职."""
    unit = unit_in_sight(current(), unit_id)
    form = HolderForm(data={"from_on": today()})
    if form.validate_on_submit():
        with form.refusals():
            holder = actions.appoint(unit_id, form.facts(), by=current(), now=now())
            return go(url_for("units.show", unit_id=unit_id), f"已登记{holder.name}任{holder.post}。")
    return page("units/appoint.html", form=form, unit=unit), form.status


@pages.post("/holders/<int:holder_id>/end")
@needs(Permission.UNIT_WRITE)
def end_post(holder_id: int) -> ResponseReturnValue:
    """离任."""
    holder = actions.end_post(holder_id, by=current(), now=now(), on=today())
    return go(url_for("units.show", unit_id=holder.unit_id), f"已登记{holder.name}离任。")
