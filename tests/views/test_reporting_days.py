"""巡查报送: one tap for a day without findings, a finding and where it goes, days that were missed."""

import datetime as d

import pytest
import reporting
from reading import Page
from reporting import at
from reporting_pages import DAY, FOUND, period_path, rows, send, told
from sqlalchemy import select

from respbook.actions import report_reviews
from respbook.models.base import db
from respbook.models.reports import Report, ReportEntry
from respbook.queries.report_words import report_facts
from respbook.queries.scope_reports import report_in_sight
from respbook.rules.lifecycles import FilingState
from respbook.rules.permissions import system_viewer
from respbook.rules.reports import Said


@pytest.fixture
def year(stand, town, clock):
    made = stand(reporting.running)
    reporting.it_is(clock, at(3, 5))
    return made


@pytest.fixture
def village(town):
    return town.villages[0]


@pytest.fixture
def reporter(year, client_as):
    return client_as("reporter")


def test_one_tap_reports_all_patrols_of_today(reporter):
    page = told(reporter)
    assert page.all("//h2")[0] == "今日巡查" and "今日巡查无异常" in page.all("//button")
    answer = reporter.post("/report/days/20260305", data=page.form("/report/days/20260305"))
    assert answer.status_code == 303
    assert [(row.said, row.starts_on) for row in rows()] == [(Said.NOTHING, DAY)] * 2
    page = told(reporter)
    assert "已报 18:00，王小燕" in page.text and "今日巡查无异常" not in page.all("//button")
    assert "共2项" in page.text and "镇环保办审核后计入进度" in page.text
    assert page.all("//a[.='更正']") == ["更正"] * 2


def test_two_taps_of_one_form_and_a_second_form_file_once(reporter):
    form = told(reporter).form("/report/days/20260305")
    for _ in range(3):
        assert reporter.post("/report/days/20260305", data=form).status_code == 303
    assert reporter.post("/report/days/20260305", data=form | {"key": "another"}).status_code == 303
    assert "都已报过，没有重复报送" in told(reporter).text
    assert len(rows()) == 2 and len(list(db.session.scalars(select(ReportEntry)))) == 2


def test_what_was_found_goes_to_its_patrol_and_the_others_had_nothing(reporter, year, village):
    page = told(reporter, "/report/days/20260305/found")
    assert page.heading == "哪一类情况？" and "秸秆焚烧" in page.all("//main//a") and "其他" in page.all("//main//a")
    send(reporter, FOUND, text="村东头有人烧秸秆，已扑灭🔥")
    found = {row.task_id: row for row in rows()}
    burning, patrol = year.of(village, "禁烧巡查"), year.of(village, "每日巡查")
    assert (found[burning.id].said, found[burning.id].category) == (Said.FOUND, "秸秆焚烧")
    assert found[burning.id].text == "村东头有人烧秸秆，已扑灭🔥"
    assert found[patrol.id].said is Said.NOTHING
    assert "“禁烧巡查”：有情况（秸秆焚烧）；“每日巡查”：无异常" in told(reporter).text
    first = told(reporter, "/report/days/20260305/found").all("//main//nav//a")[0]
    assert first == "秸秆焚烧"


def test_a_second_finding_stands_under_the_first(reporter):
    for text in ("村东头", "村西头"):
        send(reporter, FOUND, text=text)
    (row,) = [each for each in rows() if each.said is Said.FOUND]
    assert row.text == "村东头\n【秸秆焚烧】村西头"
    assert [each.text for each in report_in_sight(system_viewer(), row.id).entries] == ["村东头", "村西头"]


def test_a_day_takes_any_number_of_long_findings_and_counts_each_category(reporter, client_as, year, village, town):
    """The report shows the newest; every word is kept; a report of two categories is in the list of both."""
    said = {"秸秆焚烧": "一" * 800, "其他": "二" * 500}
    for category, text in [*said.items(), ("其他", "三" * 600)]:
        send(reporter, f"/report/days/20260305/found/text?category={category}", text=text)
    found = [each for each in rows() if each.said is Said.FOUND]
    assert {row.task_id for row in found} == {year.of(village, title).id for title in ("禁烧巡查", "每日巡查")}
    clerk = client_as("clerk")
    burning = period_path(year.of(village, "禁烧巡查"), DAY)
    send(reporter, burning, said="found", category="秸秆焚烧", text="火已灭")
    for letter in "四五六":
        send(reporter, FOUND, text=letter * 600)
    row = next(each for each in rows() if each.task_id == year.of(village, "禁烧巡查").id)
    assert row.text == "（前略，见报送记录）\n【秸秆焚烧】" + "六" * 600
    entries = report_in_sight(system_viewer(), row.id).entries
    assert [each.text[:1] for each in entries] == ["一", "火", "四", "五", "六"] and len(entries[0].text) == 800
    general = period_path(year.of(village, "每日巡查"), DAY)
    send(reporter, general, said="found", category="废水排放", text="改一改")
    send(reporter, "/report/days/20260305/found/text?category=垃圾乱丢", text="河边")
    facts = report_facts(town.viewer("clerk"), DAY, DAY, "全镇", DAY)
    assert sorted(facts.found) == sorted([("秸秆焚烧", 1), ("废水排放", 1), ("垃圾乱丢", 1)]) and facts.found_in == 2
    for category, number in (("垃圾乱丢", 1), ("其他", 0), ("秸秆焚烧", 1)):
        page = Page(clerk.get(f"/reports/?said=found&category={category}"))
        assert len(page.root.xpath("//tbody/tr")) == number, category


def test_what_fits_no_patrol_goes_to_the_general_one(reporter, year, village):
    send(reporter, "/report/days/20260305/found/text?category=垃圾乱丢", text="河边有垃圾")
    (row,) = [each for each in rows() if each.said is Said.FOUND]
    assert row.task_id == year.of(village, "每日巡查").id


def test_a_finding_without_a_word_and_with_too_many(reporter):
    send(reporter, FOUND, status=422, text=" ")
    long = "火" * 10_000
    answer = send(reporter, FOUND, status=422, text=long)
    page = Page(answer, 422)
    assert "说明写了10000个字，最多1000个字" in page.fields_wrong()["text"]
    assert long in answer.text and rows() == []


def test_an_unknown_category_leads_back_to_the_choice(reporter):
    answer = reporter.get("/report/days/20260305/found/text?category=乱写")
    assert answer.status_code == 303 and answer.headers["Location"] == "/report/days/20260305/found"


def test_days_that_were_missed_are_reported_one_by_one(reporter):
    page = told(reporter)
    assert "补报（3天）" in page.all("//h2")
    reporter.post("/report/days/20260303", data=page.form("/report/days/20260303"))
    assert {row.starts_on for row in rows()} == {d.date(2026, 3, 3)}
    assert "补报（2天）" in told(reporter).all("//h2")


@pytest.mark.parametrize("day", ["20260306", "20260101", "20261301", "7"])
def test_no_day_ahead_of_its_time_and_none_that_is_none(reporter, day):
    assert reporter.get(f"/report/days/{day}/found").status_code == 404
    answer = reporter.post(f"/report/days/{day}", data={"key": day})
    assert answer.status_code in (303, 404) and rows() == []


def test_a_patrol_of_today_that_was_returned_is_not_forgotten(reporter, year, village, town):
    row = reporting.nothing(year.of(village, "每日巡查"), DAY, town.viewer("reporter"), at(3, 5, 8))
    report_reviews.send_back(row.id, "昨晚有人举报，请再去看。", row.version, by=town.viewer("clerk"), now=at(3, 5, 9))
    page = told(reporter)
    assert "已退回：每日巡查" in page.text and "还有1项没有报：禁烧巡查" in page.text
    send(reporter, FOUND, text="已灭")
    assert db.session.get(Report, row.id, populate_existing=True).state is FilingState.RETURNED
    send(reporter, period_path(year.of(village, "每日巡查"), DAY), said="found", text="查过，是误报")
    assert "已退回：" not in told(reporter).text


def test_a_correction_of_today_s_patrol(reporter, year, village):
    reporter.post("/report/days/20260305", data=told(reporter).form("/report/days/20260305"))
    path = period_path(year.of(village, "每日巡查"), DAY)
    send(reporter, path, said="found", category="废水排放", text="沟里有污水")
    row = next(each for each in rows() if each.task_id == year.of(village, "每日巡查").id)
    assert (row.said, row.category, row.state) == (Said.FOUND, "废水排放", FilingState.SUBMITTED)


def test_a_finding_is_filed_within_few_statements(reporter, counted):
    """Speed goal 10: a second finding of a day, from the form key to the entry of the book and the address of its result."""
    path, seen = "/report/days/20260305/found/text?category=垃圾乱丢", []
    for nth in range(3):
        page = Page(reporter.get(path))
        with counted() as sql:
            answer = reporter.post(path, data=page.form() | {"text": f"渠边垃圾{nth}处"})
        assert answer.status_code == 303
        seen.append(len(sql))
    assert seen[1] == seen[2] <= 27
