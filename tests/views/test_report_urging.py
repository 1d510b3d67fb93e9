"""催报: three times a matter, once a day, never at night; copied or handed to the robot, and never called delivered."""

import datetime as d
import json

import pytest
import reporting
from reading import Page
from reporting import at
from robots import a_robot
from sqlalchemy import func, select

from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.office_settings import OfficeSetting
from respbook.models.reminders import Reminder, RobotMessage
from respbook.queries.obligations import Span
from respbook.queries.report_today import reports_today
from respbook.queries.report_urging import owing
from respbook.queries.reporting_rates import rate_grid
from respbook.queries.verify import verify_state
from respbook.rules import many
from respbook.rules.lifecycles import RobotState
from respbook.rules.reporting_rates import days_of

ADDRESS = "/reporting-rate/urging"
TODAY = d.date(2026, 3, 10)


@pytest.fixture
def year(stand, town, clock):
    """Three villages with two daily patrols since 2 March; the first reported one of them today. It is 10 March, 9:00."""
    made = stand(reporting.running)
    reporting.nothing(made.of(town.villages[0], "每日巡查"), TODAY, town.viewer("reporter"), at(3, 10, 8))
    reporting.later(clock, at(3, 10, 9))
    return made


@pytest.fixture
def clerk(client_as, year):
    return client_as("clerk")


def shown(client, query="", status=200):
    return Page(client.get(ADDRESS + query), status)


def keys(page):
    """The form with 复制催报: its keys, and what was ticked."""
    (action,) = page.root.xpath(f"//form[starts-with(@action, '{ADDRESS}?')]/@action")
    return page.form(action)


def copied(client, query=""):
    return client.post(f"{ADDRESS}{query}", data=keys(shown(client, query)))


def text_of(page):
    return page.root.xpath("//textarea[@id='urging']")[0].text if page.root.xpath("//textarea[@id='urging']") else ""


def count(kind=Reminder):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind))


def entries(verb):
    db.session.rollback()
    rows = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == verb).order_by(AuditEntry.seq))
    return [json.loads(row.body) for row in rows]


def test_copying_names_who_owes_and_counts_once_a_day(clerk, client_as, year):
    page = shown(clerk)
    text = text_of(page)
    assert "今天（3月10日）应报送的，以下3个单位还没有报齐" in text and text.count("/report/") == 1
    assert "王家庄村（王1喆）：禁烧巡查\n" in text and "李家沟村（王2喆）：每日巡查、禁烧巡查\n" in text
    assert "还没有催过" in page.text and "发到群里" not in page.text
    assert copied(clerk).status_code == 303
    (entry,) = entries("urge.copy")
    assert "李家沟村" in entry["after"]["单位"] and count() == 5
    page = shown(clerk)
    assert text_of(page) == "" and "今天已催的单位（3）" in page.text and "李家沟村（第1次）" in page.text
    assert "李家沟村" in page.first("//textarea[@id='urging-today']") and "送达" in page.text
    again = clerk.post(ADDRESS, data={"key": "k" * 32})
    assert "今天已经催过" in Page(again, 422).text and count() == 5
    assert client_as("leader").post(ADDRESS).status_code == 403
    assert verify_state() == []


def test_above_twenty_units_are_urged_by_their_number(clerk, year, monkeypatch):
    monkeypatch.setattr(many, "ABOVE", 2)
    page = shown(clerk)
    assert "一次办理3个单位，核对名单后请填总数" in page.text
    for typed in ("", "5"):
        refused = clerk.post(ADDRESS, data=keys(page) | {"how_many": typed})
        assert "请核对名单后填总数" in Page(refused, 422).text and count() == 0
    panel = Page(clerk.piece(ADDRESS, "report-urging-panel", method="POST", data=keys(page)), 422)
    assert panel.text.count("这次办理3个单位，请核对名单后填总数") == 2 and count() == 0
    assert clerk.post(ADDRESS, data=keys(page) | {"how_many": "3"}).status_code == 303 and count() == 5


def test_the_ceiling_sets_units_aside_until_they_are_ticked_with_a_reason(clerk, town, year, clock):
    query = "?first=2026-03-09&last=2026-03-10"
    for day in (10, 11, 12):
        reporting.later(clock, at(3, day, 9))
        assert copied(clerk, query).status_code == 303
    reporting.later(clock, at(3, 13, 9))
    page = shown(clerk, query)
    assert text_of(page) == "" and "已催满3次的单位（3）" in page.text and "已催3次，最近3月12日" in page.text
    assert "请电话联系或报请镇领导" in page.text
    assert "都已催满3次" in Page(clerk.post(ADDRESS + query, data={"key": "k" * 32}), 422).text
    second = town.villages[1].id
    assert "请写明原因" in shown(clerk, f"{query}&again={second}", 422).text
    ticked = f"{query}&again={second}&reason=换了书记"
    assert "李家沟村" in text_of(shown(clerk, ticked)) and "王家庄村" not in text_of(shown(clerk, ticked))
    assert copied(clerk, ticked).status_code == 303
    assert entries("urge.copy")[-1]["after"]["催满后再催"] == "李家沟村"
    assert "李家沟村（第4次）" in shown(clerk, query).text
    fresh = text_of(shown(clerk, "?first=2026-03-11&last=2026-03-13"))
    assert "王家庄村" in fresh and "李家沟村" not in fresh, "new periods are new matters, but one digest a day"
    clerk.post("/office-settings/8", data={"value": "5", "version": "0"})
    assert "王家庄村" in text_of(shown(clerk, query))


def test_at_night_the_text_is_made_ready_for_the_morning(clerk, year, clock):
    reporting.later(clock, at(3, 10, 21))
    page = shown(clerk)
    assert "现在是休息时间" in page.text and "文字可先备好，8:00后再发" in page.text
    assert "今天" not in text_of(page) and text_of(page).endswith("2026年3月11日")
    copied(clerk)
    assert {row.on_day for row in db.session.scalars(select(Reminder))} == {d.date(2026, 3, 11)}
    reporting.later(clock, at(3, 11, 9))
    assert "今天已催的单位（3）" in shown(clerk, "?first=2026-03-10").text


def test_one_meaning_of_what_is_owed_on_every_page(clerk, town, year):
    viewer, first = town.viewer("clerk"), d.date(2026, 3, 1)
    everybody = owing(viewer, Span(first, TODAY), TODAY)
    overdue = sum(each.overdue(TODAY) for each in everybody)
    assert overdue == rate_grid(viewer, days_of(first, TODAY), TODAY).total.missing == 3 * 2 * 8
    assert overdue == reports_today(viewer, TODAY, 15).overdue
    assert f"{overdue}期报送到期未报" in Page(clerk.get("/")).text
    (link,) = {each for each in Page(clerk.get("/")).links("//main") if each.startswith(ADDRESS)}
    page = Page(clerk.get(link))
    assert f"到期未报{overdue}期，今天到期5期" in page.text
    panel = Page(clerk.get("/proxy-reports/"))
    assert text_of(panel) == text_of(shown(clerk)) and "还有3个没有报齐" in panel.text


def test_the_panel_of_proxy_reports_answers_in_its_place(clerk, year):
    panel = Page(clerk.get("/proxy-reports/"))
    form = keys(panel)
    answer = clerk.piece(f"{ADDRESS}?first=2026-03-10&last=2026-03-10", "report-urging-panel", method="POST", data=form)
    assert answer.status_code == 200 and 'id="report-urging-panel"' in answer.text
    assert "今天已催的有3个单位" in answer.text and "<html" not in answer.text and count() == 5


def test_units_see_their_own_and_nobody_missing_is_nothing_to_copy(clerk, client_as, year):
    copied(clerk)
    page = shown(client_as("neighbour"), "?first=2026-03-02&last=2026-03-10")
    assert "李家沟村" in page.text and "王家庄村" not in page.text and "催了1个单位" in page.text
    assert "没有要催的" in shown(clerk, "?first=2026-03-01").text
    assert "没有要催的单位" in Page(clerk.post(f"{ADDRESS}?first=2026-03-01", data={"key": "k" * 32}), 422).text


# -- the group's robot ------------------------------------------------------


@pytest.fixture
def robot(clerk):
    with a_robot() as robot:
        form = Page(clerk.get("/group-robot/")).form("/group-robot/")
        assert clerk.post("/group-robot/", data={**form, "address": robot.address}).status_code == 303
        yield robot


def sent(client, query="", form=None):
    form = form or keys(shown(client, query))
    return client.post(f"{ADDRESS}/robot{query}", data=form)


def message():
    db.session.rollback()
    return db.session.scalars(select(RobotMessage).order_by(RobotMessage.id.desc())).first()


def test_the_address_is_a_secret(clerk, client_as, robot, caplog):
    page = Page(clerk.get("/group-robot/"))
    assert "key=****5aaa" in page.text
    for address in ("/group-robot/", "/office-settings/", ADDRESS):
        assert robot.address not in clerk.get(address).text and "693a91f6" not in clerk.get(address).text
    assert clerk.post("/group-robot/test", data=page.form("/group-robot/test")).status_code == 303
    assert len(robot.heard) == 1 and "测试消息" in robot.heard[0]
    db.session.rollback()
    assert not any("693a91f6" in row.body for row in db.session.scalars(select(AuditEntry)))
    assert "693a91f6" not in caplog.text
    for login in ("leader", "reporter", "assessor"):
        assert client_as(login).get("/group-robot/").status_code == 403
    bad = {**page.form("/group-robot/"), "address": "http://example.com/?key=693a91f6"}
    assert "https://" in Page(clerk.post("/group-robot/", data=bad), 422).text
    assert clerk.post("/group-robot/removal", data=page.form("/group-robot/removal")).status_code == 303
    assert db.session.scalar(select(OfficeSetting).where(OfficeSetting.name == "robot_url")) is None
    assert "没有设定" in Page(clerk.get("/group-robot/")).text and verify_state() == []


def test_one_press_sends_once_and_is_called_accepted(clerk, robot, year):
    form = keys(shown(clerk))
    first, second = sent(clerk, form=form), sent(clerk, form=form)
    assert (first.status_code, second.headers.get("Location")) == (303, first.headers["Location"])
    assert len(robot.heard) == 1 and "李家沟村（王2喆）：每日巡查、禁烧巡查" in robot.heard[0]
    assert (message().state, count(RobotMessage), count()) == (RobotState.ACCEPTED, 1, 5)
    page = shown(clerk)
    assert "已提交群机器人" in page.text and "已送达" not in page.text and "今天已催的单位（3）" in page.text
    assert [entry["verb"] for entry in map(dict, entries("urge.send"))] == ["urge.send"]
    assert len(entries("robot.accept")) == 1 and "今天已经催过" in Page(sent(clerk, form={"key": "q" * 32}), 422).text


def test_at_night_it_waits_and_names_only_who_still_owes(app, clerk, robot, town, year, clock):
    reporting.later(clock, at(3, 10, 21))
    sent(clerk, "?first=2026-03-10")
    assert robot.heard == [] and message().state is RobotState.WAITING and message().not_before == at(3, 11, 8)
    for task in ("每日巡查", "禁烧巡查"):
        reporting.nothing(year.of(town.villages[1], task), TODAY, town.viewer("neighbour"), at(3, 10, 22))
    app.extensions["queue"].take_up()
    assert robot.heard == []
    reporting.later(clock, at(3, 11, 8))
    app.extensions["queue"].take_up()
    assert len(robot.heard) == 1 and "李家沟村" not in robot.heard[0] and "王家庄村" in robot.heard[0]
    assert message().state is RobotState.ACCEPTED


def test_the_ceiling_holds_for_the_robot(clerk, robot, year, clock):
    for day in (10, 11, 12, 13):
        reporting.later(clock, at(3, day, 9))
        answer = sent(clerk, "?first=2026-03-10", form={"key": f"{day}" * 16})
    assert "都已催满3次" in Page(answer, 422).text and len(robot.heard) == 3


def test_without_a_robot_nothing_is_sent(clerk, year):
    assert "还没有设定群机器人" in Page(sent(clerk, form={"key": "k" * 32}), 422).text and count() == 0


def test_statements_do_not_grow_with_the_periods(clerk, counted, year):
    clerk.get(ADDRESS)
    with counted() as few:
        clerk.get(ADDRESS)
    with counted() as many:
        clerk.get(f"{ADDRESS}?first=2026-03-01&last=2026-03-10")
    assert len(many) <= len(few) <= 18
