"""责任书: list, drafting, preflight, one letter, register. Files to take away stand in prints.py."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import batch, issuing
from respbook.actions import letters as actions
from respbook.actions.handed_down import handed_down
from respbook.forms.base import Form, filled
from respbook.forms.letters import (
    EVERY,
    OF_OFFICE,
    STATES,
    DraftForm,
    PrintForm,
    ProposeForm,
    VoidForm,
    WaiveForm,
    letter_filter,
)
from respbook.queries import letter_lists as lists
from respbook.queries import letters as queries
from respbook.queries import preflight, programmes, reviews, signing
from respbook.queries.audit import trail_of
from respbook.queries.county import office_named
from respbook.queries.jobs import batch_of
from respbook.queries.opinions import left_open
from respbook.queries.rubrics import open_programmes
from respbook.queries.scope import letter_in_sight, programme_in_sight
from respbook.queries.trust import trust_of_letters
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import LETTER, BatchState, LetterState, ProgrammeState, letter_words
from respbook.rules.permissions import Permission
from respbook.rules.signing import SigningState
from respbook.views.letter_page import around, came_with, layout, source_of
from respbook.web.guard import needs
from respbook.web.htmx import go, wants_piece
from respbook.web.htmx import show as page
from respbook.web.listing import of_list, page_number, saved_bar
from respbook.web.many import ask
from respbook.web.press import binder
from respbook.web.undo import gone
from respbook.web.viewer import current, facing, now

pages = Blueprint("letters", __name__)


@pages.get("/letters/")
@needs(Permission.LETTER_READ)
def index() -> ResponseReturnValue:
    """责任书列表. The bare address leads to the newest programme that has issued; every other is chosen there."""
    if not of_list("letters") and not wants_piece() and (newest := lists.newest_issued(current())) is not None:
        return redirect(url_for("letters.index", programme_id=newest), 303)
    wanted = letter_filter(request.args)
    programme = programme_in_sight(current(), wanted.programme_id) if wanted.programme_id else None
    viewer = facing(programme) if programme else current()
    listing = lists.letter_list(current(), wanted, page_number())
    return page(
        "letters/index.html",
        viewer=viewer,
        listing=listing,
        wanted=wanted,
        programme=programme,
        programmes=lambda: lists.programmes_to_choose(current()),
        every=EVERY,
        office=office_named(current(), wanted.office_id) if wanted.office_id else "",
        states=[(state, words) for state, words in STATES.items() if viewer.of_office or state not in OF_OFFICE],
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
            if field == "weekly_budget":
                return url_for("burden.show", unit_id=subject_id)
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
        names = [each.unit.called for each in drafts if str(each.id) in set(form.letter_ids.data or ())]
        if (asked := ask(names, "送签", "份")) is not None:
            return asked
        with form.refusals():
            proposal = batch.Proposal(form.letters(), filled(form.opinion))
            job = batch.propose(programme_id, proposal, binder().faces.missing, by=current(), now=now())
            sent = "送审" if job.state is BatchState.REVIEW else "送签"
            return go(url_for("jobs.show", job_id=job.id), f"{job.total}份责任书已{sent}。")
    return _preflight(programme_id, form)


@pages.get("/letters/<int:letter_id>")
@needs(Permission.LETTER_READ)
def show(letter_id: int) -> ResponseReturnValue:
    """一份责任书: the real pages beside its facts."""
    letter = letter_in_sight(current(), letter_id)
    there, viewer = layout(letter), facing(letter)
    return page(
        "letters/show.html",
        viewer=viewer,
        letter=letter,
        entries=trail_of(viewer, "letters", letter_id),
        sheets=there.sheets,
        marks=there.marks,
        refusal=there.refusal,
        issued=letter.state is not LetterState.DRAFT,
        neighbours=lists.neighbours(current(), letter, came_with(letter)),
        tasks=queries.tasks_of(letter),
        buttons=LETTER.open_to(letter.state, viewer),
        source_of=lambda field: source_of(letter, field),
        drop_form=Form(formdata=None),
        own_programmes=_to_take_down(letter),
        told=letter_words(letter.state, batch_of(letter), letter.signing, letter.replaced),
        **around(letter),
    )


def _to_take_down(letter: Any) -> Sequence[Any]:
    """可列入的本镇方案, where the letter came from the county and this viewer writes targets."""
    may = current().may(Permission.TARGET_WRITE) and handed_down(current(), letter)
    return open_programmes(current()) if may else ()


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
