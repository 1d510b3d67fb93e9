"""读Excel: what the offices send, and what somebody might send who means harm (safety R41, R63)."""

import datetime as d
import io
import time
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from sheets import workbook

from respbook.readers.delimited import decoded, read_delimited
from respbook.readers.workbook import read_file
from respbook.rules.errors import RuleBroken


def rows_of(content, at=0):
    return read_file(content, "表.xlsx")[at].rows


def made(fill):
    """A workbook that ``fill(book, page)`` fills."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    fill(book, book.add_worksheet("表"))
    book.close()
    return out.getvalue()


def rewritten(content, **changed):
    """The package with some members replaced (``sheet1`` is the first sheet) or added."""
    names = {"sheet1": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml"}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            change = next((change for name, change in changed.items() if names.get(name, name) == member), None)
            new.writestr(member, change(old.read(member)) if change else old.read(member))
    return out.getvalue()


def refused(content, name="表.xlsx"):
    begin = time.process_time()
    with pytest.raises(RuleBroken) as refusal:
        read_file(content, name)
    assert (
        time.process_time() - begin < 10
    )  # it takes well under one on a quiet machine; unpacking it all would take minutes
    assert refusal.value.field == "file"
    return refusal.value.sentence


def test_numbers_days_and_marks_are_read_as_they_are_meant():
    rows = [["单位", 12.0, 0.1 + 0.2, 1e15, True, d.datetime(2026, 3, 5), " 多 余\n空格 "]]
    assert rows_of(workbook(rows)) == [["单位", "12", "0.3", "1e+15", "是", "2026-03-05", "多 余 空格"]]


def test_line_numbers_are_those_of_the_file():
    grid = read_file(workbook([[], ["标题"], [], ["单位", "户数"], ["甲村", 3]]), "表.xlsx")[0]
    assert list(grid.lines) == [1, 2, 3, 4, 5] and list(grid.rows[4][:2]) == ["甲村", "3"]


def test_failed_formulas_stand_where_they_failed_and_others_with_their_last_result():
    def fill(book, page):
        page.write_formula(0, 0, "=A9", None, "#REF!")
        page.write_formula(0, 1, "=1+1", None, 2)
        page.write_formula(0, 2, "=NA()", None, "#N/A")

    grid = read_file(made(fill), "表.xlsx")[0]
    assert grid.rows == [["#REF!", "2", "#N/A"]]
    assert "有3格是公式" in grid.remarks[0]


def test_hidden_rows_and_columns_are_read_and_said():
    def fill(book, page):
        page.write_column(0, 0, ["单位", "甲", "乙", "丙"])
        page.write_column(0, 1, ["户数", 1, 2, 3])
        page.set_row(1, None, None, {"hidden": True})
        page.set_row(2, None, None, {"hidden": True})
        page.set_column(1, 1, None, None, {"hidden": True})

    grid = read_file(made(fill), "表.xlsx")[0]
    assert len(grid.rows) == 4 and "隐藏的2行、1列也已读取" in grid.remarks[0]


def test_a_cell_merged_downwards_stands_for_each_row():
    def fill(book, page):
        page.merge_range(0, 0, 0, 2, "青山镇目标任务")
        page.merge_range(1, 0, 3, 0, "大气")
        page.write_column(1, 1, ["甲", "乙", "丙"])

    grid = read_file(made(fill), "表.xlsx")[0]
    assert [row[0] for row in grid.rows] == ["青山镇目标任务", "大气", "大气", "大气"]
    assert "1处上下合并" in grid.remarks[0]


def test_formats_without_content_do_not_count():
    def fill(book, page):
        page.write(0, 0, "单位")
        page.write_blank(60_000, 300, None, book.add_format({"bold": True}))

    assert rows_of(made(fill)) == [["单位"]]


def test_a_sheet_that_is_too_long_leaves_the_others_readable():
    long = [["单位"]] + [["甲"]] * 60_000
    grids = read_file(workbook(流水=long, 名册=[["单位", "类别"]]), "表.xlsx")
    assert [grid.name for grid in grids] == ["名册"]
    assert "“流水”有60,001行，一次最多导入20,000行" in refused(workbook(流水=long))


def test_one_cell_in_the_last_corner_fills_no_memory():
    bomb = rewritten(workbook([["甲"]]), sheet1=lambda xml: xml.replace(b'r="A1"', b'r="XFD1048576"'))
    assert "16384列" in refused(bomb)


def test_cells_without_a_number_are_refused():
    assert "没有编号" in refused(rewritten(workbook([["甲", "乙"]]), sheet1=lambda xml: xml.replace(b' r="A1"', b"")))


@pytest.mark.parametrize(
    "declared",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    ],
)
@pytest.mark.parametrize("member", ["sheet1", "strings", "xl/workbook.xml"])
def test_declared_entities_are_refused(declared, member):
    content = rewritten(workbook([["甲"]]), **{member: lambda xml: xml.replace(b"?>", b"?>" + declared, 1)})
    assert "不该有的声明" in refused(content)


def test_what_is_no_workbook_is_told_in_words():
    assert "不加密的.xlsx" in refused(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧表.xls")
    assert "完整" in refused(b"PK\x03\x04 half", "表.xlsx")
    broken = rewritten(workbook([["甲"]]), sheet1=lambda xml: xml[:300])
    assert refused(broken)
    assert "没有内容" in refused(workbook([]))


def test_macros_are_refused():
    content = workbook([["甲"]])
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    assert "宏" in refused(out.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_as_wps_and_excel_save_it(encoding):
    grid = read_file("单位名称,类别\n高家坪村,村\n".encode(encoding), "单位.csv")[0]
    assert grid.rows == [["单位名称", "类别"], ["高家坪村", "村"]]


def test_what_has_no_encoding_is_refused():
    assert "编码读不出来" in refused(b"\x81\xff\xfe\x00\xff", "表.csv")


def test_ragged_pastes_are_taken_as_they_are():
    assert read_delimited("a\tb\nc\nd\te\tf\n\n").rows == [["a", "b"], ["c"], ["d", "e", "f"]]


def test_a_paste_with_lines_within_a_cell():
    assert read_delimited('a\t"b\nc"\n').rows == [["a", "b c"]]


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_in_words(text):
    try:
        read_delimited(text)
    except RuleBroken as refusal:
        assert refusal.sentence.endswith("。")


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused_in_words(content):
    try:
        decoded(content)
    except RuleBroken as refusal:
        assert refusal.sentence.endswith("。")


@given(st.binary(min_size=1, max_size=40), st.integers(0, 2000))
def test_a_damaged_workbook_is_no_fault_of_ours(noise, at):
    content = bytearray(workbook([["单位", "户数"], ["甲村", 3]]))
    content[at : at + len(noise)] = noise
    try:
        read_file(bytes(content), "表.xlsx")
    except RuleBroken as refusal:
        assert refusal.sentence.endswith("。")
