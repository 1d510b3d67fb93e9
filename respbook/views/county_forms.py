"""上级报表: keep the county's blank, say by clicking what goes into its cells, take it away filled each month."""

import io
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import county_forms as actions
from respbook.forms.base import ConfirmForm
from respbook.forms.county_forms import CellForm, NewForm, RenewForm, cell_asked, month_asked
from respbook.press.county_form import filled
from respbook.queries import county_forms as queries
from respbook.queries.county_figures import figures_of, target_names
from respbook.queries.scope import NotInSight, county_form_in_sight
from respbook.readers.county_form import lost_parts, read_form
from respbook.rules.county_forms import FormSheet, fillings, place_words
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.press import store
from respbook.web.viewer import current, now, today

pages = Blueprint("county_forms", __name__, url_prefix="/county-forms")


@pages.get("/")
@needs(Permission.FORM_READ)
def index() -> ResponseReturnValue:
    """上级报表列表."""
    return page("county_forms/index.html", forms=queries.county_forms(current()))


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.FORM_WRITE)
def new() -> ResponseReturnValue:
    """登记上级报表."""
    form = NewForm()
    if form.validate_on_submit():
        with form.refusals():
            made = actions.add(form.name.data or "", form.blank(), store(), by=current(), now=now())
            said = f"已登记“{made.name}”。请在表上点一格，选择填什么。"
            return go(url_for("county_forms.show", county_form_id=made.id), said)
    return page("county_forms/new.html", form=form), form.status


@pages.get("/<int:county_form_id>")
@needs(Permission.FORM_READ)
def show(county_form_id: int) -> ResponseReturnValue:
    """报表页: the form as it looks, with what goes where."""
    return _shown(county_form_id)


def _shown(form_id: int, cell_form: CellForm | None = None) -> ResponseReturnValue:
    county_form = county_form_in_sight(current(), form_id)
    content = store().get(county_form.sha256)
    sheets = read_form(content)
    asked = cell_form.sheet.data if cell_form else request.args.get("sheet", "")
    sheet = next((each for each in sheets if each.title == asked), sheets[0])
    if cell_form is None:
        cell_form = _cell_form(county_form, sheet)
    if cell_form is not None:
        cell_form.with_choices(target_names(current(), county_form.unit), county_form.unit.kind)
    marks = [cell for cell in county_form.cells if cell.sheet == sheet.title]
    return page(
        "county_forms/show.html",
        county_form=county_form,
        sheets=sheets,
        sheet=sheet,
        marks={(cell.row, cell.column): cell for cell in marks},
        below={(cell.row + n, cell.column) for cell in marks for n in range(1, cell.rows)},
        form=cell_form,
        place_words=place_words,
        lost=lost_parts(content),
        units=queries.units_listed(current(), county_form.unit) if cell_form else 0,
        may_write=current().may(Permission.FORM_WRITE),
        confirm=ConfirmForm(formdata=None, data={"version": county_form.version}),
        month=f"{today():%Y-%m}",
    ), cell_form.status if cell_form else 200


def _cell_form(county_form: Any, sheet: FormSheet) -> CellForm | None:
    """The form of the cell that was clicked, as it stands or with the room that the sheet leaves."""
    place = cell_asked(request.args.get("cell", ""))
    if place is None or place not in sheet.places() or not current().may(Permission.FORM_WRITE):
        return None
    row, column = place
    known = [cell for cell in county_form.cells if (cell.sheet, cell.row, cell.column) == (sheet.title, row, column)]
    rows, totalled = sheet.room_at(row, column)
    values: dict[str, Any] = {"rows": rows, "totalled": totalled}
    for cell in known:
        down = {"rows": cell.rows, "totalled": cell.totalled} if cell.facts.what.down else {}
        kind = cell.unit_kind.value if cell.unit_kind else ""
        values |= {"source": cell.source, "target": cell.target, "unit_kind": kind, **down}
    place_of = {"sheet": sheet.title, "row": row, "column": column, "version": county_form.version}
    return CellForm(formdata=None, data={**values, **place_of})


def _sheet_of(county_form: Any, title: str) -> FormSheet:
    for sheet in read_form(store().get(county_form.sha256)):
        if sheet.title == title:
            return sheet
    raise NotInSight


@pages.post("/<int:county_form_id>/cells")
@needs(Permission.FORM_WRITE)
def set_cell(county_form_id: int) -> ResponseReturnValue:
    """设定一格."""
    county_form, form = county_form_in_sight(current(), county_form_id), CellForm()
    form.with_choices(target_names(current(), county_form.unit), county_form.unit.kind)
    if form.validate_on_submit():
        with form.refusals():
            facts, sheet = form.facts(), _sheet_of(county_form, form.sheet.data or "")
            actions.set_cell(county_form_id, facts, sheet, form.version.data or 0, by=current(), now=now())
            back = url_for("county_forms.show", county_form_id=county_form_id, sheet=facts.sheet)
            return go(back, f"{place_words(facts.row, facts.column)}：{facts.words}，已设定。")
        if form.status == 409:
            form.renewed(county_form_in_sight(current(), county_form_id).version)
    return _shown(county_form_id, form)


@pages.post("/<int:county_form_id>/cells/removal")
@needs(Permission.FORM_WRITE)
def clear_cell(county_form_id: int) -> ResponseReturnValue:
    """取消一格的设定."""
    form, asked = ConfirmForm(), request.form
    place = cell_asked(asked.get("cell", ""))
    if place is None:
        raise RuleBroken("没有说明是哪一格，请从报表上点一格再取消。")
    sheet = asked.get("sheet", "")[:31]
    actions.clear_cell(county_form_id, (sheet, *place), form.version.data or 0, by=current(), now=now())
    back = url_for("county_forms.show", county_form_id=county_form_id, sheet=sheet)
    return go(back, f"{place_words(*place)}不再填写。")


@pages.route("/<int:county_form_id>/renewal", methods=["GET", "POST"])
@needs(Permission.FORM_WRITE)
def renew(county_form_id: int) -> ResponseReturnValue:
    """换新表."""
    county_form = county_form_in_sight(current(), county_form_id)
    form = RenewForm(data={"version": county_form.version})
    if form.validate_on_submit():
        with form.refusals():
            made = actions.renew(county_form_id, form.blank(), form.version.data or 0, store(), by=current(), now=now())
            return _renewed(made)
    return page("county_forms/renew.html", form=form, county_form=county_form), form.status


def _renewed(made: Any) -> ResponseReturnValue:
    back = url_for("county_forms.show", county_form_id=made.id)
    if made.misfits:
        return go(back, f"已换新表。有{made.misfits}格和原来的对不上，已标出，请逐格重新指定后再填。", "warn")
    return go(back, "已换新表，原来设定的各格都还对得上。")


@pages.get("/<int:county_form_id>/filled.xlsx")
@needs(Permission.FORM_READ)
def fill(county_form_id: int) -> ResponseReturnValue:
    """填好的报表 of a month."""
    county_form = county_form_in_sight(current(), county_form_id)
    month = month_asked(request.args.get("month", ""), today())
    if not county_form.cells:
        raise RuleBroken("这张报表还没有设定哪一格填什么。请先在表上点格设定。")
    if county_form.misfits:
        raise RuleBroken(f"上级换了新表，还有{county_form.misfits}格对不上。请先逐格重新指定，再填报。")
    values = fillings([cell.facts for cell in county_form.cells], figures_of(current(), county_form.unit, month))
    content = filled(store().get(county_form.sha256), values)
    name = f"{county_form.name}_{month.year}年{month.month}月.xlsx"
    return files.attachment(io.BytesIO(content), name, files.XLSX)


@pages.post("/<int:county_form_id>/removal")
@needs(Permission.FORM_WRITE)
def remove(county_form_id: int) -> ResponseReturnValue:
    """删除上级报表."""
    name = actions.remove(county_form_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("county_forms.index"), f"已删除“{name}”。")
