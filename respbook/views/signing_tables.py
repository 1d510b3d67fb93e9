"""会签台, the host's side: open one for a programme, watch how far it is, close it (features S3)."""

import secrets
from typing import Any

from flask import Blueprint, request, session, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import signing_tables as actions
from respbook.forms.base import Form
from respbook.forms.glass import PinForm, TableForm
from respbook.queries import glass as queries
from respbook.queries import waiting
from respbook.queries.scope import programme_in_sight
from respbook.queries.scope_signing import table_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission
from respbook.rules.signing_tables import stands
from respbook.web.guard import needs
from respbook.web.handwriting import digest_of
from respbook.web.htmx import go, wants_piece
from respbook.web.htmx import show as page
from respbook.web.qr import code_of_address
from respbook.web.viewer import current, now

pages = Blueprint("signing_tables", __name__)


@pages.get("/signing-tables/")
@needs(Permission.SIGNING_HOST)
def index() -> ResponseReturnValue:
    """会签台列表."""
    return page(
        "signing_tables/index.html",
        tables=queries.tables_of(current()),
        programmes=queries.programmes_to_sign(current()),
        stands=lambda table: stands(table, now()),
    )


@pages.route("/programmes/<int:programme_id>/signing-tables/new", methods=["GET", "POST"])
@needs(Permission.SIGNING_HOST)
def new(programme_id: int) -> ResponseReturnValue:
    """开会签台: who is expected, and the host's PIN."""
    programme = programme_in_sight(current(), programme_id)
    units = queries.units_to_sign(current(), programme_id)
    form = TableForm(data={"unit_ids": [str(unit_id) for unit_id, _, _ in units]})
    form.unit_ids.choices = [(str(unit_id), name) for unit_id, name, _ in units]
    if form.validate_on_submit():
        with form.refusals():
            token = secrets.token_urlsafe(24)
            chosen = tuple(int(each) for each in form.unit_ids.data or ())
            facts = actions.TableFacts(programme_id, chosen, form.pin.data or "")
            table = actions.open_table(facts, digest_of(token), by=current(), now=now())
            session["table_host"] = token
            return go(url_for("signing_tables.show", table_id=table.id), "会签台已开，请用平板扫码进入。")
    standing = queries.standing_table(programme_id, now())
    return page("signing_tables/new.html", programme=programme, units=units, standing=standing, form=form), form.status


@pages.get("/signing-tables/<int:table_id>")
@needs(Permission.SIGNING_HOST)
def show(table_id: int) -> ResponseReturnValue:
    """会签台: the code for the tablet, who has signed, who is left."""
    return _page(table_id, PinForm(formdata=None))


def _page(table_id: int, pin_form: PinForm) -> ResponseReturnValue:
    table = table_in_sight(current(), table_id)
    on = stands(table, now())
    left = waiting.slots_at_table(table.programme_id, queries.units_at(table_id))
    taken, sitting = queries.taken_at(table_id), queries.seat_of(table_id)
    stamp = _stamp(left, taken, sitting)
    if wants_piece() and "stamp" in request.args:  # the page asks by itself, again and again
        if not on:
            return "", 200, {"HX-Refresh": "true"}
        if request.args["stamp"] == stamp:
            return "", 204
    token = session.get("table_host", "")
    known = isinstance(token, str) and digest_of(token) == table.token_sha256
    return page(
        "signing_tables/show.html",
        table=table,
        on=on,
        qr=code_of_address(url_for("tablet.enter", token=token)) if known and on else None,
        left=left,
        taken=taken,
        sitting=sitting,
        stamp=stamp,
        form=Form(formdata=None),
        pin_form=pin_form,
    ), pin_form.status


def _stamp(left: list[Any], taken: list[Any], sitting: Any) -> str:
    """现状的摘要: the same as long as the page would say the same."""
    return digest_of(repr((left, taken, sitting.id if sitting else None)))[:16]


@pages.post("/signing-tables/<int:table_id>/code")
@needs(Permission.SIGNING_HOST)
def renew_code(table_id: int) -> ResponseReturnValue:
    """重新生成进入码: shown in this browser; the old code opens nothing any more."""
    table_in_sight(current(), table_id)
    form = PinForm()
    if form.validate_on_submit():
        with form.refusals():
            token = secrets.token_urlsafe(24)
            actions.renew_code(table_id, form.pin.data or "", digest_of(token), by=current(), now=now())
            session["table_host"] = token
            return go(url_for("signing_tables.show", table_id=table_id), "进入码已换，旧的不能再用；请平板扫新码进入。")
    return _page(table_id, form)


@pages.post("/signing-tables/<int:table_id>/closure")
@needs(Permission.SIGNING_HOST)
def close(table_id: int) -> ResponseReturnValue:
    """关会签台."""
    table_in_sight(current(), table_id)
    if not Form().validate_on_submit():
        raise RuleBroken("页面已经失效，会签台没有关。请刷新后再关。")
    actions.close(table_id, by=current(), now=now())
    return go(url_for("signing_tables.show", table_id=table_id), "会签台已关，平板上不能再签。")


@pages.post("/signing-tables/<int:table_id>/seats/<int:seat_id>/freeing")
@needs(Permission.SIGNING_HOST)
def free_seat(table_id: int, seat_id: int) -> ResponseReturnValue:
    """收回席位: of a tablet that died; whoever sat there has not signed."""
    table_in_sight(current(), table_id)
    if not Form().validate_on_submit():
        raise RuleBroken("页面已经失效，席位没有收回。请刷新后再收。")
    actions.free_seat(table_id, seat_id, by=current(), now=now())
    return go(
        url_for("signing_tables.show", table_id=table_id), "席位已收回，没有签上；可以在任何一台会签平板上重新点名。"
    )
