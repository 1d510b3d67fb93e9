"""新的一年: last year is carried over, three targets adjusted, the split comes from Excel, and the letters go out."""

import datetime as d
import io
import zipfile
from decimal import Decimal

import making
import pytest
from browser.desk import SplitSheet, expect
from making import make
from pypdf import PdfReader
from sheets import workbook

from respbook.rules.targets import Basis, TargetKind

HAULED = {
    "kind": TargetKind.AT_LEAST,
    "unit_word": "次",
    "divided": True,
    "basis": Basis.HOUSEHOLDS,
    "duty": "按规定清运。",
}


@pytest.fixture
def last_year(office):
    """The plan of 2025 with its template and three targets; letters are not carried over, so none are needed."""
    with office.app.app_context():
        term = {"term_from": d.date(2025, 1, 1), "term_to": d.date(2025, 12, 31)}
        plan = make.programme(office.town, "2025年度环境保护目标责任书", year=2025, **term)
        make.target(office.town, plan)
        make.target(office.town, plan, "生活垃圾清运", amount=Decimal(400), **HAULED)
        make.target(office.town, plan, "农膜回收", amount=Decimal(80), **HAULED)
        make.template(office.town, plan)


@pytest.fixture
def split(tmp_path):
    """The office's own sheet: units down, targets across, a title above, sums below, one name misspelt, one figure in words."""
    rows = [["2026年环境保护目标任务分解表"], ["单位", "生活垃圾清运", "农膜回收"]]
    rows += [[name, 50, "10"] for name in making.VILLAGES]
    rows[2][0] = "王家村"
    rows[3][1] = "约七十"
    rows[9][2] = ""
    rows.append(["合计", 420, 90])
    place = tmp_path / "分解表.xlsx"
    place.write_bytes(workbook(rows))
    return place


def test_the_year_begins_from_the_last_and_from_excel(last_year, split, desk):
    clerk = desk("clerk")
    _carry_over(clerk)
    _adjust(clerk)
    _import(clerk, split)
    _draft_and_check(clerk)
    _issue(desk("leader"))
    _take_away(clerk)


def _carry_over(clerk):
    clerk.open("/programmes/")
    clerk.follow("新建年度方案")
    clerk.choose("沿用上年", "2025年度环境保护目标责任书")
    expect(clerk.page.get_by_label("名称", exact=True)).to_have_value("2026年度环境保护目标责任书")
    clerk.press("建立方案")
    clerk.heading("待核对清单")


def _adjust(clerk):
    """Three targets: two figures rise, one duty is sharpened."""
    clerk.go("年度方案")
    clerk.follow("2026年度环境保护目标责任书")
    clerk.follow("目标任务")
    for name, place, value in (
        ("生活垃圾清运", "#amount", "420"),
        ("秸秆禁烧", "#duty", "全年不发生露天焚烧秸秆，夜间有人值守。"),
        ("农膜回收", "#amount", "90"),
    ):
        clerk.follow(name)
        clerk.page.locator(place).fill(value)
        clerk.press("保存")
        clerk.said("已保存")
        clerk.go("年度方案")
        clerk.follow("2026年度环境保护目标责任书")
        clerk.follow("目标任务")


def _import(clerk, split):
    clerk.follow("分解总表")
    clerk.follow("从表格导入")
    clerk.page.set_input_files("#file", split)
    clerk.press("核对")
    clerk.page.get_by_label("第3行单位", exact=True).fill("王家庄村")
    clerk.page.get_by_label("第4行生活垃圾清运", exact=True).fill("70")
    clerk.press("重新核对")
    clerk.reads("错误 0")
    clerk.press("导入15条")
    clerk.said("已导入")


def _draft_and_check(clerk):
    clerk.go("年度方案")
    clerk.follow("2026年度环境保护目标责任书")
    clerk.follow("拟稿")
    clerk.page.get_by_label("全选").check()
    clerk.press("拟稿")
    clerk.said("新拟8份")
    clerk.heading("签发前体检")
    gap = clerk.page.locator(".refusals li").filter(has_text="还有1个承担单位未填数")
    expect(clerk.page.locator(".refusals li")).to_have_count(3)
    clerk.follow("去改", gap)
    sheet = SplitSheet(clerk)
    sheet.cell("大埝村").fill("20")
    clerk.press("保存分解")
    clerk.said("已保存")
    clerk.go("年度方案")
    clerk.follow("2026年度环境保护目标责任书")
    clerk.follow("打开待核对清单")
    alls = clerk.page.locator("[data-all=check_ids]")
    for left in range(alls.count() - 1, -1, -1):
        alls.first.check()
        clerk.page.get_by_role("button", name="核对无误").filter(visible=True).first.click()
        expect(alls).to_have_count(left)
    clerk.go("年度方案")
    clerk.follow("2026年度环境保护目标责任书")
    clerk.follow("体检")
    expect(clerk.page.locator(".sheet-head")).to_contain_text("可以送签")
    clerk.press("送签")
    clerk.said("8份责任书已送签")


def _issue(leader):
    leader.open("/")
    leader.sheet.get_by_role("link").filter(has_text="签发").first.click()
    leader.heading("签发批次")
    leader.follow("同意签发")
    leader.press("同意签发", leader.page.get_by_role("dialog"))
    expect(leader.page.locator("#jobs-progress")).to_contain_text("已办完", timeout=12000)
    leader.reads("8/8")


def _take_away(clerk):
    clerk.go("责任书")
    clerk.follow("打印与下载")
    with clerk.page.expect_download() as pack:
        clerk.press("下载单份压缩包")
    with zipfile.ZipFile(pack.value.path()) as archive:
        assert len(archive.namelist()) == 8
        letter = PdfReader(io.BytesIO(archive.read(next(name for name in archive.namelist() if "李家沟村" in name))))
    words = "".join("".join(page.extract_text().split()) for page in letter.pages)
    assert "70" in words and "夜间有人值守" in words, "what the sheet and the clerk said is not on the paper"
    with clerk.page.expect_download() as print_file:
        clerk.press("下载打印文件")
    assert len(PdfReader(print_file.value.path()).pages) >= 16
