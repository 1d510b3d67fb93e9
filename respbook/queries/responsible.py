"""责任人: who answers for a task, from the unit's 任职记录: of one task with all its days, of a list as of a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, func, or_, select

from respbook.models.base import db
from respbook.models.tasks import Task, TaskPeriod
from respbook.models.units import Holder
from respbook.queries.holders import PRESENT
from respbook.rules.responsible import USUAL_ROLE, Span, in_charge


def records_of(unit_id: int) -> Sequence[Holder]:
    """任职记录 of a unit in order: one statement."""
    return db.session.scalars(
        select(Holder).where(Holder.unit_id == unit_id).order_by(Holder.position, Holder.from_on, Holder.id)
    ).all()


def task_spans(task: Task, records: Sequence[Holder], first: date) -> list[Span]:
    """责任人 of the whole task, from its first day on; periods must be loaded."""
    starts = min((period.starts_on for period in task.periods), default=first)
    return in_charge(records, task.post_role, task.person, starts, max(task.due_on, starts))


def period_spans(task: Task, records: Sequence[Holder], period: TaskPeriod) -> list[Span]:
    """责任人 of one 报送期: both, with their days, where the post changed hands in it."""
    return in_charge(records, task.post_role, task.person, period.starts_on, period.ends_on)


def person_column() -> ColumnElement[Any]:
    """责任人 as a column of a list of tasks, on the day bound as ``today``; empty where nobody holds the post."""
    holder: ScalarSelect[str] = (
        select(Holder.name)
        .where(
            Holder.unit_id == Task.unit_id,
            Holder.role == func.coalesce(Task.post_role, USUAL_ROLE.value),
            Holder.from_on <= bindparam("today"),
            or_(PRESENT, Holder.to_on > bindparam("today")),
        )
        .order_by(Holder.position, Holder.from_on, Holder.id)
        .limit(1)
        .correlate(Task)
        .scalar_subquery()
    )
    return func.coalesce(Task.person, holder, "")
