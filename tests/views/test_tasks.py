"""任务 pages: the list with its filters, one task, the button for the town's own."""

import datetime as d
from decimal import Decimal

import pytest
from making import make
from reading import Page
from sqlalchemy import text

from respbook.actions import audit, programmes, targets
from respbook.actions import tasks as actions
from respbook.actions.action import action
from respbook.models.base import db
from respbook.models.tasks import Task, TaskPeriod
from respbook.rules.cadence import Cadence
from respbook.rules.permissions import Permission
from respbook.rules.programmes import ProgrammeKind
from respbook.rules.targets import TargetKind
from respbook.rules.units import UnitKind


@pytest.fixture
def target(app, town):
    by = town.viewer("clerk")
    facts = programmes.ProgrammeFacts(
        ProgrammeKind.YEARLY, 2026, "2026年度责任书", "青山镇人民政府", d.date(2026, 1, 1), d.date(2026, 12, 31),
        "青政环责〔{年}〕{号}号",
    )  # fmt: skip
    programme = programmes.open_programme(town.unit.id, facts, by=by, now=town.now)
    own = targets.TargetFacts(
        TargetKind.AT_LEAST, "次", Decimal(4), category="工作机制", name="专题会议",
        unit_kinds=(UnitKind.TOWN, UnitKind.VILLAGE), cadence=Cadence.QUARTERLY, evidence="会议记录",
    )  # fmt: skip
    return targets.add(programme.id, own, by=by, now=town.now)


def handed_down(target, town, count):
    """Tasks for the villages in turn, one due each day from 1 March 2026."""

    @action(Permission.TASK_WRITE)
    def make(*, by, now):
        for place in range(count):
            task = Task(
                target_id=target.id, unit_id=town.villages[place % 8].id, programme_id=target.programme_id, year=2026,
                title=f"任务{place:03}", demand="不少于4次", cadence=Cadence.MONTHLY,
                due_on=d.date(2026, 3, 1) + d.timedelta(days=place),
            )  # fmt: skip
            task.periods = [
                TaskPeriod(starts_on=last.replace(day=1), ends_on=last, due_on=last, label=f"{last.month}月")
                for last in (d.date(2026, 1, 31), d.date(2026, 3, 31), d.date(2026, 4, 30))
            ]
            db.session.add(task)
        db.session.flush()
        audit.note("task.open_own", target, target.name)

    make(by=town.viewer("clerk"), now=town.now)


def titles(page):
    return page.all("//tbody/tr/th")


def test_an_empty_year_says_what_comes(client_as, app):
    assert "责任书签发后" in Page(client_as("clerk").get("/tasks/")).text


def test_button_opens_the_towns_own_tasks(client_as, target):
    client = client_as("clerk")
    address = f"/programmes/{target.programme_id}/own-tasks"
    page = Page(client.get(f"/programmes/{target.programme_id}/targets"))
    answer = client.post(address, data=page.form(address))
    assert answer.status_code == 303
    page = Page(client.get(answer.location))
    assert titles(page) == ["专题会议"] and "本级任务" in page.text and "2026年3月31日" in page.text


def test_list_is_in_order_of_due_dates_fifty_a_page(client_as, target, town):
    handed_down(target, town, 60)
    client = client_as("clerk")
    first = Page(client.get("/tasks/"))
    assert titles(first) == [f"任务{place:03}" for place in range(50)]
    assert "共60条" in first.text and "逾期1天" in first.text and "今天" in first.text
    assert titles(Page(client.get("/tasks/?page=2"))) == [f"任务{place:03}" for place in range(50, 60)]


@pytest.mark.parametrize(
    ("query", "count"),
    [("q=wangjia", 3), ("q=wjz", 3), ("q=王家", 3), ("q=%25", 0), ("state=open", 20), ("state=cancelled", 0),
     ("cadence=monthly", 20), ("cadence=daily", 0), ("year=2025", 0), ("year=%EF%BC%92026", 20), ("state=nonsense", 20), ("page=99", 0)],
)  # fmt: skip
def test_filters_stand_in_the_address(client_as, target, town, query, count):
    handed_down(target, town, 20)
    assert len(titles(Page(client_as("clerk").get(f"/tasks/?{query}")))) == count


def test_a_programme_brings_its_year_and_a_foreign_one_is_not_found(client_as, target, town):
    handed_down(target, town, 3)
    client = client_as("clerk")
    assert len(titles(Page(client.get(f"/tasks/?year=1999&programme={target.programme_id}")))) == 3
    assert client.get("/tasks/?programme=99999").status_code == 404


def test_unit_people_see_their_own_only(client_as, target, town):
    handed_down(target, town, 16)
    page = Page(client_as("reporter").get("/tasks/"))
    assert titles(page) == ["任务000", "任务008"]
    other = db.session.scalar(db.select(Task.id).where(Task.unit_id == town.villages[1].id))
    assert client_as("reporter").get(f"/tasks/{other}").status_code == 404


def test_statements_stay_flat_also_for_the_piece(client_as, target, town, counted):
    client = client_as("clerk")
    told = []
    for _ in range(2):
        handed_down(target, town, 20)
        for ask in (client.get, lambda path: client.piece(path, "tasks-table")):
            with counted() as sql:
                answer = ask("/tasks/?state=open")
            told.append(len(sql))
    assert answer.text.lstrip().startswith("<section") and told == [4, 3, 4, 3]


def test_the_order_stands_in_an_index(app):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite's plan")
    for where in ("year = 2026", "year = 2026 AND state = 'open'"):
        plan = db.session.execute(
            text(f"EXPLAIN QUERY PLAN SELECT id FROM tasks WHERE {where} ORDER BY due_on, id LIMIT 50")
        ).all()
        assert "ix_tasks_year" in str(plan) and "TEMP B-TREE" not in str(plan)


def test_one_task_says_what_is_asked_and_when(client_as, target, town):
    opened = actions.open_own(target.programme_id, by=town.viewer("clerk"), now=town.now)
    page = Page(client_as("clerk").get(f"/tasks/{opened[0].id}"))
    for words in (
        "不少于4次",
        "会议记录",
        "2026年第一季度",
        "2026年3月31日（星期二）",
        "还有29天",
        "本级任务，不签责任书",
    ):
        assert words in page.text
    assert client_as("reporter").get(f"/tasks/{opened[0].id}").status_code == 404


def test_a_moved_due_day_says_from_where_and_an_estimated_year_says_so(client_as, town, app):
    programme = make.programme(town)
    own = {"kind": TargetKind.AT_LEAST, "amount": Decimal(1), "unit_word": "次", "unit_kinds": (UnitKind.TOWN,)}
    once = make.target(town, programme, "清明防火", due_on=d.date(2026, 4, 5), rolls_over=True, **own)
    opened = actions.open_own(programme.id, by=town.viewer("clerk"), now=town.now)
    page = Page(client_as("clerk").get(f"/tasks/{opened[0].id}"))
    assert opened[0].title == once.name
    assert "2026年4月7日（星期二）" in page.text and "原4月5日为清明节，顺延" in page.text
    assert "还有36天还有25个工作日" in page.text and "尚未公布" not in page.text
    later = make.programme(town, "2040年", year=2040, term_from=d.date(2040, 1, 1), term_to=d.date(2040, 12, 31))
    make.target(town, later, "月报", cadence=Cadence.MONTHLY, due_in_workdays=5, helping_units="派出所", **own)
    (monthly,) = actions.open_own(later.id, by=town.viewer("clerk"), now=town.now)
    page = Page(client_as("clerk").get(f"/tasks/{monthly.id}"))
    assert "2040年、2041年放假安排尚未公布，暂按周末推算" in page.text
    assert page.all("//dt[text()='配合单位']/following-sibling::dd[1]") == ["派出所"] and "镇长李建国" in page.text


def test_the_clerk_sets_who_answers(client_as, target, town):
    (task,) = actions.open_own(target.programme_id, by=town.viewer("clerk"), now=town.now)
    clerk, address = client_as("clerk"), f"/tasks/{task.id}/person"
    page = Page(clerk.get(address))
    answer = clerk.post(address, data=page.form(address) | {"person": "赵网格"})
    assert answer.status_code == 303 and "赵网格" in Page(clerk.get(f"/tasks/{task.id}")).text
    assert "赵网格" in Page(clerk.get("/tasks/")).text
    stale = clerk.post(address, data=Page(clerk.get(address)).form(address) | {"person": "钱某", "version": "1"})
    assert stale.status_code == 409 and 'value="钱某"' in stale.text
    page = Page(clerk.get(address))
    both = clerk.post(address, data=page.form(address) | {"post_role": "second"})
    assert both.status_code == 422 and "只能选一种" in both.text
    for login in ("leader", "reporter", "auditor"):
        assert client_as(login).get(address).status_code in (403, 404)
    sheet = clerk.get("/tasks/export?format=csv").data.decode("utf-8-sig")
    assert "责任人,牵头单位,配合单位" in sheet and "赵网格" in sheet


def test_the_programme_offers_its_own_duties_once(client_as, target, town):
    clerk, here = client_as("clerk"), f"/programmes/{target.programme_id}"
    address = f"{here}/own-tasks"
    page = Page(clerk.get(here))
    assert "还没有列入任务：专题会议" in page.text
    assert clerk.post(address, data=page.form(address)).status_code == 303
    page = Page(clerk.get(here))
    assert "还没有列入任务" not in page.text and titles(Page(clerk.get("/tasks/"))) == ["专题会议"]
    assert "都已登记" in clerk.post(address).text
    for login in ("leader", "auditor"):
        assert "列入镇本级任务" not in client_as(login).get(here).text
