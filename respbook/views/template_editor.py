"""编写页: what the wording editor shows, and what it answers to each press; no address of its own (letter_templates)."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import library_clauses
from respbook.actions.action import AlreadyDone
from respbook.forms.letter_templates import TemplateForm, field_groups
from respbook.forms.library_clauses import facts_of_row
from respbook.queries import letter_templates as queries
from respbook.queries import previews, reviews
from respbook.queries.facts import common_wording
from respbook.queries.library_clauses import library, titles_in, version_in_sight
from respbook.queries.scope import programme_in_sight
from respbook.queries.targets import units_for
from respbook.rules import clause_rows, clause_turns
from respbook.rules.clauses import LEVEL_LABELS, MOST_CLAUSES
from respbook.rules.errors import RuleBroken
from respbook.rules.reviewing import STEP_LABELS
from respbook.rules.typed import whole_in
from respbook.rules.units import UNIT_KIND_LABELS, signing_kinds
from respbook.web.htmx import piece, wants_piece
from respbook.web.press import laid_out
from respbook.web.viewer import current, now, today
from respbook.web.way_back import way_back

_PIECES = {
    "letter-templates-clauses": "letter_templates/_clauses.html",
    "letter-templates-found": "letter_templates/_found.html",
    "letter-templates-reach": "letter_templates/_reach.html",
}


def units_under(programme: Any, kinds: Collection[str]) -> list[Any]:
    """适用单位: of the kinds chosen so far; of all kinds while none is."""
    return [unit for unit in units_for(current(), programme) if not kinds or unit.kind in kinds]


def address_of(programme: Any, template: Any) -> str:
    """Where the editor's form goes."""
    if template:
        return url_for("letter_templates.edit", template_id=template.id, **way_back())
    return url_for("letter_templates.new", programme_id=programme.id)


def answer(
    form: TemplateForm, programme: Any, template: Any, turn: str, targets: tuple[str, ...]
) -> ResponseReturnValue | None:
    """A press in the editor: the template stays unsaved; htmx gets the piece, a browser the whole form (None)."""
    before, programme_id = form.key.data, programme.id
    with form.refusals():
        form.rows = _turned(form, turn, targets)
    form.status = 200  # the refusal of a button is said, the form itself is as good as before
    form.look(targets)
    if not wants_piece():
        return None
    programme = programme_in_sight(current(), programme_id)  # a deed lets go of what was read before it
    wanted = request.headers.get("HX-Target", "")
    if wanted == "letter-templates-preview":
        also = ["letter_templates/_fields.html"] if request.form.get("shown_unit") != _unit_shown() else []
        shown = preview_values(form, programme, template)
        return piece(
            "letter_templates/_preview.html", also=also, quiet=True, **shown, **field_values(form, programme, shown)
        )
    for sentence in form.form_errors:
        flash(str(sentence), "bad")
    also = ["letter_templates/_library.html"] if form.key.data != before else []
    if wanted in _PIECES:
        return piece(_PIECES[wanted], also=also, **editor_values(form, programme, template))
    return None


def _unit_shown() -> str:
    """Whose values the panel shows stays as it is while the same unit is looked at."""
    asked = request.form
    return "" if asked.get("unit_words") or asked.get("step") else asked.get("unit_id", "")


def _turned(form: TemplateForm, turn: str, targets: tuple[str, ...]) -> list[clause_rows.ClauseRow]:
    adds = turn.startswith(("add", "insert", "take"))
    if adds and len(clause_rows.living(form.rows)) >= MOST_CLAUSES:
        raise RuleBroken(f"一个模板最多{MOST_CLAUSES}条，不能再加；请分成几个模板。", "clauses")
    deed, _, which = turn.partition("-")
    number = whole_in(which)
    if deed == "take":
        return _taken(form.rows, number or 0)
    if deed == "keep" and number is not None and number < len(form.rows):
        return _kept(form, number)
    return clause_turns.turned(form.rows, turn, targets)


def _taken(rows: list[clause_rows.ClauseRow], version_id: int) -> list[clause_rows.ClauseRow]:
    """取用: copied from the library after the clause that was written in last."""
    version = version_in_sight(current(), version_id)
    if version is None:
        raise RuleBroken("条款库里已没有这一条，没有写入。请刷新页面后再选。", "clauses")
    at = whole_in(request.form.get("at", ""), 4)
    after = len(rows) if at is None else at
    taken = clause_rows.ClauseRow(
        text=version.text, tag=version.library_clause.tag, library=version.id, fresh=True, folded=False
    )
    return clause_turns.placed(rows, after, taken)


def _kept(form: TemplateForm, place: int) -> list[clause_rows.ClauseRow]:
    """存入条款库: at once, with a fresh form key, because this one is used up by the deed."""
    row = form.rows[place]
    if not row.text:
        raise RuleBroken("这一条没有内容，不能存入条款库；请先填写。", "clauses")
    source = version_in_sight(current(), row.library) if row.library else None
    if source is not None and source.text == row.text:
        raise RuleBroken("条款库里已有这一条，文字没有变，不用再存。", "clauses")
    facts = facts_of_row(form.rows, place, titles_in(current().unit_id))
    try:
        kept = library_clauses.keep(facts, by=current(), now=now())
    except AlreadyDone:  # pressed twice: it is kept once, and what is typed stays
        form.renew_key()
        return form.rows
    form.renew_key()
    flash(f"已存入条款库“{kept.category}”，名称“{kept.title}”，可在条款库中修改。", "ok")
    row = replace(row, library=kept.newest.id, fresh=True, folded=False)
    return [*form.rows[:place], row, *form.rows[place + 1 :]]


def _chosen_unit(units: list[Any]) -> tuple[Any, str]:
    """预览单位: as typed, or the next of the one that is shown; and what is wrong with what was typed."""
    asked = request.values
    place = next((at for at, unit in enumerate(units) if str(unit.id) == asked.get("unit_id", "")), 0)
    if not units:
        return None, ""
    if words := asked.get("unit_words", "").strip()[:60]:
        meant = previews.unit_meant(units, words)
        return (meant, "") if meant else (units[place], f"没有找到“{words}”，仍显示原来的单位。")
    step = {"1": 1, "-1": -1}.get(asked.get("step", ""), 0)
    return units[(place + step) % len(units)], ""


def preview_values(form: TemplateForm, programme: Any, template: Any) -> dict[str, Any]:
    """预览 of the wording as it stands: the quick face, or the typeset page where that is asked for."""
    shown = filled_values(programme, form.unit_kinds.data or (), form.title.data or "", clause_rows.living(form.rows))
    typeset = request.form.get("face") == "page" and shown["filled"] is not None
    if typeset:
        draft = previews.Draft(
            (form.title.data or "")[:1000], clause_rows.living(form.rows), template.signing if template else None
        )
        shown |= _typeset(programme, shown["filled"].unit_id, draft, template)
    return shown | {"template": template, "live": True, "address": address_of(programme, template), "typeset": typeset}


def filled_values(programme: Any, kinds: Collection[str], title: str, rows: Any) -> dict[str, Any]:
    """填好的文字 of the unit that is asked for."""
    units = units_under(programme, kinds)
    unit, remark = _chosen_unit(units)
    filled = previews.filled_for(programme, unit.id, title, rows, today()) if unit else None
    return {"units": units, "filled": filled, "remark": remark, "sheet": "", "sheets": 0, "typeset": False}


def _typeset(programme: Any, unit_id: int, draft: previews.Draft, template: Any) -> dict[str, Any]:
    """排版: with the saved wording's font subset, so that a few new characters cost nothing."""
    try:
        paper = previews.paper_for(programme, unit_id, draft, today())
        sheet, found = laid_out(paper, common_wording(template) if template else "")
    except RuleBroken as problem:
        return {"remark": f"还不能排版：{problem.sentence}"}
    return {"sheet": sheet, "sheets": found.pages}


def field_values(form: TemplateForm, programme: Any, shown: dict[str, Any]) -> dict[str, Any]:
    """填充项 with the values of the unit that is looked at, and where each is used."""
    return {
        "groups": field_groups(queries.target_names(programme.id)),
        "uses": clause_rows.uses(form.rows),
        "shown": shown["filled"],
    }


def editor_values(form: TemplateForm, programme: Any, template: Any) -> dict[str, Any]:
    """条款提纲, and what its panels offer."""
    units = units_under(programme, form.unit_kinds.data or ())
    turn = request.form.get("turn", "")
    words = f"{{{{{turn[5:65]}}}}}" if turn.startswith("uses-") else request.form.get("find", "")[:60]
    return {
        "form": form,
        "template": template,
        "programme": programme,
        "address": address_of(programme, template),
        "levels": LEVEL_LABELS,
        "kinds": [(kind.value, UNIT_KIND_LABELS[kind]) for kind in signing_kinds(programme.unit.kind)],
        "tags": queries.by_tag(units),
        "reached": queries.reached_by(units, (row.tag for row in form.rows)),
        "everybody": len(units),
        "find": words,
        "found": clause_rows.found_in(form.rows, words),
        "shelf": library(current()),
        "opinions": reviews.open_on_template(template) if template else [],
        "steps": STEP_LABELS,
    }
