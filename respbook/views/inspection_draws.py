"""随机抽取: drawn from a plan, checked again before everybody's eyes, printed (features Q8)."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import inspection_draws as actions
from respbook.forms.base import filled
from respbook.forms.inspections import TAG, DrawForm, chosen_by
from respbook.papers.inspections import draw_record
from respbook.queries import inspections as queries
from respbook.queries.inspection_papers import again, agrees, draw_facts, draw_words, groups_of, subject_of
from respbook.queries.inspection_places import drawable_points, places
from respbook.queries.scope_inspections import draw_in_sight, inspection_in_sight
from respbook.rules.draws import COUNTED, DRAW_LABELS, METHOD, DrawKind, draw_number
from respbook.rules.permissions import Permission
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.press import binder
from respbook.web.viewer import current, now

pages = Blueprint("inspection_draws", __name__, url_prefix="/inspections")


@pages.route("/<int:inspection_id>/drawing/villages", methods=["GET", "POST"])
@needs(Permission.INSPECTION_WRITE)
def villages(inspection_id: int) -> ResponseReturnValue:
    """抽村."""
    plan = inspection_in_sight(current(), inspection_id)
    known = places(current())
    form = _form(plan, DrawKind.VILLAGES, {"candidates": [str(each.id) for each in known if each.is_village]})
    if word := request.form.get("choose", ""):
        form.candidates.data = chosen_by(word, known, form.candidates.ids)
    elif form.validate_on_submit():
        with form.refusals():
            version = form.version.data or 0
            made = actions.draw_villages(plan.id, form.candidates.ids, _asked(form), version, by=current(), now=now())
            return _done(made)
    tags = [(TAG + tag, tag) for tag in sorted({tag for each in known if each.is_village for tag in each.tags})]
    return _page(inspection_id, form, DrawKind.VILLAGES, places=known, tags=tags)


@pages.route("/<int:inspection_id>/drawing/members", methods=["GET", "POST"])
@needs(Permission.INSPECTION_WRITE)
def members(inspection_id: int) -> ResponseReturnValue:
    """抽人员."""
    plan = inspection_in_sight(current(), inspection_id)
    before = queries.last_draw(plan.id, DrawKind.MEMBERS)
    names = "、".join(before.candidates.splitlines()) if before else plan.members
    form = _form(plan, DrawKind.MEMBERS, {"names": names, "in_pairs": True})
    if form.validate_on_submit():
        with form.refusals():
            asked, version = _asked(form), form.version.data or 0
            pairs, names = bool(form.in_pairs.data), filled(form.names)
            return _done(actions.draw_members(plan.id, names, pairs, asked, version, by=current(), now=now()))
    return _page(inspection_id, form, DrawKind.MEMBERS)


@pages.route("/<int:inspection_id>/drawing/points", methods=["GET", "POST"])
@needs(Permission.INSPECTION_WRITE)
def points(inspection_id: int) -> ResponseReturnValue:
    """抽点位."""
    plan = inspection_in_sight(current(), inspection_id)
    form = _form(plan, DrawKind.POINTS, {})
    if form.validate_on_submit():
        with form.refusals():
            return _done(actions.draw_points(plan.id, _asked(form), form.version.data or 0, by=current(), now=now()))
    plan = inspection_in_sight(current(), inspection_id)
    before = queries.last_draw(plan.id, DrawKind.POINTS)
    return _page(inspection_id, form, DrawKind.POINTS, known=list(drawable_points(current(), plan, before)))


def _form(plan: Any, kind: DrawKind, data: dict[str, object]) -> DrawForm:
    form = DrawForm(data=data | {"version": plan.version})
    del form.days
    if kind is not DrawKind.VILLAGES:
        del form.candidates
    if kind is not DrawKind.MEMBERS:
        del form.names, form.in_pairs
    if queries.last_draw(plan.id, kind) is None:
        del form.reason
    form.wanted.label.text = f"抽几{COUNTED[kind]}"
    return form


def _asked(form: DrawForm) -> actions.Asked:
    return actions.Asked(form.wanted.data, filled(form.word), filled(form.reason) if "reason" in form else "")


def _done(made: Any) -> ResponseReturnValue:
    said = f"已抽取，编号{draw_number(made.year, made.serial)}；记录已留存。"
    return go(url_for("inspection_draws.show", draw_id=made.id), said)


def _page(inspection_id: int, form: DrawForm, kind: DrawKind, **more: object) -> ResponseReturnValue:
    plan = inspection_in_sight(current(), inspection_id)
    return page(
        "inspection_draws/new.html",
        plan=plan,
        form=form,
        kind=kind,
        label=DRAW_LABELS[kind],
        before=queries.last_draw(plan.id, kind),
        draw_words=draw_words,
        method=METHOD,
        **more,
    ), form.status


@pages.get("/draws/<int:draw_id>")
@needs(Permission.FINDING_READ)
def show(draw_id: int) -> ResponseReturnValue:
    """复核抽取: made again now from what was kept, and whether it agrees."""
    row = draw_in_sight(current(), draw_id)
    return page(
        "inspection_draws/show.html",
        draw=row,
        number=draw_number(row.year, row.serial),
        subject=subject_of(row),
        label=DRAW_LABELS[row.kind],
        counted=COUNTED[row.kind],
        ranked=again(row),
        agrees=agrees(row),
        groups=groups_of(row, row.inspection),
        method=METHOD,
    )


@pages.get("/draws/<int:draw_id>/record.pdf")
@needs(Permission.FINDING_READ)
def record_pdf(draw_id: int) -> ResponseReturnValue:
    """抽取记录."""
    row = draw_in_sight(current(), draw_id)
    paper = draw_record(draw_facts(row, groups_of(row, row.inspection)))
    return files.pdf(binder().pdf(paper).pdf, f"抽取记录_{draw_number(row.year, row.serial)}.pdf")
