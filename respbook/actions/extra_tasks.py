"""临时交办: a task that no letter promised — decided at a meeting, or hung on a row of a 台账 — once, with a date and a unit."""

from dataclasses import dataclass
from datetime import date, datetime

from respbook.actions import audit
from respbook.actions.action import action
from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.tasks import Task, TaskPeriod
from respbook.queries.scope import unit_in_sight
from respbook.queries.scope_registers import register_row_in_sight
from respbook.queries.studies import programme_for
from respbook.rules.cadence import Cadence
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.planning import periods_until

LONGEST_TITLE = 100
LONGEST_DEMAND = 300


@dataclass(frozen=True)
class Assignment:
    """交办的任务: for whom, what, until when; ``register_row_id`` the row that it is about."""

    unit_id: int
    title: str
    due_on: date
    demand: str = ""
    person: str = ""
    register_row_id: int | None = None


def made_task(asked: Assignment, programme: Programme, from_on: date) -> Task:
    """临时交办 as a row: no letter, no target, one period from the day it is given to its date."""
    task = Task(
        unit_id=asked.unit_id,
        programme_id=programme.id,
        year=programme.year,
        title=asked.title,
        demand=asked.demand,
        cadence=Cadence.ONCE,
        due_on=asked.due_on,
        person=asked.person or None,
        register_row_id=asked.register_row_id,
    )
    task.periods = [
        TaskPeriod(starts_on=each.starts_on, ends_on=each.ends_on, due_on=each.due_on, label=each.label)
        for each in periods_until(Cadence.ONCE, from_on, asked.due_on)
    ]
    return task


@action(Permission.TASK_WRITE, undo=True)
def assign(asked: Assignment, *, by: Viewer, now: datetime) -> Task:
    """交办任务. Raises RuleBroken at ``title``, ``demand``, ``due_on`` or ``unit_id``, NotInSight."""
    today, unit = china_day(now), unit_in_sight(by, asked.unit_id)
    if unit.retired_on is not None and unit.retired_on <= today:
        raise RuleBroken(f"“{unit.called}”已于{day(unit.retired_on)}停用；请选现在的承担单位。", "unit_id")
    if asked.register_row_id is not None:
        register_row_in_sight(by, asked.register_row_id)
    _check_words(asked)
    programme = programme_for(by.unit_id, today)
    if programme is None:
        raise RuleBroken("现在没有进行中的年度方案，任务没有地方立；请先建立或重新启用本年度方案。")
    if not today <= asked.due_on <= programme.term_to:
        raise RuleBroken(f"完成时限应在今天到{day(programme.term_to)}（本年度方案结束）之间。", "due_on")
    task = made_task(asked, programme, today)
    db.session.add(task)
    told = {"承担单位": unit.called, "要求": asked.demand, "完成时限": day(asked.due_on)}
    audit.note("task.assign", task, task.title, after={name: words for name, words in told.items() if words})
    return task


def _check_words(asked: Assignment) -> None:
    if not asked.title.strip():
        raise RuleBroken("请写清要办什么事。", "title")
    for text, longest, field in ((asked.title, LONGEST_TITLE, "title"), (asked.demand, LONGEST_DEMAND, "demand")):
        if len(text) > longest:
            raise RuleBroken(f"写了{len(text)}个字，最多{longest}个字；请写要点。", field)
