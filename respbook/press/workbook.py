"""工作簿: a list as xlsx or CSV into a temporary file, row by row, however long it is (features M4; safety R66).

XlsxWriter, because its constant_memory mode keeps one row in memory and openpyxl needs 2.6 times its time.
"""

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from respbook.rules.chinese import CHINA, day
from respbook.rules.column_kinds import CellKind, Column
from respbook.rules.errors import RuleBroken
from respbook.rules.outgoing import MOST_ROWS, Imprint, Outgoing, Value, guarded, risky

Row = Sequence[Value]
_A4 = 9
_EPOCH = date(1899, 12, 30).toordinal()
"""Day nought of spreadsheets."""
_LONGEST = 32_767
"""Characters of one cell."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
"""Marks that the name of a worksheet may not have."""
_FACE = "宋体"


@dataclass(frozen=True)
class Written:
    """写好的表: the file at its beginning, and how many rows it has."""

    file: IO[bytes]
    rows: int


def serial(value: date) -> float | int:
    """日期序号: the number that a spreadsheet shows as this date, or as this moment in China."""
    if not isinstance(value, datetime):
        return value.toordinal() - _EPOCH
    local = value.astimezone(CHINA)
    return local.toordinal() - _EPOCH + (local.hour * 60 + local.minute) / 1440


def new_workbook(file: IO[bytes], imprint: Imprint | None, title: str, *, by_row: bool) -> Any:
    """空工作簿 in our face; ``by_row`` keeps only the row that is being written. No ``imprint``: nobody signs it."""
    never = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(file, {"constant_memory": by_row, **never})
    workbook.formats[0].set_font_name(_FACE)
    workbook.formats[0].set_font_size(11)
    if imprint is None:
        return workbook
    made_at = datetime(imprint.made_on.year, imprint.made_on.month, imprint.made_on.day, tzinfo=CHINA)
    workbook.set_properties({"title": title, "author": imprint.made_by, "created": made_at.replace(tzinfo=None)})
    return workbook


def sheet_name(text: str, otherwise: str) -> str:
    """工作表名 that Excel takes: without its forbidden marks, 31 characters; ``otherwise`` when nothing is left."""
    kept = _NOT_IN_NAMES.sub("", text).strip("' ")[:31].rstrip("' ")
    return kept or otherwise


def styled(workbook: Any, **more: Any) -> Format:
    """格式 in our face."""
    made: Format = workbook.add_format({"font_name": _FACE, "font_size": 11, "valign": "vcenter", **more})
    return made


def worded(workbook: Any, **more: Any) -> Callable[[str], Format]:
    """文字格式: text whatever it begins with, also after somebody has typed in the cell (R66)."""
    text = styled(workbook, num_format="@", **more)
    quoted = styled(workbook, num_format="@", quote_prefix=True, **more)
    return lambda words: quoted if risky(words) else text


def set_page(sheet: Worksheet, head: tuple[int, int], imprint: Imprint | None) -> None:
    """页面设置: A4 landscape, all columns on one sheet's width, the head on every page, numbered.

    With an ``imprint`` the makers stand below; a table that carries them under its title needs no second line.
    """
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.7)
    sheet.center_horizontally()
    sheet.repeat_rows(*head)
    makers, dated = "", ""
    if imprint is not None:
        made_by = imprint.made_by.replace("&", "&&")
        makers, dated = f"&L制表人：{made_by}　　审核人：", f"&R制表日期：{day(imprint.made_on)}"
    sheet.set_footer(f"{makers}&C第&P页，共&N页{dated}")


def xlsx(sheet: Outgoing, rows: Iterable[Row], imprint: Imprint, *, captioned: bool = False) -> Written:
    """写成xlsx. ``captioned``: with the title and the office above the head, as a table that is handed in on paper.

    Raises RuleBroken when there are too many rows.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed when the answer is sent
    workbook = new_workbook(file, imprint, sheet.title, by_row=True)
    page = workbook.add_worksheet(sheet_name(sheet.title, "表格"))
    head = _caption(workbook, page, sheet, imprint) if captioned else 0
    head_format = styled(workbook, bold=True, align="center", text_wrap=True, border=1, bg_color="#EAF1ED")
    page.set_row(head, 32)
    for place, column in enumerate(sheet.columns):
        page.write_string(head, place, column.title, head_format)
    widths = _Widths(sheet.columns)
    last = _body(page, sheet.columns, widths.watched(rows), head, _formats(workbook, captioned))
    for place, width in enumerate(widths.found()):
        page.set_column(place, place, width)
    page.freeze_panes(head + 1, 1)
    page.autofilter(head, 0, last, len(sheet.columns) - 1)
    set_page(page, (0, head), None if captioned else imprint)
    if not captioned:
        page.set_header(f"&C&14{sheet.title}")
        page.hide_gridlines(0)
    workbook.close()
    file.seek(0)
    return Written(file, last - head)


def _caption(workbook: Any, page: Worksheet, sheet: Outgoing, imprint: Imprint) -> int:
    """标题行: the title over all columns, office and makers below it; gives the head's row."""
    last = len(sheet.columns) - 1
    page.set_row(0, 32)
    page.merge_range(0, 0, 0, last, sheet.title, styled(workbook, bold=True, align="center", font_size=18))
    page.merge_range(1, 0, 1, last, imprint_line(imprint), styled(workbook, align="left"))
    return 2


def imprint_line(imprint: Imprint) -> str:
    """制表行 under the title; the place for 审核人 stays empty, it is signed by hand."""
    place = f"单位：{imprint.place}　　　　" if imprint.place else ""
    return f"{place}制表人：{imprint.made_by}　　　　审核人：　　　　　　　　制表日期：{day(imprint.made_on)}"


class _Widths:
    """列宽: as wide as the first rows need, so that a wide list stays legible on one page; never beyond the column's own."""

    LOOKED_AT = 300
    LEAST_MOST = 12
    """Full-width characters that a column may take before its text is wrapped, however narrow it was thought."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._most = [max(column.width, self.LEAST_MOST) * 2 + 3 for column in columns]
        self._seen = [_breadth(column.title if len(column.title) < 5 else column.title[::2]) for column in columns]

    def watched(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows, looked at on their way."""
        for count, row in enumerate(rows):
            if count < self.LOOKED_AT:
                for place, value in enumerate(row):
                    self._seen[place] = max(self._seen[place], _breadth(value))
            yield row

    def found(self) -> list[int]:
        """The width of each column."""
        return [min(seen + 3, most) for seen, most in zip(self._seen, self._most, strict=True)]


def _breadth(value: Value) -> int:
    """Half-width characters that a value takes."""
    match value:
        case None:
            return 0
        case datetime():
            return 16
        case date():
            return 10
    return sum(2 if mark > "\u2e7f" else 1 for mark in str(value))


@dataclass(frozen=True)
class _Formats:
    text: Callable[[str], Format]
    whole: Format
    number: Format
    day: Format
    moment: Format
    blank: Format | None


def _formats(workbook: Any, bordered: bool) -> _Formats:
    lines = {"border": 1} if bordered else {}
    return _Formats(
        text=worded(workbook, text_wrap=True, **lines),
        whole=styled(workbook, num_format="0", **lines),
        number=styled(workbook, **lines),
        day=styled(workbook, num_format="yyyy-mm-dd", align="center", **lines),
        moment=styled(workbook, num_format="yyyy-mm-dd hh:mm", align="center", **lines),
        blank=styled(workbook, **lines) if bordered else None,
    )


def _body(page: Worksheet, columns: Sequence[Column], rows: Iterable[Row], head: int, formats: _Formats) -> int:
    """Write the rows below the head; gives the last row's place."""
    writers = [_writer(page, column.kind, formats) for column in columns]
    line = head
    for row in rows:
        line += 1
        if line - head > MOST_ROWS:
            raise too_many()
        for place, value in enumerate(row):
            if value is not None and value != "":
                writers[place](line, place, value)
            elif formats.blank is not None:
                page.write_blank(line, place, None, formats.blank)
    return line


def _writer(page: Worksheet, kind: CellKind, formats: _Formats) -> Callable[[int, int, Any], object]:
    """How a column's cells are written: never by guessing what a text may mean."""

    def text(line: int, place: int, value: str) -> None:
        page.write_string(line, place, value[:_LONGEST], formats.text(value))

    def day_or_moment(line: int, place: int, value: date) -> None:
        style = formats.moment if isinstance(value, datetime) else formats.day
        page.write_number(line, place, serial(value), style)

    match kind:
        case CellKind.WHOLE:
            return lambda line, place, value: page.write_number(line, place, value, formats.whole)
        case CellKind.NUMBER:
            return lambda line, place, value: page.write_number(line, place, value, formats.number)
        case CellKind.DATE:
            return day_or_moment
    return text


def too_many() -> RuleBroken:
    """行数太多: the sentence to show."""
    return RuleBroken(f"超过{MOST_ROWS:,}行，一张表装不下。请用筛选条件缩小范围，分几次导出。")


def comma_text(sheet: Outgoing, rows: Iterable[Row]) -> Written:
    """写成CSV, with the mark that makes Excel and WPS read it as UTF-8. Raises RuleBroken when there are too many rows."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed when the answer is sent
    lines = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    out = csv.writer(lines)
    out.writerow(column.title for column in sheet.columns)
    count = 0
    for row in rows:
        count += 1
        if count > MOST_ROWS:
            raise too_many()
        out.writerow(_plain(value) for value in row)
    lines.flush()
    lines.detach()
    file.seek(0)
    return Written(file, count)


def _plain(value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            return guarded(value)
        case datetime():
            return f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}"
        case Decimal():
            return f"{value:f}"
    return str(value)
