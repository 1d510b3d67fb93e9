"""读上级报表: the county's blank workbook as plain cells, merged ones once; nothing of it is run or kept open."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import iterparse
from openpyxl.reader.excel import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from respbook.readers.packages import PackageKind, inspect
from respbook.rules.chinese import day
from respbook.rules.county_forms import MOST_COLUMNS, MOST_ROWS, FormCell, FormSheet
from respbook.rules.errors import RuleBroken

MOST_BYTES = 4_000_000
"""字节上限 of a form as it is sent."""
_MOST_UNPACKED = 12_000_000
_MOST_MERGED = 40_000
_LOST = {"xl/charts/": "图表", "xl/ctrlProps/": "窗体控件", "xl/pivotTables/": "数据透视表"}
_SHAPE = re.compile(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)[ >]")
_UNREADABLE = "读不出这份表格；请在Excel或WPS中打开，另存为.xlsx后再传。"


def read_form(content: bytes) -> tuple[FormSheet, ...]:
    """读表: its visible worksheets. Raises RuleBroken on ``file`` with a sentence that says what to do instead."""
    if len(content) > MOST_BYTES:
        raise RuleBroken("文件超过4兆，不像一张报表；请删去图片和无关的工作表后再传。", "file")
    inspect(content, PackageKind.WORKBOOK)
    _check_reach(content)
    try:
        book = load_workbook(io.BytesIO(content), keep_links=False)
        sheets = tuple(_sheet(page) for page in book.worksheets if page.sheet_state == "visible")
    except RuleBroken:
        raise
    except Exception:
        # openpyxl refuses odd workbooks with errors of every kind; to the clerk they are one and the same
        raise RuleBroken(_UNREADABLE, "file") from None
    if not any(cell.text for sheet in sheets for line in sheet.lines for cell in line):
        raise RuleBroken("表格里一个字也没有；请选择上级下发的空白表。", "file")
    return sheets


def lost_parts(content: bytes) -> tuple[str, ...]:
    """填后不保留的内容: what openpyxl does not write again, so that the clerk is told before and not surprised after."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = [member.filename for member in package.infolist()]
        drawn = [package.read(name) for name in names if name.startswith("xl/drawings/drawing")]
    found = [words for folder, words in _LOST.items() if any(name.startswith(folder) for name in names)]
    return (*found, *(["图形和文本框"] if any(_SHAPE.search(each) for each in drawn) else []))


def _check_reach(content: bytes) -> None:
    """openpyxl makes an object of every cell that a merged range covers: a range over the whole sheet would fill the memory."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        pages = [member for member in package.infolist() if member.filename.startswith("xl/worksheets/")]
        if sum(member.file_size for member in pages) > _MOST_UNPACKED:
            raise RuleBroken("表格太大，不像一张报表；请删去空白行和无关的工作表后再传。", "file")
        try:
            merged = [range_boundaries(ref) for name in package.namelist() for ref in _merged(package.read(name))]
        except (zipfile.BadZipFile, ValueError, EOFError, OSError):
            raise RuleBroken(_UNREADABLE, "file") from None
    covered = sum((right - left + 1) * (low - high + 1) for left, high, right, low in merged)
    if covered > _MOST_MERGED:
        raise RuleBroken("合并单元格的范围过大；请取消整行整列的合并后再传。", "file")


def _merged(part: bytes) -> Iterator[str]:
    """The merged ranges of any part, read as XML: however they are written and wherever they lie, they are seen."""
    with suppress(ParseError):  # a picture, or a sheet that openpyxl will not read either
        for _, element in iterparse(io.BytesIO(part)):
            if element.tag.rpartition("}")[2] == "mergeCell":
                yield element.get("ref", "")
            element.clear()


def _sheet(page: Worksheet) -> FormSheet:
    height, width = min(page.max_row, MOST_ROWS), min(page.max_column, MOST_COLUMNS)
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    hidden: set[tuple[int, int]] = set()
    for each in list(page.merged_cells):
        last_row, last_column = min(each.max_row, height), min(each.max_col, width)
        covered = {
            (row, column)
            for row in range(each.min_row, last_row + 1)
            for column in range(each.min_col, last_column + 1)
        }
        spans[each.min_row, each.min_col] = (last_row - each.min_row + 1, last_column - each.min_col + 1)
        hidden |= covered - {(each.min_row, each.min_col)}
    lines = tuple(
        tuple(
            _cell(page, row, column, spans.get((row, column), (1, 1)))
            for column in range(1, width + 1)
            if (row, column) not in hidden
        )
        for row in range(1, height + 1)
    )
    return FormSheet(page.title, lines, cut=page.max_row > height or page.max_column > width)


def _cell(page: Worksheet, row: int, column: int, span: tuple[int, int]) -> FormCell:
    found = page.cell(row, column)
    formula = found.data_type == "f"
    return FormCell(row, column, "" if formula else _words(found.value), *span, formula)


def _words(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case date():
            return day(value)
    return str(value).strip()[:200]
