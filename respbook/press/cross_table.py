"""中国式报表: a table as it is printed and handed in: title, merged heads of two levels, ruled cells (features D4)."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from respbook.press.workbook import Written, imprint_line, new_workbook, set_page, sheet_name, styled, worded
from respbook.rules.outgoing import Imprint

_HEAD = 2
"""The row of the upper heads: the title and the line of the makers stand above."""


@dataclass(frozen=True)
class CrossTable:
    """交叉表: ``groups`` is the upper head of each column, ``heads`` the lower one; ``corner`` stands over the names.

    A cell is a figure, a word such as 不适用, or None; ``feet`` are the rows of totals. ``words``: the cells are texts,
    which stand at the left and turn into a second line.
    """

    title: str
    corner: str
    groups: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Decimal | str | None]]]
    feet: Sequence[tuple[str, Sequence[Decimal | str | None]]]
    words: bool = False


def cross_table(table: CrossTable, imprint: Imprint) -> Written:
    """写成报表: in memory, because heads that reach over two rows cannot be written row by row."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed when the answer is sent
    workbook = new_workbook(file, imprint, table.title, by_row=False)
    page = workbook.add_worksheet(sheet_name(table.title.split("\n")[0], "报表"))
    _title(workbook, page, table, imprint)
    _heads(workbook, page, table)
    _rows(workbook, page, table)
    page.set_column(0, 0, 22)
    page.set_column(1, len(table.heads), 13)
    page.freeze_panes(_HEAD + 2, 1)
    set_page(page, (0, _HEAD + 1), None)
    workbook.close()
    file.seek(0)
    return Written(file, len(table.rows))


def _title(workbook: Any, page: Worksheet, table: CrossTable, imprint: Imprint) -> None:
    last = len(table.heads)
    page.set_row(0, 32)
    page.merge_range(0, 0, 0, last, table.title, worded(workbook, bold=True, align="center", font_size=18)(table.title))
    page.merge_range(1, 0, 1, last, imprint_line(imprint), styled(workbook, align="left"))


def _heads(workbook: Any, page: Worksheet, table: CrossTable) -> None:
    head = worded(workbook, bold=True, align="center", text_wrap=True, border=1)
    page.set_row(_HEAD + 1, 48)
    page.merge_range(_HEAD, 0, _HEAD + 1, 0, table.corner, head(table.corner))
    place = 1
    for group, members in groupby(table.groups):
        width = len(list(members))
        if width > 1:
            page.merge_range(_HEAD, place, _HEAD, place + width - 1, group, head(group))
        else:
            page.write_string(_HEAD, place, group, head(group))
        place += width
    for place, words in enumerate(table.heads, 1):
        page.write_string(_HEAD + 1, place, words, head(words))


def _write(page: Worksheet, line: int, place: int, value: Any, number: Format, word: Callable[[str], Format]) -> None:
    if value is None:
        page.write_blank(line, place, None, number)
    elif isinstance(value, str):
        page.write_string(line, place, value, word(value))
    else:
        page.write_number(line, place, value, number)


def _rows(workbook: Any, page: Worksheet, table: CrossTable) -> None:
    plain, strong = ({"border": 1}, {"border": 1, "bold": True})
    for rows, weight, first in ((table.rows, plain, _HEAD + 2), (table.feet, strong, _HEAD + 2 + len(table.rows))):
        name = worded(workbook, text_wrap=True, **weight)
        word = name if table.words else worded(workbook, align="right", **weight)
        number = styled(workbook, **weight)
        for line, (words, cells) in enumerate(rows, first):
            page.write_string(line, 0, words, name(words))
            for place, value in enumerate(cells, 1):
                _write(page, line, place, value, number, word)
