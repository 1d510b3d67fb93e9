"""工作日历页: the year in words, a day changed and taken back, the notice of a year read in, and who may."""

from datetime import date

import pytest
from reading import Page
from sqlalchemy import select

from respbook.actions import workdays as actions
from respbook.actions.action import StaleVersion
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.day_marks import DayChange
from respbook.queries.scope import NotInSight
from respbook.queries.workdays import calendar_of, change_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed
from respbook.rules.workdays import DayKind

FAIR = date(2026, 4, 8)
NOTICE = """一、元旦：1月1日（周日）至3日（周二）放假调休，共3天。1月7日（周六）上班。
二、春节：1月26日至2月1日放假调休，共7天。1月22日（周日）、2月4日（周六）上班。"""
"""Lines as a notice for 2040 could read."""


@pytest.fixture
def by(town):
    return town.viewer("clerk")


@pytest.fixture
def clerk(client_as):
    return client_as("clerk")


def stands(town, on=FAIR):
    db.session.expire_all()
    return calendar_of(town.unit.id).is_workday(on)


def changed(clerk, on=FAIR, **told):
    told = {"kind": "rest", "name": "古庙会", "reason": "县政府办通知", "version": "0"} | told
    return clerk.post(f"/workdays/day?day={on}", data=told)


def test_the_year_tells_rest_and_worked_days_in_words(app, town, clerk):
    answer = clerk.get("/workdays/?year=2026")
    page = Page(answer)
    assert len(page.root.xpath("//table[@class='month']")) == 12
    spoken = page.root.xpath("//table[@class='month']//a/@aria-label")
    assert len(spoken) == 365 and "2026年4月5日，星期日，清明节，休息" in spoken
    assert "2026年2月14日，星期六，春节调休，上班" in spoken
    assert "全年工作日248天" in page.text and "清明节：4月4日至6日休息，共3天" in page.text
    assert "尚未公布" not in page.text


def test_a_year_that_is_not_announced_says_so(app, town, clerk):
    text = Page(clerk.get("/workdays/?year=2040")).text
    assert "2040年放假安排尚未公布，暂按周末推算" in text and "读入2040年放假通知" in text


@pytest.mark.parametrize("asked", ["year=1999", "year=2100", "year=x", "year=99999999"])
def test_years_out_of_reach_are_missing(app, town, clerk, asked):
    assert clerk.get(f"/workdays/?{asked}").status_code == 404


@pytest.mark.parametrize("asked", ["", "day=", "day=2026-02-30", "day=1999-01-01"])
def test_days_out_of_reach_are_missing(app, town, clerk, asked):
    assert clerk.get(f"/workdays/day?{asked}").status_code == 404
    assert clerk.post(f"/workdays/day?{asked}", data={}).status_code == 404


def test_the_settings_lead_there(app, town, clerk):
    assert "/workdays/" in clerk.get("/office-settings/").text


def test_a_day_is_changed_told_in_the_book_and_taken_back(app, town, clerk):
    assert stands(town)
    answer = changed(clerk)
    assert answer.status_code == 303 and not stands(town)
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry.verb == "workday.change" and "休息（古庙会）" in entry.body and "县政府办通知" in entry.body
    text = clerk.get("/workdays/?year=2026").text
    assert "古庙会" in text and "本单位改动" in text and "/undoing" in text
    row = db.session.scalars(select(DayChange)).one()
    assert clerk.post(f"/workdays/{row.id}/undoing").status_code == 303
    assert stands(town)
    assert [each.kind for each in db.session.scalars(select(DayChange).order_by(DayChange.id))] == [DayKind.REST, None]


def test_an_older_change_is_not_undone_over_a_younger(app, town, by):
    first = actions.change_day(FAIR, DayKind.REST, "古庙会", "通知", 0, by=by, now=town.now)
    second = actions.change_day(FAIR, DayKind.REST, "庙会", "改名", first.id, by=by, now=town.now)
    with pytest.raises(RuleBroken, match="后来又改过"):
        actions.undo_change(first.id, by=by, now=town.now)
    actions.undo_change(second.id, by=by, now=town.now)
    assert calendar_of(town.unit.id).marks[FAIR].name == "古庙会"


def test_a_day_goes_back_to_what_the_country_has(app, town, clerk, by):
    festival = date(2026, 4, 6)
    row = actions.change_day(festival, DayKind.WORK, "", "防汛值守", 0, by=by, now=town.now)
    assert stands(town, festival)
    assert changed(clerk, festival, kind="national", version=str(row.id), reason="不再值守").status_code == 303
    assert not stands(town, festival) and calendar_of(town.unit.id).marks[festival].name == "清明节"


def test_what_is_missing_is_said_at_the_field_and_nothing_is_lost(app, town, clerk):
    answer = changed(clerk, reason="", name="赶大集")
    assert answer.status_code == 422 and "请填写缘由" in answer.text and 'value="赶大集"' in answer.text
    answer = changed(clerk, kind="work", name="", reason="照常")
    assert answer.status_code == 303  # a plain working day may be named as one; it says who decided
    answer = changed(clerk, date(2026, 5, 6), kind="national", reason="照常")
    assert answer.status_code == 422 and "本来就按全国安排" in answer.text


def test_two_at_once_are_told(app, town, clerk, by):
    actions.change_day(FAIR, DayKind.REST, "古庙会", "通知", 0, by=by, now=town.now)
    answer = changed(clerk, name="赶大集")
    assert answer.status_code == 409 and "别人刚刚改过" in answer.text and 'value="赶大集"' in answer.text
    with pytest.raises(StaleVersion):
        actions.change_day(FAIR, DayKind.WORK, "", "通知", 0, by=by, now=town.now)


def test_a_notice_is_read_in_and_withdrawn(app, town, clerk):
    answer = clerk.post("/workdays/notice?year=2040", data={"notice": NOTICE})
    assert answer.status_code == 303
    calendar = calendar_of(town.unit.id)
    assert 2040 in calendar.published and not calendar.is_workday(date(2040, 1, 27))
    assert calendar.is_workday(date(2040, 1, 22)) and calendar.marks[date(2040, 1, 22)].name == "春节调休"
    page = Page(clerk.get("/workdays/?year=2040"))
    assert "尚未公布" not in page.text and "春节：1月26日至2月1日休息，共7天" in page.text
    assert "已经读入" in clerk.post("/workdays/notice?year=2040", data={"notice": NOTICE}).text
    assert clerk.post("/workdays/notice/withdrawal?year=2040").status_code == 303
    calendar = calendar_of(town.unit.id)
    assert 2040 not in calendar.published and calendar.is_workday(date(2040, 1, 27))


def test_a_day_of_a_notice_goes_back_to_the_notice(app, town, by):
    actions.take_notice(2040, NOTICE, by=by, now=town.now)
    on = date(2040, 1, 27)
    seen = db.session.scalars(select(DayChange).where(DayChange.day == on)).one().id
    row = actions.change_day(on, DayKind.WORK, "", "值守", seen, by=by, now=town.now)
    actions.change_day(on, None, "", "不再值守", row.id, by=by, now=town.now)
    assert calendar_of(town.unit.id).marks[on].name == "春节"
    with pytest.raises(RuleBroken, match="本来就按"):
        seen = max(each.id for each in db.session.scalars(select(DayChange).where(DayChange.day == on)))
        actions.change_day(on, None, "", "再来", seen, by=by, now=town.now)


def test_a_notice_that_does_not_fit_is_said_at_the_field(app, town, clerk):
    answer = clerk.post("/workdays/notice?year=2041", data={"notice": NOTICE})
    assert answer.status_code == 422 and "可能是另一年的通知" in answer.text and "春节：1月26日" in answer.text
    answer = clerk.post("/workdays/notice?year=2026", data={"notice": NOTICE})
    assert answer.status_code == 422 and not db.session.scalars(select(DayChange)).all()
    assert clerk.post("/workdays/notice/withdrawal?year=2040").status_code == 409


def test_only_who_sets_up_the_office(app, town, client_as, by):
    for login in ("leader", "auditor", "reporter", "admin"):
        client = client_as(login)
        assert client.get("/workdays/").status_code in (403, 404)
        assert changed(client).status_code in (403, 404)
    with pytest.raises(NotAllowed):
        actions.change_day(FAIR, DayKind.REST, "", "通知", 0, by=town.viewer("leader"), now=town.now)
    row = actions.change_day(FAIR, DayKind.REST, "古庙会", "通知", 0, by=by, now=town.now)
    with pytest.raises(NotInSight):
        change_in_sight(town.viewer("reporter"), row.id)


def test_another_office_has_its_own_calendar(app, town, by):
    actions.change_day(FAIR, DayKind.REST, "古庙会", "通知", 0, by=by, now=town.now)
    assert calendar_of(town.villages[0].id).is_workday(FAIR)
