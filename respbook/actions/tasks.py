"""任务: the town's own duties. What a unit signed opens its tasks when the letter is issued."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from respbook.actions import audit
from respbook.actions.action import StaleVersion, action, expect_version
from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.tasks import Task, TaskPeriod
from respbook.queries import facts
from respbook.queries.scope import NotInSight, programme_in_sight, task_in_sight, unit_in_sight
from respbook.queries.tasks import own_targets_tasked, tasks_named
from respbook.rules.chinese import day, joined
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import TASK, TaskState
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.planning import PlannedTask, Schedule, check_due
from respbook.rules.programmes import check_open
from respbook.rules.responsible import USUAL_ROLE, check_person
from respbook.rules.units import POST_ROLE_LABELS, PostRole


@action(Permission.TASK_WRITE, undo=True)
def open_own(programme_id: int, *, by: Viewer, now: datetime) -> list[Task]:
    """登记镇本级任务: one for each target that the town itself bears and that has none yet; they carry no letter.

    Raises RuleBroken when there is nothing to open, NotInSight.
    """
    programme = programme_in_sight(by, programme_id)
    check_open(programme.state, programme.name)
    town = unit_in_sight(by, programme.unit_id)
    borne = facts.planned(facts.gather(programme, [town.id]), town)
    if not borne:
        raise RuleBroken("本方案没有由镇本级承担的目标。需要的，请在目标任务的“承担单位”中选“镇本级”。")
    done = own_targets_tasked(programme.id)
    opened = [
        opened_task(planned, programme, town.id, place)
        for place, (target, planned) in enumerate(borne, 1)
        if target.id not in done
    ]
    if not opened:
        raise RuleBroken("镇本级任务都已登记，没有新增的。")
    db.session.add_all(opened)
    audit.note("task.open_own", programme, programme.name, after={"任务": "、".join(task.title for task in opened)})
    return opened


@dataclass(frozen=True)
class NewDue:
    """新的时限 of one task, and the version of the task it was typed upon."""

    due_on: date
    version: int


@action(Permission.TASK_WRITE, undo=True)
def reschedule(programme_id: int, dues: Mapping[int, NewDue], *, by: Viewer, now: datetime) -> None:
    """调整时限: new due dates for the town's own duties, all or none; the promise of a letter is not touched.

    Raises StaleVersion naming the tasks that somebody else changed meanwhile, RuleBroken with a sentence for each task
    whose date cannot be, NotInSight.
    """
    programme = programme_in_sight(by, programme_id)
    check_open(programme.state, programme.name)
    if not dues:
        raise RuleBroken("没有改动，不用保存。")
    tasks = tasks_named(by, programme.id, dues)
    if len(tasks) != len(dues):
        raise NotInSight
    if stale := [task.title for task in tasks if task.version != dues[task.id].version]:
        names = joined(f"“{name}”" for name in stale)
        raise StaleVersion(f"别人刚刚改过{names}的时限，您的改动还没有保存。请核对后再保存。")
    before = {task.id: task.due_on for task in tasks}
    if refused := [said for task in tasks if (said := _refusal(task, dues[task.id].due_on, programme))]:
        raise RuleBroken("".join(refused), "due_on", tuple(refused))
    for task in tasks:
        _move(task, dues[task.id].due_on, by)
    for task in tasks:
        words = {"完成时限": day(task.due_on)}
        audit.note("task.reschedule", task, task.title, before={"完成时限": day(before[task.id])}, after=words)


def _refusal(task: Task, due_on: date, programme: Programme) -> str:
    try:
        periods = [(each.starts_on, each.due_on) for each in task.periods]
        check_due(Schedule(task.letter_id is not None, periods, programme.term_from, programme.term_to), due_on)
    except RuleBroken as refusal:
        return f"“{task.title}”：{refusal.sentence}"
    return ""


def _move(task: Task, due_on: date, by: Viewer) -> None:
    """The one period of the task moves along; where it ended on the old day, it ends on the new one."""
    task.state = TASK.fire(task.state, "reschedule", by)
    (period,) = task.periods
    if period.ends_on == period.due_on or period.ends_on > due_on:
        period.ends_on = due_on
    period.due_on = task.due_on = due_on
    period.moved_from = period.moved_for = None


@action(Permission.TASK_WRITE, undo=True)
def set_person(task_id: int, role: PostRole | None, person: str, version: int, *, by: Viewer, now: datetime) -> Task:
    """设定责任人: a post of the unit, or a person by name; what the letter promises is not touched.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    task = task_in_sight(by, task_id)
    expect_version(task, version)
    if task.state is not TaskState.OPEN:
        raise RuleBroken("任务已取消，不用再设定责任人。")
    person = person.strip()
    check_person(role, person)
    before = _charged(task)
    task.post_role, task.person = role, person or None
    if _charged(task) == before:
        raise RuleBroken("责任人没有改动，不用保存。")
    audit.note("task.set_person", task, task.title, before={"责任人": before}, after={"责任人": _charged(task)})
    return task


def _charged(task: Task) -> str:
    return task.person or POST_ROLE_LABELS[task.post_role or USUAL_ROLE]


def opened_task(planned: PlannedTask, programme: Programme, unit_id: int, position: int) -> Task:
    """任务 as it was promised: its wording is frozen, later edits of the target do not reach it."""
    task = Task(
        target_id=planned.target_id,
        unit_id=unit_id,
        programme_id=programme.id,
        year=programme.year,
        position=position,
        title=planned.title,
        demand=planned.demand,
        duty=planned.duty,
        evidence=planned.evidence,
        amount=planned.amount,
        unit_word=planned.unit_word,
        cadence=planned.cadence,
        due_on=planned.due_on,
        market_days=planned.market_days,
    )
    task.periods = [
        TaskPeriod(
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            due_on=each.due_on,
            label=each.label,
            moved_from=each.moved_from,
            moved_for=each.moved_for or None,
        )
        for each in planned.periods
    ]
    return task
