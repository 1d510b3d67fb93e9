"""查找: Ctrl+K, pinyin and Enter; a picker by keyboard; a saved filter; Back shows what was there."""

import drafting
import making
import pytest
from browser.desk import expect

from respbook.actions import units
from respbook.rules.units import UnitKind


@pytest.fixture(scope="module")
def letters(office):
    with office.app.app_context():
        return drafting.drafts(office.town, count=6)


def test_from_anywhere_to_the_village_by_three_letters(office, desk, letters):
    clerk = desk("clerk")
    clerk.open("/tasks/")
    page = clerk.page
    page.keyboard.press("Control+k")
    box = page.get_by_role("dialog", name="查找")
    expect(box).to_be_visible()
    page.keyboard.type("wjz")
    page.keyboard.press("Enter")
    clerk.heading("王家庄村村民委员会")
    page.go_back()
    clerk.heading("任务")
    page.keyboard.press("Control+k")
    page.keyboard.type("zhengce")
    expect(box.get_by_text("没有找到")).to_be_visible()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()


def test_arrows_walk_and_typing_goes_on(office, desk, letters):
    clerk = desk("clerk")
    clerk.open("/")
    page = clerk.page
    page.get_by_role("link", name="查找").click()
    page.keyboard.type("石桥")
    hits = page.locator("#find-hits [data-hit]")
    expect(hits.first).to_contain_text("石桥村")
    page.keyboard.press("ArrowDown")
    expect(hits.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(hits.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("查什么")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    clerk.heading("石桥村责任书")


def test_nothing_is_asked_while_an_input_method_composes(office, desk):
    clerk = desk("clerk")
    clerk.open("/find/")
    asked = []
    clerk.page.on("request", lambda request: asked.append(request.url) if "/find/?q=" in request.url else None)
    clerk.page.get_by_label("查什么").evaluate(
        """(box) => {
            box.dispatchEvent(new CompositionEvent('compositionstart'));
            box.value = 'shi q';
            box.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
        }"""
    )
    clerk.page.wait_for_timeout(400)
    assert asked == []
    clerk.page.get_by_label("查什么").evaluate(
        """(box) => { box.value = '石桥'; box.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true })); }"""
    )
    expect(clerk.page.locator("#find-hits [data-hit]").first).to_contain_text("石桥村")
    assert len(asked) == 1


def test_a_unit_is_picked_by_keyboard(office, desk):
    town = office.town
    with office.app.app_context():  # with more than a dozen the list becomes a box
        for name in ("东坡村", "西坡村"):
            facts = units.UnitFacts(town.unit.id, UnitKind.VILLAGE, name)
            units.add(facts, by=town.viewer("clerk"), now=town.now)
    clerk = desk()
    clerk.sign_in("clerk", making.PASSWORD)
    clerk.open("/people/new")
    page = clerk.page
    picker = page.locator("#unit_id-pick")
    picker.click()
    page.keyboard.type("ljg")
    expect(page.locator("#find-picks [data-pick]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#find-picks")).to_be_hidden()
    expect(picker).to_have_value("青山镇")
    picker.click()
    page.keyboard.type("yangji")
    page.keyboard.press("Enter")
    expect(picker).to_have_value("杨集村")
    assert page.locator("#unit_id").evaluate("(select) => select.selectedOptions[0].textContent") == "杨集村"


def test_a_filter_is_kept_found_and_left_by_back(office, desk, letters):
    clerk = desk("clerk")
    clerk.open(f"/letters/?programme_id={letters.programme_id}")
    page, rows = clerk.page, clerk.page.locator("#letters-table tbody tr")
    expect(rows).to_have_count(6)
    page.get_by_label("状态").select_option("issued")
    expect(rows).to_have_count(0)
    assert page.url.endswith(f"/letters/?programme_id={letters.programme_id}&state=issued")
    page.get_by_label("状态").select_option("draft")
    expect(rows).to_have_count(6)
    page.get_by_text("存为常用").first.click()
    page.get_by_label("名称", exact=True).fill("还没签发的")
    page.get_by_role("button", name="存为常用").click()
    chip = page.get_by_role("link", name="还没签发的")
    expect(chip).to_be_visible()
    page.get_by_role("link", name="文号", exact=True).click()
    expect(rows).to_have_count(6)
    assert "sort=number" in page.url
    rows.first.get_by_role("link").first.click()
    page.get_by_role("link", name="下一份").click()
    page.wait_for_url("**sort=number")
    page.go_back()
    page.go_back()
    clerk.heading("责任书")
    assert "sort=number" in page.url
    clerk.open("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("还没签发")
    page.keyboard.press("Enter")
    clerk.heading("责任书")
    assert "state=draft" in page.url
    expect(page.get_by_label("状态")).to_have_value("draft")
