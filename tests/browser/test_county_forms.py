"""上级报表 in a browser: the blank is sent, a cell clicked, the filled workbook taken away; with and without scripts."""

import io

import county_sheets
import openpyxl
import pytest

BLANK = {"name": "月报.xlsx", "mimeType": "application/octet-stream", "buffer": county_sheets.by_village(20)}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_blank_is_mapped_by_clicking_and_taken_away_filled(desk, scripts):
    clerk = desk("clerk", java_script_enabled=scripts)
    name = f"分村月报{scripts:d}"
    clerk.open("/county-forms/")
    clerk.follow("登记报表")
    clerk.fill(报表名称=name)
    clerk.page.get_by_label("空白表").set_input_files([BLANK])
    clerk.press("登记")
    clerk.heading(name)
    for cell, words in (("B5", "单位名称"), ("D5", "户数")):
        clerk.page.get_by_role("button", name=cell).first.click()
        clerk.reads(f"{cell}格填什么")
        clerk.page.get_by_label("填什么", exact=True).select_option(label=words)
        clerk.press("设定这一格")
        clerk.said(f"{cell}：{words}，已设定")
    if scripts:
        assert clerk.looks() == []
    with clerk.page.expect_download() as taken:
        clerk.press("下载填好的表")
    page = openpyxl.load_workbook(io.BytesIO(taken.value.path().read_bytes())).active
    assert page["B5"].value == "王家庄村村民委员会" and page["D5"].value == 100
    assert taken.value.suggested_filename == f"{name}_2026年3月.xlsx"


def test_the_back_button_leads_to_the_cell_before(desk, office):
    clerk = desk("clerk")
    clerk.open("/county-forms/new")
    clerk.fill(报表名称="返回")
    clerk.page.get_by_label("空白表").set_input_files([BLANK])
    clerk.press("登记")
    for cell in ("B5", "C5"):
        clerk.page.get_by_role("button", name=cell).first.click()
        clerk.reads(f"{cell}格填什么")
    clerk.page.go_back()
    clerk.reads("B5格填什么")
    clerk.page.set_viewport_size({"width": 360, "height": 740})
    assert clerk.looks() == []


def test_a_list_is_taken_away_from_under_it(desk):
    clerk = desk("clerk")
    clerk.open("/units/?q=wjz")
    clerk.page.get_by_text("导出", exact=True).click()
    with clerk.page.expect_download() as taken:
        clerk.follow("CSV", clerk.page.get_by_role("listitem").filter(has_text="单位名册").first)
    assert taken.value.path().read_text("utf-8-sig").splitlines()[1].startswith("王家庄村村民委员会,王家庄村,村")
