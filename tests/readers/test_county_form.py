"""读上级报表: merged cells once, formulas marked, hidden sheets left out; what is no form is refused in words."""

import io
import zipfile

import county_sheets
import pytest
from openpyxl import Workbook

from respbook.readers.county_form import lost_parts, read_form
from respbook.rules.errors import RuleBroken


def at(sheet, row, column):
    return sheet.places()[row, column]


def test_a_form_is_read_as_it_looks():
    (sheet,) = read_form(county_sheets.by_village())
    assert (sheet.title, sheet.width, len(sheet.lines), sheet.cut) == ("分村表", 7, 18, False)
    assert (at(sheet, 1, 1).columns, at(sheet, 3, 1).rows, at(sheet, 3, 5).columns) == (7, 2, 2)
    assert at(sheet, 4, 1) is at(sheet, 3, 1) and at(sheet, 3, 4).text == "户数"
    assert [cell.text for cell in sheet.lines[3]] == ["文号", "签发日期"]
    assert at(sheet, 17, 7).formula and at(sheet, 17, 7).text == ""


def test_hidden_sheets_stay_hidden():
    assert [sheet.title for sheet in read_form(county_sheets.one_column())] == ["汇总表"]


def test_only_the_beginning_of_a_large_sheet_is_shown():
    book = Workbook()
    book.active["A1"], book.active.cell(900, 90).value = "很大", 1
    out = io.BytesIO()
    book.save(out)
    (sheet,) = read_form(out.getvalue())
    assert sheet.cut and len(sheet.lines) == 120 and sheet.width == 30


def changed(content, name, change):
    """The workbook with one member changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            body = old.read(member)
            new.writestr(member.filename, change(body) if member.filename == name else body)
    return out.getvalue()


PAGE = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + b"0" * 900, "旧格式或加了密码"),
        (b"hello", "另存为"),
        (b"0" * 4_000_001, "超过4兆"),
        (changed(county_sheets.crossed(), PAGE, lambda body: body.replace(b"A1:F1", b"A1:XFD1048576")), "范围过大"),
        (changed(county_sheets.crossed(), PAGE, lambda body: body[: len(body) // 2]), "读不出"),
        (changed(county_sheets.crossed(), "xl/workbook.xml", lambda body: b"<workbook/>"), "一个字也没有"),
    ],
    ids=("old", "text", "large", "merged", "cut", "hollow"),
)
def test_what_is_no_form_is_refused(content, words):
    with pytest.raises(RuleBroken, match=words) as refusal:
        read_form(content)
    assert refusal.value.field == "file"


def test_an_empty_sheet_is_refused():
    out = io.BytesIO()
    Workbook().save(out)
    with pytest.raises(RuleBroken, match="一个字也没有"):
        read_form(out.getvalue())


def test_a_workbook_with_macros_is_refused():
    out = io.BytesIO(county_sheets.crossed())
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(RuleBroken, match="带有宏"):
        read_form(out.getvalue())


def test_what_would_be_lost_is_told_before():
    assert lost_parts(county_sheets.by_village()) == ()
    out = io.BytesIO(county_sheets.crossed())
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/charts/chart1.xml", b"<c/>")
        package.writestr("xl/drawings/drawing1.xml", b"<xdr:wsDr><xdr:sp macro=''/></xdr:wsDr>")
    assert lost_parts(out.getvalue()) == ("图表", "图形和文本框")


@pytest.mark.parametrize(
    "written",
    [b'ref="a1:xfd1048576"', b'ref="$A$1:$XFD$1048576"', b'ref = "A1:XFD1048576"', b'ref="&#65;1:XFD1048576"'],
    ids=["small", "dollar", "spaced", "entity"],
)
def test_a_range_over_the_whole_sheet_is_seen_however_it_is_written(written):
    content = changed(
        county_sheets.by_village(),
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b"</mergeCells>", b"<mergeCell " + written + b"/></mergeCells>"),
    )
    with pytest.raises(RuleBroken, match="合并单元格的范围过大"):
        read_form(content)
