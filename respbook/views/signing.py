"""签订: objections to an issued letter and their answers. Signing on glass and from paper have rooms of their own."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import objections as actions
from respbook.forms.base import ConfirmForm, filled
from respbook.forms.signing import AnswerForm, ObjectionForm
from respbook.queries import signing as queries
from respbook.queries.scope import letter_in_sight
from respbook.queries.scope_signing import objection_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission
from respbook.rules.signing import WHOLE_LETTER
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now

pages = Blueprint("signing", __name__)


@pages.route("/letters/<int:letter_id>/objection", methods=["GET", "POST"])
@needs(Permission.LETTER_SIGN)
def object_to(letter_id: int) -> ResponseReturnValue:
    """提出异议: the sentence is chosen from the letter as it was issued."""
    letter = letter_in_sight(current(), letter_id)
    sentences = queries.sentences_of(letter.id)
    form = ObjectionForm(data={"clause": request.args.get("clause", "")})
    form.clause.choices = [
        ("", f"（{WHOLE_LETTER}）"),
        *((str(place), each.text) for place, each in enumerate(sentences)),
    ]
    form.clause.validators = ()
    if form.validate_on_submit():
        with form.refusals():
            chosen = sentences[int(form.clause.data)] if form.clause.data else None
            actions.object_to(
                letter_id,
                chosen.clause_id if chosen else None,
                chosen.text if chosen else WHOLE_LETTER,
                filled(form.text),
                by=current(),
                now=now(),
            )
            return go(url_for("letters.show", letter_id=letter_id), "异议已提交，镇里答复以前这份责任书暂不签订。")
    return page("signing/object.html", letter=letter, form=form), form.status


@pages.post("/objections/<int:objection_id>/answer")
@needs(Permission.OBJECTION_ANSWER)
def answer(objection_id: int) -> ResponseReturnValue:
    """答复异议."""
    objection = objection_in_sight(current(), objection_id)
    form = AnswerForm()
    if not form.validate_on_submit():
        raise RuleBroken("没有写答复。请写明答复内容，提出异议的单位会看到。")
    accepted = request.form.get("deed") == "accept"
    actions.answer(objection_id, accepted, filled(form.text), form.version.data or 0, by=current(), now=now())
    said = "已采纳，请按异议更正后重新签发。" if accepted else "已答复，这份责任书可以继续签订。"
    return go(url_for("letters.show", letter_id=objection.letter_id), said)


@pages.post("/objections/<int:objection_id>/withdrawal")
@needs(Permission.LETTER_SIGN)
def withdraw(objection_id: int) -> ResponseReturnValue:
    """撤回异议."""
    objection = objection_in_sight(current(), objection_id)
    actions.withdraw(objection_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("letters.show", letter_id=objection.letter_id), "异议已撤回，可以继续签订。")
