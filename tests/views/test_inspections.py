"""督查的页面: planned, drawn and printed at the desk, visited with a few taps, nothing of it for the people of a village."""

import datetime as d
import re

import inspecting
import pytest
import reporting
from inspecting import at
from making import many_villages
from sqlalchemy import select

from respbook.actions import inspection_draws, inspections, visits
from respbook.actions.inspection_draws import Asked
from respbook.actions.inspections import Stop
from respbook.actions.visits import Entry
from respbook.models.base import db
from respbook.models.inspections import Draw, Inspection, Revisit, Visit
from respbook.rules.inspections import Planned, VisitOutcome
from respbook.rules.lifecycles import FindingState, InspectionState
from respbook.web import finding_links

PLAN = Planned("三月督查", d.date(2026, 3, 2), d.date(2026, 3, 6), members=("赵伟",))
NEW = {"name": "三月督查", "from_on": "2026-03-02", "to_on": "2026-03-06", "source": "town", "members": "赵伟、孙敏"}


@pytest.fixture
def clerk(town):
    return town.viewer("clerk")


@pytest.fixture
def plan(app, town, clerk):
    """Two villages by hand, one of two more drawn; one of the first visited."""
    first, second, third, fourth = town.villages[:4]
    row = inspections.plan(PLAN, [Stop(first.id, "河边"), Stop(second.id)], by=clerk, now=town.now)
    asked = Asked(1, "春风")
    inspection_draws.draw_villages(row.id, [third.id, fourth.id], asked, row.version, by=clerk, now=town.now)
    visits.record(Entry(first.id, VisitOutcome.NOTHING, row.id), by=clerk, now=town.now)
    found = row.id
    db.session.rollback()
    return found


def version_of(plan):
    """As the database has it now, whatever the test still holds."""
    return db.session.scalar(select(Inspection.version).where(Inspection.id == plan))


def test_a_plan_is_made_by_hand_with_ticks_that_buttons_help_with(app, town, client_as):
    client, village = client_as("clerk"), town.villages[1]
    page = client.post("/inspections/new", data=NEW | {"choose": "tag:沿河", f"points-{village.id}": "河边"})
    assert page.status_code == 200 and "赵伟、孙敏" in page.text and 'value="河边"' in page.text
    ticked = re.findall(r'name="units" value="(\d+)"[^>]* checked', page.text)
    assert ticked == [str(each.id) for each in town.villages[1::2]]
    assert db.session.scalars(select(Inspection)).all() == []
    wrong = client.post(
        "/inspections/new", data=NEW | {"to_on": "2026-03-01", "units": str(village.id), f"points-{village.id}": "河边"}
    )
    assert wrong.status_code == 422 and "早于开始日期" in wrong.text and 'value="河边"' in wrong.text
    made = client.post(
        "/inspections/new", data=NEW | {"units": [str(village.id)], f"points-{village.id}": "河边、桥头"}
    )
    assert made.status_code == 303
    page = client.get(made.location)
    assert "李家沟村" in page.text and "河边、桥头" in page.text and "未到" in page.text


def test_a_draw_is_made_checked_and_printed(app, town, client_as, plan):
    client = client_as("clerk")
    page = client.get(f"/inspections/{plan}/drawing/villages")
    assert "此前已有" in page.text
    sent = {"candidates": [str(each.id) for each in town.villages], "wanted": "2", "word": "谷雨"}
    sent["version"] = str(version_of(plan))
    refused = client.post(f"/inspections/{plan}/drawing/villages", data=sent)
    assert refused.status_code == 422 and "请写明理由" in refused.text and "谷雨" in refused.text
    sent["reason"] = "换一批"
    made = client.post(f"/inspections/{plan}/drawing/villages", data=sent)
    assert made.status_code == 303, made.text
    page = client.get(made.location)
    row = db.session.scalars(select(Draw).order_by(Draw.id.desc())).first()
    assert "复核相符" in page.text and row.secret in page.text and "谷雨" in page.text and "换一批" in page.text
    assert all(name in page.text for name in row.drawn.splitlines())
    assert client.get(f"{made.location}/record.pdf").data.startswith(b"%PDF")
    assert client.get(f"/inspections/{plan}/record.pdf").data.startswith(b"%PDF")


def test_members_and_points_are_drawn_on_their_pages(app, town, client_as, plan):
    client = client_as("assessor")
    sent = {
        "names": "甲、乙、丙、丁",
        "in_pairs": "y",
        "wanted": "4",
        "version": str(version_of(plan)),
    }
    made = client.post(f"/inspections/{plan}/drawing/members", data=sent)
    assert made.status_code == 303 and "第2组" in client.get(made.location).text
    page = client.get(f"/inspections/{plan}/drawing/points")
    assert "王家庄村 河边" in page.text
    sent = {"wanted": "9", "version": str(version_of(plan))}
    assert "抽不出9个" in client.post(f"/inspections/{plan}/drawing/points", data=sent).text
    made = client.post(f"/inspections/{plan}/drawing/points", data=sent | {"wanted": "1"})
    assert made.status_code == 303


def test_a_visit_on_the_phone_is_three_taps_from_the_list(app, town, client_as, plan):
    client, second = client_as("assessor"), town.villages[1]
    page = client.get("/inspections/")
    assert f"/inspections/{plan}/stops" in page.text  # one
    page = client.get(f"/inspections/{plan}/stops")
    assert f"/inspections/{plan}/stops/{second.id}" in page.text  # two
    page = client.get(f"/inspections/{plan}/stops/{second.id}")
    assert 'name="outcome" value="nothing"' in page.text
    done = client.post(f"/inspections/{plan}/stops/{second.id}", data={"outcome": "nothing"})  # three
    assert done.status_code == 303 and done.location.endswith(f"/inspections/{plan}/stops")
    row = db.session.scalars(select(Visit).order_by(Visit.id.desc())).first()
    assert (row.unit_id, row.outcome, row.members) == (second.id, VisitOutcome.NOTHING, "赵伟")
    again = client.post(f"/inspections/{plan}/stops/{second.id}", data={"outcome": "nothing"})
    assert again.status_code == 422 and "已经记过到点" in again.text
    bad = client.post(f"/inspections/{plan}/stops/{second.id}", data={"outcome": "", "place": "桥头"})
    assert bad.status_code == 422 and 'value="桥头"' in bad.text


def test_what_was_found_leads_on_to_the_page_of_problems_where_there_is_one(app, town, client_as, plan, monkeypatch):
    client, second = client_as("assessor"), town.villages[1]

    monkeypatch.setattr(finding_links, "FORM", "no.such_page")
    done = client.post(f"/inspections/{plan}/stops/{second.id}", data={"outcome": "problem"})
    assert done.location.endswith("/stops")
    assert "有问题，待登记" in client.get(f"/inspections/{plan}").text
    monkeypatch.setattr(finding_links, "FORM", "inspections.new")
    done = client.post(f"/inspections/daily/{second.id}", data={"outcome": "good", "place": "广场"})
    row = db.session.scalars(select(Visit).order_by(Visit.id.desc())).first()
    assert done.location.endswith(f"?visit={row.id}&kind=good") and row.inspection_id is None


def test_the_clerk_enters_a_past_day_and_puts_a_wrong_one_right(app, town, client_as, plan):
    client, second = client_as("clerk"), town.villages[1]
    sent = {
        "inspection_id": "",
        "unit_id": str(second.id),
        "visited_on": "2026-02-27",
        "source": "county",
        "outcome": "nothing",
    }
    sent |= {"members": "县里来的周工", "text": "陪同检查"}
    assert client.post("/inspections/visits/new", data=sent).status_code == 303
    row = db.session.scalars(select(Visit).order_by(Visit.id.desc())).first()
    assert (row.visited_on, row.members) == (d.date(2026, 2, 27), "县里来的周工")
    late = client.post("/inspections/visits/new", data=sent | {"visited_on": "2026-03-09"})
    assert late.status_code == 422 and "还没有到" in late.text and "县里来的周工" in late.text
    page = client.get(f"/inspections/visits/{row.id}")
    assert page.status_code == 200
    sent = {"visited_on": "2026-02-28", "outcome": "nothing", "place": "河边", "version": "1"}
    assert client.post(f"/inspections/visits/{row.id}", data=sent).status_code == 303
    refused = client.post(f"/inspections/visits/{row.id}/withdrawing", data={"version": "2", "text": ""})
    assert refused.status_code == 422 and "请写明为什么撤销" in refused.text
    assert (
        client.post(f"/inspections/visits/{row.id}/withdrawing", data={"version": "2", "text": "记错村"}).status_code
        == 303
    )
    assert "记错村" in client.get(f"/inspections/visits/{row.id}").text


def test_a_plan_is_closed_from_its_page(app, town, client_as, plan):
    client = client_as("leader")
    version = str(version_of(plan))
    refused = client.post(f"/inspections/{plan}/closing", data={"version": version, "text": ""})
    assert refused.status_code == 422 and "还有2个村没有到" in refused.text
    done = client.post(f"/inspections/{plan}/closing", data={"version": version, "text": "雨大未去"})
    assert done.status_code == 303
    db.session.expire_all()
    row = db.session.get(Inspection, plan)
    assert row.state is InspectionState.CLOSED and "雨大未去" in client.get(f"/inspections/{plan}").text
    assert client.post(f"/inspections/{plan}/reopening", data={"version": str(row.version)}).status_code == 303


def test_blind_spots_go_into_the_next_plan(app, town, client_as, plan):
    client = client_as("clerk")
    page = client.get("/inspections/blind-spots/?days=1&category=废水排放")
    assert "没有到点记录" in page.text and "李家沟村" in page.text
    chosen = {"units": [str(town.villages[1].id), str(town.villages[4].id)]}
    sent = client.post("/inspections/blind-spots/next-inspection", data=chosen)
    page = client.get(sent.location)
    ticked = re.findall(r'name="units" value="(\d+)"[^>]* checked', page.text)
    assert ticked == [str(town.villages[1].id), str(town.villages[4].id)]


def test_closed_problems_are_drawn_and_looked_at_again(app, town, client_as, clock):
    for n in range(2):
        inspecting.brought(town, town.villages[0], FindingState.CLOSED, text=f"第{n}处")
    db.session.rollback()
    reporting.later(clock, at(4, 30))
    client = client_as("leader")
    for row in (client_as("clerk"), client):
        assert "满30天的2件" in row.get("/inspections/revisits/drawing").text
    made = client.post("/inspections/revisits/drawing", data={"days": "30", "wanted": "2", "word": "谷"})
    assert made.status_code == 303 and "复核相符" in client.get(made.location).text
    first, second = db.session.scalars(select(Revisit.id).order_by(Revisit.id)).all()
    page = client.get(f"/inspections/revisits/{first}")
    assert "这件是您销号的" in page.text
    bad = client.post(
        f"/inspections/revisits/{first}",
        data={
            "outcome": "held",
            "looked_on": "2026-04-30",
            "unit_id": str(town.villages[0].id),
            "term": "w3",
            "version": "1",
        },
    )
    assert bad.status_code == 422 and "请写一句现场情况" in bad.text
    sent = {"looked_on": "2026-04-30", "unit_id": str(town.villages[0].id), "term": "w1", "version": "1"}
    assert (
        client.post(f"/inspections/revisits/{first}", data=sent | {"outcome": "held", "text": "没有再烧"}).status_code
        == 303
    )
    other = client_as("assessor")
    assert "这件是您销号的" not in other.get(f"/inspections/revisits/{second}").text
    assert (
        other.post(f"/inspections/revisits/{second}", data=sent | {"outcome": "relapsed", "text": "又烧了"}).status_code
        == 303
    )
    page = other.get("/inspections/revisits/")
    assert "/2（50%）" in page.text and "本人销号、本人回访" in page.text


def test_the_people_of_a_village_find_no_such_pages(app, town, client_as, plan):
    draw = db.session.scalar(select(Draw.id))
    seen = [
        "/",
        "/new",
        f"/{plan}",
        f"/{plan}/record.pdf",
        f"/draws/{draw}",
        f"/draws/{draw}/record.pdf",
        "/blind-spots/",
        "/revisits/",
    ]
    for login in ("reporter", "signer"):
        client = client_as(login)
        answers = {path: client.get(f"/inspections{path}").status_code for path in seen}
        assert set(answers.values()) <= {403, 404} and answers["/"] == answers[f"/{plan}"] == 404, answers
        assert "/inspections" not in client.get("/").text
    auditor = client_as("auditor")
    assert {path: auditor.get(f"/inspections{path}").status_code for path in seen if path != "/new"} == dict.fromkeys(
        [path for path in seen if path != "/new"], 200
    )
    assert auditor.get("/inspections/new").status_code == 403


def test_pages_ask_as_much_of_many_villages_as_of_few(app, town, clerk, client_as, plan, counted):
    client = client_as("clerk")
    paths = ["", f"{plan}", f"{plan}/stops", "blind-spots/", "revisits/", f"{plan}/edit", "daily"]
    before = {}
    for path in paths:
        client.get(f"/inspections/{path}")
        with counted() as sql:
            client.get(f"/inspections/{path}")
        before[path] = len(sql)
    many_villages(town, 60)
    inspecting.assigned(town, town.villages[3], "一处")
    for n in range(3):
        row = inspections.plan(PLAN, [Stop(each.id) for each in town.villages], by=clerk, now=town.now)
        for village in town.villages[: n + 2]:
            visits.record(Entry(village.id, VisitOutcome.PROBLEM, row.id), by=clerk, now=town.now)
    for village in town.villages[1:]:
        visits.record(
            Entry(village.id, VisitOutcome.NOTHING, plan, place=f"{village.name[:2]}边"), by=clerk, now=town.now
        )
    db.session.rollback()
    for path in paths:
        with counted() as sql:
            client.get(f"/inspections/{path}")
        assert len(sql) <= before[path], path
