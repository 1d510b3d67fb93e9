"""会签台, the tablet's side: a device that holds nothing but the table's token; list → who you are → read → sign → hand on.

Nobody is signed in here. Whoever leads the tablet elsewhere finds the list again; a name opens by the host's PIN alone.
"""

from typing import Any

from flask import Blueprint, g, request, session, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import sign_in
from respbook.actions import signing_tables as actions
from respbook.actions.action import AlreadyDone
from respbook.forms.base import Form
from respbook.forms.glass import PinForm, SeatedForm, SeatForm
from respbook.queries import glass as queries
from respbook.queries import waiting
from respbook.queries.scope import NotInSight
from respbook.rules.errors import RuleBroken
from respbook.rules.signing_tables import check_stands
from respbook.web import seen
from respbook.web.errors import error_page
from respbook.web.guard import public
from respbook.web.handwriting import came, digest_of, mark_of
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, leave, now, today

pages = Blueprint("tablet", __name__)
_ELSEWHERE = {"sign_in", "check", "glass", "device_links"}
"""Open to strangers, and no business of a tablet that is a table."""


@pages.before_app_request
def _stay() -> ResponseReturnValue | None:
    """会签模式 keeps to itself until the PIN has released the device."""
    if "table" in session and request.blueprint in _ELSEWHERE:
        return go(url_for("tablet.index"))
    return None


def _token() -> str:
    token = session.get("table")
    if not isinstance(token, str):
        raise RuleBroken("这台设备还没有进入会签台。请扫主持人页面上的二维码进入。")
    return digest_of(token)


def _table_by_code() -> Any:
    try:
        return queries.table_by(_token())
    except NotInSight:
        leave()
        raise RuleBroken("这个会签台的进入码已经换过。请扫主持人页面上的新二维码进入；已签的都在。") from None


def _table() -> Any:
    """The table of this device; when it is closed, or opened by another code, the device is free again."""
    table = _table_by_code()
    try:
        check_stands(table, now())
    except RuleBroken:
        leave()
        raise
    return table


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
            actions.check_pin(table, form.pin.data or "", now())
            if g.viewer is not None:
                sign_in.sign_out(g.sid_sha256, by=current(), now=now())
            leave()
            session["table"] = token
            return go(url_for("tablet.index"))
    return page("tablet/enter.html", programme=programme, host=host, form=form, token=token), form.status


@pages.get("/table/")
@public
def index() -> ResponseReturnValue:
    """名单: who still has to sign. Nothing of the letters."""
    table = _table()
    slots = waiting.slots_at_table(table.programme_id, queries.units_at(table.id))
    names = waiting.who_may_stand(slots, today())
    return page("tablet/index.html", table=table, slots=slots, names=names, done=len(queries.taken_at(table.id)))


@pages.route("/table/slots/<int:slot_id>", methods=["GET", "POST"])
@public
def seat(slot_id: int) -> ResponseReturnValue:
    """主持人确认身份: once for each person, by the PIN."""
    table = _table()
    slots = waiting.slots_at_table(table.programme_id, queries.units_at(table.id))
    slot = next((each for each in slots if each.id == slot_id), None)
    if slot is None:
        return go(url_for("tablet.index"), "这一栏刚刚已经签过，或不在名单上。", "warn")
    names = waiting.who_may_stand([slot], today())[slot_id]
    form = SeatForm(data={"name": names[0] if names else ""})
    form.name.choices = [(name, name) for name in names]
    if form.validate_on_submit():
        try:
            with form.refusals():
                actions.seat(table.token_sha256, slot_id, form.name.data, form.pin.data or "", now=now())
                return go(url_for("tablet.letter"))
        except AlreadyDone:
            return go(url_for("tablet.letter"))
    return page("tablet/seat.html", table=table, slot=slot, names=names, form=form), form.status


@pages.route("/table/letter", methods=["GET", "POST"])
@public
def letter() -> ResponseReturnValue:
    """看全文并签字: the letter of whoever was confirmed last, of nobody else."""
    table = _table()
    sitting = queries.seat_of(table.id)
    if sitting is None:
        return go(url_for("tablet.index"))
    form, who = SeatedForm(), f"seat:{sitting.id}"
    if form.validate_on_submit():
        try:
            with form.refusals():
                shown = seen.shown(form.seen.data or "", sitting.slot, who)
                mark, digest = mark_of(form.strokes.data or ""), table.token_sha256
                actions.sign_seated(digest, sitting.id, mark, shown, came(digest), now=now())
                return go(url_for("tablet.hand_on"))
        except AlreadyDone:
            return go(url_for("tablet.hand_on"))
    sitting = queries.seat_of(table.id)  # anew: a refused deed has let go of what was read
    if sitting is None:
        return go(url_for("tablet.index"))
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
    sitting = queries.seat_of(_table().id)
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
    actions.rise(_table().token_sha256, now=now())
    return go(url_for("tablet.hand_on"))


@pages.route("/table/leave", methods=["GET", "POST"])
@public
def release() -> ResponseReturnValue:
    """退出会签模式: by the PIN; a table that is closed lets its tablet go without."""
    form = PinForm()
    table = _table_by_code()
    try:
        check_stands(table, now())
    except RuleBroken:
        leave()
        return go(url_for("sign_in.show"), "会签台已经关闭，这台设备已退出会签模式。")
    if form.validate_on_submit():
        with form.refusals():
            actions.check_pin(table, form.pin.data or "", now())
            actions.rise(table.token_sha256, now=now())
            leave()
            return go(url_for("sign_in.show"), "已退出会签模式。")
    return page("tablet/release.html", table=table, form=form), form.status
