"""责任书: list, drafting, preflight, one letter, register. Files to take away stand in prints.py."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from respbook import pades
from respbook.actions import batch, issuing
from respbook.actions import letters as actions
from respbook.forms.base import ConfirmForm, Form, filled
from respbook.forms.letters import (
    OF_OFFICE,
    STATES,
    DraftForm,
    PrintForm,
    ProposeForm,
    VoidForm,
    WaiveForm,
    letter_filter,
)
from respbook.forms.signing import AnswerForm
from respbook.press.binder import Mark
from respbook.queries import amendments, certificates, preflight, programmes, reviews, seals, signed_copies, signing
from respbook.queries import letter_lists as lists
from respbook.queries import letters as queries
from respbook.queries.audit import trail_of
from respbook.queries.handovers import handovers_of
from respbook.queries.jobs import batch_of
from respbook.queries.opinions import left_open
from respbook.queries.scope import letter_in_sight, programme_in_sight
from respbook.queries.trust import trust_of_letters
from respbook.queries.waiting import own_slots
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import LETTER, OBJECTION, BatchState, LetterState, ProgrammeState, letter_words
from respbook.rules.permissions import Permission
from respbook.rules.reviewing import STEP_LABELS, VERDICT_LABELS
from respbook.rules.signing import SigningState, turn_of
from respbook.rules.wording import OF_PROGRAMME, TARGET
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import of_list, page_number, saved_bar
from respbook.web.press import binder, pressed
from respbook.web.undo import gone
from respbook.web.viewer import current, now, today

pages = Blueprint("letters", __name__)


@pages.get("/letters/")
@needs(Permission.LETTER_READ)
def index() -> ResponseReturnValue:
    """责任书列表."""
    wanted = letter_filter(request.args)
    programme = programme_in_sight(current(), wanted.programme_id) if wanted.programme_id else None
    listing = lists.letter_list(current(), wanted, page_number())
    return page(
        "letters/index.html",
        listing=listing,
        wanted=wanted,
        programme=programme,
        states=[(state, words) for state, words in STATES.items() if current().of_office or state not in OF_OFFICE],
        saved=saved_bar("letters"),
        methods=signing.methods_of([row.id for row in listing.rows if row.signing not in (None, SigningState.WAITING)]),
        digital=trust_of_letters([row.id for row in listing.rows if row.signing is SigningState.SIGNED]),
        print_form=PrintForm(formdata=None, data={"copies": programme.copies if programme else 2}),
    )


@pages.route("/programmes/<int:programme_id>/letters/draft", methods=["GET", "POST"])
@needs(Permission.LETTER_DRAFT)
def draft(programme_id: int) -> ResponseReturnValue:
    """拟稿: choose a template, then the units."""
    programme = programme_in_sight(current(), programme_id)
    templates = queries.templates_of(programme)
    chosen = request.values.get("template_id") or _first(programme, templates)
    template = next((each for each in templates if str(each.id) == chosen), None)
    units = queries.draftable_units(current(), template) if template else []
    form = DraftForm(data={"template_id": chosen, "unit_ids": [str(u.id) for u, stood in units if not stood]})
    form.template_id.choices = [(str(each.id), each.name) for each in templates]
    form.unit_ids.choices = [(str(unit.id), unit.name) for unit, _ in units]
    if form.validate_on_submit():
        with form.refusals():
            done = actions.draft(int(form.template_id.data), form.units(), by=current(), now=now())
            said = f"新拟{done.made}份" + (f"，另有{done.stood}份早已拟好，没有重复" if done.stood else "") + "。"
            return go(url_for("letters.preflight", programme_id=programme_id), said)
    return page("letters/draft.html", programme=programme, form=form, units=units, template=template), form.status


def _first(programme: Any, templates: Sequence[Any]) -> str:
    """先拟哪个模板: the first that still lacks letters."""
    waiting = [each.template_id for each in programmes.undrafted(current(), programme)]
    return str(next(iter((*waiting, *(each.id for each in templates))), ""))


@pages.get("/programmes/<int:programme_id>/letters/preflight", endpoint="preflight")
@needs(Permission.LETTER_DRAFT)
def preflight_page(programme_id: int) -> ResponseReturnValue:
    """签发前体检."""
    return _preflight(programme_id, ProposeForm())


def _preflight(programme_id: int, form: ProposeForm) -> ResponseReturnValue:
    programme = programme_in_sight(current(), programme_id)
    drafts = lists.all_letters(
        current(), lists.LetterFilter(programme_id=programme_id, state=LetterState.DRAFT, sent=False)
    )
    return page(
        "letters/preflight.html",
        sent=lists.how_many(current(), lists.LetterFilter(programme_id=programme_id, sent=True)),
        programme=programme,
        drafts=drafts,
        undrafted=programmes.undrafted(current(), programme) if programme.state is ProgrammeState.OPEN else [],
        report=preflight.report(programme, drafts, binder().faces.missing, now()),
        since_sent=reviews.since_sent(drafts, programme),
        left_open=left_open(programme),
        form=form,
        waive_form=WaiveForm(formdata=None),
        link_to=link_to,
    ), form.status


_OF_PROGRAMME = {"targets": "targets.index", "carry_over": "carry_over.index"}


def link_to(kind: str, subject_id: int, field: str, programme_id: int) -> str:
    """改在哪里: the page on which a finding is mended."""
    match kind:
        case "unit":
            anchor = "letters" if field == "letters" else None
            return url_for("units.appoint" if field == "head" else "units.show", unit_id=subject_id, _anchor=anchor)
        case "target":
            return url_for("targets.split" if field == "allocations" else "targets.edit", target_id=subject_id)
        case "letter_template":
            return url_for("letter_templates.edit", template_id=subject_id)
        case "clause":
            return url_for("letter_templates.of_clause", clause_id=subject_id)
        case "letter":
            return url_for("letters.show", letter_id=subject_id)
        case _ if field == "signers":
            return url_for("units.show", unit_id=programme_in_sight(current(), programme_id).unit_id)
        case _:
            return url_for(_OF_PROGRAMME.get(field, "programmes.edit"), programme_id=programme_id)


@pages.post("/programmes/<int:programme_id>/letters/waivers")
@needs(Permission.LETTER_PROPOSE)
def waive(programme_id: int) -> ResponseReturnValue:
    """豁免一条提示."""
    form = WaiveForm()
    if not form.validate_on_submit():
        raise RuleBroken("没有写理由。请写明为什么可以不改，责任书签发后仍可查到。")
    count = actions.waive(programme_id, form.warning.data, filled(form.reason), by=current(), now=now())
    return go(url_for("letters.preflight", programme_id=programme_id), f"已记下理由，这{count}条不再拦签发。")


@pages.post("/programmes/<int:programme_id>/letters/proposal")
@needs(Permission.LETTER_PROPOSE)
def propose(programme_id: int) -> ResponseReturnValue:
    """送签."""
    drafts = lists.all_letters(current(), lists.LetterFilter(programme_id=programme_id, state=LetterState.DRAFT))
    form = ProposeForm()
    form.letter_ids.choices = [(str(each.id), each.unit.name) for each in drafts]
    if form.validate_on_submit():
        with form.refusals():
            proposal = batch.Proposal(form.letters(), filled(form.opinion))
            job = batch.propose(programme_id, proposal, binder().faces.missing, by=current(), now=now())
            sent = "送审" if job.state is BatchState.REVIEW else "送签"
            return go(url_for("jobs.show", job_id=job.id), f"{job.total}份责任书已{sent}。")
    return _preflight(programme_id, form)


class _Layout(NamedTuple):
    """版面: how many sheets, where the filled pieces stand on them, or why there are none."""

    sheets: int = 0
    marks: Sequence[Mark] = ()
    refusal: str = ""


def _layout(letter: Any) -> _Layout:
    """An issued letter is not set again to show it; only a draft shows what was filled in."""
    if letter.pages:
        return _Layout(letter.pages)
    try:
        _, paper, common = queries.paper_of(current(), letter.id)
        found = pressed(paper, common)
    except RuleBroken as problem:
        return _Layout(refusal=problem.sentence)
    return _Layout(found.pages, found.marks if current().of_office else ())


@pages.get("/letters/<int:letter_id>")
@needs(Permission.LETTER_READ)
def show(letter_id: int) -> ResponseReturnValue:
    """一份责任书: the real pages beside its facts."""
    letter = letter_in_sight(current(), letter_id)
    layout = _layout(letter)
    return page(
        "letters/show.html",
        letter=letter,
        entries=trail_of(current(), "letters", letter_id),
        sheets=layout.sheets,
        marks=layout.marks,
        refusal=layout.refusal,
        issued=letter.state is not LetterState.DRAFT,
        neighbours=lists.neighbours(current(), letter, _came_with(letter)),
        tasks=queries.tasks_of(letter),
        buttons=LETTER.open_to(letter.state, current()),
        source_of=lambda field: _source_of(letter, field),
        drop_form=Form(formdata=None),
        told=letter_words(letter.state, batch_of(letter), letter.signing, letter.replaced),
        **_signing(letter),
        **_changes(letter),
        **_copy(letter),
        **_passage(letter),
    )


def _signing(letter: Any) -> dict[str, Any]:
    """签订情况 of an issued letter."""
    if letter.state is LetterState.DRAFT:
        return {"slots": []}
    slots = signing.slot_rows(letter.id)
    return {
        "slots": slots,
        "turn": turn_of(slots),
        "mine": own_slots(current(), letter.id, today()),
        "objections": signing.objections_of(letter.id),
        "answer_form": AnswerForm,
        "confirm_form": ConfirmForm,
        "objection_labels": OBJECTION.labels,
    }


def _changes(letter: Any) -> dict[str, Any]:
    """更正、补充、替代: what came of the letter, and what it came of."""
    changes = amendments.changes_of(current(), letter.id)
    return {
        "changes": changes,
        "handovers": _handovers(letter),
        "change_words": amendments.change_words(changes),
        "numbers": amendments.numbers_of([letter.original_id, letter.replaced_by_id]),
        "key_confirm": ConfirmForm(formdata=None, data={"version": letter.version}),
    }


def _handovers(letter: Any) -> list[Any]:
    """责任交接 of its unit within the letter's term."""
    if letter.state is LetterState.DRAFT:
        return []
    return [row for row in handovers_of(letter.unit_id) if row.handed_on >= letter.issued_on]


def _copy(letter: Any) -> dict[str, Any]:
    """签订本: what stands on it, what the viewer may add to it."""
    copy = signed_copies.copy_of(letter)
    may_seal = current().may(Permission.SEAL_USE) and letter.state is LetterState.ISSUED and not letter.replaced
    certifying = (
        copy is not None
        and copy.frozen
        and not letter.replaced
        and pades.available()
        and current().may(Permission.LETTER_SIGN)
    )
    return {
        "copy": copy,
        "copy_shown": request.args.get("copy") != "issued",
        "seal_uses": seals.uses_of_letter(letter.id) if copy else [],
        "may_seal": bool(may_seal and not (copy and copy.digital) and seals.seals_for(current(), letter)),
        "digital": certificates.digital_of(letter.id) if copy and copy.digital else [],
        "may_certify": bool(certifying and certificates.chances(current(), letter, today())),
        "pades": pades.available(),
    }


def _came_with(letter: Any) -> lists.LetterFilter:
    """The list that the address speaks of; without one, the letters of the programme."""
    wanted = letter_filter(request.args)
    return wanted if of_list("letters") else replace(wanted, programme_id=letter.programme_id)


def _passage(letter: Any) -> dict[str, Any]:
    """办理过程 of the letter's last batch, for the office."""
    job = reviews.last_batch_of(letter) if current().may(Permission.JOB_READ) else None
    opinions = reviews.opinions_on_letter(job, letter) if job else []
    return {
        "job": job,
        "opinions": [each for each in opinions if each.telling],
        "line": reviews.line_of(job, opinions) if job else (),
        "steps": STEP_LABELS,
        "verdicts": VERDICT_LABELS,
    }


def _source_of(letter: Any, field: str) -> str:
    """填充项从哪里来."""
    if field.startswith(TARGET):
        return url_for("targets.index", programme_id=letter.programme_id)
    if field in OF_PROGRAMME:
        return url_for("programmes.show", programme_id=letter.programme_id)
    return url_for("units.show", unit_id=letter.unit_id)


@pages.get("/letters/jump")
@needs(Permission.LETTER_READ)
def jump() -> ResponseReturnValue:
    """跳到某单位: the one letter that the words or pinyin find, else the list of those they find (features I3)."""
    wanted = letter_filter(request.args)
    found = lists.letter_list(current(), wanted).rows
    if len(found) == 1:
        return redirect(url_for("letters.show", letter_id=found[0].id), 303)
    return redirect(url_for("letters.index", programme_id=wanted.programme_id, q=wanted.words), 303)


@pages.post("/letters/<int:letter_id>/removal")
@needs(Permission.LETTER_DRAFT)
def drop(letter_id: int) -> ResponseReturnValue:
    """删除草稿."""
    removal = actions.drop(letter_id, by=current(), now=now())
    return gone(removal.name, removal.id, url_for("letters.index", programme_id=removal.programme_id))


@pages.route("/letters/<int:letter_id>/voiding", methods=["GET", "POST"])
@needs(Permission.LETTER_VOID, fresh=True)
def void(letter_id: int) -> ResponseReturnValue:
    """作废."""
    letter = letter_in_sight(current(), letter_id)
    form = VoidForm(data={"version": letter.version})
    if form.validate_on_submit():
        with form.refusals():
            issuing.void(letter_id, filled(form.reason), form.version.data or 0, by=current(), now=now())
            return go(url_for("letters.show", letter_id=letter_id), f"{letter.number_text}已作废，登记簿已写明原因。")
    return page("letters/void.html", letter=letter, form=form), form.status


@pages.get("/programmes/<int:programme_id>/letters/register")
@needs(Permission.LETTER_READ)
def register(programme_id: int) -> ResponseReturnValue:
    """文号登记簿."""
    programme = programme_in_sight(current(), programme_id)
    return page(
        "letters/register.html",
        programme=programme,
        register=queries.register(current(), programme_id),
        labels=LETTER.labels,
    )
