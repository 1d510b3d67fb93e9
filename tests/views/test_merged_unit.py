"""撤并: a village that is merged into another in July keeps what it reported, and is asked for nothing afterwards."""

import datetime as d

import making
import pytest
import reporting
from making import make
from reading import Page
from reporting import at

from respbook.actions import units
from respbook.models.base import db
from respbook.queries.burden import burdens
from respbook.queries.obligations import Span, obligations
from respbook.queries.report_urging import owing
from respbook.queries.reporting_rates import rate_grid
from respbook.queries.scope import unit_in_sight
from respbook.rules.burden import week_of
from respbook.rules.cadence import Cadence
from respbook.rules.obligations import Asked, Course, Punctuality
from respbook.rules.reporting_rates import days_of, months_of

LAST = d.date(2026, 7, 15)
"""The last day of the first village; it reported in time on the 10th and missed the other days."""
TODAY = d.date(2026, 7, 20)


@pytest.fixture
def merged(stand, town, clock):
    """The year, and the ids of what the village said: a patrol in July, tons of June, and a yearly figure ahead of time."""
    year = stand(reporting.running)
    village, reporter = town.villages[0], town.viewer("reporter")
    said = [
        reporting.nothing(year.of(village, "每日巡查"), d.date(2026, 7, 10), reporter).id,
        reporting.figure(year.of(village, "垃圾清运"), d.date(2026, 6, 1), "12", reporter, at(6, 30)).id,
        reporting.figure(year.of(village, "取暖改造"), d.date(2026, 1, 1), "30", reporter, at(6, 30)).id,
    ]
    row = unit_in_sight(town.viewer("clerk"), village.id)
    units.retire(row.id, row.version, by=town.viewer("clerk"), now=at(7, 15), on=LAST)
    db.session.rollback()
    reporting.later(clock, at(7, 20, 9))
    return year, said


def test_a_period_counts_while_somebody_is_there_on_its_due_day():
    course = Course(Cadence.MONTHLY, d.date(2026, 3, 2), LAST, gone_on=LAST)
    for due_on, asked in ((LAST, True), (d.date(2026, 7, 16), False)):
        assert course.holds(Asked(d.date(2026, 6, 1), d.date(2026, 6, 30), due_on, "6月")) is asked
    assert not course.gone(LAST) and course.gone(d.date(2026, 7, 16))


def test_nothing_is_missing_after_the_last_day(town, merged):
    clerk, village = town.viewer("clerk"), town.villages[0]
    after = obligations(clerk, Span(d.date(2026, 7, 16), d.date(2027, 1, 31)), [village.id])
    assert after == []
    before = obligations(clerk, Span(d.date(2026, 7, 1), TODAY), [village.id])
    assert len(before) == 30 and {each.punctuality(TODAY) for each in before} == {
        Punctuality.ON_TIME,
        Punctuality.MISSING,
    }
    july = rate_grid(clerk, days_of(d.date(2026, 7, 1), d.date(2026, 7, 31)), TODAY)
    row = july.of_unit(village.id)
    assert (row.asked, row.told, row.missing, row.open) == (30, 1, 29, 0)
    year = rate_grid(clerk, months_of(2026), d.date(2027, 1, 5))
    assert [(cell.asked, cell.told) for cell in year.cells[village.id][7:]] == [(0, 0)] * 5
    listed = obligations(clerk, Span(d.date(2026, 1, 1), d.date(2026, 12, 31)), [village.id])
    assert year.of_unit(village.id).asked == len(listed) and year.of_unit(village.id).told == 2
    august = rate_grid(clerk, days_of(d.date(2026, 8, 1), d.date(2026, 8, 31)), TODAY)
    assert [called for _, called in august.units] == ["李家沟村", "张河湾村"]


def test_it_is_not_asked_for_what_it_owed_and_has_no_sheet_for_the_wall(client_as, town, merged):
    clerk, client = town.viewer("clerk"), client_as("clerk")
    span = Span(d.date(2026, 7, 1), TODAY)
    assert [each.unit for each in owing(clerk, span, TODAY)] == ["李家沟村", "张河湾村"]
    assert "王家庄村" not in Page(client.get("/reporting-rate/urging?first=2026-07-01&last=2026-07-20")).text
    assert client.get(f"/wall-sheets.pdf?unit={town.villages[0].id}").status_code == 404
    assert client.get("/wall-sheets.pdf").status_code == 200
    assert [row.called for row in burdens(clerk, *week_of(TODAY))] == ["李家沟村", "张河湾村"]


def test_what_it_reported_stays_readable(client_as, town, merged):
    year, said = merged
    client = client_as("clerk")
    assert Page(client.get("/reports/?state=submitted")).text.count("王家庄村") == 3
    for row_id in said:
        Page(client.get(f"/reports/{row_id}"))
    yearly = Page(client.get(f"/tasks/{year.of(town.villages[0], '取暖改造').id}"))
    assert "自报30户" in yearly.text
    monthly = Page(client.get(f"/tasks/{year.of(town.villages[0], '垃圾清运').id}"))
    assert monthly.text.count("不要求报（单位停用以后）") == 6 and monthly.text.count("不要求报（签发以前）") == 2
    page = Page(client.get(f"/units/{town.villages[0].id}"))
    assert "已停用" in page.text and "在效责任书（1）" in page.text


def test_the_village_that_took_it_over_signs_for_more(app, client_as, town, merged):
    """The successor goes on with its own duties; what it takes over it signs by a letter of its own."""
    other = make.programme(town, "2026年撤并后补充责任书", number_pattern="青补责〔{年}〕{号}号")
    make.target(town, other, "原王家庄村禁烧巡查", cadence=Cadence.DAILY)
    template = make.template(town, other)
    making.issued(app, town, make.drafts(town, template, [town.villages[1].id]))
    found = obligations(town.viewer("clerk"), Span(TODAY, TODAY), [town.villages[1].id])
    assert "原王家庄村禁烧巡查" in [each.task.title for each in found]
    page = Page(client_as("clerk").get(f"/units/{town.villages[1].id}"))
    assert "在效责任书（2）" in page.text
