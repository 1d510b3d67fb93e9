"""屏幕签字: on one's own screen, and from the PC to the phone by a one-time code (features S1, S2)."""

import secrets
from typing import Any

from flask import Blueprint, Response, session, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import glass as actions
from respbook.actions.action import AlreadyDone
from respbook.forms.base import Form
from respbook.forms.glass import SignForm
from respbook.queries import glass as queries
from respbook.queries.scope import NotInSight
from respbook.queries.scope_signing import pass_in_sight, slot_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission
from respbook.rules.signing import PASS_SPAN
from respbook.web import files, seen
from respbook.web.errors import error_page
from respbook.web.filters import moment
from respbook.web.guard import needs, public
from respbook.web.handwriting import came, digest_of, mark_of, mark_shown
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.qr import code_of_address
from respbook.web.signed_copies import freeze_now
from respbook.web.viewer import current, now

pages = Blueprint("glass", __name__)


def _who(user_id: int) -> str:
    return f"user:{user_id}"


@pages.route("/slots/<int:slot_id>/sign", methods=["GET", "POST"])
@needs(Permission.LETTER_SIGN)
def sign(slot_id: int) -> ResponseReturnValue:
    """签字 on one's own screen: every page, the sentence, the mark, and the password in the same form (safety R13)."""
    slot = slot_in_sight(current(), slot_id)
    form = SignForm()
    who = _who(current().user_id)
    if form.validate_on_submit():
        with form.refusals():
            shown = seen.shown(form.seen.data or "", slot, who)
            mark, password = mark_of(form.strokes.data or ""), form.password.data or ""
            made = actions.sign_own(slot_id, mark, shown, password, came(), by=current(), now=now())
            return _signed(made)
    standing = queries.standing(slot)
    if standing is not None and standing.user_id == current().user_id:
        return go(_letter(slot), f"您已于{moment(standing.signed_at)}签过这一栏，不用再签。")
    actions.check_own(slot_id, by=current(), now=now())
    return page(
        "glass/sign.html",
        slot=slot,
        letter=slot.letter,
        sentence=queries.sentence_for(slot, current().name, now()),
        form=_with_slip(form, slot, who),
        name=current().name,
        pass_form=Form(formdata=None),
    ), form.status


def _with_slip(form: Any, slot: Any, who: str) -> Any:
    """A page that opens afresh carries the slip of its opening."""
    if not form.seen.data:
        form.seen.data = seen.opening(slot, who)
    return form


def _letter(slot: Any) -> str:
    return url_for("letters.show", letter_id=slot.letter_id)


def _signed(made: Any) -> ResponseReturnValue:
    said = "签订成功，这是您的回执。"
    freeze_now([made.letter_id])
    return go(url_for("signatures.receipt", signature_id=made.id), said)


@pages.get("/slots/<int:slot_id>/pages/<int:number>.png")
@needs(Permission.LETTER_SIGN)
def page_picture(slot_id: int, number: int) -> ResponseReturnValue:
    """页面图片 of what is being signed; the answer carries the slip that it was shown."""
    return seen.page_of(slot_in_sight(current(), slot_id), number, _who(current().user_id))


@pages.get("/slots/<int:slot_id>/mark.png")
@needs(Permission.LETTER_READ)
def mark_picture(slot_id: int) -> ResponseReturnValue:
    """手写签名的图 of a slot that was signed on glass."""
    slot = slot_in_sight(current(), slot_id)
    standing = queries.standing(slot)
    if standing is None or not standing.strokes_sha256:
        raise NotInSight
    return files.png(mark_shown(standing.mark_sha256, slot.letter.number_text, standing.signed_on))


@pages.post("/slots/<int:slot_id>/passes")
@needs(Permission.LETTER_SIGN)
def make_pass(slot_id: int) -> ResponseReturnValue:
    """用手机签: the code's token stays in this browser's own session; the book has its digest."""
    slot_in_sight(current(), slot_id)
    if not Form().validate_on_submit():
        raise RuleBroken("页面已经失效，没有打开二维码。请刷新后再点“用手机签”。")
    token = secrets.token_urlsafe(24)
    made = actions.make_pass(slot_id, digest_of(token), by=current(), now=now())
    session["pass"] = token
    return go(url_for("glass.handoff", pass_id=made.id))


@pages.get("/passes/<int:pass_id>")
@needs(Permission.LETTER_SIGN)
def handoff(pass_id: int) -> ResponseReturnValue:
    """手机签字码: shown here until the phone has signed; the waiting piece asks for itself."""
    code = pass_in_sight(current(), pass_id)
    token = session.get("pass", "")
    known = isinstance(token, str) and digest_of(token) == code.token_sha256
    open_still = code.used_at is None and now() < code.expires_at
    return page(
        "glass/handoff.html",
        code=code,
        slot=code.slot,
        letter=code.slot.letter,
        standing=queries.standing(code.slot),
        open_still=open_still,
        qr=code_of_address(url_for("glass.phone", token=token)) if known and open_still else None,
        minutes=int(PASS_SPAN.total_seconds() // 60),
        pass_form=Form(formdata=None),
    )


def _code(token: str) -> tuple[Any, Any, Response | None]:
    """(code, its owner, the page that refuses). Whoever else is signed in on this phone cannot use it."""
    try:
        code = queries.pass_by(digest_of(token))
    except NotInSight:
        return None, None, error_page(404, "这个二维码不对，或是别处来的。请在电脑上重新打开二维码，用手机再扫。")
    try:
        owner = actions.holder_of(code)
        viewer = current()
        if viewer is not None and viewer.user_id != owner.user_id:
            raise RuleBroken(
                f"这个二维码是{owner.name}本人打开的，这部手机登录的是{viewer.name}，不能代用。请先退出，或换本人的手机扫。"
            )
        if code.used_at is None:
            actions.check_pass(code, now())
    except RuleBroken as problem:
        return code, None, error_page(410, problem.sentence)
    return code, owner, None


@pages.route("/sign/<token>", methods=["GET", "POST"])
@public
def phone(token: str) -> ResponseReturnValue:
    """凭码签字 on the phone. Opening uses nothing up: chat programs look at a link before people do."""
    code, owner, refusal = _code(token)
    if refusal is not None:
        return refusal
    if code.used_at is not None:
        return page("glass/phone_done.html", standing=queries.standing(code.slot))
    form, who = SignForm(), f"pass:{code.id}"
    if form.validate_on_submit():
        try:
            with form.refusals():
                shown = seen.shown(form.seen.data or "", code.slot, who)
                mark, password = mark_of(form.strokes.data or ""), form.password.data or ""
                digest = code.token_sha256
                actions.sign_by_pass(digest, mark, shown, password, came(digest), now=now())
                return go(url_for("glass.phone", token=token))
        except AlreadyDone:
            return go(url_for("glass.phone", token=token))
    code = queries.pass_by(digest_of(token))  # anew: a refused deed has let go of what was read
    actions.check_own(code.slot_id, by=owner, now=now())
    return page(
        "glass/phone.html",
        token=token,
        slot=code.slot,
        letter=code.slot.letter,
        sentence=queries.sentence_for(code.slot, owner.name, now()),
        form=_with_slip(form, code.slot, who),
        name=owner.name,
        until=code.expires_at,
    ), form.status


@pages.get("/sign/<token>/pages/<int:number>.png")
@public
def phone_picture(token: str, number: int) -> ResponseReturnValue:
    """页面图片 for whoever holds a living code."""
    code, _, refusal = _code(token)
    if refusal is not None:
        return refusal
    if code.used_at is not None:
        raise NotInSight
    return seen.page_of(code.slot, number, f"pass:{code.id}")
