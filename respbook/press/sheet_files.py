"""表格文件: 样表 to be filled in, the rows that were wrong, and the office's own sheet with its faults marked (M2, M3)."""

import io
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from respbook.press.workbook import new_workbook, sheet_name, styled, worded
from respbook.rules.column_kinds import CellKind
from respbook.rules.columns import Sheet
from respbook.rules.grids import Grid
from respbook.rules.sheet_check import EXAMPLE

REASONS = "错误原因"
_ROWS = 2000
"""Rows of a 样表 that have their drop-downs."""
_KIND_WORDS = {
    CellKind.TEXT: "文字",
    CellKind.WHOLE: "整数",
    CellKind.NUMBER: "数字，最多三位小数",
    CellKind.DATE: "日期，如2026-03-05",
    CellKind.CHOICE: "从下拉中选一项",
    CellKind.CHOICES: "可填几项，用顿号隔开",
}
_GREEN, _GREY, _RED, _PINK = "#1b6b4f", "#8a8f8c", "#b01020", "#fbe3e4"


def template_file(sheet: Sheet, choices: Mapping[str, Sequence[str]]) -> bytes:
    """样表: drop-downs, a grey example that is not imported, and a page that says how to fill it in.

    ``choices`` are offered besides those of the columns (names of units, of targets).
    """
    out = io.BytesIO()
    book = new_workbook(out, None, sheet.title, by_row=False)
    page = book.add_worksheet(sheet_name(sheet.title, "表格"))
    head = styled(book, bold=True, font_color="white", bg_color=_GREEN, border=1)
    grey = styled(book, italic=True, font_color=_GREY, num_format="@")
    text, plain = styled(book, num_format="@"), styled(book)
    for place, column in enumerate(sheet.columns):
        counted = column.kind in (CellKind.WHOLE, CellKind.NUMBER)
        page.set_column(place, place, column.width * 2 + 4, plain if counted else text)
        page.write_string(0, place, column.title, head)
        page.write_comment(0, place, _note(column), {"x_scale": 1.5})
        page.write_string(1, place, _example(sheet, column), grey)
        _drop_down(book, page, place, [*choices.get(column.name, column.choices)], column.kind)
    page.freeze_panes(1, 1)
    page.set_row(0, 22)
    _how_to(book, sheet)
    book.close()
    return out.getvalue()


def _example(sheet: Sheet, column: Any) -> str:
    words = column.example or (column.choices[0] if column.choices else "")
    return f"{EXAMPLE}{words}" if column.name == sheet.columns[0].name else words


def _note(column: Any) -> str:
    must = "必填。" if column.must else ""
    return f"{must}{_KIND_WORDS[column.kind]}。{column.note}"


def _drop_down(book: Any, page: Worksheet, place: int, choices: list[str], kind: CellKind) -> None:
    """A list of more than 255 characters stands on a sheet of its own: the file format wants it so."""
    if not choices or kind is CellKind.CHOICES:
        return
    source: Any = choices
    if sum(map(len, choices)) + len(choices) > 255:
        listed = book.get_worksheet_by_name("选项") or book.add_worksheet("选项")
        listed.hide()
        listed.write_column(0, place, choices)
        letter = xl_col_to_name(place)
        source = f"='选项'!${letter}$1:${letter}${len(choices)}"
    page.data_validation(
        2, place, _ROWS, place,
        {"validate": "list", "source": source, "error_type": "warning", "error_title": "不在选项中",
         "error_message": "请从下拉中选一项。"},
    )  # fmt: skip


def _how_to(book: Any, sheet: Sheet) -> None:
    page = book.add_worksheet("填表说明")
    head, wrap = styled(book, bold=True), styled(book, text_wrap=True)
    page.set_column(0, 0, 20)
    page.set_column(1, 1, 70)
    lines = [
        ("怎么填", f"在“{sheet.title}”页从第3行起填写。第2行灰色的是示例，导入时不读，可以删去。"),
        ("改已有的", "导入会修改已有的行：空着的格保持原样；要清空某一格，请填“清空”。"),
        ("列的次序", "列的次序可以调换，不用的列可以删去；列名请不要改。"),
        ("", ""),
        ("列名", "填什么"),
    ]
    lines += [(column.title, _note(column)) for column in sheet.columns]
    for row, (title, words) in enumerate(lines):
        page.write_string(row, 0, title, head)
        page.write_string(row, 1, words, wrap)


def failing_file(sheet: Sheet, grid: Grid, head: int, faults: Mapping[tuple[int, int], str]) -> bytes:
    """有错的行: the same columns, and one more that says why; corrected, it is imported as it is."""
    out = io.BytesIO()
    book = new_workbook(out, None, sheet.title, by_row=False)
    page = book.add_worksheet(sheet_name(grid.name, sheet.title))
    bold, reason = styled(book, bold=True), styled(book, font_color=_RED)
    wrong, right = worded(book, bg_color=_PINK), worded(book)
    titles = list(grid.rows[head])
    kept = [place for place, title in enumerate(titles) if title != REASONS]
    for at, place in enumerate(kept):
        page.write_string(0, at, titles[place], bold)
    page.write_string(0, len(kept), REASONS, bold)
    page.set_column(0, len(kept) - 1, 16, right(""))
    page.set_column(len(kept), len(kept), 60)
    page.freeze_panes(1, 1)
    by_line: dict[int, dict[int, str]] = {}
    for (line, place), sentence in faults.items():
        by_line.setdefault(line, {})[place] = sentence
    row = 1
    for line, cells in zip(grid.lines, grid.rows, strict=True):
        if line not in by_line:
            continue
        for at, place in enumerate(kept):
            words = cells[place] if place < len(cells) else ""
            page.write_string(row, at, words, (wrong if place in by_line[line] else right)(words))
        page.write_string(row, len(kept), "".join(dict.fromkeys(by_line[line].values())), reason)
        row += 1
    book.close()
    return out.getvalue()


def marked_file(grid: Grid, faults: Mapping[tuple[int, int], str], changes: Collection[tuple[int, int]]) -> bytes:
    """标注过的原表: every line where it stood, faulty cells red with their sentence, changes green."""
    out = io.BytesIO()
    book = new_workbook(out, None, grid.name, by_row=False)
    page = book.add_worksheet(sheet_name(grid.name, "表格"))
    as_it_was, changed = worded(book), worded(book, bg_color="#dcefe4")
    wrong = worded(book, bg_color=_PINK, font_color=_RED)
    for line, cells in zip(grid.lines, grid.rows, strict=True):
        for place, words in enumerate(cells):
            at = (line, place)
            if words:
                look = wrong if at in faults else changed if at in changes else as_it_was
                page.write_string(line - 1, place, words, look(words))
    for (line, place), sentence in faults.items():
        if not grid.cell(line, place):
            page.write_blank(line - 1, place, None, wrong(""))
        page.write_comment(line - 1, place, sentence, {"x_scale": 2, "visible": False})
    page.set_column(0, 60, 14)
    book.close()
    return out.getvalue()
