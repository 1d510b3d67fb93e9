"""任务时限总表 pages: letters' dates to be read, the town's own to be set many at once."""

import datetime as d
from types import SimpleNamespace

import making
import pytest
from reading import Page
from standing import stands

from respbook.actions import tasks, units
from respbook.models.base import db
from respbook.queries.scope import task_in_sight
from respbook.rules.cadence import Cadence
from respbook.rules.permissions import system_viewer
from respbook.rules.units import UnitKind

programme = stands(making.year)


@pytest.fixture
def duties(programme, town):
    names = ("编制预案", "开展培训")
    for name in names:
        making.target(town, programme, name, unit_kinds=(UnitKind.TOWN,), cadence=Cadence.ONCE)
    opened = tasks.open_own(programme.id, by=town.viewer("clerk"), now=town.now)
    return [
        SimpleNamespace(id=task.id, version=task.version) for name in names for task in opened if task.title == name
    ]


@pytest.fixture
def address(programme):
    return f"/programmes/{programme.id}/tasks/grid"


def due_on(town, task_id):
    db.session.expire_all()
    return task_in_sight(town.viewer("clerk"), task_id).due_on


def save(client, address, *cells):
    data = {"cells": "\n".join("\t".join(map(str, cell)) for cell in cells)}
    return client.piece(address, "task-grids-answer", method="POST", data=data)


def test_letters_dates_lead_to_their_task_and_own_ones_are_open(client_as, duties, address):
    page = Page(client_as("clerk").get(address))
    assert page.all("//tbody/tr/th")[0] == "青山镇", "the town's own duties stand first"
    assert {str(task.id) for task in duties} < set(page.root.xpath("//@data-task"))
    links = page.links("//tbody")
    assert len(links) >= 1 and all(link.startswith("/tasks/") for link in links)
    assert len(page.root.xpath("//tbody//td[@class='k']")) >= 2
    assert not Page(client_as("leader").get(address)).root.xpath("//*[@data-sheet]|//@data-task")


def test_without_own_duties_there_is_nothing_to_type(client_as, programme, address):
    page = Page(client_as("clerk").get(address))
    assert not page.root.xpath("//*[@data-sheet]") and page.links("//tbody")


def test_unit_people_see_their_own_row(client_as, duties, address, town):
    page = Page(client_as("reporter").get(address))
    assert page.all("//tbody/tr/th") == ["王家庄村"]


def test_dates_are_set_many_at_once(client_as, duties, address, town):
    plan, course = duties
    client = client_as("clerk")
    answer = Page(save(client, address, (plan.id, plan.version, "3.31"), (course.id, course.version, "2026年6月30日")))
    assert answer.all("//p[@data-cell]") == ["3月31日", "6月30日"] and "已调整2条" in answer.text
    assert due_on(town, plan.id) == d.date(2026, 3, 31) and due_on(town, course.id) == d.date(2026, 6, 30)
    answer = Page(save(client, address, (plan.id, plan.version, "4.30"), (course.id, 2, "7.1")), 409)
    assert "别人刚刚改过“编制预案”" in answer.text and answer.all("//p[@data-cell]") == ["3月31日", "6月30日"]
    assert due_on(town, plan.id) == d.date(2026, 3, 31)


def test_bad_dates_are_told_at_their_cell(client_as, duties, address, town):
    plan, course = duties
    client = client_as("clerk")
    answer = Page(save(client, address, (plan.id, plan.version, "月底"), (course.id, course.version, "6.30")), 422)
    assert answer.root.xpath("//@data-wrong") == [str(plan.id)] and "有1格看不懂" in answer.text
    assert "责任期限" in Page(save(client, address, (plan.id, plan.version, "2030.1.1")), 422).text
    assert save(client, address, (987654, 1, "6.30")).status_code == 404
    assert due_on(town, course.id) == d.date(2026, 12, 31)


def test_one_date_is_set_without_scripts(client_as, duties, town):
    client, plan = client_as("clerk"), duties[0]
    address = f"/tasks/{plan.id}/due"
    assert Page(client.get(f"/tasks/{plan.id}")).has_link(address)
    form = Page(client.get(address)).form(address)
    assert "due_on" in Page(client.post(address, data=form | {"due_on": "2027-05-01"}), 422).fields_wrong()
    page = Page(client.get(address))
    assert client.post(address, data=page.form(address) | {"due_on": "2026-05-01"}).status_code == 303
    assert due_on(town, plan.id) == d.date(2026, 5, 1)
    page = Page(client.post(address, data=form | {"due_on": "2026-06-01"}), 409)
    assert "2026-05-01" in page.text


def test_a_date_in_a_letter_has_no_such_button(client_as, programme, town):
    client = client_as("clerk")
    task_id = int(Page(client.get(f"/programmes/{programme.id}/tasks/grid")).links("//tbody")[0].rsplit("/")[-1])
    assert not Page(client.get(f"/tasks/{task_id}")).has_link(f"/tasks/{task_id}/due")
    assert "不能单独调整" in Page(client.get(f"/tasks/{task_id}/due")).text


def test_filters_and_what_comes_next_when_empty(client_as, duties, address, town):
    client = client_as("clerk")
    assert Page(client.get(f"{address}?kind=town")).all("//tbody/tr/th") == ["青山镇"]
    assert "没有符合条件的任务" in Page(client.get(f"{address}?category=没有")).text
    empty = making.programme(town, "空方案")
    assert "还没有任务" in Page(client.get(f"/programmes/{empty.id}/tasks/grid")).text


def test_as_many_statements_at_every_size(client_as, duties, address, town, programme, counted):
    client, told = client_as("clerk"), []
    for place in range(2):
        with counted() as sql:
            client.get(address)
        told.append(len(sql))
        if not place:
            units.add(making.unit_facts(town.unit.id), by=system_viewer(), now=town.now)
            for number in range(10):
                facts = {"unit_kinds": (UnitKind.TOWN,), "cadence": Cadence.ONCE}
                making.target(town, programme, f"本级{number}", **facts)
            tasks.open_own(programme.id, by=town.viewer("clerk"), now=town.now)
    assert told[0] == told[1] <= 6
