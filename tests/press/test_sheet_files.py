"""表格文件, read back with another library than wrote them."""

import io

import openpyxl
import pytest

from respbook.press.sheet_files import REASONS, failing_file, marked_file, template_file
from respbook.readers.workbook import read_file
from respbook.rules.column_kinds import CellKind
from respbook.rules.columns import SHEETS, SheetKind
from respbook.rules.grids import Grid
from respbook.rules.sheet_check import EXAMPLE

UNITS = SHEETS[SheetKind.UNITS]


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("kind", [kind for kind in SHEETS if kind is not SheetKind.REGISTER])
def test_a_template_says_what_belongs_where(kind):
    sheet = SHEETS[kind]
    names = [f"第{number}号村村民委员会" for number in range(100)]
    book = opened(template_file(sheet, {"unit": names} if kind is SheetKind.TASKS else {}))
    page = book[sheet.title]
    assert [cell.value for cell in page[1]] == [column.title for column in sheet.columns]
    assert page.freeze_panes == "B2" and page["A2"].value.startswith(EXAMPLE) and page["A2"].font.italic
    assert all(cell.comment for cell in page[1])
    offered = [column for column in sheet.columns if column.choices and column.kind is CellKind.CHOICE]
    listed = len(page.data_validations.dataValidation)
    assert listed == len(offered) + (kind is SheetKind.TASKS)
    assert book["填表说明"]["A6"].value == sheet.columns[0].title
    assert "空着的格保持原样" in book["填表说明"]["B2"].value
    if kind is SheetKind.TASKS:
        assert book["选项"].sheet_state == "hidden" and book["选项"]["A100"].value == names[-1]


GRID = Grid("名册", [["题"], ["单位名称", "户数", REASONS], ["=1+1", "x", "旧"], ["乙", "2"]], [1, 2, 4, 9])
FAULTS = {(4, 1): "不是整数。", (9, 3): "缺。"}


def test_the_failing_rows_carry_their_reasons_and_old_ones_go():
    page = opened(failing_file(UNITS, GRID, 1, FAULTS)).active
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows == [["单位名称", "户数", REASONS], ["=1+1", "x", "不是整数。"], ["乙", "2", "缺。"]]
    assert page["A2"].data_type == "s" and page["B2"].fill.fgColor.rgb == "FFFBE3E4"


def test_the_marked_copy_keeps_every_line_in_its_place():
    page = opened(marked_file(GRID, FAULTS, {(9, 1)})).active
    assert page["A4"].value == "=1+1" and page["A4"].data_type == "s" and page["A9"].value == "乙"
    assert page["B4"].comment.text == "不是整数。" and page["D9"].comment.text == "缺。"
    assert page["B4"].fill.fgColor.rgb == "FFFBE3E4" and page["B9"].fill.fgColor.rgb == "FFDCEFE4"


def test_faults_do_not_search_the_sheet_again():
    class Lines(list):
        looked_through = 0

        def __iter__(self):
            self.looked_through += 1
            return super().__iter__()

    lines = Lines(range(1, 201))
    grid = Grid("表", [["甲", ""]] * 200, lines)
    marked_file(grid, {(line, 1): "缺。" for line in range(1, 201)}, ())
    assert lines.looked_through <= 3


def test_text_that_looks_like_a_formula_stays_text_when_it_is_corrected():
    for content in (failing_file(UNITS, GRID, 1, FAULTS), marked_file(GRID, FAULTS, ())):
        (cell,) = [cell for row in opened(content).active for cell in row if cell.value == "=1+1"]
        assert cell.quotePrefix and cell.number_format == "@"


def test_what_we_write_is_what_we_read():
    grid = read_file(failing_file(UNITS, GRID, 1, FAULTS), "表.xlsx")[0]
    assert grid.rows[1][:2] == ["=1+1", "x"]
