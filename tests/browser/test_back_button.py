"""返回: what the Back button shows is a page, and after signing out it shows nothing of the office."""

import drafting
import making
import pytest
from browser.desk import expect


@pytest.fixture
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
    assert "q=" in clerk.page.url
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
