"""更正、补充、重签: drafted from an issued letter, issued by the leader, the draft removed again."""

from typing import Any

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import amending as actions
from respbook.actions.issuing import Tools
from respbook.forms.amending import AmendForm, texts_in
from respbook.forms.base import ConfirmForm, filled
from respbook.queries import amendments as queries
from respbook.queries.scope import letter_in_sight
from respbook.queries.scope_signing import objection_in_sight
from respbook.rules.amending import AMENDS_HINTS, AMENDS_LABELS, Amends
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission
from respbook.rules.typed import whole_in
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.press import binder, store
from respbook.web.viewer import current, now

pages = Blueprint("amending", __name__, url_prefix="/letters/<int:letter_id>")
HINTS = "".join(f"{AMENDS_LABELS[kind]}：{words}" for kind, words in AMENDS_HINTS.items())


def _objection(letter_id: int) -> Any:
    """The accepted objection that the address names, when it is one of this letter."""
    objection_id = whole_in(request.args.get("objection", ""))
    found = objection_in_sight(current(), objection_id) if objection_id else None
    return found if found is not None and found.letter_id == letter_id else None


@pages.route("/amendment", methods=["GET", "POST"])
@needs(Permission.LETTER_AMEND)
def draft(letter_id: int) -> ResponseReturnValue:
    """拟更正函或补充责任书."""
    letter = letter_in_sight(current(), letter_id)
    objection = _objection(letter_id)
    sentences = queries.sentences_now([letter_id]).get(letter_id, [])
    if not sentences:
        raise RuleBroken("这份责任书还没有签发，不能更正；草稿请直接修改模板。")
    reason = f"采纳{letter.unit.called}提出的异议" if objection else ""
    form = AmendForm(data={"kind": Amends.CORRECTION.value, "reason": reason})
    others = queries.with_same_template(current(), letter)
    form.also.choices = [(str(row.id), f"{row.unit} {row.number_text}") for row in others]
    texts = texts_in(request.form, sentences)
    if form.validate_on_submit():
        with form.refusals():
            facts = actions.AmendmentFacts(
                Amends(form.kind.data),
                filled(form.reason),
                form.items(sentences, texts),
                form.others(),
                objection.id if objection else None,
            )
            made = actions.draft(letter_id, facts, by=current(), now=now())
            said = f"已拟{len(made)}份{made[0].paper_name}，请镇领导签发。"
            return go(url_for("letters.show", letter_id=made[0].id), said)
    opened = objection.clause if objection else ""
    return page(
        "amending/draft.html",
        letter=letter,
        form=form,
        sentences=sentences,
        texts=texts,
        objection=objection,
        opened=opened,
        hints=HINTS,
    ), form.status


@pages.post("/renewal")
@needs(Permission.LETTER_AMEND)
def renew(letter_id: int) -> ResponseReturnValue:
    """全文重签."""
    made = actions.renew(letter_id, by=current(), now=now())
    said = "已按现在的模板拟好重签的草稿，请核对后到“体检与送签”送签；签发以前原责任书仍然有效。"
    return go(url_for("letters.show", letter_id=made.id), said)


@pages.post("/amendment/issue")
@needs(Permission.JOB_READ)
def issue(letter_id: int) -> ResponseReturnValue:
    """签发更正文书; who may is decided by the deed, as with a batch."""
    version = ConfirmForm().version.data or 0
    tools = Tools(store(), binder(), current_app.extensions["settings"].public_url)
    made = actions.issue(letter_id, version, tools, by=current(), now=now())
    return go(
        url_for("letters.show", letter_id=made.id), f"{made.paper_name}已签发，文号{made.number_text}，等各方签字。"
    )


@pages.post("/amendment/removal")
@needs(Permission.LETTER_AMEND)
def drop(letter_id: int) -> ResponseReturnValue:
    """删除更正文书的草稿."""
    original = actions.drop(letter_id, by=current(), now=now())
    return go(url_for("letters.show", letter_id=original), "草稿已删除。")
