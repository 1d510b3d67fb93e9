"""减负表: figures that agree with their lists, the budget, the hint before more is asked, and who sees whom."""

import datetime as d

import making
import pytest
import reporting
from making import make
from reading import Page
from reporting import at

from respbook.actions import office_settings
from respbook.queries.burden import burdens
from respbook.queries.obligations import Span, obligations
from respbook.rules.cadence import Cadence

FIRST, LAST = d.date(2026, 3, 30), d.date(2026, 4, 5)
"""Two daily patrols; at the end of March the monthly and the quarterly task fall due."""


@pytest.fixture
def year(stand, town, clock):
    made = stand(reporting.running)
    reporting.later(clock, at(3, 31, 9))
    return made


def budget(town, value):
    office_settings.set_value("weekly_budget", value, 0, by=town.viewer("clerk"), now=town.now)


def test_the_table_counts_what_the_lists_behind_it_show(client_as, town, year):
    for first, last in (
        (FIRST, LAST),
        (d.date(2026, 3, 2), d.date(2026, 3, 8)),
        (d.date(2026, 2, 23), d.date(2026, 3, 1)),
    ):
        listed = obligations(town.viewer("clerk"), Span(first, last))
        assert sum(row.reports for row in burdens(town.viewer("clerk"), first, last)) == len(listed)
    client = client_as("clerk")
    page = Page(client.get("/burden/"))
    assert "3月30日至4月5日（本周）" in page.text and "48" in page.text and "未超" in page.text
    one = town.villages[0]
    link = f"/reporting-rate/list?u={one.id}&first={FIRST}&last={LAST}"
    assert link in page.links() and "共16期" in Page(client.get(link)).text
    shown = Page(client.get(f"/burden/{one.id}?week=2026-04-01"))
    assert "各项任务（5）" in shown.text and "在效责任书（1）" in shown.text and "改频次" in shown.text
    assert Page(client.get("/burden/?week=昨天")).text == page.text


def test_over_the_budget_says_so_and_stands_first(client_as, town, year):
    budget(town, "15")
    page = Page(client_as("clerk").get("/burden/"))
    assert "超出1件" in page.text and "上限每周15件" in page.text and "未超" not in page.text
    assert "超出上限1件" in Page(client_as("reporter").get(f"/burden/{town.villages[0].id}")).text
    refused = client_as("clerk").post("/office-settings/7", data={"value": "0", "version": "1"})
    assert refused.status_code == 422 and "应填1到999的整数" in refused.get_data(as_text=True)


def test_a_village_sees_its_own_line_only(client_as, town, year):
    client, own = client_as("reporter"), f"/burden/{town.villages[0].id}?week={FIRST}"
    assert client.get("/burden/").location == own
    page = Page(client.get(own))
    assert "本周要报16件，约6分钟" in page.text and "李家沟村" not in page.text and "改频次" not in page.text
    assert client_as("reporter").get(f"/burden/{town.villages[1].id}").status_code == 404
    assert "没有要这个单位报送的" in Page(client_as("clerk").get(f"/burden/{town.villages[7].id}")).text


def test_a_target_that_asks_too_much_is_told_when_it_is_added(client_as, town, year):
    budget(town, "20")
    client = client_as("clerk")
    facts = {"name": "夜间巡查", "category": "秸秆焚烧", "kind": "yes_no", "unit_kinds": "village", "cadence": "daily"}
    facts |= {"step": "1", "position": "", "version": "0", "rolls_over": "", "power_needed": "", "tag": ""}
    other = make.programme(town, "2026年秋季禁烧责任书")
    answer = client.post(f"/programmes/{other.id}/targets/new", data=facts)
    assert answer.status_code == 303, Page(answer).text
    page = Page(client.get(answer.location))
    assert "王家庄村、李家沟村、张河湾村平均每周要报的超出上限20件（最多的21.3件）" in page.text


def test_preflight_warns_before_a_letter_asks_too_much(app, client_as, town, year):
    budget(town, "20")
    other = make.programme(town, "2026年秋季禁烧责任书", number_pattern="青秸责〔{年}〕{号}号")
    make.target(town, other, "夜间巡查", cadence=Cadence.DAILY)
    rows = make.drafts(town, make.template(town, other), [town.villages[0].id, town.villages[6].id])
    page = Page(client_as("clerk").get(f"/programmes/{other.id}/letters/preflight"))
    said = "王家庄村签订后平均每周要报21.3件（原有14.3件，本批7件），超出每周20件的上限"
    assert said in page.text and "赵家峁村签订后" not in page.text
    assert f"/burden/{town.villages[0].id}" in page.links()
    making.issued(app, town, rows)  # waived with a reason, it is issued
    row = burdens(town.viewer("clerk"), FIRST, LAST, town.villages[0].id)[0]
    assert (row.reports, row.letters, row.over) == (23, 2, 3)


def test_the_statements_do_not_grow_with_the_units(stand, app, town, clock, counted):
    stand(reporting.running, 2)
    with counted() as sql:
        assert len(burdens(town.viewer("clerk"), FIRST, LAST)) == 2
    other = make.programme(town, "2026年秋季禁烧责任书")
    make.target(town, other, "夜间巡查", cadence=Cadence.DAILY)
    making.issued(app, town, make.drafts(town, make.template(town, other), [each.id for each in town.villages]))
    with counted() as more:
        assert len(burdens(town.viewer("clerk"), FIRST, LAST)) == 8
    assert len(more) == len(sql) <= 5
