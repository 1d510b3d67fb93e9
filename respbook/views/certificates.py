"""签名证书: registered, retired, used on a letter's signed copy; what a copy's digital signatures are worth (S6)."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook import pades
from respbook.actions import certificates as actions
from respbook.forms.base import ConfirmForm
from respbook.forms.seals import CertificateForm, SignWithForm
from respbook.queries import certificates as queries
from respbook.queries.scope import letter_in_sight
from respbook.queries.trust import roots, trust_of_certificates
from respbook.rules.permissions import Permission
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.press import store
from respbook.web.security import refuse_over_plain
from respbook.web.signed_copies import proof, tools
from respbook.web.viewer import current, now, today

pages = Blueprint("certificates", __name__)

OWNERS = {"unit": "单位证书（代替公章签名）", "own": "我本人的证书"}


@pages.get("/certificates/")
@needs(Permission.LETTER_SIGN)
def index() -> ResponseReturnValue:
    """签名证书."""
    rows = queries.certificates_of(current())
    return page(
        "certificates/index.html",
        certificates=rows,
        trusts=trust_of_certificates([row.id for row in rows], now()),
        available=pades.available(),
        worth=pades.WORTH,
        today=today(),
        confirm_form=ConfirmForm,
    )


@pages.route("/certificates/new", methods=["GET", "POST"])
@needs(Permission.LETTER_SIGN, fresh=True)
def register() -> ResponseReturnValue:
    """登记签名证书."""
    form = CertificateForm()
    allowed = OWNERS if current().may(Permission.SEAL_USE) else {"own": OWNERS["own"]}
    form.owner.choices = list(allowed.items())
    if form.validate_on_submit():
        with form.refusals():
            holding = actions.Holding(form.content(), form.passphrase.data or "", form.owner.data == "own")
            actions.register(holding, store(), by=current(), now=now())
            return go(url_for("certificates.index"), "签名证书已登记。口令没有保存，每次签名时输入。")
    return page("certificates/register.html", form=form, worth=pades.WORTH), form.status


@pages.post("/certificates/<int:certificate_id>/retirement")
@needs(Permission.LETTER_SIGN, fresh=True)
def retire(certificate_id: int) -> ResponseReturnValue:
    """停用签名证书."""
    row = actions.retire(certificate_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("certificates.index"), f"“{row.subject}”的证书已停用，以前的签名仍可查验。")


@pages.route("/letters/<int:letter_id>/certificate-signature", methods=["GET", "POST"])
@needs(Permission.LETTER_SIGN, fresh=True)
def sign(letter_id: int) -> ResponseReturnValue:
    """用证书签名."""
    letter = letter_in_sight(current(), letter_id)
    chances = queries.chances(current(), letter, today())
    form = SignWithForm(data={"certificate_id": str(chances[0].certificate_id) if chances else ""})
    form.certificate_id.choices = [(str(each.certificate_id), each.subject) for each in chances]
    if form.validate_on_submit():
        with form.refusals():
            refuse_over_plain("用证书签名")
            chosen = int(form.certificate_id.data)
            actions.sign(letter_id, chosen, form.passphrase.data or "", proof(), tools(), by=current(), now=now())
            return go(url_for("certificates.check", letter_id=letter_id), "已用证书签名，查验结果如下。")
        letter = letter_in_sight(current(), letter_id)
    return page("certificates/sign.html", letter=letter, chances=chances, form=form, worth=pades.WORTH), form.status


@pages.get("/letters/<int:letter_id>/digital-signatures")
@needs(Permission.LETTER_READ)
def check(letter_id: int) -> ResponseReturnValue:
    """查验数字签名."""
    letter = letter_in_sight(current(), letter_id)
    rows = queries.digital_of(letter.id)
    return page(
        "certificates/check.html",
        letter=letter,
        rows=rows,
        available=pades.available(),
        verdict=actions.verdict(letter, store(), now()) if rows and pades.available() else None,
        roots=roots().listed if rows else (),
    )
