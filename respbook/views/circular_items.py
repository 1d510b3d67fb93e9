"""通报条目: each deed on one sentence of a draft; refused, the page comes back with what was typed beside the sentence."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import circular_items as actions
from respbook.forms.base import ConfirmForm, filled
from respbook.forms.circulars import ItemGroupForm, ItemWordForm
from respbook.queries.scope_circulars import circular_in_sight, item_in_sight
from respbook.rules.permissions import Permission
from respbook.views.circular_page import shown
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.viewer import current, now

pages = Blueprint("circular_items", __name__)


def _back(circular_id: int, item_id: int, said: str) -> ResponseReturnValue:
    """To the sentence again; the version in the address makes it a new one, so that the browser does load the page anew."""
    version = circular_in_sight(current(), circular_id).version
    return go(url_for("circulars.show", circular_id=circular_id, v=version, _anchor=f"item-{item_id}"), said)


@pages.post("/circular-items/<int:circular_item_id>/text")
@needs(Permission.CIRCULAR_WRITE)
def word(circular_item_id: int) -> ResponseReturnValue:
    """改写一句."""
    circular_id = item_in_sight(current(), circular_item_id).circular_id
    form = ItemWordForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.word(circular_item_id, filled(form.text), form.version.data or 0, by=current(), now=now())
            return _back(circular_id, circular_item_id, "已保存。")
    return shown(circular_id, form, refused="word", item_id=circular_item_id)


@pages.post("/circular-items/<int:circular_item_id>/group")
@needs(Permission.CIRCULAR_WRITE)
def move(circular_item_id: int) -> ResponseReturnValue:
    """移到另一组."""
    row = item_in_sight(current(), circular_item_id).circular
    circular_id, form = row.id, ItemGroupForm.among(row.kind)
    if form.validate_on_submit():
        with form.refusals():
            why = filled(form.why)
            actions.move(circular_item_id, form.chosen, why, form.version.data or 0, by=current(), now=now())
            return _back(circular_id, circular_item_id, "已移到另一组，理由记入日志。")
    return shown(circular_id, form, refused="move", item_id=circular_item_id)


@pages.post("/circular-items/<int:circular_item_id>/place")
@needs(Permission.CIRCULAR_WRITE)
def shift(circular_item_id: int) -> ResponseReturnValue:
    """上移、下移."""
    up = request.form.get("to") == "up"

    def deed(item_id: int, version: int, **who: Any) -> None:
        actions.shift(item_id, up, version, **who)

    return _confirmed(circular_item_id, deed, "")


@pages.post("/circular-items/<int:circular_item_id>/removal")
@needs(Permission.CIRCULAR_WRITE)
def leave_out(circular_item_id: int) -> ResponseReturnValue:
    """去掉一条."""
    return _confirmed(circular_item_id, actions.leave_out, "已去掉这一条，原文留在日志里。")


@pages.post("/circular-items/<int:circular_item_id>/redraft")
@needs(Permission.CIRCULAR_WRITE)
def redraft(circular_item_id: int) -> ResponseReturnValue:
    """按现状重写."""
    return _confirmed(circular_item_id, actions.redraft, "已按现状重写，原文留在日志里。")


@pages.post("/circular-items/<int:circular_item_id>/acceptance")
@needs(Permission.CIRCULAR_WRITE)
def accept(circular_item_id: int) -> ResponseReturnValue:
    """认可变化."""
    return _confirmed(circular_item_id, actions.accept, "已认可变化，文字不变。")


def _confirmed(item_id: int, deed: Any, said: str) -> ResponseReturnValue:
    circular_id = item_in_sight(current(), item_id).circular_id
    form = ConfirmForm()
    if form.validate_on_submit():
        with form.refusals():
            deed(item_id, form.version.data or 0, by=current(), now=now())
            return _back(circular_id, item_id, said)
    return shown(circular_id, form, refused="item", item_id=item_id)
