"""代报: the clerk files from the group's chat and on the table of the day; nothing is filed unseen, nothing typed is lost."""

import datetime as d

import pytest
import reporting
from reading import Page
from sqlalchemy import func, select

from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.reports import ChatPaste, Report, ReportEntry
from respbook.rules.reports import Origin, Said

DAY = d.date(2026, 3, 2)
CHAT = """#接龙
3月2日巡查
1. 王家庄村 无异常
2. 李家沟 无异常，垃圾清运3吨
3. 赵铁柱 无异常
4. 收到"""


@pytest.fixture
def year(app, town):
    return reporting.running(app, town)


@pytest.fixture
def clerk(client_as, year):
    return client_as("clerk")


def read(clerk, text, on=DAY, status=200):
    answer = clerk.post("/proxy-reports/chat", data={"on": on.isoformat(), "text": text})
    return Page(answer, status)


def file(clerk, page, status=303, **more):
    values = page.form("/proxy-reports/chat/filing")
    return clerk.post("/proxy-reports/chat/filing", data={**values, **more})


def reports():
    rows = db.session.scalars(select(Report).order_by(Report.unit_id, Report.id))
    return [(row.unit_id, row.task_id, row.said, row.given) for row in rows]


def test_a_chat_is_read_filed_and_kept(clerk, town, year):
    page = read(clerk, CHAT)
    assert "现在什么都还没有报" in page.text and reports() == []
    assert "张河湾村" in page.text and "“赵铁柱”不在名单中" in page.text
    answer = file(clerk, page)
    assert answer.status_code == 303, Page(answer, answer.status_code).text
    first, second = town.villages[:2]
    said = {(unit, task): what for unit, task, what, _ in reports()}
    assert said == {
        (first.id, year.of(first, "每日巡查").id): Said.NOTHING,
        (first.id, year.of(first, "禁烧巡查").id): Said.NOTHING,
        (second.id, year.of(second, "每日巡查").id): Said.NOTHING,
        (second.id, year.of(second, "禁烧巡查").id): Said.NOTHING,
        (second.id, year.of(second, "垃圾清运").id): Said.FIGURE,
    }
    entries = db.session.scalars(select(ReportEntry).order_by(ReportEntry.id)).all()
    assert {(row.origin, row.for_unit) for row in entries} == {(Origin.CHAT, True)}
    assert {row.quoted for row in entries} == {"1. 王家庄村 无异常", "2. 李家沟 无异常，垃圾清运3吨"}
    paste = db.session.scalars(select(ChatPaste)).one()
    assert paste.text == CHAT and {row.chat_id for row in entries} == {paste.id}
    kept = Page(clerk.get(answer.headers["Location"]))
    assert "已代报5条" in kept.text and "李家沟村 垃圾清运：3吨" in kept.text
    assert "张河湾村" in kept.first("//textarea[@id='urging']") and "王家庄村" not in kept.first("//textarea[@id='urging']")
