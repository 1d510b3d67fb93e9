"""签署记录: one signature with all its facts, its receipt, its correction; the evidence sheet of a letter (S7, S8, C6)."""

import io
from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import signing as actions
from respbook.forms.base import filled
from respbook.forms.signing import CorrectionForm
from respbook.papers import stored
from respbook.papers.blocks import Paper
from respbook.press.binder import wording
from respbook.queries import signing
from respbook.queries.certificates import digital_of
from respbook.queries.record_papers import evidence_paper, receipt_paper
from respbook.queries.scope import NotInSight
from respbook.queries.signature_records import LetterRecords, Record, letter_records, record_page
from respbook.queries.signed_together import merged_paper, signed_together
from respbook.queries.waiting import waiting_count
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission
from respbook.rules.signing import METHOD_MEANINGS, SignatureMethod
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.handwriting import mark_shown
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.press import binder, store
from respbook.web.viewer import current, now, today

pages = Blueprint("signatures", __name__)
_UNPRINTABLE = "〓"
"""What a printer sets where it has no type: a device's name may hold any character."""


@pages.get("/signatures/<int:signature_id>")
@needs(Permission.LETTER_READ)
def show(signature_id: int) -> ResponseReturnValue:
    """签署记录, checked at this moment."""
    found, record = record_page(current(), signature_id, store())
    return page("signatures/show.html", **_shown(found, record))


@pages.get("/signatures/<int:signature_id>/receipt")
@needs(Permission.LETTER_READ)
def receipt(signature_id: int) -> ResponseReturnValue:
    """签署回执: what a signer sees at once after signing."""
    found, record = record_page(current(), signature_id, store())
    return page("signatures/receipt.html", **_shown(found, record))


@pages.get("/signatures/<int:signature_id>/together")
@needs(Permission.LETTER_READ)
def together(signature_id: int) -> ResponseReturnValue:
    """一次签的各份: what a signer sees at once after signing by a list, each with its receipt."""
    left = waiting_count(current(), today())
    return page("signatures/together.html", found=signed_together(current(), signature_id), id=signature_id, left=left)


@pages.get("/signatures/<int:signature_id>/together.pdf")
@needs(Permission.LETTER_READ)
def together_pdf(signature_id: int) -> ResponseReturnValue:
    """合并回执 as PDF; the same bytes whenever it is asked for."""
    found = signed_together(current(), signature_id)
    return files.pdf(_pressed(merged_paper(found)), f"{found.who}_{len(found.lines)}份_合并回执.pdf")


def _shown(found: LetterRecords, record: Record) -> dict[str, Any]:
    return {
        "letter": found.letter,
        "record": record,
        "meaning": METHOD_MEANINGS[record.method],
        "mark_is_picture": bool(_mark_kind(record)),
        "correctable": _correctable(found, record),
    }


def _mark_kind(record: Record) -> str:
    try:
        return files.picture_kind(store().get(record.mark_sha256))
    except (RuleBroken, ValueError):
        return ""


def _correctable(found: LetterRecords, record: Record) -> bool:
    return record.standing and record.method is SignatureMethod.PAPER and found.letter.state == "issued"


@pages.get("/signatures/<int:signature_id>/receipt.pdf")
@needs(Permission.LETTER_READ)
def receipt_pdf(signature_id: int) -> ResponseReturnValue:
    """签署回执 as PDF; the same bytes whenever it is asked for."""
    found, record = record_page(current(), signature_id, store())
    name = f"{found.letter.number_text}_{record.name}_签署回执.pdf"
    return files.pdf(_pressed(receipt_paper(found, record)), name)


@pages.get("/signatures/<int:signature_id>/record.json")
@needs(Permission.LETTER_READ)
def record_json(signature_id: int) -> ResponseReturnValue:
    """签署记录文件: the very bytes that the digest was taken of."""
    found, record = record_page(current(), signature_id, store())
    name = f"{found.letter.number_text}_{record.name}_签署记录.json"
    return files.attachment(io.BytesIO(record.text.encode()), name, "application/json")


@pages.get("/signatures/<int:signature_id>/mark")
@needs(Permission.LETTER_READ)
def mark(signature_id: int) -> ResponseReturnValue:
    """签名图像或扫描件."""
    found, record = record_page(current(), signature_id, store())
    if record.method is SignatureMethod.PAPER and record.mark_sha256 not in store():
        return redirect(url_for("scans.of_letter", letter_id=found.letter.id), 303)
    if not record.mark_sha256:
        raise NotInSight
    if record.method is SignatureMethod.HAND:
        return files.png(mark_shown(record.mark_sha256, found.letter.number_text, record.signed_on))
    return files.kept(store().get(record.mark_sha256), f"签署记录第{record.id}号")


@pages.get("/letters/<int:letter_id>/evidence.pdf")
@needs(Permission.LETTER_READ)
def evidence(letter_id: int) -> ResponseReturnValue:
    """签署记录页 of a letter."""
    found = letter_records(current(), letter_id, store())
    paper = evidence_paper(found, signing.objections_of(letter_id), digital_of(letter_id))
    return files.pdf(_pressed(paper), f"{found.letter.number_text}_{found.letter.unit.called}_签署记录页.pdf")


def _pressed(paper: Paper) -> bytes:
    text = stored.dumped(paper)
    for character in binder().faces.missing(wording(paper)):
        text = text.replace(character, _UNPRINTABLE)
    return binder().pdf(stored.loaded(text)).pdf


@pages.route("/signatures/<int:signature_id>/correction", methods=["GET", "POST"])
@needs(Permission.SCAN_COMPARE)
def correct(signature_id: int) -> ResponseReturnValue:
    """更正纸质签订登记."""
    _, record = record_page(current(), signature_id, store())
    form = CorrectionForm(data={"name": record.name, "signed_on": record.signed_on, "kept_at": record.kept_at})
    if form.validate_on_submit():
        with form.refusals():
            assert form.signed_on.data is not None
            told = actions.PaperCorrection(
                filled(form.name), form.signed_on.data, filled(form.kept_at), filled(form.why)
            )
            made = actions.correct_paper(signature_id, told, by=current(), now=now())
            return go(url_for("signatures.show", signature_id=made.id), "已更正，原记录仍可查看。")
    found, record = record_page(current(), signature_id, store())  # a refused deed lets go of what was read
    return page("signatures/correct.html", letter=found.letter, record=record, form=form), form.status
