"""代报: a chat of the villages is pasted, asked about, filed, the missing are urged; the rest goes into the table by keyboard."""

import re

import pytest
import reporting
from browser.desk import expect
from sqlalchemy import select

from respbook.models.base import db
from respbook.models.reports import Report
from respbook.rules.reports import Said

CHAT = """#接龙
今日巡查
1. 王家庄村 无异常
2. 赵铁柱 无异常"""


@pytest.fixture(scope="module")
def year(office):
    with office.app.app_context():
        made = reporting.running(office.app, office.town, 4)
        db.session.rollback()
        return made


def told(office):
    with office.app.app_context():
        rows = db.session.execute(select(Report.unit_id, Report.said).order_by(Report.unit_id, Report.id))
        return [(row.unit_id, row.said) for row in rows]


def test_a_chat_is_pasted_asked_filed_and_the_missing_are_copied(desk, office, year):
    first, second, third, fourth = (each.id for each in office.town.villages[:4])
    clerk = desk("clerk")
    clerk.open("/tasks/")
    clerk.follow("代报")
    clerk.heading("代报表")
    assert clerk.looks() == []
    clerk.follow("粘贴接龙")
    clerk.page.get_by_label("群消息").fill(CHAT)
    assert clerk.looks() == []
    clerk.press("识别")
    clerk.heading("核对识别结果")
    assert clerk.looks() == []
    clerk.reads("“赵铁柱”不在名单中")
    expect(clerk.row("王家庄村")).to_contain_text("今日巡查（2项）")
    button = clerk.page.get_by_role("button", name=re.compile("^代报"))
    expect(button).to_have_text("代报1条")
    clerk.choose("第4行的单位", "李家沟村")
    clerk.choose("第4行的事项", "今日巡查")
    clerk.page.get_by_label("第4行报什么").fill("9")
    expect(button).to_have_text("代报2条")
    button.click()
    clerk.reads("无异常填1；有情况的请写一句话。")
    assert told(office) == []
    clerk.page.get_by_label("第4行报什么").fill("1")
    button.click()
    clerk.heading("接龙记录")
    clerk.said("已代报2条")
    assert told(office) == [(each, Said.NOTHING) for each in (first, first, second, second)]
    assert clerk.looks() == []
    text = clerk.page.get_by_label("发到工作群的文字").input_value()
    assert "以下2个单位还没有报齐" in text and "\n张河湾村（" in text and "\n柳树店村（" in text
    with clerk.page.expect_response(re.compile("/reporting-rate/urging")) as answer:
        clerk.press("复制催报")
    assert answer.value.status == 200
    clerk.reads("已复制，可以粘贴到群里")

    # The table, by keyboard.
    clerk.follow("看代报表")
    clerk.heading("代报表")
    clerk.page.get_by_label("张河湾村今日巡查", exact=True).focus()
    clerk.page.keyboard.type("1")
    clerk.page.keyboard.press("ArrowRight")
    expect(clerk.page.get_by_label("张河湾村垃圾清运", exact=True)).to_be_focused()
    clerk.page.keyboard.type("很多")
    clerk.page.keyboard.press("Enter")
    expect(clerk.page.get_by_label("柳树店村垃圾清运", exact=True)).to_be_focused()
    expect(clerk.page.get_by_label("张河湾村今日巡查", exact=True)).to_have_value("无异常")
    clerk.press("其余全部无异常")
    expect(clerk.page.get_by_label("柳树店村今日巡查", exact=True)).to_have_value("无异常")
    expect(clerk.page.locator("[data-said]")).to_have_text("填了3格，还没有保存")
    with clerk.page.expect_request(re.compile(r"/proxy-reports/$")) as sent:
        clerk.press("保存")
    assert sent.value.post_data.count("cell-") == 3
    clerk.reads("应填数字，如12.5")
    expect(clerk.page.get_by_label("张河湾村垃圾清运", exact=True)).to_have_value("很多")
    assert clerk.looks() == []
    clerk.page.get_by_label("张河湾村垃圾清运", exact=True).fill("3.5")
    clerk.press("保存")
    clerk.said("已代报1条")
    clerk.reads("各单位都已报")
    assert told(office)[4:] == [(third, Said.NOTHING)] * 2 + [(third, Said.FIGURE)] + [(fourth, Said.NOTHING)] * 2

    # The review of what came in: rows by J and K, nothing while something is typed, Enter opens.
    clerk.open("/reports/")
    rows = clerk.page.locator("[data-rows] tbody th a")
    expect(rows).to_have_count(9)
    for key, place in (("j", 0), ("j", 1), ("ArrowDown", 2), ("k", 1), ("k", 0), ("k", 0)):
        clerk.page.keyboard.press(key)
        expect(rows.nth(place)).to_be_focused()
    assert clerk.looks() == []
    clerk.page.get_by_label("任务", exact=True).press("j")
    expect(clerk.page.get_by_label("任务", exact=True)).to_be_focused()
    clerk.open("/reports/")
    clerk.page.keyboard.press("j")
    clerk.page.keyboard.press("Enter")
    clerk.page.wait_for_url(re.compile(r"/reports/\d+"))


def test_on_a_phone_and_in_large_letters_nothing_runs_out(desk, office, year):
    clerk = desk("clerk", viewport={"width": 360, "height": 740})
    for address in ("/proxy-reports/", "/proxy-reports/chat"):
        clerk.open(address)
        assert clerk.looks() == []
    clerk.page.get_by_label("群消息").fill(CHAT)
    clerk.press("识别")
    clerk.heading("核对识别结果")
    assert clerk.looks() == []
