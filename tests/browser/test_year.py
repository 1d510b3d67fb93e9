"""一年之初: the clerk's whole main job, from an empty office to the paper in the hand and the check of its QR."""

import io
import zipfile

import making
import pytest
import zxingcpp
from browser.desk import LetterPage, OldLetter, SplitSheet, TemplateEditor, expect
from PIL import Image
from pypdf import PdfReader

from respbook.actions import units

TEXT = """甲方与签订本责任书。
一、责任目标
{{单位简称}}党支部书记{{负责仁}}是第一责任人。
{{目标任务表}}
二、其他
一式{{份数}}份，自{{责任期限起}}至{{责任期限止}}有效。
{{签字栏}}
"""


@pytest.fixture
def new_village(office):
    """新河村 has been registered, but nobody has said who leads it."""
    with office.app.app_context():
        facts = making.unit_facts(office.town.unit.id, short_name="新河村", households=80, position=30)
        return units.add(facts, by=office.town.viewer("clerk"), now=making.NOW).id


def test_the_year_begins(office, desk, new_village):
    clerk = desk()
    clerk.sign_in("clerk", making.PASSWORD)
    _programme(clerk)
    _template(clerk)
    _target(clerk)
    _drafts(clerk)
    _preflight(clerk)
    _preview(clerk)
    _propose(clerk)
    _approve(desk())
    token = _take_away(clerk)
    _check(desk(), office, token)


def _programme(clerk):
    clerk.go("年度方案")
    clerk.follow("新建年度方案")
    clerk.heading("新建年度方案")
    expect(clerk.page.locator("#programmes-number")).to_contain_text("青环责〔2026〕1号")
    clerk.press("建立方案")
    clerk.said("已建立")


def _template(clerk):
    clerk.follow("从上年Word责任书导入")
    clerk.heading("导入上年责任书")
    old = OldLetter(clerk)
    old.paste(TEXT)
    expect(old.lines).to_have_count(7)
    clerk.fill(模板名称="村责任书")
    clerk.tick("村")
    clerk.press("建立模板")
    expect(clerk.page.locator(".problems")).to_contain_text("负责仁")
    old.text(2).fill("{{单位简称}}党支部书记{{负责人}}是第一责任人。")
    clerk.press("建立模板")
    clerk.said("已建立模板“村责任书”")
    clerk.heading("修改模板")
    editor = TemplateEditor(clerk)
    assert len(editor.texts) == 7 and editor.texts[1] == "责任目标"
    editor.open(2).fill("{{单位简称}}党支部书记{{负责仁}}是第一责任人。")
    editor.open(0).fill("甲方与")
    editor.insert(0, "单位名称")
    editor.clauses.nth(0).press_sequentially("签订本责任书。")
    assert editor.texts[0] == "甲方与{{单位名称}}签订本责任书。"
    clerk.press("保存模板")
    expect(clerk.page.locator(".problems")).to_contain_text("负责仁")
    clerk.press("改为{{负责人}}")
    expect(editor.clauses.nth(2)).to_have_value("{{单位简称}}党支部书记{{负责人}}是第一责任人。")
    clerk.press("保存模板")
    clerk.said("已保存“村责任书”")


def _target(clerk):
    clerk.follow("2026年度环境保护目标责任书")
    clerk.follow("登记目标任务")
    clerk.follow("增加目标")
    clerk.fill(类别="垃圾清运", 名称="生活垃圾清运", 指标值="400", 计量单位="次")
    clerk.tick("这是全镇总量，要分解到各单位", "村")
    clerk.choose("分解依据", "按户数")
    clerk.choose("频次", "每月")
    clerk.press("增加")
    clerk.said("请接着分解到各单位")
    sheet = SplitSheet(clerk)
    clerk.press("按户数")
    clerk.said("已保存")
    assert sum(sheet.amounts) == 400
    kept = sheet.amounts[1:]
    sheet.cell("王家庄村").fill("60")
    sheet.cell("王家庄村").press("Enter")
    clerk.tick("王家庄村固定")
    expect(sheet.balance).to_contain_text("尚未保存")
    clerk.press("按户数")
    expect(sheet.balance).not_to_contain_text("尚未保存")
    assert sheet.amounts[0] == 60 and sum(sheet.amounts) == 400 and sheet.amounts[1:] != kept


def _drafts(clerk):
    clerk.go("年度方案")
    clerk.follow("2026年度环境保护目标责任书")
    clerk.follow("拟稿")
    clerk.page.get_by_label("全选").check()
    expect(clerk.page.locator("[data-count]")).to_have_text("9")
    clerk.press("拟稿")
    clerk.said("新拟9份")


def _preflight(clerk):
    clerk.heading("签发前体检")
    gap = clerk.page.locator(".refusals li").filter(has_text="没有负责人")
    expect(gap).to_have_count(1)
    expect(clerk.page.get_by_label("选 新河村村民委员会")).not_to_be_checked()
    expect(clerk.page.get_by_label("选 王家庄村村民委员会")).to_be_checked()
    clerk.follow("去改", gap)
    clerk.heading("登记任职")
    clerk.fill(职务="党支部书记", 姓名="何青松", 任职日期="2026-01-05")
    clerk.press("登记")
    clerk.said("何青松")
    clerk.go("年度方案")
    clerk.follow("2026年度环境保护目标责任书")
    clerk.follow("体检")
    clerk.heading("签发前体检")
    expect(clerk.page.locator(".sheet-head")).to_contain_text("可以送签")


def _preview(clerk):
    clerk.row("王家庄村").get_by_role("link", name="预览").click()
    letter = LetterPage(clerk)
    clerk.heading("王家庄村责任书")
    assert len(letter.pages()) >= 1
    expect(clerk.page.locator("rect.mark").first).to_be_attached()
    clerk.page.keyboard.press("ArrowRight")
    clerk.heading("李家沟村责任书")
    assert letter.unit == "李家沟村村民委员会"


def _propose(clerk):
    clerk.follow("2026年度环境保护目标责任书")
    clerk.follow("体检与送签")
    clerk.press("送签")
    clerk.said("9份责任书已送签")


def _approve(leader):
    leader.sign_in("leader", making.PASSWORD)
    leader.sheet.get_by_role("link").filter(has_text="签发").first.click()
    leader.heading("签发批次")
    leader.follow("同意签发")
    dialog = leader.page.get_by_role("dialog")
    expect(dialog).to_contain_text("新河村")
    leader.press("同意签发", dialog)
    expect(leader.page.locator("#jobs-progress")).to_contain_text("已办完", timeout=12000)
    leader.reads("9/9")
    leader.sign_out()


def _take_away(clerk):
    clerk.go("责任书")
    clerk.follow("打印与下载")
    with clerk.page.expect_download() as pack:
        clerk.press("下载单份压缩包")
    with zipfile.ZipFile(pack.value.path()) as archive:
        assert len(archive.namelist()) == 9 and "王家庄村" in archive.namelist()[0]
    with clerk.page.expect_download() as print_file:
        clerk.press("下载打印文件")
    assert len(PdfReader(print_file.value.path()).pages) >= 18
    clerk.open("/letters/")
    clerk.sheet.get_by_role("link", name="王家庄村").first.click()
    last = Image.open(io.BytesIO(LetterPage(clerk).pages()[-1]))
    found = zxingcpp.read_barcodes(last.resize((last.width * 2, last.height * 2)))
    assert found, "no QR on the page picture"
    return found[0].text


def _check(villager, office, address):
    assert address.startswith(f"{office.address}/c/")
    villager.open(address)
    villager.heading("责任书核验")
    expect(villager.sheet).to_contain_text("青环责〔2026〕1号")
    expect(villager.sheet).to_contain_text("已签发，待签订")
