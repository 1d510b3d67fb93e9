"""签字栏安排 in the browser: a field that does not apply is not there, and the bar covers none that is being filled in."""

import pytest
from making import make
from playwright.sync_api import expect

from respbook.models.base import db


@pytest.fixture(scope="module")
def template(office):
    with office.app.app_context():
        programme = make.programme(office.town, "三方的方案")
        made = make.template(office.town, programme).id
        db.session.rollback()
    return made


@pytest.mark.parametrize("scripts", [True, False])
def test_the_name_is_asked_only_of_another_unit(office, desk, template, scripts):
    clerk = desk("clerk", java_script_enabled=scripts)
    clerk.open(f"/templates/{template}/signing")
    name = clerk.page.locator("input[name=name3]")
    expect(name).to_be_hidden()
    clerk.page.locator("select[name=who3]").select_option(label="其他单位")
    expect(name).to_be_visible()
    clerk.page.locator("select[name=who3]").select_option(label="责任单位")
    expect(name).to_be_hidden()


def test_the_bar_covers_no_field_that_is_reached_by_the_keyboard(office, desk, template):
    clerk = desk("clerk", viewport={"width": 1366, "height": 600})
    page = clerk.page
    clerk.open(f"/templates/{template}/signing")
    page.locator("select[name=who1]").focus()
    bar = page.locator("form.wide > .actions").bounding_box()["y"]
    covered = []
    for _ in range(14):
        page.keyboard.press("Tab")
        at = page.evaluate("() => { const box = document.activeElement.getBoundingClientRect(); return box.bottom; }")
        inside = page.evaluate("() => Boolean(document.activeElement.closest('.party'))")
        if inside and at > bar + 1:
            covered.append(page.evaluate("() => document.activeElement.name"))
    assert covered == []
