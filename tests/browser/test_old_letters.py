"""上年的责任书: a Word file from the clerk's disk becomes a template, with scripts and without."""

import drafting
import pytest
from browser.desk import OldLetter, expect
from word_letters import Letter, level


@pytest.fixture
def file(tmp_path):
    letter = Letter()
    letter.list(50, [level(0, "chineseCounting", "%1、"), level(1, "decimal", "%2．")])
    letter.line("青山镇2025年度", centred=True)
    letter.line("环境保护目标责任书", centred=True)
    letter.line("责任目标", (50, 0))
    letter.line("全年回收废旧农膜420亩，由____村逐户登记。", (50, 1))
    letter.line("甲方（盖章）：　　乙方（盖章）：")
    path = tmp_path / "2025年村责任书.docx"
    path.write_bytes(letter.content())
    return path


@pytest.fixture(scope="module")
def programme(office):
    with office.app.app_context():
        return drafting.programme(office.town).id


def name_of(scripts):
    """The office is the module's: each walk takes a name of its own."""
    return "甲类村责任书" if scripts else "乙类村责任书"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_word_letter_becomes_a_template(desk, file, programme, scripts):
    clerk = desk("clerk", java_script_enabled=scripts)
    clerk.open(f"/programmes/{programme}")
    clerk.follow("从上年Word责任书导入")
    old = OldLetter(clerk)
    old.upload(file)
    expect(old.lines).to_have_count(5)
    clerk.reads("读入5段：采用5段，未采用0段。")
    old.lines.nth(3).locator("input[value='take']").check()
    name = old.lines.nth(3).get_by_label("420亩的指标名称")
    expect(name).to_have_value("回收废旧农膜")
    name.fill(f"{name_of(scripts)}的农膜回收面积")
    clerk.press("保存进度")
    clerk.said("核对进度已保存")
    expect(name).to_have_value(f"{name_of(scripts)}的农膜回收面积")
    clerk.fill(模板名称=name_of(scripts))
    clerk.press("建立模板")
    clerk.heading("修改模板")
    clerk.said(f"已建立模板“{name_of(scripts)}”，登记1项目标任务。")
    page = clerk.page.content()
    assert (
        f"全年回收废旧农膜{{{{指标:{name_of(scripts)}的农膜回收面积}}}}，由{{{{单位简称}}}}逐户登记。" in page
        and "{{签字栏}}" in page
    )


@pytest.mark.parametrize("wide", [1366, 360])
def test_nothing_runs_out_of_its_place(desk, file, programme, wide):
    clerk = desk("clerk", viewport={"width": wide, "height": 740})
    clerk.open(f"/programmes/{programme}/letter-sources")
    assert clerk.looks() == []
    old = OldLetter(clerk)
    old.upload(file)
    old.lines.nth(3).locator("input[value='take']").check()
    assert clerk.looks() == []
