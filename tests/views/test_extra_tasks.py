"""临时交办: a task that no letter promised, given by hand, also about a row of a 台账; the village reports it once."""

import datetime as d

import pytest
import reporting
from making import make
from reading import Page
from reporting import at
from sqlalchemy import select

from respbook.models.base import db
from respbook.models.registers import RegisterRow
from respbook.models.tasks import Task
from respbook.queries.obligations import due_now
from respbook.queries.verify import verify_state
from respbook.rules.reports import Ask

ADDRESS = "/tasks/assignment"


@pytest.fixture
def clerk(app, town, client_as, clock):
    make.programme(town)
    reporting.it_is(clock, at(3, 5))
    return client_as("clerk")


def given(client, status=303, path=ADDRESS, **fields):
    answer = client.post(ADDRESS, data=Page(client.get(path)).form(ADDRESS) | fields)
    assert answer.status_code == status, answer.text[:600]
    return answer


def a_farm(town):
    made = make.farms(town)
    return db.session.scalars(
        select(RegisterRow).where(RegisterRow.register_id == made.id).order_by(RegisterRow.id)
    ).first()


def tasks():
    return db.session.scalars(select(Task).where(Task.target_id.is_(None))).all()


def test_a_task_given_by_hand_is_asked_of_the_village_once(clerk, town):
    village = town.villages[0]
    given(clerk, unit_id=str(village.id), title="取缔流动售煤点", due_on="2026-03-20", demand="清空存煤")
    (task,) = tasks()
    assert (task.unit_id, task.letter_id, task.due_on) == (village.id, None, d.date(2026, 3, 20))
    asked = due_now(town.viewer("reporter"), [village.id], d.date(2026, 3, 6), 15)
    assert [(each.task.title, each.task.ask) for each in asked] == [("取缔流动售煤点", Ask.DONE)]
    assert verify_state() == []


def test_what_cannot_be_is_told_at_its_field_and_what_was_typed_stays(clerk, town):
    fields = {"unit_id": str(town.villages[0].id), "title": "取缔售煤点", "due_on": "2026-03-01"}
    page = Page(given(clerk, 422, **fields), 422)
    assert "应在今天到" in page.fields_wrong()["due_on"] and page.form(ADDRESS)["title"] == "取缔售煤点"
    assert "请填写任务" in given(clerk, 422, **fields | {"title": " "}).text
    assert tasks() == []


def test_a_row_of_a_register_carries_its_tasks(clerk, town, client_as):
    row = a_farm(town)
    page = Page(clerk.get(f"/register-rows/{row.id}"))
    path = f"{ADDRESS}?row={row.id}"
    assert page.has_link(path)
    given(clerk, path=path, title=f"{row.name}：补建集粪池", due_on="2026-04-01")
    (task,) = tasks()
    assert (task.unit_id, task.register_row_id) == (row.unit_id, row.id)
    assert Page(clerk.get(f"/register-rows/{row.id}")).has_link(f"/tasks/{task.id}")
    assert client_as("leader").get(ADDRESS).status_code == 403
    assert clerk.get(f"{ADDRESS}?row=987654").status_code == 404


def test_without_a_programme_there_is_nowhere_to_put_it(town, client_as, clock):
    reporting.it_is(clock, at(3, 5))
    fields = {"unit_id": str(town.villages[0].id), "title": "取缔售煤点", "due_on": "2026-03-20"}
    assert "没有进行中的年度方案" in given(client_as("clerk"), 422, **fields).text
