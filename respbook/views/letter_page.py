"""一份责任书的页面: what stands on it beside the pages themselves: 签订情况, what came of it, its copies, its passage."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from flask import request, url_for

from respbook import pades
from respbook.forms.base import ConfirmForm
from respbook.forms.letters import letter_filter
from respbook.forms.signing import AnswerForm
from respbook.press.binder import Mark
from respbook.queries import amendments, certificates, reviews, seals, signed_copies, signing
from respbook.queries import letter_lists as lists
from respbook.queries import letters as queries
from respbook.queries.handovers import handovers_of
from respbook.queries.waiting import own_slots
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import OBJECTION, LetterState
from respbook.rules.permissions import Permission
from respbook.rules.reviewing import STEP_LABELS, VERDICT_LABELS
from respbook.rules.signing import turn_of
from respbook.rules.wording import OF_PROGRAMME, TARGET
from respbook.web.listing import of_list
from respbook.web.press import pressed
from respbook.web.viewer import current, today


class Layout(NamedTuple):
    """版面: how many sheets, where the filled pieces stand on them, or why there are none."""

    sheets: int = 0
    marks: Sequence[Mark] = ()
    refusal: str = ""


def layout(letter: Any) -> Layout:
    """An issued letter is not set again to show it; only a draft shows what was filled in."""
    if letter.pages:
        return Layout(letter.pages)
    try:
        _, paper, common = queries.paper_of(current(), letter.id)
        found = pressed(paper, common)
    except RuleBroken as problem:
        return Layout(refusal=problem.sentence)
    return Layout(found.pages, found.marks if current().of_office else ())


def around(letter: Any) -> dict[str, Any]:
    """页面上的各部分, by the names that the template knows."""
    return {**_signing(letter), **_changes(letter), **_copy(letter), **_passage(letter)}


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


def came_with(letter: Any) -> lists.LetterFilter:
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


def source_of(letter: Any, field: str) -> str:
    """填充项从哪里来."""
    if field.startswith(TARGET):
        return url_for("targets.index", programme_id=letter.programme_id)
    if field in OF_PROGRAMME:
        return url_for("programmes.show", programme_id=letter.programme_id)
    return url_for("units.show", unit_id=letter.unit_id)
