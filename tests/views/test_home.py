"""今天: what each role finds there, in a flat number of statements."""

import datetime as d

import inspecting
import pytest
import reporting
from reading import Page

from respbook.actions import office_settings, report_reviews
from respbook.queries.closing import closes_after
from respbook.queries.finding_lists import to_answer
from respbook.queries.report_today import own_dues, reports_today

LOGINS = ("admin", "clerk", "leader", "assessor", "auditor", "reporter", "signer")


@pytest.mark.parametrize("login", LOGINS)
def test_everybody_finds_something_to_begin_with(client_as, login):
    page = Page(client_as(login).get("/"))
    assert page.heading == "今天"
    assert page.links("//main")


@pytest.mark.parametrize("login", LOGINS)
def test_few_statements(client_as, counted, login):
    client = client_as(login)
    client.get("/")
    with counted() as sql:
        client.get("/")
    assert len(sql) <= 13, "\n".join(sql)


@pytest.fixture
def year(stand, town, clock):
    """Three villages with tasks; on the tenth of March the first has reported one day and got another back."""
    made = stand(reporting.running)
    reporter, task = town.viewer("reporter"), made.of(town.villages[0], "每日巡查")
    reporting.nothing(task, d.date(2026, 3, 5), reporter)
    row = reporting.nothing(task, d.date(2026, 3, 6), reporter)
    report_reviews.send_back(row.id, "请补照片", row.version, by=town.viewer("clerk"), now=reporting.at(3, 7))
    for title in ("每日巡查", "禁烧巡查"):
        own = made.of(town.villages[1], title)
        reporting.nothing(own, d.date(2026, 3, 10), town.viewer("neighbour"), reporting.at(3, 10, 8))
    reporting.later(clock, reporting.at(3, 10, 9))
    return made


def test_clerk_is_told_which_units_have_nobody_to_sign(client_as):
    page = Page(client_as("clerk").get("/"))
    assert "3个单位还没有登记负责人" in page.text
    listed = Page(client_as("clerk").get("/units/?headless=1"))
    assert "青山镇卫生院" in listed.text and "王家庄村" not in listed.text


def test_reporter_does_not_see_the_office(client_as):
    page = Page(client_as("reporter").get("/"))
    assert "登记负责人" not in page.text and "签发进度" not in page.text


def test_the_reporter_finds_the_patrols_as_one_row_and_the_rest_by_due_date(client_as, year):
    client = client_as("reporter")
    page = Page(client.get("/"))
    assert "今日巡查：2项" in page.text
    rows = page.all("//main//a[contains(@class,'big')]")
    assert rows[0].startswith("每日巡查被退回") and "请补正：请补照片" in rows[0] and "去补正" in rows[0]
    (patrol,) = [row for row in rows if row.startswith("巡查补报")]
    assert "有8天到期未报" in patrol and "逾期" in patrol
    assert not any(row.startswith("禁烧巡查") for row in rows), "in the one row with the others"
    assert not any("取暖改造" in row for row in rows), "due at the end of the year"
    assert client.post("/report/days/20260310", data=page.form("/report/days/20260310")).status_code == 303
    assert "今日巡查已报（2项）" in Page(client.get("/")).text


def test_the_office_finds_what_waits_and_what_is_missing(client_as, year):
    page = Page(client_as("clerk").get("/"))
    assert "1条报送待审" not in page.text and "3条报送待审" in page.text
    assert "期报送到期未报" in page.text
    client = client_as("leader")
    page = Page(client.get("/"))
    figures = page.all("//a[contains(@class,'figure')]")
    assert any(each.startswith("今天报齐的单位 1/3") for each in figures), figures
    assert any(each.startswith("已退回 1") for each in figures)
    assert "未报最多的单位" in page.text and "本月按时报送率" in page.text and "上月同期没有要报的" in page.text
    for link in page.links("//main"):
        assert client.get(link).status_code == 200, link
    missing = next(link for link in page.links("//main") if "show=missing" in link and "u=" not in link)
    (count,) = [each.split()[1] for each in figures if each.startswith("到期未报")]
    assert f"共{count}期" in Page(client.get(missing)).text


def test_statements_with_a_year_under_way(client_as, year, counted):
    for login in ("clerk", "leader", "reporter"):
        client = client_as(login)
        client.get("/")
        with counted() as few:
            client.get("/")
        assert len(few) <= 18, "\n".join(few)


def test_overdue_is_what_the_office_still_takes(client_as, year, town):
    """补报期限 set to three days: what is older is no longer asked for on 今天, as on the page that takes it."""
    at = reporting.at(3, 10, 9)
    before = reports_today(town.viewer("clerk"), at.date(), closes_after(town.viewer("clerk")))
    office_settings.set_value("closes_after", "3", 0, by=town.viewer("clerk"), now=at)
    after = reports_today(town.viewer("clerk"), at.date(), closes_after(town.viewer("clerk")))
    assert after.since == d.date(2026, 3, 7) and after.overdue == 3 * 2 * 3 < before.overdue
    dues = own_dues(town.viewer("reporter"), at.date(), closes_after(town.viewer("reporter")))
    assert dues.patrols.missed == 3 and dues.patrols.since == after.since


def test_what_a_village_has_to_put_right_is_not_the_offices_own_work(client_as, town):
    """The clerk and the leader may report for the town itself; below it lies every village."""
    row = inspecting.assigned(town, town.villages[0])
    assert "去签收" in Page(client_as("reporter").get("/")).text
    day = row.due_on
    assert [each.id for each in to_answer(town.viewer("reporter"), day)] == [row.id]
    assert [to_answer(town.viewer(login), day) for login in ("clerk", "leader")] == [[], []]


def test_the_inspector_records_from_today_in_one_tap(client_as):
    assert Page(client_as("assessor").get("/")).has_link("/findings/new")
    assert not Page(client_as("reporter").get("/")).has_link("/findings/new")
