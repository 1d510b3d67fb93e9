"""返回: what the Back button shows is a page, and after signing out it shows nothing of the office."""

import re
from urllib.parse import quote

import drafting
import making
import pytest
from browser.desk import expect

from respbook.actions import group_robot


@pytest.fixture(scope="module")
def letters(office):
    with office.app.app_context():
        return drafting.drafts(office.town, count=6)


def test_back_shows_pages_and_keeps_no_secrets(office, desk, letters):
    clerk = desk()
    clerk.sign_in("clerk", making.PASSWORD)
    clerk.open(f"/letters/?programme_id={letters.programme_id}")
    lines = clerk.page.locator("#letters-table tbody tr")
    expect(lines).to_have_count(6)
    clerk.page.get_by_label("单位或文号").press_sequentially("杨集")
    expect(lines).to_have_count(1)
    expect(clerk.page).to_have_url(re.compile(f"q={quote('杨集')}"))  # the answer to the last key has come
    clerk.sheet.get_by_role("link", name="杨集村").first.click()
    clerk.heading("杨集村责任书")

    clerk.page.go_back()
    _whole_list(clerk, lines)
    clerk.page.reload()
    _whole_list(clerk, lines)
    clerk.page.go_back()
    clerk.heading("责任书")
    expect(lines).to_have_count(6)
    expect(clerk.page.get_by_label("单位或文号")).to_have_value("")
    clerk.page.go_forward()
    _whole_list(clerk, lines)

    clerk.sign_out()
    for _ in range(3):
        clerk.page.go_back()
        clerk.heading("登录")
        assert "杨集" not in clerk.page.content()
    kept = clerk.page.evaluate("JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])")
    assert "杨集" not in kept


def _whole_list(clerk, lines):
    clerk.heading("责任书")
    expect(lines).to_have_count(1)
    expect(clerk.page.get_by_role("navigation", name="主菜单")).to_be_visible()
    expect(clerk.page.get_by_label("单位或文号")).to_have_value("杨集")


def test_another_programme_is_another_page_with_its_own_deeds(office, desk, letters):
    """方案 changes the head's deeds with the list; the address carries it."""
    with office.app.app_context():
        other = making.make.programme(office.town, "另外的方案").id
    clerk = desk("clerk")
    clerk.open(f"/letters/?programme_id={letters.programme_id}")
    chosen = clerk.page.locator("select[name=programme_id]")
    chosen.select_option(label="另外的方案")
    expect(clerk.page).to_have_url(re.compile(rf"/letters/\?programme_id={other}$"))
    expect(clerk.page.get_by_role("link", name="文号登记簿")).to_have_attribute(
        "href", f"/programmes/{other}/letters/register"
    )
    expect(clerk.page.locator("main")).to_contain_text("这里还没有责任书")
    chosen.select_option(label="全部方案")
    expect(clerk.page).to_have_url(re.compile(r"/letters/\?programme_id=all$"))
    expect(clerk.page.locator("#letters-table tbody tr")).to_have_count(6)


def test_a_deed_that_leads_to_another_place_on_its_page_shows_what_it_did(office, desk):
    with office.app.app_context():
        address = "http://127.0.0.1:1/send?key=1"  # kept, but not allowed here: nothing is sent anywhere
        group_robot.set_address(address, 0, ["127.0.0.1"], by=office.town.viewer("clerk"), now=making.NOW)
    clerk = desk("clerk")
    clerk.open("/group-robot/")
    for told in (1, 2):
        clerk.press("发送测试消息")
        expect(clerk.page.locator("#messages tbody tr")).to_have_count(told)
        expect(clerk.page).to_have_url(re.compile("/group-robot/#messages$"))
