"""问题: the list, the entry on the spot, one problem with all its steps, and what was written first put right."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import findings as actions
from respbook.actions.findings import Alike, Entry
from respbook.forms.base import filled
from respbook.forms.evidence import evidence_ids
from respbook.forms.findings import ChosenForm, DescribeForm, FindingForm, ReasonForm
from respbook.forms.lists import finding_filter
from respbook.queries import finding_lists as lists
from respbook.queries import finding_page as queries
from respbook.queries.finding_ledger import finding_ledger, photo_pairs
from respbook.queries.office_settings import office_settings
from respbook.queries.scope import NotInSight
from respbook.queries.scope_findings import finding_in_sight, findings_named, photo_of_finding
from respbook.queries.scope_inspections import visit_in_sight
from respbook.queries.scope_registers import register_row_in_sight
from respbook.queries.score_matters import matters_from
from respbook.rules.findings import KIND_LABELS, PACE_LABELS, SOURCE_LABELS, FindingKind, FindingSource, number_words
from respbook.rules.lifecycles import BEFORE_DONE, FINDING, MATTER, STANDING, FindingState
from respbook.rules.lights import LIGHT_WORDS
from respbook.rules.outgoing import FINDINGS
from respbook.rules.patrols import offered
from respbook.rules.permissions import Permission
from respbook.rules.typed import whole_in
from respbook.web import sheets
from respbook.web.evidence import SHOWN, SMALL, copy_of, sent_photos
from respbook.web.files import clean_copy
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import of_list, page_number, saved_bar
from respbook.web.viewer import current, facing, now, today

pages = Blueprint("findings", __name__, url_prefix="/findings")


@pages.get("/")
@needs(Permission.FINDING_READ)
def index() -> ResponseReturnValue:
    """问题一览."""
    return show_list(ChosenForm(formdata=None))


def show_list(form: ChosenForm) -> ResponseReturnValue:
    """The list with its form of chosen ones; a refused form comes back here."""
    wanted = finding_filter(request.args)
    form.back.data = of_list("findings")
    return page(
        "findings/index.html",
        listing=lists.finding_list(current(), wanted, today(), page_number()),
        figures=lists.figures(current(), today()),
        wanted=wanted,
        form=form,
        states=FINDING.labels,
        lights=LIGHT_WORDS,
        sources=SOURCE_LABELS,
        kinds=KIND_LABELS,
        categories=office_settings(current()).categories if current().of_office else (),
        saved=saved_bar("findings"),
    ), form.status


@pages.get("/export")
@needs(Permission.FINDING_READ)
def export() -> ResponseReturnValue:
    """整改销号台账 as a sheet."""
    rows = finding_ledger(current(), finding_filter(request.args), today())
    place = "" if sheets.wants_csv() else "整改销号台账"
    return sheets.send(sheets.write(FINDINGS, rows, place), FINDINGS.title)


@pages.get("/pairs")
@needs(Permission.FINDING_READ)
def pairs() -> ResponseReturnValue:
    """整改前后对照: the photos of the list two by two, as the file wants them (features Q3)."""
    wanted = finding_filter(request.args)
    return page("findings/pairs.html", rows=photo_pairs(current(), wanted, today()), wanted=wanted)


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.FINDING_WRITE)
def new() -> ResponseReturnValue:
    """登记问题: photo, category, unit, limit — or from a report, from paper, from the county's letter."""
    taken = _taken()
    form = FindingForm() if request.method == "POST" else _begun(taken)
    _offer(form)
    valid, same = form.validate_on_submit() and form.check_day(), None
    photos = sent_photos(
        evidence_ids(request.form), current().unit_id, _purpose(form), ours=form.ours, offer=False, title="照片"
    )
    if valid and not photos.wrong:
        with form.refusals():
            try:
                row = _recorded(form, photos.ids)
            except Alike as refusal:
                same = refusal.finding_id
                raise
            said = f"已登记{number_words(row.year, row.serial)}"
            if row.due_on and row.unit:
                said += f"，已交办{row.unit.called}，{row.due_on.month}月{row.due_on.day}日前改好"
            if request.form.get("again"):
                return go(url_for("findings.new"), f"{said}。")
            return go(url_for("findings.show", finding_id=row.id), f"{said}。")
    status = 422 if photos.wrong or form.errors else form.status
    return page(
        "findings/new.html", form=form, photo_box=photos, taken=taken, same=same, today=today()
    ), status  # fmt: skip


def _purpose(form: FindingForm) -> str:
    return f"整改前：{form.category.data or ''}{filled(form.place)}"


def _recorded(form: FindingForm, evidence: tuple[int, ...]) -> Any:
    good = form.kind.data == FindingKind.GOOD
    entry = Entry(
        form.seen(),
        form.at,
        None if good else form.handing(),
        evidence,
        reference=filled(form.reference),
        report_entry_id=form.entry_id,
        repeats_id=form.repeats_id,
        register_row_id=form.row_id,
        visit_id=form.visit_id,
        anyway=bool(form.anyway.data),
        note=filled(form.note),
    )
    return actions.record(entry, by=current(), now=now())


def _taken() -> queries.Taken | None:
    """有情况的报送 that is handed on as a problem; an address that names none is a plain entry."""
    entry_id = whole_in(request.values.get("entry", ""), 9)
    return queries.entry_to_take(current(), entry_id) if entry_id else None


def _begun(taken: queries.Taken | None) -> FindingForm:
    told: dict[str, object] = {"source": FindingSource.TOWN.value, "found_on": today(), "found_by": current().name}
    unit = request.args.get("unit", "")
    if whole_in(unit):
        told["unit_id"] = unit
    told["repeats"] = request.args.get("repeats", "")
    if category := request.args.get("category", ""):
        told["category"] = category[:20]
    if row_id := whole_in(request.args.get("row", ""), 9):
        line = register_row_in_sight(current(), row_id)
        told |= {"unit_id": str(line.unit_id), "place": line.name, "row": str(line.id)}
    if visit_id := whole_in(request.args.get("visit", ""), 9):
        visit = visit_in_sight(current(), visit_id)
        told |= {"unit_id": str(visit.unit_id), "place": visit.place, "visit": str(visit.id)}
        told |= {
            "source": visit.source.value,
            "found_on": visit.visited_on,
            "found_by": (visit.members or visit.made_by)[:30],
        }
    if request.args.get("kind") == FindingKind.GOOD:
        told["kind"] = FindingKind.GOOD.value
    if taken:
        entry, report = taken.entry, taken.report
        told |= {"source": FindingSource.SELF.value, "found_on": report.starts_on, "found_by": entry.by_name}
        told |= {"unit_id": str(report.unit_id), "category": entry.category, "text": entry.text, "entry": str(entry.id)}
    return FindingForm(formdata=None, data=told)


def _offer(form: FindingForm) -> None:
    categories = offered(office_settings(current()).categories, queries.categories_found(current()))
    units = [(str(each.id), each.called) for each in queries.unit_choices(current())]
    form.category.choices = [(each, each) for each in dict.fromkeys(categories)]
    if form.category.data and form.category.data not in categories and request.method != "POST":
        form.category.choices = [(form.category.data, form.category.data), *form.category.choices]
    form.unit_id.choices = [("", "先不交办"), *units]
    form.at_unit_id.choices = [("", "与责任单位相同"), *units]
    form.helpers.choices = units


@pages.get("/<int:finding_id>")
@needs(Permission.FINDING_READ)
def show(finding_id: int) -> ResponseReturnValue:
    """一件问题."""
    row = finding_in_sight(current(), finding_id)
    viewer = facing(row)
    found = queries.finding_page(viewer, row, today())
    deeds = {t.name for t in FINDING.open_to(row.state, viewer)}
    if not (viewer.of_office or found.own):
        deeds -= {"receive", "plan", "progress", "tell_done"}
    if row.kind is FindingKind.GOOD:
        deeds &= {"withdraw"}
    fresh = ReasonForm(formdata=None, data={"version": row.version})
    return page(
        "findings/show.html",
        viewer=viewer,
        row=row,
        found=found,
        deeds=deeds,
        form=fresh,
        states=FINDING.labels,
        sources=SOURCE_LABELS,
        kinds=KIND_LABELS,
        paces=PACE_LABELS,
        before_done=row.state in BEFORE_DONE,
        standing=row.state in STANDING,
        closed=row.state is FindingState.CLOSED,
        matters=matters_from(viewer, "findings", row.id) if viewer.may(Permission.RESULT_READ) else (),
        matter_states=MATTER.labels,
        acts=(viewer.of_office or found.own) and viewer.may(Permission.RECTIFY_WRITE),
    )


@pages.route("/<int:finding_id>/edit", methods=["GET", "POST"])
@needs(Permission.FINDING_WRITE)
def edit(finding_id: int) -> ResponseReturnValue:
    """修改登记内容."""
    row = finding_in_sight(current(), finding_id)
    form = DescribeForm() if request.method == "POST" else _written(row)
    _offer_edit(form, row.category)
    if form.validate_on_submit():
        with form.refusals():
            actions.describe(
                finding_id,
                form.seen(),
                whole_in(form.at_unit_id.data or "", 9) or None,
                filled(form.reference),
                filled(form.note),
                form.version.data or 0,
                by=current(),
                now=now(),
            )
            return go(url_for("findings.show", finding_id=finding_id), "已修改；原来登记的话留在整改记录里。")
        row = finding_in_sight(current(), finding_id)
        if form.status == 409:
            fresh = _written(row)
            _offer_edit(fresh, row.category)
            form.beside(fresh)
    return page("findings/edit.html", form=form, row=row), form.status


def _written(row: Any) -> DescribeForm:
    told = {
        "category": row.category,
        "text": row.text,
        "place": row.place,
        "kind": row.kind.value,
        "source": row.source.value,
        "reference": row.reference,
        "found_on": row.found_on,
        "found_by": row.found_by,
        "at_unit_id": str(row.at_unit_id or ""),
        "note": row.note,
        "version": row.version,
    }
    return DescribeForm(formdata=None, data=told)


def _offer_edit(form: DescribeForm, category: str) -> None:
    categories = dict.fromkeys([category, *offered(office_settings(current()).categories, [])])
    form.category.choices = [(each, each) for each in categories]
    units = [(str(each.id), each.called) for each in queries.unit_choices(current())]
    form.at_unit_id.choices = [("", "未定"), *units]


@pages.get("/<int:finding_id>/photos/<int:evidence_id>.jpg")
@needs(Permission.FINDING_READ)
def photo(finding_id: int, evidence_id: int) -> ResponseReturnValue:
    """问题照片, seen through its problem, large."""
    return _copy(finding_id, evidence_id, SHOWN)


@pages.get("/<int:finding_id>/small-photos/<int:evidence_id>.jpg")
@needs(Permission.FINDING_READ)
def small_photo(finding_id: int, evidence_id: int) -> ResponseReturnValue:
    """问题照片, small."""
    return _copy(finding_id, evidence_id, SMALL)


def _copy(finding_id: int, evidence_id: int, which: str) -> ResponseReturnValue:
    row = photo_of_finding(current(), finding_id, evidence_id)
    if not row.is_photo:
        raise NotInSight
    return clean_copy(copy_of(row.sha256, which))


def chosen(values: list[str]) -> dict[int, int]:
    """勾选的问题 as id:version; what cannot be read is left out."""
    found = {}
    for each in values[:500]:
        finding_id, _, version = each.partition(":")
        which, read = whole_in(finding_id), whole_in(version)
        if which and read is not None:
            found[which] = read
    return found


def named(versions: dict[int, int]) -> list[Any]:
    """勾选的问题 in sight."""
    return findings_named(current(), versions)
