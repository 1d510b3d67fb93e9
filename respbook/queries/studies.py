"""研究环保工作: the list by year, how what was decided stands, and the quarterly duty that a study fulfils (features X18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, case, func, select

from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.reports import Report
from respbook.models.studies import Study, StudyDecision
from respbook.models.tasks import Task
from respbook.models.units import Unit
from respbook.queries.obligations import TaskFacts, open_tasks, periods_at
from respbook.queries.scope import under
from respbook.queries.scope_reports import reports_of_tasks
from respbook.queries.scope_studies import LATEST, studies_in_sight
from respbook.queries.units import CALLED, IN_ORDER
from respbook.rules.cadence import Cadence
from respbook.rules.lifecycles import FilingState, ProgrammeState
from respbook.rules.obligations import Asked
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.programmes import ProgrammeKind
from respbook.rules.reports import Ask
from respbook.rules.studies import Standing, fulfils, quarter_from, quarter_to, still_due, told_again

_DONE = (FilingState.PASSED, FilingState.VERIFIED)


@dataclass(frozen=True)
class StudyRow:
    """研究一览的一行: how many decisions, how many of them with a task, how many of these done."""

    id: int
    held_on: date
    chair: str
    edition: int
    decisions: int
    tasks: int
    done: int


def study_list(viewer: Viewer, year: int) -> Sequence[StudyRow]:
    """研究一览 of a year, the latest first, each in its latest edition: one statement."""
    rows = db.session.execute(
        select(
            Study.id,
            Study.held_on,
            Study.chair,
            Study.edition,
            func.count(StudyDecision.id),
            func.count(StudyDecision.task_id),
            func.coalesce(func.sum(case((Report.state.in_(_DONE), 1), else_=0)), 0),
        )
        .outerjoin(Study.decisions)
        .outerjoin(Report, Report.task_id == StudyDecision.task_id)
        .where(studies_in_sight(viewer), LATEST, Study.held_on.between(date(year, 1, 1), date(year, 12, 31)))
        .group_by(Study.id, Study.held_on, Study.chair, Study.edition)
        .order_by(Study.held_on.desc(), Study.id.desc())
    )
    return [StudyRow(*row) for row in rows]


def held_days(viewer: Viewer, first: date, last: date) -> Sequence[date]:
    """研究的日子 between two days: one statement."""
    return db.session.scalars(
        select(Study.held_on).where(studies_in_sight(viewer), LATEST, Study.held_on.between(first, last))
    ).all()


def study_due(viewer: Viewer, today: date) -> date | None:
    """本季度还没有研究: until when, in the quarter's last month: one statement, and none in the other months."""
    if still_due(today, ()) is None:
        return None
    return still_due(today, held_days(viewer, quarter_from(today), today))


def last_study(viewer: Viewer, before: date) -> Study | None:
    """上次研究, held on a day or before it: one statement."""
    return db.session.scalars(
        select(Study)
        .where(studies_in_sight(viewer), LATEST, Study.held_on <= before)
        .order_by(Study.held_on.desc(), Study.id.desc())
        .limit(1)
    ).first()


@dataclass(frozen=True)
class DecisionRow:
    """议定事项 and how it stands."""

    number: int
    matter: str
    words: str
    unit: str
    person: str
    due_on: date | None
    task_id: int | None
    standing: Standing


def decisions_of(study_id: int) -> Sequence[DecisionRow]:
    """议定事项 of a study in sight, each as it stands today: one statement."""
    rows = db.session.execute(
        select(
            StudyDecision.number,
            StudyDecision.matter,
            StudyDecision.words,
            func.coalesce(CALLED, ""),
            StudyDecision.person,
            StudyDecision.due_on,
            StudyDecision.task_id,
            Task.state,
            Report.state,
            Task.due_on,
        )
        .outerjoin(StudyDecision.unit)
        .outerjoin(StudyDecision.task)
        .outerjoin(Report, Report.task_id == Task.id)
        .where(StudyDecision.study_id == study_id)
        .order_by(StudyDecision.number)
    )
    return [
        DecisionRow(number, matter, words, unit, person, due_on, task_id, Standing(state, said, task_due))
        for number, matter, words, unit, person, due_on, task_id, state, said, task_due in rows
    ]


@dataclass(frozen=True)
class Duty:
    """由研究完成的本级任务, with the period that a day falls in and what stands there; ``shut`` why it cannot be told."""

    task: TaskFacts
    asked: Asked | None
    version: int = 0
    shut: str = ""

    @property
    def is_figure(self) -> bool:
        """报数, so that a study is one more."""
        return self.task.ask is Ask.FIGURE


def duties(viewer: Viewer) -> Mapping[int, TaskFacts]:
    """由研究完成的本级任务 of the viewer's town: one statement."""
    own = and_(under(viewer), Unit.id == viewer.unit_id)
    found = open_tasks(
        own, Task.letter_id.is_(None), Task.cadence == Cadence.QUARTERLY, Programme.state == ProgrammeState.OPEN
    )
    return {task.id: task for task in found.values() if fulfils(task)}


def duty_on(viewer: Viewer, task: TaskFacts, on: date) -> Duty:
    """本期: the period of a duty in which a day falls, and whether it can be told: three statements."""
    wanted = {(task.id, starts_on) for starts_on in _begins(task, on)}
    asked = next((each for each in periods_at({task.id: task}, wanted).values() if each.ends_on >= on), None)
    if asked is None:
        return Duty(task, None, shut="没有这个季度的报送期")
    stands = next((row for row in reports_of_tasks([task.id])[task.id] if row.starts_on == asked.starts_on), None)
    if stands is None:
        return Duty(task, asked)
    return Duty(task, asked, stands.version, told_again(stands.state, viewer.may(Permission.REPORT_WRITE)))


def _begins(task: TaskFacts, on: date) -> set[date]:
    """A term may begin within the quarter."""
    return {quarter_from(on), task.course.first} if task.course.first <= quarter_to(on) else {quarter_from(on)}


def unit_names(viewer: Viewer) -> dict[str, int]:
    """责任单位 by the names that may be typed, short and full, the town first; a name of two units is nobody's."""
    rows = db.session.execute(
        select(Unit.id, CALLED, Unit.name)
        .where(under(viewer), Unit.retired_on.is_(None))
        .order_by(Unit.id != viewer.unit_id, *IN_ORDER)
    ).all()
    found: dict[str, int] = {}
    twice: set[str] = set()
    for unit_id, called, name in rows:
        for word in {called, name}:
            if found.setdefault(word, unit_id) != unit_id:
                twice.add(word)
    return {word: unit_id for word, unit_id in found.items() if word not in twice}


def units_offered(viewer: Viewer) -> Sequence[str]:
    """责任单位 as they are offered: one statement."""
    rows = select(CALLED).where(under(viewer), Unit.retired_on.is_(None))
    return db.session.scalars(rows.order_by(Unit.id != viewer.unit_id, *IN_ORDER)).all()


def programme_for(town_id: int, on: date) -> Programme | None:
    """立任务的方案: the open programme of the town whose term covers the day, the yearly one first: one statement."""
    covers = and_(Programme.term_from <= on, Programme.term_to >= on)
    return db.session.scalars(
        select(Programme)
        .where(Programme.unit_id == town_id, Programme.state == ProgrammeState.OPEN, covers)
        .order_by(Programme.kind != ProgrammeKind.YEARLY, Programme.id)
        .limit(1)
    ).first()


def years_studied(viewer: Viewer) -> Sequence[int]:
    """有研究的年度, the latest first: one statement."""
    days = db.session.scalars(select(Study.held_on).where(studies_in_sight(viewer), LATEST)).all()
    return sorted({on.year for on in days}, reverse=True)
