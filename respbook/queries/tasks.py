"""任务: the list in sight, and what stands behind one task."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, func, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from respbook.models.base import db
from respbook.models.letter_templates import Clause
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.targets import Target
from respbook.models.tasks import Task, TaskPeriod
from respbook.models.units import Unit
from respbook.queries.listing import PAGE_SIZE, Listing, capped, total_of
from respbook.queries.naming import spelling
from respbook.queries.responsible import person_column
from respbook.queries.scope import IN_SIGHT, OWNED, NotInSight, sight, under
from respbook.queries.units import CALLED, NAMED_LIKE
from respbook.rules.cadence import Cadence
from respbook.rules.lifecycles import TaskState
from respbook.rules.permissions import Viewer
from respbook.rules.units import kinds_in


@dataclass(frozen=True)
class TaskFilter:
    """任务筛选. A programme brings its own year with it."""

    year: int
    state: TaskState | None = None
    words: str = ""
    cadence: Cadence | None = None
    programme_id: int | None = None
    sort: str = "due"


@dataclass(frozen=True)
class TaskRow:
    """任务列表的一行; ``next_due`` is the next period's due date from today on."""

    id: int
    title: str
    demand: str
    unit_id: int
    unit_name: str
    cadence: Cadence
    due_on: date
    state: TaskState
    letter_id: int | None
    number_text: str
    next_due: date | None
    person: str

    def late(self, today: date) -> bool:
        """逾期: still open after its last day."""
        return self.state is TaskState.OPEN and self.due_on < today


@dataclass(frozen=True)
class ProgrammeChoice:
    """可选的方案."""

    id: int
    name: str
    year: int
    office_id: int


_PROGRAMMES = (
    select(Programme.id, Programme.name, Programme.year, Programme.unit_id)
    .where(OWNED)
    .order_by(Programme.year.desc(), Programme.id)
)


def programmes_with_tasks(viewer: Viewer) -> list[ProgrammeChoice]:
    """可选的方案, the youngest year first: one statement."""
    return [ProgrammeChoice(*row) for row in db.session.execute(_PROGRAMMES, sight(viewer))]


def of_chosen_year(wanted: TaskFilter, programmes: Sequence[ProgrammeChoice]) -> TaskFilter:
    """A chosen programme decides the year. Raises NotInSight for one that the viewer cannot see."""
    if wanted.programme_id is None:
        return wanted
    for choice in programmes:
        if choice.id == wanted.programme_id:
            return replace(wanted, year=choice.year)
    raise NotInSight


def task_list(viewer: Viewer, wanted: TaskFilter, today: date, page: int = 1) -> Listing[TaskRow]:
    """任务列表 by due date: one statement however many rows; page and total are read from indexes alone."""
    given = _given(wanted)
    values = {**given, **sight(viewer), "today": today, "offset": (page - 1) * PAGE_SIZE}
    rows = db.session.execute(_page(frozenset(given), wanted.sort), values).all()
    total = rows[0].total if rows else total_of(_chosen(frozenset(given)), values)
    return Listing([TaskRow(*row[1:]) for row in rows], total, page)


def _given(wanted: TaskFilter) -> dict[str, Any]:
    """The filters that are set, by the names that ``_NARROWED`` knows."""
    words = wanted.words.strip()
    given = {
        "year": wanted.year,
        "state": wanted.state,
        "cadence": wanted.cadence,
        "programme": wanted.programme_id,
    } | (spelling(words) if words else {})
    return {name: value for name, value in given.items() if value is not None}


_NARROWED: dict[str, ColumnElement[bool]] = {
    "year": Task.year == bindparam("year"),
    "state": Task.state == bindparam("state"),
    "cadence": Task.cadence == bindparam("cadence"),
    "programme": Task.programme_id == bindparam("programme"),
}


_SORTS: dict[str, tuple[Any, ...]] = {"due": (Task.due_on, Task.id), "unit": (Task.unit_id, Task.due_on, Task.id)}
"""排序 by the words of ``rules.list_states``; each ends with the id and has an index."""


def _order(sort: str) -> tuple[Any, ...]:
    keys = _SORTS[sort.lstrip("-")]
    return tuple(key.desc() for key in keys) if sort.startswith("-") else keys


@lru_cache
def _chosen(given: frozenset[str]) -> Select[int]:
    """The tasks of a filter; built once for each set of filters."""
    units = select(Unit.id).where(IN_SIGHT)
    if "name" in given:
        units = units.where(NAMED_LIKE)
    narrowed = [condition for name, condition in _NARROWED.items() if name in given]
    return select(Task.id).where(Task.unit_id.in_(units), *narrowed)


def _next_due() -> ScalarSelect[date]:
    return (
        select(func.min(TaskPeriod.due_on))
        .where(TaskPeriod.task_id == Task.id, TaskPeriod.due_on >= bindparam("today"))
        .correlate(Task)
        .scalar_subquery()
    )


@lru_cache
def _page(given: frozenset[str], sort: str) -> Select[*tuple[Any, ...]]:
    """One page of them with the total in each row; the page is cut before anything is joined to it."""
    chosen = _chosen(given)
    shown = chosen.order_by(*_order(sort)).limit(PAGE_SIZE).offset(bindparam("offset")).subquery()
    columns = select(
        capped(chosen).label("total"),
        Task.id,
        Task.title,
        Task.demand,
        Task.unit_id,
        CALLED.label("unit_name"),
        Task.cadence,
        Task.due_on,
        Task.state,
        Task.letter_id,
        func.coalesce(Letter.number_text, "").label("number_text"),
        _next_due().label("next_due"),
        person_column().label("person"),
    )
    joined = columns.join(shown, shown.c.id == Task.id).join(Task.unit).outerjoin(Task.letter)
    return joined.order_by(*_order(sort))


def neighbours(viewer: Viewer, task: Task, wanted: TaskFilter) -> tuple[int | None, int | None]:
    """前后 of a task in the list of the filter: found by its place in the order, not by reading the list."""
    order = _SORTS[wanted.sort.lstrip("-")]
    keys, place = tuple_(*order), [getattr(task, key.key) for key in order]
    given = _given(wanted)
    chosen = _chosen(frozenset(given))
    falling = wanted.sort.startswith("-")
    up = chosen.where(keys > place).order_by(*order).limit(1)
    down = chosen.where(keys < place).order_by(*(key.desc() for key in order)).limit(1)
    row = db.session.execute(select(down.scalar_subquery(), up.scalar_subquery()), {**given, **sight(viewer)}).one()
    return (row[1], row[0]) if falling else (row[0], row[1])


def all_tasks(viewer: Viewer, wanted: TaskFilter, today: date) -> Iterator[Any]:
    """全部任务 of a filter, in the order of the list, as the sheet tells them: one statement, read as it is written."""
    given = _given(wanted)
    statement = (
        select(
            Unit.name,
            Task.title,
            Task.demand,
            Task.cadence,
            Task.due_on,
            Task.duty,
            Task.evidence,
            func.coalesce(Letter.number_text, ""),
            Task.state,
            _next_due(),
            person_column(),
            func.coalesce(Target.lead_unit, ""),
            func.coalesce(Target.helping_units, ""),
        )
        .where(Task.id.in_(_chosen(frozenset(given))))
        .join(Task.unit)
        .outerjoin(Task.letter)
        .outerjoin(Task.target)
        .order_by(*_order(wanted.sort))
        .execution_options(yield_per=2000)
    )
    return iter(db.session.execute(statement, {**given, **sight(viewer), "today": today}))


@dataclass(frozen=True)
class Source:
    """任务来源: the programme, and the clause of the letter that the task follows from."""

    programme_id: int
    programme_name: str
    town_id: int
    term_from: date
    clause: str


def source_of(task: Task) -> Source:
    """任务来源 of a task in sight: one statement."""
    row = db.session.execute(
        select(Programme.id, Programme.name, Programme.unit_id, Programme.term_from, Clause.label, Clause.text)
        .outerjoin(Clause, Clause.id == task.clause_id)
        .where(Programme.id == task.programme_id)
    ).one()
    return Source(row.id, row.name, row.unit_id, row.term_from, f"{row.label or ''}{row.text or ''}")


def own_targets_tasked(programme_id: int) -> set[int]:
    """已登记的本级任务: targets that have a living task without a letter."""
    return set(
        db.session.scalars(
            select(Task.target_id).where(
                Task.programme_id == programme_id, Task.letter_id.is_(None), Task.state != TaskState.CANCELLED
            )
        )
    )


def own_targets_waiting(programme: Programme) -> list[str]:
    """待列入的本级任务: names of the targets that the office itself bears and that nobody has opened: one statement."""
    opened = select(Task.id).where(
        Task.target_id == Target.id, Task.letter_id.is_(None), Task.state != TaskState.CANCELLED
    )
    rows = db.session.execute(
        select(Target.name, Target.unit_kinds)
        .where(Target.programme_id == programme.id, ~opened.exists())
        .order_by(Target.position, Target.id)
    )
    return [name for name, kinds in rows if programme.unit.kind in kinds_in(kinds)]


def tasks_named(viewer: Viewer, programme_id: int, task_ids: Collection[int]) -> list[Task]:
    """任务 of a programme by their ids, with their periods, as far as they are in sight: two statements."""
    found = select(Task).join(Task.unit).where(Task.id.in_(task_ids), Task.programme_id == programme_id, under(viewer))
    return list(db.session.scalars(found.order_by(Task.id).options(selectinload(Task.periods))))


def tasks_of_row(viewer: Viewer, row_id: int) -> Sequence[Task]:
    """一条台账上的任务 as far as they are in sight, the youngest first: one statement."""
    found = select(Task).join(Task.unit).where(Task.register_row_id == row_id, under(viewer))
    return db.session.scalars(found.order_by(Task.due_on.desc(), Task.id.desc()).options(joinedload(Task.unit))).all()


def movable(task: Task) -> bool:
    """可调整: no letter has promised the date, the task is due once, and it is still open; periods must be loaded."""
    return task.letter_id is None and len(task.periods) == 1 and task.state is TaskState.OPEN
