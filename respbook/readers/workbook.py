"""读Excel: the sheets of an .xlsx as rows of text, by python-calamine; the package is looked at first (safety R63).

Old .xls is refused: it is no package that could be looked into before it is unfolded.
"""

import io
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from respbook.readers.delimited import checked_size, decoded, read_delimited
from respbook.readers.packages import PackageKind, inspect
from respbook.readers.sheet_xml import SheetLook, look
from respbook.rules.errors import RuleBroken
from respbook.rules.grids import MOST_COLUMNS, MOST_ROWS, Grid

LARGEST_FILE = 10_000_000
"""Bytes of an uploaded sheet."""
MOST_SHEETS = 30


def read_file(content: bytes, name: str, field: str = "file") -> list[Grid]:
    """读文件: a workbook's sheets or the one of a CSV. Raises RuleBroken on ``field``."""
    if len(content) > LARGEST_FILE:
        raise RuleBroken("文件超过10兆；请删去图片和无关的工作表，或分批导入。", field)
    ending = name.rsplit(".", 1)[-1].lower()
    if ending in ("csv", "txt", "tsv") and not content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return [read_delimited(decoded(content), field, name[:60])]
    inspect(content, PackageKind.WORKBOOK, field)
    return read_workbook(content, field)


def read_workbook(content: bytes, field: str = "file", *, lines: bool = False) -> list[Grid]:
    """读工作簿 that was inspected: every sheet that holds something; ``lines``: a cell keeps its line breaks.

    Raises RuleBroken on ``field``.
    """
    looks = look(content, field)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return _sheets(book, looks, field, lines)
    except CalamineError:
        raise _unreadable(field) from None
    except BaseException as problem:  # a panic of the reader is no Exception; nothing else of that kind is caught
        if type(problem).__name__ != "PanicException":
            raise
        raise _unreadable(field) from None


def _unreadable(field: str) -> RuleBroken:
    return RuleBroken("Excel表格读不出来，可能已损坏；请在Office或WPS中打开，重新另存为.xlsx后再传。", field)


def _sheets(book: CalamineWorkbook, looks: dict[str, SheetLook], field: str, lines: bool) -> list[Grid]:
    grids, excess = [], ""
    for told in book.sheets_metadata[:MOST_SHEETS]:
        seen = looks.get(told.name)
        if told.typ is not SheetTypeEnum.WorkSheet or seen is None or not seen.rows:
            continue
        if not seen.readable:
            excess = excess or _excess(told.name, seen)
            continue
        hidden = told.visible is not SheetVisibleEnum.Visible
        grid = _grid(book.get_sheet_by_name(told.name), seen, hidden, field, lines)
        if grid.rows:
            grids.append(grid)
    if not grids:
        raise RuleBroken(excess or "Excel表格中没有内容；请核对文件。", field)
    return grids


def _excess(name: str, seen: SheetLook) -> str:
    if seen.columns > MOST_COLUMNS:
        return f"工作表“{name}”有{seen.columns}列，一次最多读{MOST_COLUMNS}列；请只保留需要导入的列。"
    return f"工作表“{name}”有{seen.rows:,}行，一次最多导入{MOST_ROWS:,}行；请分批导入。下面是空行的，请选中空行删除后另存。"


def _grid(sheet: CalamineSheet, seen: SheetLook, hidden: bool, field: str, lines: bool) -> Grid:
    read = _with_lines if lines else text_of
    rows = [[read(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (row, place), words in seen.faults.items():
        _put(rows, row, place, words)
    merged = _spread_down(rows, sheet.merged_cell_ranges or [])
    return checked_size(sheet.name, rows, field, tuple(_remarks(seen, hidden, merged)))


def _put(rows: list[list[str]], row: int, place: int, words: str) -> None:
    while len(rows) <= row:
        rows.append([])
    rows[row].extend([""] * (place + 1 - len(rows[row])))
    rows[row][place] = words


def _spread_down(rows: list[list[str]], ranges: list[Any]) -> int:
    """合并的格: one that spans rows of one column stands for each of them; titles across columns stay as they are."""
    spread = 0
    for (top, left), (bottom, right) in ranges:
        if left == right and bottom > top and top < len(rows) and left < len(rows[top]) and rows[top][left]:
            spread += 1
            for row in range(top + 1, min(bottom + 1, len(rows))):
                _put(rows, row, left, rows[top][left])
    return spread


def _remarks(seen: SheetLook, hidden: bool, merged: int) -> list[str]:
    told = []
    if hidden:
        told.append("这张工作表在原文件中是隐藏的，已照样读取。")
    if seen.hidden_rows or seen.hidden_columns:
        parts = [f"{seen.hidden_rows}行"] * bool(seen.hidden_rows) + [f"{seen.hidden_columns}列"] * bool(
            seen.hidden_columns
        )
        told.append(f"隐藏的{'、'.join(parts)}也已读取；不要的请在原表删去。")
    if merged:
        told.append(f"有{merged}处上下合并的格，其中各行都按合并格的内容读取。")
    if seen.formulas:
        told.append(f"有{seen.formulas:,}格是公式，按最后一次算出的结果读取。")
    return told


def _with_lines(value: Any) -> str:
    if not isinstance(value, str):
        return text_of(value)
    return "\n".join(" ".join(line.split()) for line in value.splitlines()).strip()


def text_of(value: Any) -> str:
    """一格的文字, so that a number, a day or a mark is read as it was meant."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
