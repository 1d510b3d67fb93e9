"""代报: who may, what is closed or passed, by chat and by table alike."""

import datetime as d

import making
import pytest
import reporting
from making import make
from proxying import DAY, cells, file, read, reports, save
from reading import Page
from sqlalchemy import select
from standing import stands

from respbook.actions import audit, report_openings, report_reviews
from respbook.actions.action import action
from respbook.models.base import db
from respbook.models.tasks import Task, TaskPeriod
from respbook.models.units import Unit
from respbook.rules.cadence import Cadence
from respbook.rules.permissions import Permission
from respbook.rules.reports import Said

year = stands(reporting.running)


@pytest.fixture
def clerk(client_as, year):
    return client_as("clerk")


@pytest.mark.parametrize("login", ["reporter", "signer", "leader", "assessor", "auditor", "admin"])
def test_only_the_office_files_for_others(client_as, town, year, login):
    client = client_as(login)
    for address in ("/proxy-reports/", "/proxy-reports/chat"):
        assert client.get(address).status_code == 403
        assert client.post(address, data={"on": DAY.isoformat(), "text": "王家庄村 无异常"}).status_code == 403
    assert reports() == []


@action(Permission.TASK_WRITE)
def handed_down(programme, unit_ids, *, by, now):
    """A daily patrol and a monthly figure for each unit, without letters."""
    for unit_id in unit_ids:
        facts = {"unit_id": unit_id, "programme_id": programme.id, "year": 2026, "due_on": d.date(2026, 12, 31)}
        figure = Task(**facts, title="垃圾清运", demand="每月3吨", unit_word="吨", amount=3, cadence=Cadence.MONTHLY)
        month = {"starts_on": d.date(2026, 3, 1), "ends_on": d.date(2026, 3, 31), "due_on": d.date(2026, 3, 31)}
        figure.periods = [TaskPeriod(**month, label="3月")]
        db.session.add_all([figure, Task(**facts, title="每日巡查", demand="每日1次", cadence=Cadence.DAILY)])
    db.session.flush()
    audit.note("task.open_own", programme, programme.name)


def test_statements_do_not_grow_with_the_villages(client_as, town, counted):
    """Three villages, then thirty: reading, both pages, filing a chat."""
    clerk, programme = client_as("clerk"), make.programme(town)
    handed_down(programme, [each.id for each in town.villages[:3]], by=town.viewer("clerk"), now=town.now)

    def statements(names):
        chat = "\n".join(f"{name} 无异常，清运垃圾3吨" for name in names)
        counts = []
        with counted() as grid:
            Page(clerk.get("/proxy-reports/"))
        with counted() as reading:
            page = read(clerk, chat)
        with counted() as kept:
            answer = file(clerk, page)
        assert answer.status_code == 303
        counts = [len(grid), len(reading)]
        with counted() as shown:
            Page(clerk.get(answer.headers["Location"]))
        return [*counts, len(shown)], len(kept)

    few, filing_few = statements([each.short_name for each in town.villages[:3]])
    making.many_villages(town, 27)
    more = db.session.scalars(select(Unit).where(Unit.name.like("第%村")).order_by(Unit.id)).all()
    names = [each.name for each in more]
    handed_down(programme, [each.id for each in more], by=town.viewer("clerk"), now=town.now)
    many, filing_many = statements(names)
    assert few == many and max(few) <= 21
    assert filing_many - filing_few <= 24 * 2 * 3  # a report is its row, its entry and its digest


def test_what_the_office_has_passed_is_shut(clerk, town, year):
    row = reporting.nothing(year.of(town.villages[0], "每日巡查"), DAY, town.viewer("reporter"), town.now)
    by = town.viewer("assessor")
    report_reviews.pass_all({row.id: row.version}, by=by, now=town.now)
    page = Page(clerk.get("/proxy-reports/"))
    assert "已审" in page.text and not [label for label in cells(page) if label.startswith("更正")]
    page = read(clerk, "王家庄村 每日巡查发现问题1处")
    assert "这一期已审，不能再改；确有错误的，由镇环保办解锁后更正。" in page.text
    assert not page.root.xpath("//input[@name='take' or @name='change']")


def test_closed_days_have_no_boxes_and_say_why(clerk, client_as, town, year, clock):
    """The table, the chat, the village's own pages and the deed say the same sentence."""
    reporting.it_is(clock, reporting.at(3, 30))
    why = "2026年3月17日已关账；确需补报的，由镇环保办解锁后再报。"
    page = Page(clerk.get("/proxy-reports/?on=2026-03-02&show=patrol"))
    assert why in page.text and not cells(page) and "已关账" in page.text
    task = year.of(town.villages[0], "禁烧巡查")
    assert f"/tasks/{task.id}/opening?on=2026-03-02" in page.links()
    read_page = read(clerk, "王家庄村 无异常\n李家沟村 垃圾清运3吨")
    assert why in read_page.text and len(read_page.root.xpath("//input[@name='take']")) == 1
    reporter = client_as("reporter")
    assert why in Page(reporter.get(reporter.get("/report/days/20260302/found").headers["Location"])).text
    for body in ({}, {"text": "村东头有人烧秸秆"}):
        path = "/report/days/20260302" + ("/found/text?category=秸秆焚烧" if body else "")
        answer = reporter.post(path, data={**body, "key": f"k{len(body)}" * 16})
        page = Page(answer, 422) if body else Page(reporter.get(answer.headers["Location"]))
        assert why in page.text and not reports()
    assert "村东头有人烧秸秆" in page.text, "what was typed stays"
    by = town.viewer("clerk")
    report_openings.open_again(task.id, DAY, d.date(2026, 4, 2), "当日停电", by=by, now=clock.now)
    page = Page(clerk.get("/proxy-reports/?on=2026-03-02&show=patrol"))
    assert "每日巡查：已关账" in page.text and len(cells(page)) == 1
    assert save(clerk, page, 王家庄村今日巡查="1").status_code == 303
    assert [(task_id, said) for _, task_id, said, _ in reports()] == [(task.id, Said.NOTHING)]
