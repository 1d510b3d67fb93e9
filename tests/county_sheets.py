"""县里的空白表: three blanks as offices send them, built with openpyxl; merged cells, formats and formulas to be kept."""

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

_LINE = Side(style="thin")


def _bytes(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _ruled(page, area):
    for row in page[area]:
        for cell in row:
            cell.border = Border(_LINE, _LINE, _LINE, _LINE)
            cell.alignment = Alignment("center", "center", wrap_text=True)


def by_village(rooms=12, *, household="户数"):
    """两层表头, one row a unit, a row of totals with one formula: 序号 单位 负责人 户数 | 责任书（文号 签发日期） | 清运次数."""
    book = Workbook()
    page = book.active
    page.title = "分村表"
    page.merge_cells("A1:G1")
    page["A1"] = "环境保护目标责任书落实情况统计表"
    page["A1"].font = Font("方正小标宋简体", 18, bold=True)
    page.merge_cells("A2:G2")
    page["A2"] = "填报单位："
    for area in ("A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "G3:G4"):
        page.merge_cells(area)
    heads = {
        "A3": "序号",
        "B3": "单位名称",
        "C3": "负责人",
        "D3": household,
        "E3": "责任书",
        "E4": "文号",
        "F4": "签发日期",
        "G3": "清运次数",
    }
    for place, words in heads.items():
        page[place] = words
        page[place].fill = PatternFill("solid", fgColor="FFDDEBF7")
    last = 4 + rooms
    page.cell(last + 1, 1, "合计")
    page.merge_cells(start_row=last + 1, end_row=last + 1, start_column=1, end_column=3)
    page.cell(last + 1, 7, f"=SUM(G5:G{last})")
    page.cell(last + 2, 1, "填报人：")
    _ruled(page, f"A3:G{last + 1}")
    for row in range(5, last + 1):
        page.cell(row, 6).number_format = "yyyy年m月d日"
        page.row_dimensions[row].height = 24
    page.column_dimensions["B"].width = 31
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.print_title_rows = "3:4"
    page.freeze_panes = "A5"
    return _bytes(book)


def one_column(*, people="涉及人口"):
    """单列汇总: words at the left, one figure at the right, the head's date in a merged cell; a second, hidden sheet."""
    book = Workbook()
    page = book.active
    page.title = "汇总表"
    page.merge_cells("A1:B1")
    page["A1"] = "月度工作汇总"
    words = ("填报单位", "填报期", "填报日期", "村数", people, "已签发责任书", "逾期任务", "清运任务总量", "完成率")
    for row, each in enumerate(words, 2):
        page.cell(row, 1, each)
    page["B10"] = "=IF(B9=0,0,1)"
    page["B10"].number_format = "0.0%"
    page["B6"].number_format = "#,##0"
    page["B7"].number_format = "@"
    _ruled(page, "A2:B10")
    page.column_dimensions["A"].width = 24
    hidden = book.create_sheet("字典")
    hidden["A1"] = "不给看"
    hidden.sheet_state = "hidden"
    return _bytes(book)


def crossed():
    """类别 × 指标: kinds of unit down in two merged steps, indicators across in two levels, totals by formulas."""
    book = Workbook()
    page = book.active
    page.title = "交叉表"
    page.merge_cells("A1:F1")
    page["A1"] = "分类统计表"
    for area in ("A2:B3", "C2:D2", "E2:F2", "A4:A5", "A6:B6"):
        page.merge_cells(area)
    for place, text in {
        "A2": "类别", "C2": "基本情况", "E2": "任务情况", "C3": "单位数", "D3": "户数", "E3": "任务数", "F3": "清运次数",
        "A4": "农村", "B4": "村", "B5": "社区", "A6": "镇属单位", "A7": "合计",
    }.items():  # fmt: skip
        page[place] = text
    for letter in "CDEF":
        page[f"{letter}7"] = f"=SUM({letter}4:{letter}6)"
    _ruled(page, "A2:F7")
    return _bytes(book)
