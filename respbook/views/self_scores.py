"""自评: a unit looks through its rows, each with the system's figure, says what it has to say and sends it (A5, journey 7)."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import self_scores as actions
from respbook.forms.base import ConfirmForm
from respbook.forms.evidence import evidence_ids
from respbook.forms.self_scores import SelfScoreForm, SendForm
from respbook.queries.scope_assessments import sheet_shown
from respbook.queries.score_proposals import told_proposals
from respbook.queries.self_scoring import OwnRow, own_sheet, sheets_to_say
from respbook.rules.chinese import figure
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission
from respbook.rules.scoring.kinds import CHECK_LABELS
from respbook.rules.self_scores import shut_words
from respbook.web.evidence import photo_box, sent_photos
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import page_number
from respbook.web.viewer import current, now, today

pages = Blueprint("self_scores", __name__, url_prefix="/self-scores")


@pages.get("/")
@needs(Permission.SELF_SCORE)
def index() -> ResponseReturnValue:
    """自评列表."""
    listing = sheets_to_say(current(), today(), page_number())
    return page("self_scores/index.html", listing=listing, shut=_shut)


def _shut(sheet: Any) -> str:
    return shut_words(sheet.assessment.state, sheet.state, sheet.assessment.self_until, today())


@pages.get("/<int:sheet_id>")
@needs(Permission.SELF_SCORE)
def show(sheet_id: int) -> ResponseReturnValue:
    """自评表."""
    sheet = sheet_shown(current(), sheet_id)
    data = {"version": sheet.version, "words": sheet.self_words, "rest": True}
    return _show(sheet, SendForm(formdata=None, data=data))


def _show(sheet: Any, form: SendForm) -> ResponseReturnValue:
    return page(
        "self_scores/show.html",
        sheet=sheet,
        row=sheet.assessment,
        own=own_sheet(sheet),
        form=form,
        shut=_shut(sheet),
    ), form.status


@pages.post("/<int:sheet_id>")
@needs(Permission.SELF_SCORE)
def send(sheet_id: int) -> ResponseReturnValue:
    """报送自评."""
    sheet, form = sheet_shown(current(), sheet_id), SendForm()
    if form.validate_on_submit():
        proposals = told_proposals(sheet.assessment, sheet.unit_id)
        with form.refusals():
            said = (form.words.data or "", bool(form.rest.data), proposals, form.version.data or 0)
            actions.send(sheet_id, *said, by=current(), now=now())
            return go(url_for("self_scores.show", sheet_id=sheet_id), "自评已报送，考核组会看到。截止以前还可以改。")
        sheet = sheet_shown(current(), sheet_id)
        form.renew_key()
        if form.status == 409:
            form.renewed(sheet.version)
    return _show(sheet, form)


@pages.route("/<int:sheet_id>/rows/<int:place>", methods=["GET", "POST"])
@needs(Permission.SELF_SCORE)
def row(sheet_id: int, place: int) -> ResponseReturnValue:
    """一项自评: one question a screen."""
    sheet = sheet_shown(current(), sheet_id)
    each = own_sheet(sheet).at(place)
    form = _form(each) if request.method == "GET" else SelfScoreForm()
    valid = form.validate_on_submit()
    if request.method == "GET":
        photos = photo_box(sheet.unit_id, each.evidence, offer=True)
    else:
        photos = sent_photos(evidence_ids(request.form), sheet.unit_id, each.row.title, ours=form.ours)
    if valid and not photos.wrong:
        with form.refusals():
            said = actions.OwnWords(form.points.data or "", form.words.data or "", photos.ids)
            actions.say(sheet_id, each.row.key, said, form.version.data or 0, by=current(), now=now())
            return _onward(sheet_id, place, f"“{each.row.title}”已记下。")
        sheet = sheet_shown(current(), sheet_id)
        form.renew_key()
        if form.status == 409:
            form.beside(_form(own_sheet(sheet).at(place)))
    own = own_sheet(sheet)
    each = own.at(place)
    before, after = own.beside(place)
    return page(
        "self_scores/row.html",
        sheet=sheet,
        assessment=sheet.assessment,
        own=own,
        each=each,
        before=before,
        after=after,
        form=form,
        accepting=ConfirmForm(formdata=None, data={"version": each.said.version if each.said else 0}),
        photo_box=photos,
        checks=CHECK_LABELS,
        shut=_shut(sheet),
    ), 422 if photos.wrong else form.status


def _form(each: OwnRow) -> SelfScoreForm:
    said = each.said
    data = {"version": said.version, "points": figure(said.points), "words": said.words} if said else {"version": 0}
    return SelfScoreForm(formdata=None, data=data)


@pages.post("/<int:sheet_id>/rows/<int:place>/acceptance")
@needs(Permission.SELF_SCORE)
def accept(sheet_id: int, place: int) -> ResponseReturnValue:
    """同意系统算分, with one tap; what was said and shown before stays."""
    sheet, form = sheet_shown(current(), sheet_id), ConfirmForm()
    each = own_sheet(sheet).at(place)
    here = url_for("self_scores.row", sheet_id=sheet_id, place=place)
    if each.proposal.rounded is None or not form.validate_on_submit():
        return go(here, "系统还没有算出这一项的分，请自己填。", "warn")
    words = each.said.words if each.said else ""
    said = actions.OwnWords(figure(each.proposal.rounded), words, tuple(each.evidence))
    try:
        actions.say(sheet_id, each.row.key, said, form.version.data or 0, by=current(), now=now())
    except RuleBroken as refusal:
        return go(here, refusal.sentence, "warn")
    return _onward(sheet_id, place, f"“{each.row.title}”同意系统算分。")


def _onward(sheet_id: int, place: int, said: str) -> ResponseReturnValue:
    """To the next row that nothing was said of; after the last one to the whole."""
    following = own_sheet(sheet_shown(current(), sheet_id)).after(place)
    if following is None:
        return go(url_for("self_scores.show", sheet_id=sheet_id), f"{said}各项都已自评，请核对后报送。")
    return go(url_for("self_scores.row", sheet_id=sheet_id, place=following.place), said)
