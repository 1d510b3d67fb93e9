"""会签台, the tablet's side: a device that holds nothing but its entry; list → who you are → read → sign → hand on.

Nobody is signed in here. Whoever leads the tablet elsewhere finds the list again; a name opens by the host's PIN alone,
and on this device alone: another that has entered the same table is told that somebody signs elsewhere, and no more.
"""

import secrets
from typing import Any

from flask import Blueprint, g, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import tablets as actions
from respbook.actions.action import AlreadyDone
from respbook.forms.base import Form
from respbook.forms.glass import PinForm, SeatedForm, SeatForm
from respbook.queries import glass as queries
from respbook.queries import waiting
from respbook.queries.scope import NotInSight
from respbook.rules.errors import RuleBroken
from respbook.rules.signing_tables import SeatElsewhere, check_free, check_here, check_stands
from respbook.web import seen, tablet_device
from respbook.web.errors import error_page
from respbook.web.guard import public
from respbook.web.handwriting import came, digest_of, mark_of
from respbook.web.htmx import go, wants_piece
from respbook.web.htmx import show as page
from respbook.web.tablet_device import device
from respbook.web.viewer import leave, now, today

pages = Blueprint("tablet", __name__)
_ELSEWHERE = {"sign_in", "check", "glass", "device_links"}
"""Open to strangers, and no business of a tablet that is a table."""


@pages.before_app_request
def _stay() -> ResponseReturnValue | None:
    """会签模式 keeps to itself until the PIN has released the device."""
    if tablet_device.is_tablet() and request.blueprint in _ELSEWHERE:
        return go(url_for("tablet.index"))
    return None


@pages.errorhandler(SeatElsewhere)
def _elsewhere(problem: SeatElsewhere) -> ResponseReturnValue:
    """席位在另一台设备上: what is going on, and the ways out."""
    if wants_piece():
        return error_page(409, problem.sentence)
    return page("tablet/elsewhere.html", sentence=problem.sentence), 409


def _table_by_entry() -> Any:
    if not tablet_device.is_tablet():
        raise RuleBroken("这台设备还没有进入会签台。请扫主持人页面上的二维码进入。")
    try:
        return actions.table_of(device())
    except actions.HasLeft:
        leave()
        raise


def _table() -> Any:
    """The table of this device; when it is closed, or opened by another code, the device is free again."""
    table = _table_by_entry()
    try:
        check_stands(table, now())
    except RuleBroken:
        leave()
        raise
    return table


def _sitting(table: Any) -> Any:
    """在席的人 on this device, or nobody. Raises SeatElsewhere."""
    sitting = queries.seat_of(table.id)
    if sitting is not None:
        check_here(sitting, device().seats)
    return sitting


def _to_list() -> ResponseReturnValue:
    """回名单, with a word where the seat of this device has ended: freed by the host, or signed and the answer was lost."""
    if tablet_device.risen():
        said = "这个席位已经结束。名单上没有本人的，就是已经签上；还在名单上的，请主持人重新确认身份后再签。"
        return go(url_for("tablet.index"), said, "warn")
    return go(url_for("tablet.index"))


@pages.route("/table/enter/<token>", methods=["GET", "POST"])
@public
def enter(token: str) -> ResponseReturnValue:
    """进入会签模式: by the PIN; whoever was signed in on this device is signed out, so that nothing else is open here."""
    try:
        table = queries.table_by(digest_of(token))
    except NotInSight:
        return error_page(404, "这个会签台的二维码不对。请扫主持人页面上的二维码。")
    check_stands(table, now())
    form, programme, host = PinForm(), table.programme.name, table.host
    if form.validate_on_submit():
        with form.refusals():
            secret = secrets.token_urlsafe(24)
            leaving = actions.SignedInAs(g.sid_sha256, g.viewer.name) if g.sid_sha256 else None
            pin, entry = form.pin.data or "", digest_of(secret)
            actions.enter(table.token_sha256, pin, device(), entry, leaving, now=now())
            tablet_device.entered(secret)
            return go(url_for("tablet.index"))
    return page("tablet/enter.html", programme=programme, host=host, form=form, token=token), form.status


@pages.get("/table/")
@public
def index() -> ResponseReturnValue:
    """名单: who still has to sign. Nothing of the letters."""
    table = _table()
    sitting = queries.seat_of(table.id)
    busy = sitting is not None and sitting.device_sha256 not in (None, *device().seats)
    slots = waiting.slots_at_table(table.programme_id, queries.units_at(table.id))
    names = waiting.who_may_sign(slots, today())
    done = len(queries.taken_at(table.id))
    return page("tablet/index.html", table=table, slots=slots, names=names, done=done, busy=busy)


@pages.route("/table/slots/<int:slot_id>", methods=["GET", "POST"])
@public
def seat(slot_id: int) -> ResponseReturnValue:
    """主持人确认身份: once for each person, by the PIN."""
    table = _table()
    check_free(queries.seat_of(table.id), device().seats)
    secret = tablet_device.next_seat()
    slots = waiting.slots_at_table(table.programme_id, queries.units_at(table.id))
    slot = next((each for each in slots if each.id == slot_id), None)
    if slot is None:
        return go(url_for("tablet.index"), "这一栏刚刚已经签过，或不在名单上。", "warn")
    names = waiting.who_may_sign([slot], today())[slot_id]
    form = SeatForm(data={"name": names[0] if names else ""})
    form.name.choices = [(name, name) for name in names]
    if form.validate_on_submit():
        try:
            with form.refusals():
                actions.seat(device(), slot_id, form.name.data, form.pin.data or "", secret, now=now())
                tablet_device.seated()
                return go(url_for("tablet.letter"))
        except AlreadyDone:
            tablet_device.seated()
            return go(url_for("tablet.letter"))
    return page("tablet/seat.html", table=table, slot=slot, names=names, form=form), form.status


@pages.route("/table/letter", methods=["GET", "POST"])
@public
def letter() -> ResponseReturnValue:
    """看全文并签字: the letter of whoever was confirmed last, of nobody else."""
    table = _table()
    sitting = _sitting(table)
    if sitting is None:
        return _to_list()
    form, who = SeatedForm(), f"seat:{sitting.id}"
    if form.validate_on_submit():
        try:
            with form.refusals():
                shown = seen.shown(form.seen.data or "", sitting.slot, who)
                mark, here = mark_of(form.strokes.data or ""), device()
                actions.sign_seated(here, sitting.id, mark, shown, came(here.entry_sha256), now=now())
                tablet_device.risen()
                return go(url_for("tablet.hand_on"))
        except AlreadyDone:
            tablet_device.risen()
            return go(url_for("tablet.hand_on"))
    sitting = _sitting(table)  # anew: a refused deed has let go of what was read
    if sitting is None:
        return _to_list()
    if not form.seen.data:
        form.seen.data = seen.opening(sitting.slot, who)
    return page(
        "tablet/letter.html",
        seat=sitting,
        slot=sitting.slot,
        letter=sitting.slot.letter,
        sentence=queries.sentence_for(sitting.slot, sitting.name, now()),
        form=form,
        rest_form=Form(formdata=None),
    ), form.status


@pages.get("/table/letter/pages/<int:number>.png")
@public
def page_picture(number: int) -> ResponseReturnValue:
    """页面图片 of the letter of whoever sits there."""
    sitting = _sitting(_table())
    if sitting is None:
        raise NotInSight
    return seen.page_of(sitting.slot, number, f"seat:{sitting.id}")


@pages.get("/table/next")
@public
def hand_on() -> ResponseReturnValue:
    """请交给下一位: shows nothing of any letter."""
    _table()
    return page("tablet/hand_on.html")


@pages.post("/table/rest")
@public
def rest() -> ResponseReturnValue:
    """先不签: back to the list, the letter is closed."""
    _table()
    actions.rise(device(), now=now())
    tablet_device.risen()
    return go(url_for("tablet.hand_on"))


@pages.route("/table/leave", methods=["GET", "POST"])
@public
def release() -> ResponseReturnValue:
    """退出会签模式: by the PIN, on the server too; a table that is closed lets its tablet go without."""
    form = PinForm()
    table = _table_by_entry()
    try:
        check_stands(table, now())
    except RuleBroken:
        leave()
        return go(url_for("sign_in.show"), "会签台已经关闭，这台设备已退出会签模式。")
    if form.validate_on_submit():
        with form.refusals():
            actions.leave(device(), form.pin.data or "", now=now())
            leave()
            answer = go(url_for("sign_in.show"), "已退出会签模式。")
            answer.headers["Clear-Site-Data"] = '"storage"'  # strokes that nobody has signed with
            return answer
    return page("tablet/release.html", table=table, form=form), form.status
