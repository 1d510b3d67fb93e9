"""总表: units down, the divided targets of a programme across; many cells are changed at once (features T1)."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import shares
from respbook.actions.shares import Share
from respbook.forms.base import ConfirmForm
from respbook.forms.grids import Sheet, SheetForm, read_row, read_sheet, row_columns
from respbook.queries import target_grid as queries
from respbook.queries.scope import programme_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import ProgrammeState
from respbook.rules.permissions import Permission
from respbook.rules.targets import BASIS_LABELS, Basis
from respbook.rules.units import UnitKind, kind_among, kind_options, signing_kinds
from respbook.web.guard import needs
from respbook.web.htmx import go, piece, show, wants_piece
from respbook.web.listing import page_number
from respbook.web.viewer import current, now

pages = Blueprint("grids", __name__)


def _may_write(programme: Any) -> bool:
    return current().may(Permission.TARGET_WRITE) and programme.state is ProgrammeState.OPEN


def _wanted() -> queries.GridFilter:
    return queries.GridFilter(
        kind_among(UnitKind, request.args.get("kind", "")),
        request.args.get("category", "")[:20],
        request.args.get("compare") == "1",
        page_number(),
    )


@pages.get("/programmes/<int:programme_id>/targets/grid")
@needs(Permission.TARGET_READ)
def targets(programme_id: int) -> ResponseReturnValue:
    """分解总表."""
    programme, wanted = programme_in_sight(current(), programme_id), _wanted()
    return show(
        "grids/targets.html",
        programme=programme,
        grid=queries.grid_of(current(), programme, wanted),
        wanted=wanted,
        kinds=kind_options(signing_kinds(programme.unit.kind)),
        bases=list(BASIS_LABELS.items()),
        may_write=_may_write(programme),
        form=SheetForm(formdata=None),
        answer=queries.Columns([], []),
        wrong={},
        done=False,
    )


@pages.post("/programmes/<int:programme_id>/targets/grid")
@needs(Permission.TARGET_WRITE)
def save(programme_id: int) -> ResponseReturnValue:
    """保存总表: the changed cells of all targets in one deed."""
    form = SheetForm()
    sheet = _sheet(form, programme_id)
    if not sheet.wrong:
        with form.refusals():
            shares.set_columns(programme_id, sheet.columns, by=current(), now=now())
            return _answer(programme_id, sheet.columns, sheet.places, said=f"已保存{len(sheet.places)}格。")
    return _refused(programme_id, form, sheet)


@pages.post("/programmes/<int:programme_id>/targets/grid/division")
@needs(Permission.TARGET_WRITE)
def divide(programme_id: int) -> ResponseReturnValue:
    """重新分解 one column by a basis, with the cells of it that are typed and not yet saved; pinned cells stay."""
    form = SheetForm()
    sheet = _sheet(form, programme_id)
    target_id, basis = sheet.only_column(request.form.get("column", "")), request.form.get("basis", "")
    if target_id is None or basis not in set(Basis):
        raise RuleBroken("请选择一个目标和分解依据：户数、人口、耕地面积或均分。")
    if not sheet.wrong:
        with form.refusals():
            column = sheet.columns[target_id]
            state = shares.divide(target_id, Basis(basis), column.version, column.shares, by=current(), now=now())
            return _answer(programme_id, [target_id], said=f"已重新分解，{state.sentence}。" if state else "")
    return _refused(programme_id, form, sheet)


def _sheet(form: SheetForm, programme_id: int) -> Sheet:
    """What was sent, read against the targets of the programme. Raises RuleBroken, NotInSight."""
    programme_in_sight(current(), programme_id)
    if not form.validate_on_submit():
        raise RuleBroken("提交的内容不完整，没有保存。请刷新页面后重试。")
    return read_sheet(form.cells.data or "", form.versions.data or "", queries.divided_targets(current(), programme_id))


def _refused(programme_id: int, form: SheetForm, sheet: Sheet) -> ResponseReturnValue:
    """The reasons at the cells; where somebody else was first, those columns as they stand now."""
    stale = set()
    if form.status == 409:
        fresh = queries.divided_targets(current(), programme_id, sheet.columns)
        stale = {target.id for target in fresh if target.version != sheet.columns[target.id].version}
    said = sheet.sentence or "".join(form.form_errors)
    return _answer(programme_id, stale, said=said, status=409 if stale else 422, wrong=sheet.wrong)


def _answer(
    programme_id: int,
    target_ids: Collection[int],
    only: Collection[tuple[int, int]] | None = None,
    *,
    said: str,
    status: int = 200,
    wrong: Mapping[tuple[int, int], str] = MappingProxyType({}),
) -> ResponseReturnValue:
    """The touched heads and cells as a small piece that the sheet reads; to a browser without scripts, the sheet."""
    flash(said, "ok" if status == 200 else "bad")
    if not wants_piece():
        return go(url_for("grids.targets", programme_id=programme_id))
    programme = programme_in_sight(current(), programme_id)
    answer = queries.columns_of(current(), programme, target_ids, only) if target_ids else queries.Columns([], [])
    return piece(
        "grids/_answer.html", form=SheetForm(formdata=None), answer=answer, wrong=wrong, done=status == 200
    ), status


@pages.route("/programmes/<int:programme_id>/targets/grid/<int:unit_id>", methods=["GET", "POST"])
@needs(Permission.TARGET_WRITE)
def row(programme_id: int, unit_id: int) -> ResponseReturnValue:
    """一行: one unit's shares of all divided targets, as a plain form."""
    programme = programme_in_sight(current(), programme_id)
    page, form = queries.row_of(current(), programme, unit_id), ConfirmForm()
    cells = read_row(request.form, [head.target for head, _ in page.lines])
    if cells and any(cell.problem for cell in cells.values()):
        form.status, form.form_errors = 422, ["有的格看不懂，已在表中标出；没有保存，请改正后再保存。"]
    elif cells and form.validate_on_submit():
        with form.refusals():
            stands = {head.target.id: Share(*cell.share) for head, cell in page.lines}
            columns = row_columns(request.form, unit_id, cells, stands)
            shares.set_columns(programme_id, columns, by=current(), now=now())
            return go(url_for("grids.row", programme_id=programme_id, unit_id=unit_id), "已保存。")
        programme = programme_in_sight(current(), programme_id)
        page = queries.row_of(current(), programme, unit_id)
    values = {"programme": programme, "page": page, "form": form, "cells": cells, "may_write": _may_write(programme)}
    return show("grids/row.html", **values), form.status
