"""填上级报表: values into the county's own workbook; formats, merged cells, widths, print setup and formulas stay.

openpyxl, because it is the only one that keeps a workbook which others made.
"""

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.reader.excel import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from respbook.rules.county_forms import Filling
from respbook.rules.outgoing import risky


def filled(content: bytes, fillings: Iterable[Filling]) -> bytes:
    """填好的表: the blank with its values. A cell that holds a formula keeps it."""
    book = load_workbook(io.BytesIO(content), keep_links=False)
    for each in fillings:
        _fill(book[each.sheet], each)
    book.calculation.fullCalcOnLoad = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(page: Worksheet, each: Filling) -> None:
    cell: Any = page.cell(each.row, each.column)
    if cell.data_type == "f":
        return
    if isinstance(each.value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", each.value)
        cell.data_type = "s"
        cell.quotePrefix = risky(each.value)
        return
    general = cell.number_format in ("General", "@")
    cell.value = each.value
    if isinstance(each.value, date) and general:
        cell.number_format = "yyyy-mm-dd"
    elif each.value is not None and cell.number_format == "@":
        cell.number_format = "General"
