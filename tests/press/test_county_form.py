"""填上级报表: the values are in their places, and all that the county had made is still there."""

import datetime as d
import io
from decimal import Decimal

import county_sheets
import openpyxl
import pytest

from respbook.press.county_form import filled
from respbook.rules.county_forms import Filling
from respbook.rules.outgoing import FORMULA_STARTS

FORMS = {"by_village": "分村表", "one_column": "汇总表", "crossed": "交叉表"}


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def looks(page):
    """Everything of a sheet but its values."""
    return {
        "merged": sorted(map(str, page.merged_cells.ranges)),
        "widths": {name: each.width for name, each in page.column_dimensions.items()},
        "heights": {name: each.height for name, each in page.row_dimensions.items()},
        "print": (page.page_setup.orientation, page.page_setup.paperSize, page.print_title_rows, page.freeze_panes),
        "formats": {
            cell.coordinate: (cell.font.name, cell.font.sz, cell.border.left.style, cell.fill.fgColor.rgb, cell.alignment.wrap_text)
            for row in page.rows for cell in row
        },
        "formulas": {cell.coordinate: cell.value for row in page.rows for cell in row if cell.data_type == "f"},
    }  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_what_the_county_made_stays(name):
    blank = getattr(county_sheets, name)()
    values = [Filling(FORMS[name], 5, 2, "王家庄村")]
    before, after = opened(blank), opened(filled(blank, values))
    assert after.sheetnames == before.sheetnames
    assert [page.sheet_state for page in after] == [page.sheet_state for page in before]
    assert looks(after[FORMS[name]]) == looks(before[FORMS[name]])
    assert after[FORMS[name]]["B5"].value == "王家庄村"


def test_values_are_of_their_kind():
    blank = county_sheets.by_village()
    values = [
        Filling("分村表", 5, 1, 1),
        Filling("分村表", 5, 2, "007"),
        Filling("分村表", 5, 4, Decimal("12.5")),
        Filling("分村表", 5, 6, d.date(2026, 3, 2)),
        Filling("分村表", 6, 3, d.date(2026, 3, 2)),
        Filling("分村表", 17, 7, 99),
    ]
    page = opened(filled(blank, values)).active
    assert [page[at].value for at in ("A5", "B5", "D5")] == [1, "007", 12.5]
    assert (page["F5"].value, page["F5"].number_format) == (d.datetime(2026, 3, 2), "yyyy年m月d日")
    assert page["C6"].number_format == "yyyy-mm-dd"
    assert page["G17"].value == "=SUM(G5:G16)"


def test_a_number_in_a_cell_of_text_stays_a_number():
    page = opened(filled(county_sheets.one_column(), [Filling("汇总表", 7, 2, 3), Filling("汇总表", 6, 2, 4)])).active
    assert (page["B7"].value, page["B7"].number_format) == (3, "General") and page["B6"].number_format == "#,##0"


@pytest.mark.parametrize("start", sorted(FORMULA_STARTS - set("\0\r\n\t")))
def test_no_name_becomes_a_formula(start):
    cell = opened(filled(county_sheets.crossed(), [Filling("交叉表", 4, 3, f"{start}1+1")])).active["C4"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (f"{start}1+1", "s", True)


def test_marks_that_no_sheet_may_hold_are_left_out():
    assert opened(filled(county_sheets.crossed(), [Filling("交叉表", 4, 3, "甲\x07乙")])).active["C4"].value == "甲乙"
