"""报数报事: figures and deeds of a period, returned, corrected, ahead of time and closed."""

import datetime as d
from decimal import Decimal

import pytest
import reporting
from reading import Page
from reporting import at
from reporting_pages import MARCH, period_path, rows, send, told
from sqlalchemy import select

from respbook.actions import report_openings, report_reviews
from respbook.models.base import db
from respbook.models.reports import ReportEntry
from respbook.rules.lifecycles import FilingState
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


def test_figures_and_deeds_stand_by_their_due_date(reporter, clock):
    page = told(reporter)
    lines = page.all("//h2[starts-with(.,'本期要报')]/following-sibling::a")
    assert [line[:4] for line in lines] == ["垃圾清运", "锅炉排查", "取暖改造"]
    assert "还有26天2026年3月" in lines[0], "February was over before the letter was issued"
    reporting.it_is(clock, at(4, 2))
    assert "逾期2天" in told(reporter).text
    reporting.it_is(clock, at(3, 31))
    assert "今天到期" in told(reporter).text


def test_a_figure_is_said_with_its_reckoning(reporter, year, village):
    path = period_path(year.of(village, "垃圾清运"))
    page = told(reporter, path)
    assert page.root.xpath("//input[@name='amount']/@inputmode") == ["decimal"]
    assert page.all("//fieldset[not(contains(@class, 'photos'))]//label") == ["当期数", "累计数"]
    send(reporter, path, amount="１２.5")
    (row,) = rows()
    assert (row.given, row.amount, row.state) == (Decimal("12.5"), Decimal("12.5"), FilingState.SUBMITTED)
    page = told(reporter)
    assert "已报“垃圾清运”" in page.text and "12.5吨" in page.text and "待审" in page.text
    page = told(reporter, path)
    assert "上次报的：报数 12.5吨" in page.text and page.form(path)["amount"] == "12.5"


@pytest.mark.parametrize(
    ("typed", "sentence"), [("", "请填写数量；没有的填0"), ("十吨", "应填数字"), ("-1", "不能小于0")]
)
def test_a_figure_that_is_none_is_told_at_its_field(reporter, year, village, typed, sentence):
    path = period_path(year.of(village, "垃圾清运"))
    page = Page(send(reporter, path, status=422, amount=typed, text="已运走"), 422)
    assert sentence in page.fields_wrong()["amount"]
    assert page.form(path)["amount"] == typed and page.form(path)["text"].strip() == "已运走"


def test_a_choice_that_is_gone_is_told_in_chinese(reporter, year, village):
    path = period_path(year.of(village, "每日巡查"), d.date(2026, 3, 4))
    assert "选项已有变动，请重新选择。" in Page(send(reporter, path, 422, category="没有的类别"), 422).text


def test_added_is_offered_where_a_long_period_has_a_figure(reporter, year, village):
    path = period_path(year.of(village, "取暖改造"), d.date(2026, 1, 1))
    assert "本次新增" not in told(reporter, path).text
    send(reporter, path, amount="20")
    assert "本次新增" in told(reporter, path).text
    send(reporter, path, amount="7", reckoning="added")
    assert rows()[0].amount == 27
    assert "本期共27户" in told(reporter, path).text


def test_the_period_before_is_shown(reporter, year, village, town, clock):
    task = year.of(village, "垃圾清运")
    reporting.figure(task, MARCH, "12.5", town.viewer("reporter"), at(3, 30))
    reporting.it_is(clock, at(4, 10))
    assert "12.5吨；此前各期累计12.5吨" in told(reporter, period_path(task, d.date(2026, 4, 1))).text


def test_returned_stands_on_top_with_its_reason_and_goes_out_again(reporter, year, village, town):
    row = reporting.figure(year.of(village, "垃圾清运"), MARCH, "12.5", town.viewer("reporter"), at(3, 4))
    report_reviews.send_back(row.id, "请附过磅单。", row.version, by=town.viewer("clerk"), now=at(3, 5))
    page = told(reporter)
    assert page.root.xpath("//section[contains(@class,'returned')]/following-sibling::section")
    assert "已退回：垃圾清运" in page.text and "请附过磅单。" in page.text
    path = period_path(year.of(village, "垃圾清运"))
    assert "请附过磅单。" in told(reporter, path).first("//section[contains(@class,'bad')]")
    send(reporter, path, amount="12", text="过磅单在村部")
    assert rows()[0].state is FilingState.SUBMITTED and "已退回：" not in told(reporter).text


def test_somebody_else_was_first(reporter, year, village, town):
    task = year.of(village, "垃圾清运")
    path = period_path(task)
    form = told(reporter, path).form(path)
    reporting.figure(task, MARCH, "9", town.viewer("clerk"), at(3, 5))
    answer = reporter.post(path, data=form | {"amount": "12.5", "reckoning": "total", "text": "我写的"})
    page = Page(answer, 409)
    assert "刚刚已有人报过：9吨" in page.text
    assert "您填写的：12.5" in page.text and "现在的：9" in page.text
    assert "您填写的：累计数" in page.text and "现在的：当期数" in page.text
    again = page.form(path)
    assert (again["amount"], again["text"].strip()) == ("12.5", "我写的")
    assert reporter.post(path, data=again).status_code == 303
    assert rows()[0].amount == Decimal("12.5")


def test_double_submit_of_a_figure_makes_one_entry(reporter, year, village):
    path = period_path(year.of(village, "垃圾清运"))
    form = told(reporter, path).form(path) | {"amount": "5"}
    assert [reporter.post(path, data=form).status_code for _ in range(3)] == [303, 303, 303]
    assert reporter.post(path, data=form | {"amount": "6"}).status_code == 409
    assert len(list(db.session.scalars(select(ReportEntry)))) == 1


def test_ahead_closed_opened_again_and_passed(reporter, year, village, town, clock):
    task, clerk = year.of(village, "垃圾清运"), town.viewer("clerk")
    ahead = told(reporter, period_path(task, d.date(2026, 4, 1)))
    assert "还没有到；请到时再报" in ahead.text and not ahead.root.xpath("//main//form")
    reporting.it_is(clock, at(5, 2))
    path = period_path(task)
    page = told(reporter, path)
    assert "已关账；确需补报的，由镇环保办解锁后再报" in page.text and not page.root.xpath("//main//form")
    answer = reporter.post(path, data={"amount": "5", "reckoning": "current", "key": "late"})
    assert "已关账" in Page(answer, 422).text and answer.status_code == 422
    assert "垃圾清运2026年3月" not in told(reporter).text.replace(" ", "")
    report_openings.open_again(task.id, MARCH, d.date(2026, 5, 9), "过磅单刚到", by=clerk, now=clock.now)
    assert period_path(task) in told(reporter).links()
    send(reporter, path, amount="5")
    (row,) = rows()
    report_reviews.pass_all({row.id: row.version}, by=clerk, now=clock.now)
    page = told(reporter, path)
    assert "这一期已审，不能再改" in page.text and not page.root.xpath("//main//form")


def test_a_deed_wants_a_sentence(reporter, year, village):
    path = period_path(year.of(village, "锅炉排查"), d.date(2026, 1, 1))
    page = Page(send(reporter, path, status=422), 422)
    assert "请写一句完成情况" in page.fields_wrong()["text"]
    send(reporter, path, text="已排查12台，无新增。")
    assert rows()[0].said is Said.DONE
