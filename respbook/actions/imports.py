"""从表格导入: keep a sheet, put it right, import what is right in one transaction, take the whole import back (M1, M2)."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import undefer

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.pen import Pen
from respbook.actions.undoing import put_back
from respbook.actions.writers import WRITERS
from respbook.actions.writers.register_rows import note_taken_back
from respbook.models.base import db
from respbook.models.imports import Import
from respbook.queries.imports import Bench, bench_of, import_with_sheet, left_over, likeliest
from respbook.queries.rolls import ROLLS
from respbook.queries.scope import import_in_sight, programme_in_sight
from respbook.queries.scope_registers import register_in_sight
from respbook.rules.cells import shown
from respbook.rules.columns import SheetKind
from respbook.rules.errors import RuleBroken
from respbook.rules.grids import Grid, corrected, left_out, packed, unpacked
from respbook.rules.heads import IGNORED
from respbook.rules.lifecycles import IMPORT, ImportState
from respbook.rules.permissions import Permission, Viewer, demand
from respbook.rules.programmes import check_open
from respbook.rules.sheet_check import ROW_LABELS, Found, RowState

_TOLD = 20


@action(Permission.SHEET_IMPORT)
def keep(
    kind: SheetKind,
    programme_id: int | None,
    source: str,
    grids: Sequence[Grid],
    *,
    register_id: int | None = None,
    by: Viewer,
    now: datetime,
) -> Import:
    """上传 a sheet to be checked; nothing is imported yet. A county's people import no villages. Raises RuleBroken, NotInSight.

    A 台账 without ``register_id`` is one whose columns are yet to be taken from the sheet.
    """
    demand(by, ROLLS[kind].permission)
    if by.county and kind in (SheetKind.UNITS, SheetKind.HOLDERS):
        raise RuleBroken("村和单位由所在的镇登记、导入；乡镇请在“单位”里用“设乡镇”办理。")
    register = register_in_sight(by, register_id) if register_id is not None and ROLLS[kind].of_register else None
    if ROLLS[kind].of_programme:
        if programme_id is None:
            raise RuleBroken("请先选定年度方案，再导入这张表。")
        programme = programme_in_sight(by, programme_id)
        check_open(programme.state, programme.name)
    row = Import(
        kind=kind,
        programme_id=programme_id if ROLLS[kind].of_programme else None,
        register=register,
        unit_id=by.unit_id,
        source=source[:120],
        made_by_id=by.user_id,
        made_by=by.name,
        made_at=now,
        sheet=packed(grids),
    )
    row.chosen = likeliest(grids, row.shape)
    db.session.add(row)
    audit.note("import.open", row, row.shape.title, after={"文件": source[:120] or "粘贴"})
    return row


def _open(by: Viewer, import_id: int) -> Import:
    row = import_with_sheet(by, import_id)
    demand(by, ROLLS[row.kind].permission)
    if row.state is not ImportState.OPEN or row.made_by_id != by.user_id:
        raise RuleBroken("这张表已经导入或撤销，不能再改。要接着导入，请重新上传。")
    return row


@action(Permission.SHEET_IMPORT)
def correct(
    import_id: int,
    cells: Mapping[tuple[int, int], str],
    matched: Mapping[int, str],
    chosen: int | None,
    lines: Mapping[int, bool],
    *,
    by: Viewer,
    now: datetime,
) -> Import:
    """改正 cells, columns told by hand, lines left out or taken back, another sheet of the workbook. Raises RuleBroken, NotInSight."""
    row = _open(by, import_id)
    grids = unpacked(row.sheet)
    if chosen is not None and chosen != row.chosen:
        if not 0 <= chosen < len(grids):
            raise RuleBroken("没有这张工作表；请刷新页面后重选。")
        row.chosen, row.matched = chosen, "{}"
    else:
        if cells or lines:
            grids[row.chosen] = left_out(corrected(grids[row.chosen], cells), lines)
            row.sheet = packed(grids)
        names = {column.name for column in row.shape.columns} | {IGNORED}
        told = {int(place): name for place, name in json.loads(row.matched).items()}
        for place, name in matched.items():
            told.pop(place, None)
            if name in names:
                told[place] = name
        row.matched = json.dumps(told)
    audit.note("import.correct", row, row.shape.title, after=_told(cells, lines))
    return row


def _told(cells: Mapping[tuple[int, int], str], lines: Mapping[int, bool]) -> dict[str, str]:
    told = {"改正": f"{len(cells)}格"}
    out, back = (sorted(line for line, away in lines.items() if away is wanted) for wanted in (True, False))
    for word, found in (("不导入", out), ("仍要导入", back)):
        if found:
            told[word] = f"第{'、'.join(map(str, found[:_TOLD]))}{'等' if len(found) > _TOLD else ''}行"
    return told


@action(Permission.SHEET_IMPORT)
def drop(import_id: int, *, by: Viewer, now: datetime) -> SheetKind:
    """放弃 a sheet that was not imported; its cells are gone. Raises RuleBroken, NotInSight."""
    row = _open(by, import_id)
    audit.note("import.drop", row, row.shape.title)
    db.session.delete(row)
    return row.kind


@action(Permission.SHEET_IMPORT)
def apply(
    import_id: int, digest: str, *, by: Viewer, now: datetime, on: date
) -> tuple[Import, Import | None, dict[int, str]]:
    """导入 the faultless rows, all or nothing; the others wait in a sheet of their own.

    ``digest`` is of the preview that the clerk has seen: when somebody has changed a row meanwhile, nothing goes in.
    Gives the import, the sheet of what is left, and the one-time codes of new accounts. Raises RuleBroken.
    """
    row = _open(by, import_id)
    bench = bench_of(by, row, on)
    if bench.checked is None:
        raise RuleBroken(bench.trouble)
    ready = bench.checked.ready
    if bench.checked.digest != digest:
        raise RuleBroken("核对之后名册又有了变动，没有导入。已按最新情况重新核对，请看过再导入。")
    if not ready:
        raise RuleBroken("没有可以导入的行。请先改正表中标出的各处。")
    pen = Pen()
    codes = WRITERS[row.kind](pen, bench.roll, ready, by, now)
    counts = bench.checked.counts
    rest = _rest(bench, by, now) if counts[RowState.WRONG] else None
    row.added, row.changed, row.wrong = counts[RowState.NEW], counts[RowState.CHANGED], counts[RowState.WRONG]
    row.before, row.sheet = pen.before(), packed([])
    row.state, row.applied_at = IMPORT.fire(row.state, "apply", by), now
    told = {ROW_LABELS[state]: str(count) for state, count in counts.items()}
    row.left_out = len(bench.checked.left_out) or None
    told |= {"不导入": str(row.left_out)} if row.left_out else {}
    audit.note("import.apply", row, _title(row), after=told | {"名单": _names(ready)})
    return row, rest, codes


def _title(row: Import) -> str:
    return f"{row.shape.title}（{row.programme.name}）" if row.programme else row.shape.title


def _names(ready: Sequence[Found]) -> str:
    names = [
        " ".join(
            shown(found.values.get(name))
            for name in ("number", "unit", "target", "title", "name", "login")
            if name in found.values
        )
        for found in ready[:_TOLD]
    ]
    return "、".join(names) + ("等" if len(ready) > _TOLD else "")


def _rest(bench: Bench, by: Viewer, now: datetime) -> Import:
    """没有导入的行: a sheet of its own, so that one import is one deed and is undone as one."""
    row = bench.row
    rest = Import(
        kind=row.kind,
        programme_id=row.programme_id,
        register_id=row.register_id,
        unit_id=row.unit_id,
        source=row.source,
        made_by_id=row.made_by_id,
        made_by=row.made_by,
        made_at=now,
        sheet=packed([left_over(bench)]),
        matched=row.matched,
    )
    db.session.add(rest)
    return rest


@action(Permission.SHEET_IMPORT)
def undo(import_id: int, version: int | None, *, by: Viewer, now: datetime) -> Import:
    """撤销本次导入: every row as it was before. Raises RuleBroken naming the rows that were changed since.

    ``version`` is None where it is taken back right after the import: an import changes only by being taken back.
    """
    row = import_in_sight(by, import_id, undefer(Import.before))
    demand(by, ROLLS[row.kind].permission)
    if version is not None:
        expect_version(row, version)
    if row.programme is not None:
        check_open(row.programme.state, row.programme.name)
    state = IMPORT.fire(row.state, "undo", by)
    if not row.before:
        raise RuleBroken("这次导入已满一年，导入前的内容已按保存期限清除，不能撤销。请到相应页面逐条改正。")
    if row.register is not None:
        note_taken_back(row.register, row.before)
    put_back(row.id, row.before)
    row.state, row.undone_at, row.undone_by = state, now, by.name
    told = {"新增": str(row.added), "修改": str(row.changed)}
    audit.note("import.undo", row, row.shape.title, before=told)
    return row
