"""从表格导入: hand a sheet in, put the wrong cells right in place, import what is right, take a whole import back."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import imports as actions
from respbook.actions.action import remember_location
from respbook.forms.base import ConfirmForm, Form
from respbook.forms.imports import ApplyForm, ImportForm, cells_in, columns_in, lines_in, sheet_in
from respbook.press.sheet_files import failing_file, marked_file, template_file
from respbook.queries import imports as queries
from respbook.queries.bench_page import bench_page, changes_of, faults_of
from respbook.queries.people import codes_page
from respbook.queries.rolls import ROLLS, roll_of
from respbook.queries.scope import NotInSight, import_in_sight, programme_in_sight
from respbook.queries.scope_registers import register_in_sight
from respbook.queries.tasks import programmes_with_tasks
from respbook.rules.columns import SHEETS, Sheet, SheetKind
from respbook.rules.errors import RuleBroken
from respbook.rules.heads import IGNORED
from respbook.rules.lifecycles import IMPORT, ImportState, ProgrammeState
from respbook.rules.permissions import Permission, demand
from respbook.rules.sheet_check import RowState
from respbook.rules.typed import whole_in
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.htmx import go, show
from respbook.web.listing import page_number
from respbook.web.viewer import current, now, today

pages = Blueprint("imports", __name__, url_prefix="/imports")


@pages.get("/")
@needs(Permission.SHEET_IMPORT)
def index() -> ResponseReturnValue:
    """导入记录, and the kinds of sheet that can be imported."""
    kinds = [SHEETS[kind] for kind in queries.kinds_open_to(current()) if not ROLLS[kind].of_register]
    listing = queries.import_list(current(), page_number())
    return show("imports/index.html", listing=listing, labels=IMPORT.labels, kinds=kinds)


def _kind() -> SheetKind:
    """The kind in the address. Raises NotInSight, NotAllowed."""
    asked = request.args.get("kind", "")
    if asked not in set(ROLLS):
        raise NotInSight
    demand(current(), ROLLS[SheetKind(asked)].permission)
    return SheetKind(asked)


def _register(kind: SheetKind) -> Any:
    """The 台账 in the address; None for one that is yet to be made from the sheet. Raises NotInSight."""
    asked = request.args.get("register", "") if ROLLS[kind].of_register else ""
    return register_in_sight(current(), whole_in(asked) or 0) if asked else None


def _back(kind: SheetKind, programme_id: int | None, register: Any = None) -> str:
    """The list that a sheet is about."""
    match kind:
        case SheetKind.REGISTER_ROWS:
            return url_for("registers.show", register_id=register.id) if register else url_for("registers.index")
        case SheetKind.FINDINGS:
            return url_for("findings.index")
        case SheetKind.ACCOUNTS:
            return url_for("people.index")
        case SheetKind.TARGETS if programme_id:
            return url_for("targets.index", programme_id=programme_id)
        case SheetKind.ALLOCATIONS if programme_id:
            return url_for("grids.targets", programme_id=programme_id)
        case SheetKind.TASKS:
            return url_for("tasks.index", programme=programme_id)
        case SheetKind.REGISTER:
            return url_for("archive.index")
    return url_for("units.index")


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.SHEET_IMPORT)
def new() -> ResponseReturnValue:
    """从表格导入: hand a sheet in."""
    kind = _kind()
    register = _register(kind)
    form = ImportForm(data={"programme": request.args.get("programme", "")})
    form.programme.choices = [("", "（请选择）")]
    if ROLLS[kind].of_programme:
        form.programme.choices += [(str(each.id), each.name) for each in programmes_with_tasks(current())]
    else:
        del form.programme
    if form.validate_on_submit():
        with form.refusals():
            chosen = form.chosen_programme()
            of = register.id if register else None
            row = actions.keep(kind, chosen, form.source, form.grids(), register_id=of, by=current(), now=now())
            return go(url_for("imports.bench", import_id=row.id))
    asked = form.chosen_programme()
    return show(
        "imports/new.html",
        form=form,
        sheet=register.sheet if register else SHEETS[kind],
        register=register,
        unsettled=ROLLS[kind].of_register and register is None,
        of_programme=ROLLS[kind].of_programme,
        back=_back(kind, asked, register),
        programme_id=asked,
    ), form.status


@pages.get("/template.xlsx")
@needs(Permission.SHEET_IMPORT)
def template() -> ResponseReturnValue:
    """样表."""
    kind, asked = _kind(), whole_in(request.args.get("programme", ""))
    sheet: Sheet = SHEETS[kind]
    choices: Mapping[str, Sequence[str]] = {}
    programme = None if asked is None else programme_in_sight(current(), asked)
    if kind is not SheetKind.UNITS and (programme is not None or not ROLLS[kind].of_programme):
        roll = roll_of(kind, current(), programme, today(), _register(kind))
        sheet, choices = roll.sheet, roll.offered
    return _sent(template_file(sheet, choices), f"{sheet.title}_样表.xlsx")


def _sent(content: bytes, name: str) -> ResponseReturnValue:
    return files.attachment(io.BytesIO(content), name, files.XLSX)


@pages.get("/<int:import_id>")
@needs(Permission.SHEET_IMPORT)
def bench(import_id: int) -> ResponseReturnValue:
    """核对页 of a sheet that is not imported yet; of one that is, what it did."""
    row = import_in_sight(current(), import_id)
    demand(current(), ROLLS[row.kind].permission)
    if ROLLS[row.kind].of_register and row.register is None and row.state is ImportState.OPEN:
        return go(url_for("register_sheets.make", import_id=import_id))
    closed = row.programme is not None and row.programme.state is ProgrammeState.CLOSED
    if row.state is not ImportState.OPEN or closed:
        return show(
            "imports/show.html",
            row=row,
            closed=closed,
            sheet=row.shape,
            labels=IMPORT.labels,
            confirm=ConfirmForm(formdata=None, data={"version": row.version}),
            back=_back(row.kind, row.programme_id, row.register),
        )
    return _bench(import_id, Form(formdata=None), 200)


def _bench(import_id: int, form: Form, status: int) -> ResponseReturnValue:
    found = queries.bench_of(current(), queries.import_with_sheet(current(), import_id), today())
    checked = found.checked
    digest = checked.digest if checked else ""
    return show(
        "imports/bench.html",
        bench=found,
        sheet=found.row.shape,
        form=form,
        apply_form=ApplyForm(formdata=None, data={"digest": digest, "version": found.row.version}),
        page=bench_page(found) if checked else None,
        counts={state.value: count for state, count in checked.counts.items()} if checked else {},
        remarks=[*found.grid.remarks, *(checked.remarks if checked else [])] if found.grids else [],
        ignored=IGNORED,
        state=RowState,
        back=_back(found.row.kind, found.row.programme_id, found.row.register),
    ), status


@pages.post("/<int:import_id>/cells")
@needs(Permission.SHEET_IMPORT)
def correct(import_id: int) -> ResponseReturnValue:
    """重新核对 with the cells, columns and the sheet as they are sent."""
    return _corrected(import_id, "")


def _corrected(import_id: int, said: str) -> ResponseReturnValue:
    sent = request.form
    meant = queries.meanings_in(queries.heads_now(queries.import_with_sheet(current(), import_id)))
    columns = {place: name for place, name in columns_in(sent).items() if meant.get(place, name) != name}
    actions.correct(import_id, cells_in(sent), columns, sheet_in(sent), lines_in(sent), by=current(), now=now())
    return go(url_for("imports.bench", import_id=import_id), said, "warn")


@pages.post("/<int:import_id>/application")
@needs(Permission.SHEET_IMPORT)
def apply(import_id: int) -> ResponseReturnValue:
    """导入无误的行."""
    row = import_in_sight(current(), import_id)
    if row.kind is SheetKind.ACCOUNTS:
        raise RuleBroken("用户名册请从核对页的按钮导入。")
    return _applied(import_id)


@pages.post("/<int:import_id>/accounts")
@needs(Permission.PERSON_INVITE, fresh=True)
def apply_accounts(import_id: int) -> ResponseReturnValue:
    """导入用户, with a fresh password; new accounts get their slips, shown this once."""
    row = import_in_sight(current(), import_id)
    if row.kind is not SheetKind.ACCOUNTS:
        raise NotInSight
    return _applied(import_id)


def _applied(import_id: int) -> ResponseReturnValue:
    found = queries.bench_of(current(), queries.import_with_sheet(current(), import_id), today())
    if _still_to_check(found) or lines_in(request.form):
        return _corrected(import_id, "您刚改正的内容已重新核对，请看过再导入。")
    form = ApplyForm()
    with form.refusals():
        digest = form.digest.data or ""
        row, rest, codes = actions.apply(import_id, digest, by=current(), now=now(), on=today())
        said = f"已导入：新增{row.added}条，修改{row.changed}条。"
        if codes:
            return _slips(row, rest, codes, form)
        back = url_for("imports.undo", import_id=row.id)
        if rest is not None:
            said = f"{said}下面的行还有错，改正后可以接着导入。"
            return go(url_for("imports.bench", import_id=rest.id), said, "warn", undo=back)
        return go(url_for("imports.bench", import_id=row.id), said, undo=back)
    return _bench(import_id, form, 409 if form.status == 422 else form.status)


def _still_to_check(found: queries.Bench) -> bool:
    """Whether the page was changed and not checked again: what nobody has looked at does not go in."""
    sent, meant = request.form, found.meanings
    return (
        any(found.grid.cell(*at) != text for at, text in cells_in(sent).items())
        or any(meant.get(place, name) != name for place, name in columns_in(sent).items())
        or sheet_in(sent) not in (None, found.row.chosen)
    )


def _slips(row: Any, rest: Any, codes: dict[int, str], form: Form) -> ResponseReturnValue:
    """开户条 of all new accounts: a second press of the same form leads to the import, not to the codes."""
    shown_at = url_for("imports.bench", import_id=row.id)
    if form.key.data:
        remember_location(current().user_id, form.key.data[:64], shown_at)
    people = codes_page(codes, now())
    return show("imports/slips.html", people=people, site=request.host_url, row=row, rest=rest)


@pages.post("/<int:import_id>/undoing")
@needs(Permission.SHEET_IMPORT)
def undo(import_id: int) -> ResponseReturnValue:
    """撤销本次导入."""
    version = (
        (ConfirmForm().version.data or 0) if "version" in request.form else None
    )  # 撤销 of the flash line has none
    actions.undo(import_id, version, by=current(), now=now())
    return go(url_for("imports.bench", import_id=import_id), "已撤销本次导入，各行已恢复原样。")


@pages.post("/<int:import_id>/removal")
@needs(Permission.SHEET_IMPORT)
def drop(import_id: int) -> ResponseReturnValue:
    """放弃."""
    kind = actions.drop(import_id, by=current(), now=now())
    return go(url_for("imports.index"), f"已放弃这张{SHEETS[kind].title}，名册没有改动。")


@pages.get("/<int:import_id>/failing.xlsx")
@needs(Permission.SHEET_IMPORT)
def failing(import_id: int) -> ResponseReturnValue:
    """有错的行, with the reasons."""
    found = _readable(import_id)
    assert found.checked is not None
    content = failing_file(found.row.shape, found.grid, found.heads.row, faults_of(found.checked))
    return _sent(content, f"{found.row.shape.title}_有错的行.xlsx")


@pages.get("/<int:import_id>/marked.xlsx")
@needs(Permission.SHEET_IMPORT)
def marked(import_id: int) -> ResponseReturnValue:
    """标注过的原表."""
    found = _readable(import_id)
    assert found.checked is not None
    content = marked_file(found.grid, faults_of(found.checked), changes_of(found.checked))
    return _sent(content, f"{found.row.shape.title}_已标注.xlsx")


def _readable(import_id: int) -> queries.Bench:
    row = queries.import_with_sheet(current(), import_id)
    demand(current(), ROLLS[row.kind].permission)
    if row.state is not ImportState.OPEN:
        raise RuleBroken("这张表已经导入，没有有错的行可下载。")
    found = queries.bench_of(current(), row, today())
    if found.checked is None:
        raise RuleBroken(found.trouble)
    return found
