"""无脚本: the whole line walked in a browser that runs no script; every form is a plain form (safety R55)."""

import drafting
import making
import pytest
from browser.desk import SplitSheet, TemplateEditor, expect


@pytest.fixture
def begun(office):
    """A programme with a template and a target, nothing divided yet."""
    with office.app.app_context():
        made = drafting.programme(office.town)
        target = drafting.target(office.town, made.id)
        template = drafting.template(office.town, made.id, wording=[row for row in drafting.WORDING if not row[2]])
        return made.id, target.id, template.id


def test_the_line_without_scripts(desk, begun):
    programme_id, target_id, template_id = begun
    clerk = desk(java_script_enabled=False)
    clerk.sign_in("clerk", making.PASSWORD)

    clerk.go("单位")
    clerk.follow("登记单位")
    clerk.page.get_by_label("名称", exact=True).fill("青山镇新河村村民委员会")
    clerk.page.get_by_label("简称").fill("新河村")
    clerk.choose("类别", "村")
    clerk.page.get_by_label("户数").fill("95")
    clerk.press("登记")
    clerk.heading("青山镇新河村村民委员会")
    clerk.said("新河村")

    clerk.open(f"/letter-templates/{template_id}/edit")
    editor = TemplateEditor(clerk)
    before = _texts(editor)
    clerk.press("加一条")
    expect(editor.clauses).to_have_count(len(before) + 1)
    editor.clauses.last.fill("{{单位简称}}每季度公示一次。")
    editor.turn("上移", len(before))
    expect(editor.clauses.last).to_have_value(before[-1])  # waits for the page that the form brings
    expect(editor.clauses.nth(len(before) - 1)).to_have_value("{{单位简称}}每季度公示一次。")
    clerk.press("保存模板")
    clerk.said("已保存")

    clerk.open(f"/targets/{target_id}/split")
    clerk.press("按户数")
    clerk.said("已保存")
    sheet = SplitSheet(clerk)
    assert sheet.cell("新河村").input_value() not in ("", "0")

    clerk.open(f"/programmes/{programme_id}/letters/draft")
    for each in clerk.page.locator("[name=unit_ids]").all():
        each.uncheck()
    clerk.tick("选 王家庄村村民委员会", "选 李家沟村村民委员会")
    clerk.press("拟稿")
    clerk.said("新拟2份")
    clerk.press("送签")
    clerk.said("2份责任书已送签")
    job = clerk.page.url

    leader = desk(java_script_enabled=False)
    leader.sign_in("leader", making.PASSWORD)
    leader.open(job)
    leader.follow("同意签发")
    dialog = leader.page.locator("#approve")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("王家庄村")
    leader.press("同意签发", dialog)
    leader.said("已同意签发")
    for _ in range(20):
        if leader.page.get_by_text("已办完").count():
            break
        leader.page.wait_for_timeout(300)
        with leader.page.expect_navigation():
            leader.follow("刷新进度")
    leader.reads("2/2")
    leader.follow("看已签发的责任书")
    expect(leader.page.locator("#letters-table tbody tr")).to_have_count(2)


def _texts(editor):
    return [each.input_value() for each in editor.clauses.all()]
