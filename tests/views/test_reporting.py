"""报送页: what a village finds there, says there, and what it is told; who may not."""

import datetime as d
import gzip
from decimal import Decimal
from urllib.parse import quote

import making
import pytest
import reporting
from reading import Page
from reporting import at
from sqlalchemy import select

from respbook.actions import issuing, report_openings, report_reviews, units
from respbook.models.base import db
from respbook.models.reports import Report, ReportEntry
from respbook.queries.report_words import report_facts
from respbook.queries.scope_reports import report_in_sight
from respbook.rules.cadence import Cadence
from respbook.rules.lifecycles import FilingState
from respbook.rules.permissions import system_viewer
from respbook.rules.reports import Said
from respbook.rules.targets import TargetKind

DAY, MARCH = d.date(2026, 3, 5), d.date(2026, 3, 1)
WIRE = {"Accept-Encoding": "gzip"}
FOUND = "/report/days/20260305/found/text?category=秸秆焚烧"


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


def rows():
    return list(db.session.scalars(select(Report).order_by(Report.id).execution_options(populate_existing=True)))


def told(client, path="/report/"):
    return Page(client.get(path))


def send(client, path, status=303, **fields):
    form = told(client, path).form(quote(path, safe="/?=&"))
    answer = client.post(path, data=form | fields)
    assert answer.status_code == status, answer.text[:800]
    return answer


def period_path(task, on=MARCH):
    return f"/report/{task.id}/{on:%Y%m%d}"


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


def test_a_patrol_of_today_that_was_returned_is_not_forgotten(reporter, year, village, town):
    row = reporting.nothing(year.of(village, "每日巡查"), DAY, town.viewer("reporter"), at(3, 5, 8))
    report_reviews.send_back(row.id, "昨晚有人举报，请再去看。", row.version, by=town.viewer("clerk"), now=at(3, 5, 9))
    page = told(reporter)
    assert "已退回：每日巡查" in page.text and "还有1项没有报：禁烧巡查" in page.text
    send(reporter, FOUND, text="已灭")
    assert db.session.get(Report, row.id, populate_existing=True).state is FilingState.RETURNED
    send(reporter, period_path(year.of(village, "每日巡查"), DAY), said="found", text="查过，是误报")
    assert "已退回：" not in told(reporter).text


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


def test_a_correction_of_today_s_patrol(reporter, year, village):
    reporter.post("/report/days/20260305", data=told(reporter).form("/report/days/20260305"))
    path = period_path(year.of(village, "每日巡查"), DAY)
    send(reporter, path, said="found", category="废水排放", text="沟里有污水")
    row = next(each for each in rows() if each.task_id == year.of(village, "每日巡查").id)
    assert (row.said, row.category, row.state) == (Said.FOUND, "废水排放", FilingState.SUBMITTED)


def test_other_units_are_not_there(client_as, year, village):
    path = period_path(year.of(village, "垃圾清运"))
    assert client_as("neighbour").get(path).status_code == 404
    assert client_as("neighbour").post(path, data={"amount": "1", "key": "k"}).status_code == 404
    assert client_as("reporter").get(period_path(year.of(village, "垃圾清运"), d.date(2026, 3, 2))).status_code == 404
    assert rows() == []


@pytest.mark.parametrize("login", ["auditor", "leader", "assessor", "admin"])
def test_who_does_not_report_is_refused(client_as, year, login):
    assert client_as(login).get("/report/").status_code == 403
    assert client_as(login).post("/report/days/20260305").status_code == 403


def test_a_letter_that_was_replaced_asks_for_nothing(app, reporter, year, village, town):
    task = year.of(village, "垃圾清运")
    issuing.void(year.letters[0].id, "重复签发", year.letters[0].version, by=town.viewer("leader"), now=at(3, 5))
    answer = reporter.get(period_path(task))
    assert answer.status_code == 409 and "责任书可能已作废或被替代" in answer.text
    assert reporter.post("/report/days/20260305", data={"key": "k"}).status_code == 303
    assert "没有要报的巡查任务" in told(reporter).text


def test_a_retired_unit_is_asked_for_nothing_after_its_last_day(reporter, village, clock):
    unit = units.unit_in_sight(system_viewer(), village.id)
    units.retire(unit.id, unit.version, by=system_viewer(), now=at(3, 5), on=DAY)
    reporting.it_is(clock, at(3, 6))
    page = told(reporter)
    assert "今天没有要报的巡查任务" in page.text
    reporter.post("/report/days/20260306", data={"key": "k"})
    assert rows() == []


def many_tasks(app, town, name, count):
    """As many monthly figures and daily patrols of the first village, by a letter of their own."""
    year = making.programme(town, f"2026年度{name}责任书", number_pattern=f"青{name}〔{{年}}〕{{号}}号")
    figures = {"kind": TargetKind.AT_LEAST, "unit_word": "吨", "amount": Decimal(20), "cadence": Cadence.MONTHLY}
    for place in range(count):
        making.target(town, year, f"{name}{place}", **({"cadence": Cadence.DAILY} if place % 2 else figures))
    making.issued(app, town, making.drafts(town, making.template(town, year), [town.villages[0].id]))


def test_as_many_statements_for_thirty_tasks_and_light(app, town, clock, client_as, counted):
    client, seen, weights = client_as("reporter"), [], []
    for name, count in (("专项", 3), ("补充", 27)):
        reporting.it_is(clock, making.NOW)
        many_tasks(app, town, name, count)
        reporting.it_is(clock, at(3, 12))
        for day in (11, 12):
            client.post(f"/report/days/202603{day}", data={"key": f"{name}{day}"})
        client.get("/report/")
        with counted() as sql:
            answer = client.get("/report/", headers=WIRE)
        seen.append(len(sql))
        weights.append(len(answer.data))
        assert f"{name}{count - 1}" in gzip.decompress(answer.data).decode()
    assert seen[0] == seen[1] <= 12
    assert weights[1] <= 15 * 1024
    print("statements", seen, "bytes of the page", weights)


def test_a_first_load_weighs_at_most_sixty_kilobytes_and_an_action_fifteen(reporter, year, village):
    def weight(path):
        page = Page(reporter.get(path))
        wanted = page.root.xpath("//link[@rel='stylesheet' or @rel='icon']/@href|//script/@src")
        return sum(len(reporter.get(each, headers=WIRE).data) for each in (path, *wanted))

    path = period_path(year.of(village, "垃圾清运"))
    found = {"list": weight("/report/"), "period": weight(path), "finding": weight(FOUND)}
    send(reporter, path, amount="5")
    found["action"] = len(reporter.get("/report/", headers=WIRE).data)
    print("bytes on the wire", found)
    assert max(found.values()) <= 60 * 1024 and found["action"] <= 15 * 1024


def test_the_way_there(client_as, year):
    for login in ("reporter", "signer"):
        page = told(client_as(login), "/")
        assert page.root.xpath("//main//a")[0].get("href") == "/report/"
        assert "/report/" in page.root.xpath("//nav[@class='menu']//a/@href")
    assert "/report/" not in told(client_as("clerk"), "/").links()
