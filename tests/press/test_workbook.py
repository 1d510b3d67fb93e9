"""工作簿: what is written is read back as it was; text stays text, whatever it begins with (safety R66)."""

import csv
import datetime as d
import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from respbook.press.cross_table import CrossTable, cross_table
from respbook.press.workbook import comma_text, sheet_name, xlsx
from respbook.rules import outgoing
from respbook.rules.chinese import CHINA
from respbook.rules.column_kinds import CellKind, Column
from respbook.rules.errors import RuleBroken
from respbook.rules.outgoing import FORMULA_STARTS, Imprint, Outgoing

SHEET = Outgoing(
    "试验表",
    (
        Column("name", "名称", width=10),
        Column("count", "户数", CellKind.WHOLE),
        Column("area", "面积", CellKind.NUMBER),
        Column("on", "日期", CellKind.DATE),
        Column("kind", "类别", CellKind.CHOICE, choices=("村",)),
    ),
)
MAKER = Imprint("陈静&李", d.date(2026, 3, 2))
ROWS = [
    ("王家庄村", 152, Decimal("1260.5"), d.date(2026, 10, 31), "村"),
    ("007", None, Decimal(0), None, ""),
    ("https://example.com/", 3, None, d.datetime(2026, 3, 2, 9, 30, tzinfo=CHINA), "mailto:a@b.c"),
]


def opened(written):
    return openpyxl.load_workbook(written.file)


def test_cells_keep_their_kind():
    page = opened(xlsx(SHEET, ROWS, MAKER)).active
    assert [cell.value for cell in page[1]] == ["名称", "户数", "面积", "日期", "类别"]
    assert [cell.value for cell in page[2]] == ["王家庄村", 152, 1260.5, d.datetime(2026, 10, 31), "村"]
    assert [cell.value for cell in page[3]] == ["007", None, 0, None, None]
    assert page["D4"].value == d.datetime(2026, 3, 2, 9, 30)
    assert all(cell.hyperlink is None for row in page.rows for cell in row)


def test_the_reader_of_the_import_sees_the_same():
    read = CalamineWorkbook.from_filelike(xlsx(SHEET, ROWS, MAKER).file).get_sheet_by_index(0).to_python()
    assert read[1] == ["王家庄村", 152, 1260.5, d.date(2026, 10, 31), "村"] and read[2][0] == "007"


def test_it_is_ready_to_print():
    page = opened(xlsx(SHEET, ROWS, MAKER)).active
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.sheet_properties.pageSetUpPr.fitToPage and page.page_setup.fitToHeight == 0
    assert page.print_title_rows == "$1:$1" and page.freeze_panes == "B2" and page.auto_filter.ref == "A1:E4"
    assert page.oddFooter.left.text == "制表人：陈静&&李　　审核人："
    assert page.oddFooter.right.text == "制表日期：2026年3月2日" and "&P" in page.oddFooter.center.text
    assert page.column_dimensions["A"].width > page.column_dimensions["B"].width


def test_an_empty_list_has_its_head():
    page = opened(xlsx(SHEET, [], MAKER)).active
    assert page.max_row == 1 and page.auto_filter.ref == "A1:E1"


def test_a_table_that_is_handed_in_carries_its_title():
    page = opened(xlsx(SHEET, ROWS, Imprint("陈静", d.date(2026, 3, 2), "青山镇人民政府"), captioned=True)).active
    assert page["A1"].value == "试验表" and "A1:E1" in {str(each) for each in page.merged_cells.ranges}
    assert page["A2"].value.startswith("单位：青山镇人民政府") and "审核人：" in page["A2"].value
    assert [cell.value for cell in page[3]] == ["名称", "户数", "面积", "日期", "类别"]
    assert page.print_title_rows == "$1:$3" and page.auto_filter.ref == "A3:E6"
    assert page["B5"].border.left.style == "thin" and page.oddFooter.left.text is None


@pytest.mark.parametrize("start", sorted(FORMULA_STARTS - set("\r\n\t\0")))
def test_text_that_looks_like_a_formula_stays_text(start):
    hostile = f"{start}HYPERLINK(1)"
    cell = opened(xlsx(SHEET, [(hostile, 1, None, None, hostile)], MAKER)).active["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix, cell.number_format) == (hostile, "s", True, "@")
    cross = CrossTable("表", "单位", ["甲"], ["乙"], [(hostile, [hostile])], [])
    assert {opened(cross_table(cross, MAKER)).active[at].data_type for at in ("A5", "B5")} == {"s"}


@pytest.mark.parametrize("start", sorted(FORMULA_STARTS))
def test_csv_marks_it_with_a_quote(start):
    text = comma_text(SHEET, [(f"{start}1", -3, Decimal("-1.5"), None, "村")]).file.read().decode("utf-8")
    assert text.startswith("\ufeff名称,户数")
    rows = list(csv.reader(io.StringIO(text[1:], newline="")))
    assert rows[1] == [f"'{start}1", "-3", "-1.5", "", "村"]


def test_control_marks_do_not_break_the_file():
    page = opened(xlsx(SHEET, [("甲\x07乙\r\n丙", 1, None, None, "")], MAKER)).active
    assert page["A2"].value.startswith("甲") and page["A2"].value.endswith("丙")


@pytest.mark.parametrize("write", [lambda rows: xlsx(SHEET, rows, MAKER), lambda rows: comma_text(SHEET, rows)])
def test_too_many_rows_are_refused_in_words(write, monkeypatch):
    monkeypatch.setattr("respbook.press.workbook.MOST_ROWS", 2)
    assert outgoing.MOST_ROWS == 100_000
    with pytest.raises(RuleBroken, match="缩小范围"):
        write(ROWS)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("单位[1]", "单位1"),
        ("'甲':*?/\\乙'", "甲'乙"),
        ("甲" * 40, "甲" * 31),
        ("甲" * 30 + "'乙", "甲" * 30),
        ("甲\x07乙", "甲乙"),
        ("[]", "表格"),
        ("''", "表格"),
        ("", "表格"),
    ],
)
def test_names_that_a_worksheet_takes(text, name):
    assert sheet_name(text, "表格") == name
    book = opened(xlsx(replace(SHEET, title=text), [], MAKER))
    assert book.sheetnames == [name]


def test_heads_of_two_levels_are_merged():
    table = CrossTable(
        "2026年任务分解表", "单位", ["秸秆", "秸秆", "垃圾"], ["利用（亩）", "巡查（次）", "清运（次）"],
        [("王家庄村", [Decimal("12.5"), "不适用", None])], [("各单位合计", [Decimal("12.5"), Decimal(0), Decimal(0)])],
    )  # fmt: skip
    page = opened(cross_table(table, Imprint("陈静", d.date(2026, 3, 2), "青山镇人民政府"))).active
    assert {str(each) for each in page.merged_cells.ranges} == {"A1:D1", "A2:D2", "A3:A4", "B3:C3"}
    assert [page.cell(3, place).value for place in (1, 2, 4)] == ["单位", "秸秆", "垃圾"]
    assert [cell.value for cell in page[4]][1:] == ["利用（亩）", "巡查（次）", "清运（次）"]
    assert [cell.value for cell in page[5]] == ["王家庄村", 12.5, "不适用", None]
    assert page["A6"].value == "各单位合计" and page["A6"].font.bold and page["D5"].border.top.style == "thin"
    assert page.print_title_rows == "$1:$4" and page.freeze_panes == "B5" and page.page_setup.orientation == "landscape"


def test_columns_are_as_wide_as_their_words_need():
    """A wide list stays legible on one page; the column's own width is the limit, beyond it the text is wrapped."""
    columns = (Column("a", "姓名"), Column("b", "办理情况", width=10), Column("c", "标签", width=40))
    page = opened(xlsx(Outgoing("表", columns), [("王喆", "很长" * 40, "沿河")] * 3, MAKER)).active
    widths = [round(page.column_dimensions[letter].width) for letter in "ABC"]
    assert widths == [8, 28, 8]
