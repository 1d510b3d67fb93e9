"""报送: said once or corrected, in time or late, by the village or for it; what was said before stays."""

import datetime as d
from decimal import Decimal

import pytest
import reporting
from making import make
from reporting import at
from sqlalchemy import select
from standing import stands

from respbook.actions import evidence, issuing, programmes, report_openings, report_reviews, reports
from respbook.actions.action import StaleVersion
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.reports import Report, ReportEntry
from respbook.queries.obligations import Span, due_now, obligations
from respbook.queries.review_page import report_page
from respbook.queries.scope import NotInSight, programme_in_sight
from respbook.queries.scope_reports import report_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import FilingState
from respbook.rules.obligations import Punctuality
from respbook.rules.permissions import NotAllowed
from respbook.rules.reports import Content, Origin, Reckoning, Said

DAY = d.date(2026, 3, 5)
MARCH, APRIL = d.date(2026, 3, 1), d.date(2026, 4, 1)
YEAR = d.date(2026, 1, 1)


year = stands(reporting.running)


@pytest.fixture
def reporter(town):
    return town.viewer("reporter")


@pytest.fixture
def clerk(town):
    return town.viewer("clerk")


@pytest.fixture
def patrol(year, town):
    return year.of(town.villages[0], "每日巡查")


@pytest.fixture
def tons(year, town):
    return year.of(town.villages[0], "垃圾清运")


def test_one_tap_says_that_nothing_was_found(patrol, reporter):
    row = reporting.nothing(patrol, DAY, reporter)
    assert (row.said, row.state, row.first_at, row.due_on) == (Said.NOTHING, FilingState.SUBMITTED, at(3, 5), DAY)
    (entry,) = report_in_sight(reporter, row.id).entries
    assert (entry.number, entry.by_name, entry.for_unit, entry.origin) == (1, "王小燕", False, Origin.PHONE)


def test_the_clerk_reports_for_a_village_and_it_says_so(patrol, clerk):
    row = reporting.nothing(patrol, DAY, clerk)
    (entry,) = report_in_sight(clerk, row.id).entries
    assert entry.for_unit and entry.by_name == "陈静"


def test_a_second_report_upon_nothing_known_is_told_of_the_first(patrol, reporter, clerk):
    reporting.nothing(patrol, DAY, reporter)
    with pytest.raises(StaleVersion, match="刚刚已有人报过：无异常"):
        reporting.nothing(patrol, DAY, clerk)


def test_a_correction_keeps_what_was_said_before(tons, reporter):
    first = reporting.figure(tons, MARCH, "12.5", reporter, at(3, 30))
    again = reporting.figure(tons, MARCH, "13", reporter, at(3, 31), version=first.version)
    assert again.id == first.id and again.amount == 13
    assert [entry.given for entry in report_in_sight(reporter, first.id).entries] == [Decimal("12.5"), Decimal(13)]
    assert again.first_at == at(3, 30) and again.last_at == at(3, 31)


def test_a_sum_becomes_the_period_s_own_figure_and_follows_corrections(tons, reporter):
    first = reporting.figure(tons, MARCH, "10", reporter, at(3, 30))
    second = reporting.figure(tons, APRIL, "25", reporter, at(4, 28), Reckoning.TOTAL)
    assert second.amount == 15
    reporting.figure(tons, MARCH, "12", reporter, at(4, 2), version=first.version)
    assert db.session.get(Report, second.id, populate_existing=True).amount == 13
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "report.amend")).one()
    assert "2026年4月 15→13" in entry.body


def test_a_correction_that_makes_a_later_sum_fall_is_asked_about(tons, reporter):
    first = reporting.figure(tons, MARCH, "10", reporter, at(3, 30))
    reporting.figure(tons, APRIL, "25", reporter, at(4, 2), Reckoning.TOTAL)
    with pytest.raises(RuleBroken, match="那一期报的累计数25就小于此前累计30"):
        reporting.figure(tons, MARCH, "30", reporter, at(4, 2), version=first.version)


def test_a_period_that_was_over_before_the_letter_is_none_of_its_periods(tons, reporter, clerk):
    with pytest.raises(RuleBroken, match="没有从2026年2月1日开始的报送期"):
        reporting.figure(tons, d.date(2026, 2, 1), "3", reporter, at(3, 3))
    with pytest.raises(RuleBroken, match="没有从2026年2月1日开始的报送期"):
        report_openings.open_again(tons.id, d.date(2026, 2, 1), d.date(2026, 3, 9), "补", by=clerk, now=at(3, 3))


def test_a_sum_below_what_was_said_before_is_asked_about(tons, reporter):
    reporting.figure(tons, MARCH, "10", reporter, at(3, 30))
    with pytest.raises(RuleBroken, match="累计数8小于此前各期累计10") as refusal:
        reporting.figure(tons, APRIL, "8", reporter, at(4, 28), Reckoning.TOTAL)
    assert refusal.value.field == "amount"
    assert db.session.scalar(select(Report).where(Report.starts_on == APRIL)) is None


def test_a_yearly_figure_grows_while_the_year_runs(year, town, reporter, clerk):
    task = year.of(town.villages[0], "取暖改造")
    first = reporting.figure(task, YEAR, "20", reporter, at(5, 6))
    more = reporting.figure(task, YEAR, "7", reporter, at(6, 6), Reckoning.ADDED, first.version)
    assert more.amount == 27
    (passed,) = report_reviews.pass_all({more.id: more.version}, by=clerk, now=at(6, 7))
    assert passed.passed == 27
    on = reporting.figure(task, YEAR, "40", reporter, at(8, 6), version=passed.version)
    assert (on.state, on.amount, on.passed) == (FilingState.SUBMITTED, 40, 27)


def test_what_is_passed_stays_as_it_is(tons, reporter, clerk):
    row = reporting.figure(tons, MARCH, "10", reporter, at(3, 30))
    (row,) = report_reviews.pass_all({row.id: row.version}, by=clerk, now=at(3, 31))
    with pytest.raises(RuleBroken, match="已审，不能再改"):
        reporting.figure(tons, MARCH, "11", reporter, at(3, 31), version=row.version)
    row = report_reviews.unlock(row.id, "村里把吨数报错了", row.version, by=clerk, now=at(4, 1))
    assert (row.state, row.passed, row.reviewed_at) == (FilingState.RETURNED, None, at(4, 1))
    mended = reporting.figure(tons, MARCH, "11", reporter, at(4, 1), version=row.version)
    assert mended.state is FilingState.SUBMITTED and mended.first_at == at(3, 30)
    assert mended.reviewed_by is None, "nobody has looked at what it says now"


def test_nobody_passes_what_he_said_himself_nor_verifies_what_he_passed(patrol, reporter, clerk, town):
    row = reporting.nothing(patrol, DAY, clerk)
    with pytest.raises(RuleBroken, match="请由别人审核"):
        report_reviews.pass_all({row.id: row.version}, by=clerk, now=at(3, 6))
    assessor = town.viewer("assessor")
    (row,) = report_reviews.pass_all({row.id: row.version}, by=assessor, now=at(3, 6))
    with pytest.raises(RuleBroken, match="是您审核通过的，请由别人核实"):
        report_reviews.verify(row.id, row.version, by=assessor, now=at(3, 7))
    own = reporting.nothing(patrol, DAY.replace(day=6), reporter)
    (own,) = report_reviews.pass_all({own.id: own.version}, by=clerk, now=at(3, 7))
    assert report_reviews.verify(own.id, own.version, by=assessor, now=at(3, 7)).state is FilingState.VERIFIED


def test_a_word_added_by_the_village_does_not_make_it_the_village_s_alone(year, town, reporter, clerk):
    task = year.of(town.villages[0], "取暖改造")
    row = reporting.figure(task, YEAR, "90", clerk, at(5, 6), Reckoning.ADDED)
    row = reporting.figure(task, YEAR, "0", reporter, at(5, 7), Reckoning.ADDED, row.version)
    with pytest.raises(RuleBroken, match="请由别人审核"):
        report_reviews.pass_all({row.id: row.version}, by=clerk, now=at(5, 8))


def test_a_closed_programme_takes_no_more_reports(year, patrol, reporter, town, clerk):
    row = programme_in_sight(clerk, year.programme.id)
    programmes.close(row.id, row.version, by=clerk, now=at(3, 4))
    with pytest.raises(RuleBroken, match="已结束"):
        reporting.nothing(patrol, DAY, reporter)


def test_an_opening_has_an_end_and_a_beginning(patrol, clerk):
    with pytest.raises(RuleBroken, match="60天以内"):
        report_openings.open_again(patrol.id, DAY, d.date(2099, 12, 31), "补", by=clerk, now=at(3, 25))
    with pytest.raises(RuleBroken, match="还没有到"):
        report_openings.open_again(patrol.id, d.date(2026, 4, 9), d.date(2026, 4, 20), "补", by=clerk, now=at(3, 25))


def test_sent_back_with_a_reason_and_mended(patrol, reporter, clerk):
    row = reporting.nothing(patrol, DAY, reporter)
    with pytest.raises(RuleBroken, match="请写明要补什么"):
        report_reviews.send_back(row.id, " ", row.version, by=clerk, now=at(3, 6))
    row = report_reviews.send_back(row.id, "河边有烟，请核实", row.version, by=clerk, now=at(3, 6))
    (waiting,) = [each for each in due_now(reporter, [row.unit_id], d.date(2026, 3, 30), 5) if each.report]
    assert waiting.report.reason == "河边有烟，请核实"
    content = Content(Said.FOUND, text="河边有人烧枯草，已扑灭", category="秸秆焚烧")
    filing = reports.Filing(row.task_id, DAY, content, row.version)
    row = reports.submit(filing, by=reporter, now=at(3, 30))
    assert row.state is FilingState.SUBMITTED and row.category == "秸秆焚烧"


def test_late_reports_keep_both_dates_and_closed_ones_need_to_be_opened(patrol, reporter, clerk):
    row = reporting.nothing(patrol, DAY, reporter, at(3, 8))
    (told,) = [each for each in obligations(reporter, Span(DAY, DAY)) if each.task.id == patrol.id]
    assert told.punctuality(d.date(2026, 3, 9)) is Punctuality.LATE and row.due_on == DAY
    earlier = d.date(2026, 3, 4)
    with pytest.raises(RuleBroken, match="2026年3月19日已关账"):
        reporting.nothing(patrol, earlier, reporter, at(3, 25))
    report_openings.open_again(patrol.id, earlier, d.date(2026, 3, 26), "当日停电", by=clerk, now=at(3, 25))
    assert reporting.nothing(patrol, earlier, reporter, at(3, 26)).first_at == at(3, 26)


def test_nothing_is_reported_ahead_of_its_day(patrol, reporter):
    with pytest.raises(RuleBroken, match="还没有到"):
        reporting.nothing(patrol, DAY, reporter, at(3, 4))


def test_a_day_before_the_letter_was_issued_is_none_of_its_days(patrol, reporter):
    with pytest.raises(RuleBroken, match="没有从2026年3月1日开始的报送期"):
        reporting.nothing(patrol, d.date(2026, 3, 1), reporter, at(3, 4))


def test_another_village_s_task_is_out_of_sight(patrol, town):
    with pytest.raises(NotInSight):
        reporting.nothing(patrol, DAY, town.viewer("neighbour"))
    with pytest.raises(NotAllowed):
        reporting.nothing(patrol, DAY, town.viewer("auditor"))


def test_a_void_letter_s_task_is_refused_with_its_reason(year, patrol, reporter, town):
    letter = year.letters[0]
    db.session.refresh(letter)
    issuing.void(letter.id, "重复签发", letter.version, by=town.viewer("leader"), now=at(3, 4))
    with pytest.raises(RuleBroken, match="已取消，责任书可能已作废"):
        reporting.nothing(patrol, DAY, reporter)


def test_many_at_once_are_all_or_none(year, town, clerk):
    days = [
        reports.Filing(year.of(village, "每日巡查").id, DAY, Content(Said.NOTHING)) for village in town.villages[:3]
    ]
    bad = reports.Filing(year.of(town.villages[0], "垃圾清运").id, MARCH, Content(Said.FIGURE))
    with pytest.raises(RuleBroken, match="王家庄村“垃圾清运”：请填写数量"):
        reports.submit_all([*days, bad], reports.Way(Origin.GRID), by=clerk, now=at(3, 5))
    assert db.session.scalar(select(Report)) is None
    chat = reports.keep_chat(town.unit.id, DAY, "1. 王家庄无异常", by=clerk, now=at(3, 5))
    made = reports.submit_all(days, reports.Way(Origin.CHAT, chat.id), by=clerk, now=at(3, 5))
    assert len(made) == 3
    assert set(db.session.scalars(select(ReportEntry.chat_id))) == {chat.id}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (Content(Said.FOUND), "请写一句情况"),
        (Content(Said.FOUND, text="烟" * 1001), "说明写了1001个字，最多1000个字"),
        (Content(Said.FIGURE, Decimal(1)), "应当报“无异常”或“有情况”"),
    ],
)
def test_bad_content_is_told_at_its_field(patrol, reporter, content, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        reports.submit(reports.Filing(patrol.id, DAY, content), by=reporter, now=at(3, 5))


def test_every_report_is_in_the_log_with_its_words(patrol, reporter):
    reporting.nothing(patrol, DAY, reporter)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "report.submit")).one()
    assert "无异常" in entry.body and "王家庄村" in entry.body


def test_a_photo_is_tied_to_the_entry_it_came_with(app, town, patrol, reporter):
    photo = make.evidence(app, town, town.villages[0], make.photo_bytes(1))
    filing = reports.Filing(patrol.id, DAY, Content(Said.FOUND), evidence=(photo.id, photo.id))
    row = reports.submit(filing, by=reporter, now=at(3, 5))
    (entry,) = report_in_sight(reporter, row.id).entries
    found = report_page(reporter, report_in_sight(reporter, row.id))
    assert [proof.id for proof in found.proofs[entry.id]] == [photo.id]
    with pytest.raises(RuleBroken, match="已用于"):
        evidence.withdraw(photo.id, photo.version, by=reporter, now=at(3, 6))


def test_another_village_s_photo_cannot_be_used(app, town, patrol, reporter):
    photo = make.evidence(app, town, town.villages[1], make.photo_bytes(1), "neighbour")
    filing = reports.Filing(patrol.id, DAY, Content(Said.FOUND), evidence=(photo.id,))
    with pytest.raises(NotInSight):
        reports.submit(filing, by=reporter, now=at(3, 5))
    with pytest.raises(NotInSight):
        reports.submit(filing, by=town.viewer("clerk"), now=at(3, 5))
