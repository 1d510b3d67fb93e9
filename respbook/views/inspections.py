"""督查: the list, a plan with its villages, how it went, its 督查记录表; closed, taken up again, cancelled (features Q8)."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import inspections as actions
from respbook.forms.base import ConfirmForm
from respbook.forms.inspections import TAG, InspectionForm, WordsForm, chosen_by
from respbook.papers.inspections import inspection_record
from respbook.queries import inspections as queries
from respbook.queries.inspection_papers import draw_words, inspection_facts, state_words
from respbook.queries.inspection_places import places
from respbook.queries.office_settings import office_settings
from respbook.queries.scope_inspections import inspection_in_sight, office_only
from respbook.rules.draws import DrawKind
from respbook.rules.findings import SOURCE_LABELS, FindingKind, number_words
from respbook.rules.inspections import points_of
from respbook.rules.lifecycles import INSPECTION, InspectionState
from respbook.rules.permissions import Permission
from respbook.rules.typed import whole_in
from respbook.web import files, finding_links
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import page_number
from respbook.web.press import binder
from respbook.web.viewer import current, now, today

pages = Blueprint("inspections", __name__, url_prefix="/inspections")


@pages.get("/")
@needs(Permission.FINDING_READ)
def index() -> ResponseReturnValue:
    """督查: what is under way today, all plans, 日督查 of the last days."""
    office_only(current())
    word = request.args.get("state", "")
    state = InspectionState(word) if word in set(InspectionState) else None
    return page(
        "inspections/index.html",
        under_way=queries.under_way(current(), today()),
        listing=queries.inspection_list(current(), state, page_number()),
        lately=queries.lately(current(), today()),
        states=INSPECTION.labels,
        state=state,
        finding_links=finding_links,
        kinds=FindingKind,
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.INSPECTION_WRITE)
def new() -> ResponseReturnValue:
    """安排督查; ``?u=7-9`` are ticked, as the list of 盲区 hands them over."""
    asked = [each for text in request.args.get("u", "").split("-")[:600] if (each := whole_in(text, 9))]
    data = {"from_on": today(), "to_on": today() + timedelta(days=2), "units": asked, "members": current().name}
    form = _form(data=data)
    if _choosing(form, []):
        return _edit(form, None)
    if form.validate_on_submit():
        with form.refusals():
            row = actions.plan(form.planned(), form.stops(request.form), by=current(), now=now())
            return go(url_for("inspections.show", inspection_id=row.id), f"已安排“{row.name}”。")
    return _edit(form, None)


@pages.route("/<int:inspection_id>/edit", methods=["GET", "POST"])
@needs(Permission.INSPECTION_WRITE)
def edit(inspection_id: int) -> ResponseReturnValue:
    """修改督查安排."""
    row = inspection_in_sight(current(), inspection_id)
    form = _form(obj=row, data=_data(row))
    drawn = [stop.unit_id for stop in row.stops if stop.draw_id is not None]
    if _choosing(form, drawn):
        return _edit(form, row)
    if form.validate_on_submit():
        with form.refusals():
            stops = form.stops(request.form)
            row = actions.change(inspection_id, form.planned(), stops, form.version.data or 0, by=current(), now=now())
            return go(url_for("inspections.show", inspection_id=row.id), "已保存。")
        row = inspection_in_sight(current(), inspection_id)
        if form.status == 409:
            form.beside(_form(obj=row, data=_data(row), formdata=None))
    return _edit(form, row)


def _data(row: Any) -> dict[str, object]:
    return {
        "name": row.name,
        "from_on": row.from_on,
        "to_on": row.to_on,
        "source": row.source.value,
        "categories": row.categories.split("、"),
        "members": row.members,
        "units": [str(stop.unit_id) for stop in row.stops],
        "version": row.version,
    }


def _form(**rest: object) -> InspectionForm:
    rest.pop("obj", None)
    form = InspectionForm(**rest)
    known = list(office_settings(current()).categories)
    known += [each for each in form.categories.data or () if each and each not in known]
    form.categories.choices = [(each, each) for each in known]
    return form


def _choosing(form: InspectionForm, drawn: list[int]) -> bool:
    """A button of choice was pressed: villages are ticked, nothing is saved, nothing that was typed is lost."""
    word = request.form.get("choose", "")
    if not word:
        return False
    form.units.data = [*chosen_by(word, places(current()), form.units.ids), *map(str, drawn)]
    return True


def _edit(form: InspectionForm, row: Any) -> ResponseReturnValue:
    known = places(current())
    standing = {stop.unit_id: stop for stop in row.stops} if row else {}
    points = {unit_id: "、".join(points_of(stop.points)) for unit_id, stop in standing.items()}
    if request.method == "POST":
        points = {each.id: request.form.get(f"points-{each.id}", "") for each in known}
    return page(
        "inspections/edit.html",
        form=form,
        row=row,
        places=known,
        ticked=set(form.units.ids),
        drawn={unit_id for unit_id, stop in standing.items() if stop.draw_id is not None},
        drawn_members=row is not None and queries.last_draw(row.id, DrawKind.MEMBERS) is not None,
        standing=standing,
        points=points,
        tags=[(TAG + tag, tag) for tag in sorted({tag for each in known if each.is_village for tag in each.tags})],
    ), form.status


@pages.get("/<int:inspection_id>")
@needs(Permission.FINDING_READ)
def show(inspection_id: int) -> ResponseReturnValue:
    """督查情况 of a plan."""
    return _shown(inspection_id, WordsForm(formdata=None))


def _shown(inspection_id: int, form: WordsForm) -> ResponseReturnValue:
    row = inspection_in_sight(current(), inspection_id)
    if not form.version.data:
        form.version.data = row.version
    return page(
        "inspections/show.html",
        plan=row,
        course=queries.course_of(current(), row),
        form=form,
        confirm=ConfirmForm(formdata=None, data={"version": row.version}),
        states=INSPECTION.labels,
        sources=SOURCE_LABELS,
        finding_links=finding_links,
        kinds=FindingKind,
        number_words=number_words,
        state_words=lambda finding: state_words(finding, today()),
        draw_words=draw_words,
    ), form.status


@pages.get("/<int:inspection_id>/record.pdf")
@needs(Permission.FINDING_READ)
def record_pdf(inspection_id: int) -> ResponseReturnValue:
    """督查记录表."""
    row = inspection_in_sight(current(), inspection_id)
    facts = inspection_facts(row, queries.course_of(current(), row), office_settings(current()).issuer, today())
    paper = inspection_record(facts)
    return files.pdf(binder().pdf(paper).pdf, f"{row.name}_督查记录表.pdf")


@pages.post("/<int:inspection_id>/closing")
@needs(Permission.INSPECTION_WRITE)
def close(inspection_id: int) -> ResponseReturnValue:
    """办结."""
    form = WordsForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.close(inspection_id, form.text.data or "", form.version.data or 0, by=current(), now=now())
            return go(url_for("inspections.show", inspection_id=inspection_id), "已办结，可以打印督查记录表。")
    return _shown(inspection_id, form)


@pages.post("/<int:inspection_id>/cancelling")
@needs(Permission.INSPECTION_WRITE)
def cancel(inspection_id: int) -> ResponseReturnValue:
    """取消."""
    form = WordsForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.cancel(inspection_id, form.text.data or "", form.version.data or 0, by=current(), now=now())
            return go(url_for("inspections.show", inspection_id=inspection_id), "已取消，抽取记录留着。")
    return _shown(inspection_id, form)


@pages.post("/<int:inspection_id>/reopening")
@needs(Permission.INSPECTION_WRITE)
def reopen(inspection_id: int) -> ResponseReturnValue:
    """重新办理."""
    form = WordsForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.reopen(inspection_id, form.version.data or 0, by=current(), now=now())
            return go(url_for("inspections.show", inspection_id=inspection_id), "已重新办理，可以继续登记到点。")
    return _shown(inspection_id, form)
