"""本级任务: opened once, with periods; their due dates may be moved where no letter has promised them."""

import datetime as d
from decimal import Decimal

import making
import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from respbook.actions import programmes, targets, tasks
from respbook.actions.action import StaleVersion
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.tasks import Task
from respbook.queries.scope import NotInSight, task_in_sight
from respbook.rules.cadence import Cadence
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import TaskState
from respbook.rules.permissions import NotAllowed
from respbook.rules.programmes import ProgrammeKind
from respbook.rules.targets import TargetKind
from respbook.rules.units import UnitKind


@pytest.fixture
def by(town):
    return town.viewer("clerk")


@pytest.fixture
def programme(app, town, by):
    facts = programmes.ProgrammeFacts(
        ProgrammeKind.YEARLY, 2026, "2026年度责任书", "青山镇人民政府", d.date(2026, 1, 1), d.date(2026, 12, 31),
        "青政环责〔{年}〕{号}号",
    )  # fmt: skip
    return programmes.open_programme(town.unit.id, facts, by=by, now=town.now)


def own(programme, by, town, **more):
    facts = {
        "category": "工作机制", "name": "专题会议", "kind": TargetKind.AT_LEAST, "unit_word": "次",
        "amount": Decimal(4), "unit_kinds": (UnitKind.TOWN,), "cadence": Cadence.QUARTERLY,
    }  # fmt: skip
    return targets.add(programme.id, targets.TargetFacts(**(facts | more)), by=by, now=town.now)


def test_own_tasks_carry_no_letter_and_have_periods(programme, by, town):
    own(programme, by, town)
    own(programme, by, town, name="日巡查", cadence=Cadence.DAILY)
    own(programme, by, town, name="村里的事", unit_kinds=(UnitKind.VILLAGE,))
    opened = tasks.open_own(programme.id, by=by, now=town.now)
    assert [task.title for task in opened] == ["专题会议", "日巡查"]
    db.session.expire_all()
    stored = db.session.scalars(select(Task).order_by(Task.id).options(selectinload(Task.periods))).all()
    assert [(len(task.periods), task.letter_id, task.unit_id, task.state) for task in stored] == [
        (4, None, town.unit.id, TaskState.OPEN),
        (0, None, town.unit.id, TaskState.OPEN),
    ]
    assert stored[0].demand == "不少于4次" and stored[0].due_on == d.date(2026, 12, 31)


def test_pressed_twice_opens_only_what_is_new(programme, by, town):
    own(programme, by, town)
    tasks.open_own(programme.id, by=by, now=town.now)
    with pytest.raises(RuleBroken, match="都已登记"):
        tasks.open_own(programme.id, by=by, now=town.now)
    own(programme, by, town, name="新添")
    assert [task.title for task in tasks.open_own(programme.id, by=by, now=town.now)] == ["新添"]


def test_without_own_targets_it_says_where_to_choose_them(programme, by, town):
    with pytest.raises(RuleBroken, match="镇本级"):
        tasks.open_own(programme.id, by=by, now=town.now)


def test_only_clerks_and_only_what_is_in_sight(programme, town, by):
    with pytest.raises(NotAllowed):
        tasks.open_own(programme.id, by=town.viewer("leader"), now=town.now)
    with pytest.raises(NotInSight):
        tasks.open_own(programme.id + 99, by=by, now=town.now)


def test_a_target_with_tasks_is_not_removed(programme, by, town):
    target = own(programme, by, town)
    tasks.open_own(programme.id, by=by, now=town.now)
    with pytest.raises(RuleBroken, match="不能删除"):
        targets.remove(target.id, target.version, by=by, now=town.now)


@pytest.fixture
def duties(programme, by, town):
    """Two duties of the town's own that are due once, and a quarterly one."""
    own(programme, by, town)
    for name in ("编制预案", "开展培训"):
        own(programme, by, town, name=name, cadence=Cadence.ONCE)
    opened = tasks.open_own(programme.id, by=by, now=town.now)
    return {task.title: (task.id, task.version) for task in opened}


def moved(programme, by, town, *dues):
    asked = {task_id: tasks.NewDue(on, version) for (task_id, version), on in dues}
    tasks.reschedule(programme.id, asked, by=by, now=town.now)


def stands(by, task_id):
    db.session.expire_all()
    return task_in_sight(by, task_id)


def test_due_dates_of_own_duties_are_moved_together_with_their_period(programme, duties, by, town):
    plan, course = duties["编制预案"], duties["开展培训"]
    moved(programme, by, town, (plan, d.date(2026, 3, 31)), (course, d.date(2026, 6, 30)))
    task = stands(by, plan[0])
    assert (task.due_on, task.periods[0].due_on, task.periods[0].ends_on) == (d.date(2026, 3, 31),) * 3
    assert stands(by, course[0]).due_on == d.date(2026, 6, 30)
    moved(programme, by, town, ((plan[0], task.version), d.date(2026, 9, 30)))
    assert stands(by, plan[0]).periods[0].ends_on == d.date(2026, 9, 30)


def test_a_moved_date_is_written_in_the_book(programme, duties, by, town):
    moved(programme, by, town, (duties["编制预案"], d.date(2026, 3, 31)))
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry.verb == "task.reschedule" and "2026年12月31日" in entry.body and "2026年3月31日" in entry.body


def test_dates_that_cannot_be_refuse_all_and_are_named(programme, duties, by, town):
    plan, course, meeting = duties["编制预案"], duties["开展培训"], duties["专题会议"]
    with pytest.raises(RuleBroken, match=r"“开展培训”：.*责任期限"):
        moved(programme, by, town, (plan, d.date(2026, 3, 31)), (course, d.date(2027, 1, 1)))
    with pytest.raises(RuleBroken, match="“专题会议”：按期报送"):
        moved(programme, by, town, (plan, d.date(2026, 3, 31)), (meeting, d.date(2026, 3, 31)))
    assert stands(by, plan[0]).due_on == d.date(2026, 12, 31)


def test_two_clerks_move_one_date(programme, duties, by, town):
    plan, course = duties["编制预案"], duties["开展培训"]
    moved(programme, by, town, (plan, d.date(2026, 3, 31)))
    with pytest.raises(StaleVersion, match="“编制预案”的时限"):
        moved(programme, by, town, (plan, d.date(2026, 4, 30)), (course, d.date(2026, 4, 30)))
    assert stands(by, course[0]).due_on == d.date(2026, 12, 31)


def test_the_promise_of_a_letter_is_not_moved(stand, by, town):
    year = stand(making.year)
    task = db.session.scalars(select(Task).where(Task.letter_id.is_not(None)).order_by(Task.id)).first()
    with pytest.raises(RuleBroken, match="作废后重签"):
        moved(year, by, town, ((task.id, task.version), d.date(2026, 6, 1)))


def test_only_clerks_move_dates_and_only_of_this_programme(programme, duties, by, town):
    due = (duties["编制预案"], d.date(2026, 3, 31))
    with pytest.raises(NotAllowed):
        moved(programme, town.viewer("leader"), town, due)
    with pytest.raises(NotInSight):
        moved(making.programme(town, "另一个方案"), by, town, due)
    with pytest.raises(RuleBroken, match="没有改动"):
        moved(programme, by, town)
    programmes.close(programme.id, programme.version, by=by, now=town.now)
    with pytest.raises(RuleBroken, match="已结束"):
        moved(programme, by, town, due)
