"""责任交接: what a unit has handed over, what is due to be handed over, and what the paper is made from."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.handovers import Handover
from respbook.models.tasks import Task, TaskPeriod
from respbook.models.units import Holder, Unit
from respbook.papers.handover import OpenDuty
from respbook.rules.handing import successions
from respbook.rules.lifecycles import TaskState
from respbook.rules.units import UnitKind


def handovers_of(unit_id: int) -> Sequence[Handover]:
    """责任交接 of a unit, the youngest first: one statement. The caller has checked the sight."""
    return db.session.scalars(
        select(Handover)
        .where(Handover.unit_id == unit_id)
        .order_by(Handover.handed_on.desc(), Handover.id.desc())
        .options(joinedload(Handover.giver), joinedload(Handover.taker))
    ).all()


def due_handovers(unit: Unit, done: Sequence[Handover]) -> list[tuple[Holder, Holder]]:
    """应办交接 of a unit whose holders are loaded."""
    return successions(unit.holders, [(row.from_id, row.to_id) for row in done])


def open_duties(unit_id: int, today: date) -> tuple[OpenDuty, ...]:
    """未完的任务 of a unit with the next day that is due: one statement."""
    next_due = (
        select(TaskPeriod.due_on)
        .where(TaskPeriod.task_id == Task.id, TaskPeriod.due_on >= today)
        .order_by(TaskPeriod.due_on)
        .limit(1)
        .correlate(Task)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Task.title, Task.demand, Task.due_on, Task.evidence, next_due.label("upcoming"))
        .where(Task.unit_id == unit_id, Task.state == TaskState.OPEN)
        .order_by(Task.due_on, Task.position, Task.id)
    )
    return tuple(
        OpenDuty(
            row.title,
            row.demand,
            row.due_on,
            row.evidence,
            "已逾期" if row.due_on < today else f"下期{row.upcoming:%m月%d日}" if row.upcoming else "进行中",
        )
        for row in rows
    )


def town_name(unit: Unit) -> str:
    """所属镇 of a unit, as it is written on papers; its own name where none stands above it."""
    above = [int(part) for part in unit.path.split("/") if part]
    found = select(Unit.name).where(Unit.id.in_(above), Unit.kind == UnitKind.TOWN)
    return db.session.scalar(found.limit(1)) or unit.name
