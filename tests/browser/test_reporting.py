"""报送 on the phone: a day's report, a finding, a figure; with a cut line, an ended session, without scripts."""

import datetime as d

import making
import pytest
import reporting
from browser.desk import expect
from browser.test_failures import BROKEN, GIVEN_UP, LOST, end_sessions
from sqlalchemy import select

from respbook.models.base import db
from respbook.models.reports import Report, ReportEntry

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
NARROW = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}


@pytest.fixture(scope="module")
def year(office):
    with office.app.app_context():
        return reporting.running(office.app, office.town, 2)


@pytest.fixture
def today(office, year):
    """Each test has a day of its own, so that the patrol is still to be reported."""
    clock = office.app.config["CLOCK"]
    with office.app.app_context():
        reporting.it_is(clock, clock.now + d.timedelta(days=1))
        db.session.remove()
    return clock.now.date()


def entries(office, on=None):
    with office.app.app_context():
        rows = select(Report.said, ReportEntry.text).join(ReportEntry, ReportEntry.report_id == Report.id)
        return list(db.session.execute(rows.where(Report.starts_on == on) if on else rows))


def period(office, year, title="垃圾清运"):
    return f"/report/{year.of(office.town.villages[0], title).id}/20260301"


def category(phone, words):
    phone.page.locator("a.big", has_text=words).click()


def test_the_evening_of_a_reporter(office, desk, year, today):
    phone = desk("reporter", **PHONE)
    phone.open("/")
    phone.follow("今日巡查、报送")
    phone.heading("报送")
    assert phone.looks() == []
    tap = phone.page.get_by_role("button", name="今日巡查无异常")
    phone.page.wait_for_load_state()  # with its sheet
    box = tap.bounding_box()
    assert box["width"] > 300 and box["height"] >= 60 and box["y"] + box["height"] < 740
    tap.click()
    phone.said("已报今日巡查无异常，共2项")
    phone.reads("王小燕")
    phone.follow("又有情况")
    phone.heading("哪一类情况？")
    assert phone.looks() == []
    category(phone, "垃圾乱丢")
    phone.page.get_by_label("什么情况").fill("村口有人倒建筑垃圾，已清走🧹")
    assert phone.looks() == []
    phone.press("报送")
    phone.said("“每日巡查”：有情况（垃圾乱丢）")
    assert ("found", "村口有人倒建筑垃圾，已清走🧹") in [tuple(row) for row in entries(office, today)]


def test_typed_words_outlive_a_cut_line_and_a_closed_window(office, desk, year, today):
    phone, path = desk("reporter", **PHONE), period(office, year)
    phone.open(path)
    words = "过磅单在村部，" * 70
    phone.fill(数量="12.5")
    phone.page.get_by_label("说明").fill(words)
    office.close()
    try:
        phone.press("报送")
        phone.trouble("没有连上服务器。填写的内容还在")
        expect(phone.page.get_by_label("数量")).to_have_value("12.5")
        expect(phone.page.get_by_label("说明")).to_have_value(words)
    finally:
        office.open()
    phone.forgive(LOST)
    phone.forgive(GIVEN_UP)
    phone.open("/")
    phone.open(path)
    phone.reads("已恢复未报送的内容。")
    expect(phone.page.get_by_label("说明")).to_have_value(words)
    phone.press("报送")
    phone.heading("报送")
    phone.said("已报“垃圾清运”")
    phone.open(path)
    expect(phone.page.locator("[data-draft-said]")).to_be_hidden()
    assert [text for _, text in entries(office, d.date(2026, 3, 1))] == [words]


def test_a_draft_that_is_not_wanted_goes(desk, office, year, today):
    phone = desk("reporter", **PHONE)
    phone.open(period(office, year, "每日巡查").replace("20260301", f"{today:%Y%m%d}"))
    phone.page.get_by_label("说明").fill("写了一半")
    phone.page.reload()
    phone.reads("已恢复未报送的内容。")
    phone.press("不要了")
    expect(phone.page.get_by_label("说明")).to_have_value("")
    expect(phone.page.locator("[data-draft-said]")).to_be_hidden()


def test_an_ended_session_over_a_finding(office, desk, year, today):
    """The dialog signs in, the same form goes out again: one report with the whole text (safety R50)."""
    phone = desk(**PHONE)
    phone.sign_in("reporter", making.PASSWORD)
    phone.open(f"/report/days/{today:%Y%m%d}/found/text?category=秸秆焚烧")
    words = "地头有人烧秸秆" * 72
    phone.page.get_by_label("什么情况").fill(words)
    with office.app.app_context():
        end_sessions("reporter")
    phone.press("报送")
    dialog = phone.page.get_by_role("dialog", name="请再登录一次")
    expect(dialog).to_be_visible()
    phone.fill(dialog, 用户名="reporter", 密码=making.PASSWORD)
    phone.press("登录", dialog)
    phone.said("“禁烧巡查”：有情况（秸秆焚烧）")
    assert [text for said, text in entries(office, today) if said == "found"] == [words]


def test_the_server_breaks_over_a_report(office, desk, year, today, monkeypatch):
    phone, path = desk("reporter", **PHONE), f"/report/days/{today:%Y%m%d}/found/text?category=其他"
    view = office.app.view_functions["reporting.tell"]
    phone.open(path)
    phone.page.get_by_label("什么情况").fill("井盖丢了")

    def broken(*_, **__):
        raise RuntimeError("broken on purpose")

    broken.needs, broken.fresh = view.needs, view.fresh
    monkeypatch.setitem(office.app.view_functions, "reporting.tell", broken)
    phone.press("报送")
    phone.trouble("系统出了问题")
    expect(phone.page.get_by_label("什么情况")).to_have_value("井盖丢了")
    phone.forgive(BROKEN)
    phone.forgive("Error Code 500 from")
    monkeypatch.setitem(office.app.view_functions, "reporting.tell", view)
    phone.press("报送")
    phone.said("有情况（其他）")
    assert len([said for said, _ in entries(office, today) if said == "found"]) == 1


def test_without_scripts_on_the_narrowest_screen(office, desk, year, today):
    phone = desk("reporter", java_script_enabled=False, **NARROW)
    phone.open("/report/")
    phone.press("今日巡查无异常")
    phone.said("已报今日巡查无异常")
    phone.follow("又有情况")
    category(phone, "废水排放")
    phone.page.get_by_label("什么情况").fill("沟里有污水")
    phone.press("报送")
    phone.said("有情况（废水排放）")
    phone.page.locator("a.big", has_text="锅炉排查").first.click()
    phone.press("报送")
    phone.reads("请写一句完成情况")
    phone.page.get_by_label("说明").fill("排查12台")
    phone.press("报送")
    phone.said("已报“锅炉排查”")
    assert ("found", "沟里有污水") in [tuple(row) for row in entries(office, today)]


@pytest.mark.parametrize("step", [1, 2, 3])
def test_three_steps_of_type_on_the_narrowest_screen(office, desk, year, today, step):
    phone = desk("reporter", **NARROW)
    phone.open("/report/")
    phone.press({1: "标准", 2: "大", 3: "超大"}[step])
    found = f"/report/days/{today:%Y%m%d}/found"
    wild = []
    for path in ("/report/", period(office, year), found, f"{found}/text?category=其他"):
        phone.open(path)
        wild += phone.looks()
    assert wild == []


def test_a_link_of_the_phone(office, desk, year, today):
    clerk = desk("clerk")
    clerk.open(f"/units/{office.town.villages[0].id}")
    clerk.press("办理专用链接")
    address = clerk.page.locator("#link-address").inner_text()
    phone = desk(**PHONE)
    phone.open(address)
    phone.heading("在这台手机上报送")
    assert phone.looks() == []
    phone.press("在这台手机上使用")
    phone.heading("报送")
    phone.press("今日巡查无异常")
    phone.said("已报今日巡查无异常")
    other = desk(**NARROW)
    other.open(address)
    other.heading("这个链接不能在这台设备上使用")
    assert other.looks() == []
