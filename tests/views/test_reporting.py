"""报送页: who finds what there and who may not; what it costs."""

import datetime as d
import gzip
from decimal import Decimal

import making
import pytest
import reporting
from reading import Page
from reporting import at
from reporting_pages import DAY, FOUND, WIRE, period_path, rows, send, told

from respbook.actions import issuing, units
from respbook.rules.cadence import Cadence
from respbook.rules.permissions import system_viewer
from respbook.rules.targets import TargetKind


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
        assert "/report/" in page.root.xpath("//main//section[@aria-label='今日巡查']//a/@href"), login
        assert "/report/" in page.root.xpath("//nav[@class='menu']//a/@href")
    assert "/report/" not in told(client_as("clerk"), "/").links()
