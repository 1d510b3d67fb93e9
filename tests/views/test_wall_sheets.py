"""村级一张纸: each unit's own tasks and dates, one file for all in the order of units; nobody sees another's."""

import datetime as d

import making
import pytest
import reporting
from reading import Page, pdf_text
from standing import stands

from respbook.queries.scope import NotInSight
from respbook.queries.wall_sheets import wall_sheets
from respbook.rules.cadence import Cadence

year = stands(reporting.running)


def test_a_village_prints_its_own_sheet(year, town, client_as):
    reporting.nothing(year.of(town.villages[0], "每日巡查"), d.date(2026, 3, 2), town.viewer("clerk"))
    _, text = pdf_text(client_as("reporter").get("/wall-sheets.pdf"))
    for words in (
        "王家庄村",
        "2026年环境保护任务公示",
        "每日巡查、禁烧巡查",
        "垃圾清运",
        "不少于20吨",
        "3月31日",
        "扫码报送",
    ):
        assert words in text, words
    assert "李家沟村" not in text


def test_the_office_prints_all_each_on_a_front_side(year, client_as):
    pages, text = pdf_text(client_as("clerk").get("/wall-sheets.pdf"))
    places = [text.index(f"{name}村民委员会") for name in ("王家庄村", "李家沟村", "张河湾村")]
    assert places == sorted(places) and pages % 2 == 0


def test_another_unit_s_sheet_is_out_of_sight(year, town, client_as):
    assert client_as("reporter").get(f"/wall-sheets.pdf?unit={town.villages[1].id}").status_code == 404
    assert client_as("clerk").get("/wall-sheets.pdf?unit=99999").status_code == 404
    assert client_as("clerk").get(f"/wall-sheets.pdf?unit={'9' * 20}").status_code == 404
    with pytest.raises(NotInSight):
        wall_sheets(town.viewer("clerk"), town.villages[7].id, d.date(2026, 3, 2), "http://x/")


def test_no_date_is_printed_for_a_period_that_is_not_asked_for(app, town):
    """Issued on 2 March: of February, which is due on 10 March, nothing is asked."""
    year = making.programme(town)
    making.target(town, year, "月报", cadence=Cadence.MONTHLY, due_day=10)
    making.issued(app, town, making.drafts(town, making.template(town, year), [town.villages[0].id]))
    (sheet,) = wall_sheets(town.viewer("clerk"), town.villages[0].id, d.date(2026, 3, 3), "http://x/")
    assert [duty.next_due for duty in sheet.duties] == [d.date(2026, 4, 10)]


def test_the_rate_counts_what_was_due(year, town):
    clerk, task = town.viewer("clerk"), year.of(town.villages[0], "每日巡查")
    reporting.nothing(task, d.date(2026, 3, 2), clerk)
    reporting.nothing(task, d.date(2026, 3, 3), clerk, reporting.at(3, 5))
    (sheet,) = wall_sheets(clerk, town.villages[0].id, d.date(2026, 3, 5), "http://x/")
    assert (sheet.rate.asked, sheet.rate.on_time, sheet.rate.late) == (6, 1, 1)
    assert sheet.rate.words == "3月应报6次，按时报1次，补报1次，未报4次。"


def test_as_many_statements_for_one_as_for_all(year, town, counted):
    clerk, today = town.viewer("clerk"), d.date(2026, 3, 9)
    with counted() as one:
        wall_sheets(clerk, town.villages[0].id, today, "http://x/")
    with counted() as every:
        assert len(wall_sheets(clerk, None, today, "http://x/")) == 3
    assert len(one) == len(every)


def test_the_task_list_leads_to_it(year, client_as):
    assert "村级一张纸" in Page(client_as("clerk").get("/tasks/?year=2026")).text
