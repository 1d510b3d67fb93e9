"""细则的工作簿: the two sheets of a rubric as plain text cells; what is typed is read as it stands (M4)."""

import io
from collections.abc import Sequence

from respbook.press.workbook import new_workbook, set_page, styled, worded
from respbook.rules.outgoing import Imprint
from respbook.rules.scoring.rubric import Rubric
from respbook.rules.scoring.sheet_form import ROWS_SHEET, SETTINGS_SHEET, rows_sheet, settings_sheet

_WIDE, _USUAL = 40, 13
_WIDE_HEADS = {"评分标准", "规则文字", "明细", "分类变体", "取数条件"}


def workbook_of(rubric: Rubric, imprint: Imprint) -> bytes:
    """细则 as xlsx; ``readers.rubric`` reads the same value back."""
    out = io.BytesIO()
    book = new_workbook(out, imprint, rubric.title, by_row=False)
    head = styled(book, bold=True, text_wrap=True, border=1, bg_color="#EAF1ED")
    cell = worded(book, text_wrap=True)
    for name, lines in ((ROWS_SHEET, rows_sheet(rubric)), (SETTINGS_SHEET, settings_sheet(rubric))):
        page = book.add_worksheet(name)
        for line, cells in enumerate(lines):
            for place, words in enumerate(cells):
                if line == 0 and name == ROWS_SHEET:
                    page.write_string(line, place, words, head)
                elif words:
                    page.write_string(line, place, words, cell(words))
        _widths(page, lines[0] if name == ROWS_SHEET else [])
        if name == ROWS_SHEET:
            page.freeze_panes(1, 2)
        set_page(page, (0, 0), imprint)
    book.close()
    return out.getvalue()


def _widths(page: object, heads: Sequence[str]) -> None:
    for place in range(max(len(heads), 9)):
        wide = place < len(heads) and heads[place] in _WIDE_HEADS
        page.set_column(place, place, _WIDE if wide else _USUAL)  # type: ignore[attr-defined]
