"""报送审核: the list with what is odd on top, one report, the office's answers; what others may not see or do."""

import datetime as d
import io

import openpyxl
import pytest
import reporting
from making import NOW, make
from reading import Page
from reporting import at
from sqlalchemy import select

from respbook.actions import report_reviews, reports
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.reports import Report, ReportOpening
from respbook.queries import review_list as queries
from respbook.queries.review_list import ReportFilter
from respbook.rules.lifecycles import FilingState
from respbook.rules.obligations import Punctuality
from respbook.rules.reports import Content, Reckoning, Said

DAY, MARCH, APRIL = d.date(2026, 3, 5), d.date(2026, 3, 1), d.date(2026, 4, 1)


@pytest.fixture
def year(stand, town, clock):
    made = stand(reporting.running)
    reporting.later(clock, at(4, 10, 9))
    return made


@pytest.fixture
def said(year, town):
    """Of the first village: a plain day, a late day, tons of March, tenfold in April; of the second: one plain day."""
    reporter, neighbour = town.viewer("reporter"), town.viewer("neighbour")
    first, second = town.villages[:2]
    made = {
        "plain": reporting.nothing(year.of(first, "每日巡查"), DAY, reporter),
        "late": reporting.nothing(year.of(first, "禁烧巡查"), DAY, reporter, at(3, 15)),
        "march": reporting.figure(year.of(first, "垃圾清运"), MARCH, "12", reporter, at(3, 30)),
        "april": reporting.figure(year.of(first, "垃圾清运"), APRIL, "130", reporter, at(4, 9)),
        "other": reporting.nothing(year.of(second, "每日巡查"), d.date(2026, 3, 6), neighbour),
    }
    found = {name: (row.id, row.version) for name, row in made.items()}
    db.session.rollback()
    return found


def rows(page):
    return page.root.xpath("//table//tbody/tr")


def state_of(row_id):
    db.session.expire_all()
    return db.session.scalar(select(Report.state).where(Report.id == row_id))


def chosen(said, *names):
    return [f"{row_id}:{version}" for row_id, version in (said[name] for name in names)]


def send_pass(client, chosen_ones, **more):
    form = Page(client.get("/reports/?state=submitted")).form("/reports/pass?state=submitted")
    data = {"key": form["key"], "back": "state=submitted", "chosen": chosen_ones, **more}
    return client.post("/reports/pass", data=data)


def test_the_odd_ones_stand_first_each_with_its_reason(client_as, said):
    page = Page(client_as("clerk").get("/reports/?state=submitted"))
    assert "待审的报送中有2条要多看一眼" in page.text
    told = [" ".join(row.text_content().split()) for row in rows(page)]
    assert len(told) == 5
    odd = [text for text in told if "▲" in text]
    assert odd == told[:2]
    assert any("本期报130吨，此前1期一般为12吨" in text for text in odd)
    assert any("到期后10天才报" in text for text in odd)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": FilingState.PASSED}, []),
        ({"words": "ljg"}, ["other"]),
        ({"task": "清运"}, ["april", "march"]),
        ({"category": "秸秆焚烧"}, ["late"]),
        ({"time": Punctuality.LATE}, ["late"]),
        ({"time": Punctuality.ON_TIME, "words": "王家庄", "task": "巡查"}, ["plain"]),
        ({"first": d.date(2026, 3, 6), "last": d.date(2026, 3, 6), "task": "巡查"}, ["other"]),
        ({"first": d.date(2026, 4, 15)}, ["april"]),
    ],
)
def test_filters(town, said, asked, found):
    listing = queries.report_list(town.viewer("clerk"), ReportFilter(**asked), {})
    names = {row_id: name for name, (row_id, _) in said.items()}
    assert sorted(names[row.id] for row in listing.rows) == sorted(found) and listing.total == len(found)


@pytest.mark.parametrize("sort", ["odd", "due", "-due", "unit", "-unit", "told", "-told"])
def test_every_order_holds_every_row_once(town, said, sort):
    viewer, wanted = town.viewer("clerk"), ReportFilter(sort=sort)
    odd = queries.odd_ones(viewer, wanted)
    ids = [row.id for row in queries.report_list(viewer, wanted, odd).rows]
    assert sorted(ids) == sorted(row_id for row_id, _ in said.values())
    for before, this, after in zip([None, *ids], ids, [*ids[1:], None], strict=False):
        assert queries.neighbours(viewer, db.session.get(Report, this), wanted) == (before, after)


def test_the_same_list_goes_out_as_a_sheet(client_as, said):
    book = openpyxl.load_workbook(io.BytesIO(client_as("clerk").get("/reports/export?task=清运").data))
    told = list(book.active.iter_rows(values_only=True))
    assert told[0][:3] == ("单位名称", "任务", "报送期") and len(told) == 3
    assert told[1][:6] == ("王家庄村", "垃圾清运", "2026年4月", told[1][3], "报数", 130)


def test_one_plain_report_is_passed_at_once(client_as, said):
    answer = send_pass(client_as("clerk"), chosen(said, "plain"))
    assert answer.status_code == 303 and "state=submitted" in answer.location
    assert state_of(said["plain"][0]) is FilingState.PASSED


def test_several_are_confirmed_with_the_odd_ones_by_name(client_as, said):
    client = client_as("clerk")
    page = Page(send_pass(client, chosen(said, "plain", "april", "other")))
    assert page.heading == "通过3条报送" and "王家庄村“垃圾清运”2026年4月" in page.text
    assert "此前1期一般为12吨" in page.first("//section[1]") and "连同这1条一起通过" in page.text
    assert state_of(said["plain"][0]) is FilingState.SUBMITTED
    answer = client.post("/reports/pass", data=page.form("/reports/pass"))
    assert answer.status_code == 303
    assert {state_of(said[name][0]) for name in ("plain", "april", "other")} == {FilingState.PASSED}
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "report.pass")).all()


def test_pressed_twice_it_is_done_once(client_as, said):
    client = client_as("clerk")
    form = Page(send_pass(client, chosen(said, "plain", "other"))).form("/reports/pass")
    first, second = (client.post("/reports/pass", data=form) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert len(db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "report.pass")).all()) == 2


def test_what_changed_meanwhile_is_confirmed_anew(client_as, said, year, town):
    client = client_as("clerk")
    form = Page(send_pass(client, chosen(said, "march", "other"))).form("/reports/pass")
    row_id, version = said["march"]
    task = year.of(town.villages[0], "垃圾清运")
    reporting.figure(task, MARCH, "14", town.viewer("reporter"), at(4, 10), version=version)
    db.session.rollback()
    page = Page(client.post("/reports/pass", data=form), 409)
    assert "刚刚又有改动" in page.text and state_of(said["other"][0]) is FilingState.SUBMITTED
    assert client.post("/reports/pass", data=page.form("/reports/pass")).status_code == 303
    assert state_of(row_id) is FilingState.PASSED


def test_own_reports_are_left_to_somebody_else(client_as, said, year, town):
    clerk = town.viewer("clerk")
    own = reporting.nothing(year.of(town.villages[2], "每日巡查"), DAY, clerk)
    own_id, own_version = own.id, own.version
    db.session.rollback()
    client = client_as("clerk")
    page = Page(client.get("/reports/?state=submitted"))
    assert "您报的，请别人审" in page.text
    assert f"{own_id}:{own_version}" not in page.root.xpath("//input[@name='chosen']/@value")
    page = Page(send_pass(client, [f"{own_id}:{own_version}", *chosen(said, "plain")]))
    assert "不在这次通过之列" in page.text and page.heading == "通过1条报送"
    assert client.post("/reports/pass", data=page.form("/reports/pass")).status_code == 303
    assert state_of(own_id) is FilingState.SUBMITTED and state_of(said["plain"][0]) is FilingState.PASSED
    form = {"key": "k" * 32, "version": own_version}
    assert "请由别人审核" in Page(client.post(f"/reports/{own_id}/passing", data=form), 422).text
    assert client_as("assessor").post(f"/reports/{own_id}/passing", data=form).status_code == 303


@pytest.mark.parametrize(
    ("chosen_ones", "sentence"), [([], "请先选中"), (["x:1"], "没有读出来"), (["1"], "没有读出来")]
)
def test_a_choice_that_is_none_is_told(client_as, said, chosen_ones, sentence):
    assert sentence in Page(send_pass(client_as("clerk"), chosen_ones), 422).text


def test_the_page_shows_the_whole_line(client_as, said, year):
    page = Page(client_as("clerk").get(f"/reports/{said['late'][0]}"))
    assert "2026年3月5日（星期四）" in page.text and "2026年3月15日 18:00 补报" in page.text
    assert "王小燕 本人" in page.text and "网页填报" in page.text and "到期后10天才报" in page.text
    letter = year.letters[0].id
    assert any(f"/letters/{letter}" in link for link in page.links()) and any(
        "/tasks/" in link for link in page.links()
    )


def test_signature_and_clause_are_one_click_away(client_as, said, year, town, app):
    from respbook.actions import signing
    from respbook.queries import signing as slots

    ids = [slot.id for slot in slots.slot_rows(year.letters[0].id)]
    mark = signing.PaperMark("a" * 64, "王小燕", "陈静", "3柜2盒", d.date(2026, 3, 2))
    signing.record_paper(ids, mark, by=town.viewer("clerk"), now=NOW + d.timedelta(days=1))
    db.session.rollback()
    client = client_as("clerk")
    page = Page(client.get(f"/reports/{said['plain'][0]}"))
    (link, *_) = [link for link in page.links() if "/signatures/" in link]
    assert client.get(link).status_code == 200 and "纸质原件扫描" in page.text
    assert "条款原文" in page.text and "{{" not in page.text


def test_every_saying_stays_with_who_how_and_the_old_words(client_as, said, year, town):
    row_id, version = said["march"]
    content = Content(Said.FIGURE, reporting.Decimal("13"), Reckoning.TOTAL, "按磅单")
    filing = reports.Filing(year.of(town.villages[0], "垃圾清运").id, MARCH, content, version, "1. 王家庄 13吨")
    reports.submit(filing, by=town.viewer("clerk"), now=at(3, 31))
    db.session.rollback()
    page = Page(client_as("clerk").get(f"/reports/{row_id}"))
    assert "报送经过（2次）" in page.text and "陈静 代报" in page.text and "原话：1. 王家庄 13吨" in page.text
    assert "累计数13吨" in page.text and "按磅单" in page.text and "当期数12吨" in page.text


def test_photos_stand_with_the_entry_they_came_with(client_as, app, year, town):
    photo = make.evidence(app, town, town.villages[0], make.photo_bytes(1))
    filing = reports.Filing(year.of(town.villages[0], "每日巡查").id, DAY, Content(Said.FOUND), evidence=(photo.id,))
    row = reports.submit(filing, by=town.viewer("reporter"), now=at(3, 5))
    row_id, photo_id = row.id, photo.id
    db.session.rollback()
    page = Page(client_as("clerk").get(f"/reports/{row_id}"))
    assert page.has_link(f"/evidence/{photo_id}") and page.root.xpath("//img[@alt='佐证照片1']")
    assert "没有写是什么情况" in page.text


def test_returned_with_a_ready_reason_and_on_to_the_next(client_as, said):
    client, row_id = client_as("clerk"), said["april"][0]
    address = f"/reports/{row_id}/return?state=submitted"
    form = Page(client.get(f"/reports/{row_id}?state=submitted")).form(address)
    assert form["ready"] == ""
    assert "请写明要补什么" in Page(client.post(address, data=form), 422).text
    answer = client.post(address, data={**form, "ready": "计量单位或小数点可能有误，请核对", "reason": "磅单也附上"})
    assert answer.status_code == 303 and answer.location.startswith("/reports/")
    assert str(row_id) not in answer.location and "state=submitted" in answer.location
    reason = db.session.scalar(select(Report.reason).where(Report.id == row_id))
    assert reason == "计量单位或小数点可能有误，请核对；磅单也附上"
    page = Page(client_as("reporter").get(f"/reports/{row_id}"))
    assert "陈静于2026年4月10日 09:00要求补正：计量单位或小数点可能有误" in page.text


def test_the_last_one_leads_back_to_the_list(client_as, said):
    client = client_as("clerk")
    address = f"/reports/{said['late'][0]}/passing?state=submitted&category=秸秆焚烧"
    answer = client.post(address, data={"key": "k" * 32, "version": said["late"][1]})
    assert answer.status_code == 303 and answer.location.startswith("/reports/?")
    assert "没有待审的了" in Page(client.get(answer.location)).text


def test_verified_by_somebody_and_unlocked_with_a_reason(client_as, said, town):
    row_id, version = said["march"]
    (row,) = report_reviews.pass_all({row_id: version}, by=town.viewer("clerk"), now=at(4, 1))
    version = row.version
    db.session.rollback()
    client = client_as("assessor")
    form = Page(client.get(f"/reports/{row_id}")).form(f"/reports/{row_id}/verification")
    assert client.post(f"/reports/{row_id}/verification", data=form).status_code == 303
    assert state_of(row_id) is FilingState.VERIFIED
    stale = {"key": "z" * 32, "version": version, "reason": "报错了"}
    page = Page(client.post(f"/reports/{row_id}/unlocking", data=stale), 409)
    assert "刚刚又有改动" in page.text
    form = page.form(f"/reports/{row_id}/unlocking")
    assert form["reason"].strip() == "报错了"
    assert client.post(f"/reports/{row_id}/unlocking", data=form).status_code == 303
    assert state_of(row_id) is FilingState.RETURNED


def test_a_closed_period_is_opened_again(client_as, year, town):
    task = year.of(town.villages[0], "每日巡查")
    address = f"/tasks/{task.id}/opening"
    client = client_as("clerk")
    early = Page(client.get(f"{address}?on=2026-04-01"))
    assert "2026年4月16日才关账，现在可以直接报送，不用解锁" in early.text and not early.root.xpath("//main//form")
    fields = {"starts_on": "2026-04-01", "open_until": "2026-04-12", "reason": "当日停电", "key": "e" * 32}
    assert "现在可以直接报送" in Page(client.post(address, data=fields), 422).text
    assert not db.session.scalars(select(ReportOpening)).all()
    form = Page(client.get(f"{address}?on=2026-03-05")).form(address)
    assert "解锁的经过长期保留" in Page(client.post(address, data={**form, "open_until": "2026-04-12"}), 422).text
    form |= {"open_until": "2026-04-12", "reason": "当日停电"}
    answer = client.post(address, data=form)
    assert answer.status_code == 303
    row = db.session.scalars(select(ReportOpening)).one()
    assert (row.starts_on, row.open_until, row.reason) == (DAY, d.date(2026, 4, 12), "当日停电")
    assert "已经解锁到2026年4月12日" in Page(client.get(f"{address}?on=2026-03-05")).text
    assert client.get(f"{address}?on=2026-03-01").status_code == 404
    assert client.get(f"{address}?on=nothing").status_code == 404


def test_others_reports_are_out_of_sight(client_as, said, year, town):
    neighbour = client_as("neighbour")
    assert neighbour.get(f"/reports/{said['plain'][0]}").status_code == 404
    page = Page(neighbour.get("/reports/"))
    assert "李家沟村" in page.text and "王家庄村" not in page.text and page.heading == "报送记录"
    assert not page.root.xpath("//input[@name='chosen']")
    for deed in ("passing", "return", "unlocking", "verification"):
        assert client_as("reporter").post(f"/reports/{said['plain'][0]}/{deed}").status_code == 403
    assert client_as("leader").post("/reports/pass").status_code == 403


def test_statements_do_not_grow_with_the_reports(client_as, town, app, year, counted):
    client = client_as("clerk")
    few = reporting_of(year, town, 3)
    client.get("/reports/?state=submitted")
    with counted() as before:
        client.get("/reports/?state=submitted")
    reporting_of(year, town, 30)
    with counted() as after:
        assert len(rows(Page(client.get("/reports/?state=submitted")))) == 33
    assert len(after) == len(before) <= 14, "\n".join(after)
    with counted() as one:
        client.get(f"/reports/{few[0]}?state=submitted")
    assert len(one) <= 16, "\n".join(one)


def reporting_of(year, town, count):
    task = year.of(town.villages[0], "每日巡查" if count < 10 else "禁烧巡查")
    days = [d.date(2026, 3, 5) + d.timedelta(days=step) for step in range(count)]
    made = [reporting.nothing(task, on, town.viewer("reporter")).id for on in days]
    db.session.rollback()
    return made
