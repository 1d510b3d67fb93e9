"""报送列表: what was reported in sight, what waits for review first, and of that what is odd (features R8)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from respbook.models.base import db
from respbook.models.reports import Report, ReportEntry
from respbook.models.targets import Target
from respbook.models.tasks import Task, TaskPeriod
from respbook.queries.china_days import china_day_of
from respbook.queries.listing import COUNT_CAP, PAGE_SIZE, Listing, capped, total_of, within
from respbook.queries.report_photos import repeated_photos
from respbook.queries.scope import under
from respbook.queries.scope_reports import STANDS, speakers_of, told_to
from respbook.queries.units import CALLED, in_order, named_like
from respbook.rules.chinese import china_day
from respbook.rules.lifecycles import REPORT, FilingState
from respbook.rules.obligations import PUNCTUALITY_LABELS, Punctuality
from respbook.rules.odd_reports import Looked, oddities
from respbook.rules.outgoing import Value
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.reports import SAID_LABELS, Said

ODD = 500
"""How many odd ones are put before the others; whoever has more has another problem."""


@dataclass(frozen=True)
class ReportFilter:
    """报送筛选: ``words`` name the unit, ``task`` the task; the days are those of the periods."""

    state: FilingState | None = None
    time: Punctuality | None = None
    words: str = ""
    task: str = ""
    category: str = ""
    first: date | None = None
    last: date | None = None
    sort: str = "odd"
    said: Said | None = None

    @property
    def plain(self) -> bool:
        """没有筛选."""
        return replace(self, sort="odd") == ReportFilter()


@dataclass(frozen=True)
class ReportRow:
    """报送列表的一行; ``odd`` says what is odd about it, ``own`` that the viewer had a word in it."""

    id: int
    version: int
    unit_id: int
    unit_name: str
    task_id: int
    task: str
    unit_word: str
    label: str
    due_on: date
    said: Said
    amount: Decimal | None
    text: str
    category: str
    state: FilingState
    first_at: datetime
    last_at: datetime
    reason: str
    odd: Sequence[str] = field(default=())
    own: bool = False

    @property
    def late(self) -> bool:
        """补报."""
        return china_day(self.first_at) > self.due_on

    @property
    def called(self) -> str:
        """一句称呼: 王家庄村“垃圾清运”3月."""
        return f"{self.unit_name}“{self.task}”{self.label}"


_COLUMNS: tuple[Any, ...] = (
    Report.id,
    Report.version,
    Report.unit_id,
    CALLED.label("unit_name"),
    Report.task_id,
    Task.title,
    Task.unit_word,
    Report.label,
    Report.due_on,
    Report.said,
    Report.amount,
    Report.text,
    Report.category,
    Report.state,
    Report.first_at,
    Report.last_at,
    Report.reason,
)


def _conditions(viewer: Viewer, wanted: ReportFilter) -> list[ColumnElement[bool]]:
    found = [told_to(viewer)]
    if wanted.state is not None:
        found.append(Report.state == wanted.state)
    if wanted.time is not None:
        on = china_day_of(Report.first_at)
        found.append(on <= Report.due_on if wanted.time is Punctuality.ON_TIME else on > Report.due_on)
    if wanted.words.strip():
        found.append(named_like(wanted.words))
    if wanted.task.strip():
        found.append(Task.title.like(within(wanted.task), escape="\\"))
    found += _content(wanted)
    if wanted.first is not None:
        found.append(Report.due_on >= wanted.first)
    if wanted.last is not None:
        found.append(Report.starts_on <= wanted.last)
    return found


def _content(wanted: ReportFilter) -> list[ColumnElement[bool]]:
    """内容条件: of what was found the category that it was told under, else that of the task too."""
    found: list[ColumnElement[bool]] = []
    if wanted.said is not None:
        found.append(Report.said == wanted.said)
    if wanted.category:
        told = select(ReportEntry.id).where(ReportEntry.report_id == Report.id, ReportEntry.category == wanted.category)
        own = told.where(STANDS).correlate(Report).exists()
        found.append(own if wanted.said is Said.FOUND else or_(own, Target.category == wanted.category))
    return found


def _joined(columns: Select[Any], wanted: ReportFilter) -> Select[Any]:
    joined = columns.join(Report.unit).join(Report.task)
    return joined.outerjoin(Target, Target.id == Task.target_id) if wanted.category else joined


def _chosen(viewer: Viewer, wanted: ReportFilter) -> Select[Any]:
    return _joined(select(Report.id), wanted).where(*_conditions(viewer, wanted))


def _order(viewer: Viewer, sort: str, odd: Sequence[int]) -> tuple[Any, ...]:
    """待审 first, the odd ones before the others; by column where that was asked for."""
    keys: dict[str, tuple[Any, ...]] = {
        "due": (Report.due_on, Report.id),
        "unit": (*in_order(viewer), Report.due_on, Report.id),
        "told": (Report.last_at, Report.id),
    }
    if sort.lstrip("-") in keys:
        columns = keys[sort.lstrip("-")]
        return tuple(column.desc() for column in columns) if sort.startswith("-") else columns
    strange = (Report.id.in_(odd).desc(),) if odd else ()
    return (*strange, Report.state != FilingState.SUBMITTED, Report.due_on.desc(), *in_order(viewer), Report.id.desc())


def odd_ones(viewer: Viewer, wanted: ReportFilter) -> dict[int, list[str]]:
    """待审中的异常报送 of a filter, each with what is odd about it: six statements for any number."""
    if wanted.state not in (None, FilingState.SUBMITTED):
        return {}
    return _odd(_chosen(viewer, replace(wanted, state=FilingState.SUBMITTED)), viewer)


def odd_among(viewer: Viewer, report_ids: Sequence[int]) -> dict[int, list[str]]:
    """其中的异常报送 of some reports in sight: six statements."""
    return _odd(select(Report.id).join(Report.unit).where(Report.id.in_(report_ids), under(viewer)), viewer)


def _odd(chosen: Select[Any], viewer: Viewer) -> dict[int, list[str]]:
    """Nobody is told but those who review."""
    if not viewer.may(Permission.REPORT_REVIEW):
        return {}
    rows = db.session.execute(
        select(
            Report.id,
            Report.task_id,
            Report.starts_on,
            Report.said,
            Report.due_on,
            Report.first_at,
            Task.cadence,
            Task.unit_word,
            Report.text,
            Report.given,
            Report.reckoning,
            Report.amount,
            Report.passed,
            Task.amount.label("target"),
        )
        .join(Report.task)
        .where(Report.id.in_(chosen.order_by(Report.id).limit(COUNT_CAP)))
        .order_by(Report.id)
    ).all()
    told = _told(chosen) if any(row.said is Said.FIGURE for row in rows) else {}
    periods = _periods(chosen) if told else {}
    found = {}
    for row in rows:
        facts: tuple[Any, ...] = tuple(row)
        looked = replace(Looked(*facts[3:]), periods=periods.get(row.task_id, 1))
        of_task = told.get(row.task_id, {})
        earlier = [amount for on, amount in of_task.items() if on < row.starts_on]
        others = sum((amount for on, amount in of_task.items() if on != row.starts_on), Decimal(0))
        if reasons := oddities(looked, earlier, others):
            found[row.id] = reasons
    for report_id, reason in repeated_photos(viewer, chosen.order_by(Report.id).limit(COUNT_CAP)).items():
        found.setdefault(report_id, []).append(reason)
    return found


def _told(chosen: Select[Any]) -> dict[int, dict[date, Decimal]]:
    """各期的数 of every task that has a figure among the chosen, by the period's first day, in order."""
    one = aliased(Report)
    tasks = select(one.task_id).where(one.id.in_(chosen), one.said == Said.FIGURE)
    rows = db.session.execute(
        select(Report.task_id, Report.starts_on, Report.amount)
        .where(Report.task_id.in_(tasks), Report.amount.is_not(None))
        .order_by(Report.task_id, Report.starts_on)
    )
    found: dict[int, dict[date, Decimal]] = {}
    for task_id, starts_on, amount in rows:
        if amount is not None:
            found.setdefault(task_id, {})[starts_on] = amount
    return found


def _periods(chosen: Select[Any]) -> dict[int, int]:
    one = aliased(Report)
    tasks = select(one.task_id).where(one.id.in_(chosen), one.said == Said.FIGURE)
    rows = db.session.execute(
        select(TaskPeriod.task_id, func.count().label("number"))
        .where(TaskPeriod.task_id.in_(tasks))
        .group_by(TaskPeriod.task_id)
    )
    return {row.task_id: row.number for row in rows}


def report_list(
    viewer: Viewer, wanted: ReportFilter, odd: Mapping[int, Sequence[str]], page: int = 1
) -> Listing[ReportRow]:
    """报送列表, one page: two statements however many rows."""
    chosen = _chosen(viewer, wanted)
    order = _order(viewer, wanted.sort, list(odd)[:ODD])
    columns = _joined(select(capped(chosen).label("total"), *_COLUMNS), wanted)
    found = columns.where(*_conditions(viewer, wanted)).order_by(*order)
    rows: Any = db.session.execute(found.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    said = speakers_of([row.id for row in rows])
    shown = [_row(tuple(row)[1:], odd, said, viewer) for row in rows]
    return Listing(shown, rows[0].total if rows else total_of(chosen), page)


def rows_named(viewer: Viewer, report_ids: Sequence[int]) -> list[ReportRow]:
    """若干报送 as the list shows them, the odd ones first: five statements."""
    odd = odd_among(viewer, report_ids)
    rows: Any = db.session.execute(
        select(*_COLUMNS)
        .join(Report.unit)
        .join(Report.task)
        .where(Report.id.in_(report_ids), under(viewer))
        .order_by(*_order(viewer, "odd", list(odd)))
    ).all()
    said = speakers_of([row.id for row in rows])
    return [_row(tuple(row), odd, said, viewer) for row in rows]


def _row(
    facts: tuple[Any, ...], odd: Mapping[int, Sequence[str]], said: Mapping[int, set[int]], viewer: Viewer
) -> ReportRow:
    row = ReportRow(*facts)
    return replace(row, odd=odd.get(row.id, ()), own=viewer.user_id in said[row.id])


def neighbours(viewer: Viewer, report: Report, wanted: ReportFilter) -> tuple[int | None, int | None]:
    """前后 of a report in the list of the filter: one statement, up to four where the odd ones stand first."""
    odd = list(odd_ones(viewer, wanted))[:ODD] if wanted.sort == "odd" else []
    place = func.row_number().over(order_by=_order(viewer, wanted.sort, odd)).label("place")
    chosen = _joined(select(Report.id, place), wanted).where(*_conditions(viewer, wanted)).subquery()
    own = select(chosen.c.place).where(chosen.c.id == report.id).scalar_subquery()
    rows = db.session.execute(select(chosen.c.id, chosen.c.place - own).where(chosen.c.place.in_((own - 1, own + 1))))
    found = {step: row_id for row_id, step in rows}
    return found.get(-1), found.get(1)


def next_waiting(viewer: Viewer, wanted: ReportFilter) -> int | None:
    """下一条待审 of the filter, as its list would show it: the odd ones first."""
    waiting = replace(wanted, state=FilingState.SUBMITTED)
    odd = list(odd_ones(viewer, waiting))[:ODD] if wanted.sort == "odd" else []
    chosen = _joined(select(Report.id), waiting).where(*_conditions(viewer, waiting))
    found: int | None = db.session.scalar(chosen.order_by(*_order(viewer, wanted.sort, odd)).limit(1))
    return found


def state_counts(viewer: Viewer) -> dict[FilingState, int]:
    """各状态的件数 in sight: one statement."""
    rows = db.session.execute(
        select(Report.state, func.count().label("number"))
        .join(Report.unit)
        .where(told_to(viewer))
        .group_by(Report.state)
    )
    return {row.state: row.number for row in rows}


def sheet_rows(viewer: Viewer, wanted: ReportFilter) -> Iterator[tuple[Value, ...]]:
    """报送的各行 as the sheet tells them: two or four statements."""
    odd = list(odd_ones(viewer, wanted))[:ODD] if wanted.sort == "odd" else []
    columns = select(*_COLUMNS[2:], Report.passed, Report.verified, Report.reviewed_by, Report.reviewed_at)
    found = _joined(columns, wanted).where(*_conditions(viewer, wanted)).order_by(*_order(viewer, wanted.sort, odd))
    for row in db.session.execute(found.execution_options(yield_per=2000)):
        time = Punctuality.ON_TIME if china_day(row.first_at) <= row.due_on else Punctuality.LATE
        yield (
            row.unit_name,
            row.title,
            row.label,
            row.due_on,
            SAID_LABELS[row.said],
            row.amount,
            row.passed,
            row.verified,
            row.unit_word,
            row.category,
            row.text,
            REPORT.labels[row.state],
            PUNCTUALITY_LABELS[time],
            row.first_at,
            row.last_at,
            row.reviewed_by,
            row.reviewed_at,
            row.reason,
        )
