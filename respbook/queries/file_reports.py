"""案卷里的任务、报送和佐证: what was asked, what was said to each period, what it rests on (features D5, X20)."""

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.models.findings import FindingEvidence
from respbook.models.reports import Report
from respbook.models.tasks import Task
from respbook.models.units import Unit
from respbook.papers.unit_file import ReportLine, TaskLines, photo_sheet, report_record
from respbook.queries.scope import under
from respbook.queries.scope_reports import reports_of_tasks
from respbook.queries.year_pieces import Original, Piece, day_of, original_of
from respbook.rules.cadence import CADENCE_LABELS
from respbook.rules.chinese import china_day, day, figure
from respbook.rules.lifecycles import REPORT, TASK
from respbook.rules.permissions import Viewer
from respbook.rules.planning import COUNTED_BY_CALENDAR
from respbook.rules.reports import SAID_LABELS, Said
from respbook.rules.year_file import Part

_PHOTOS_AT_ONCE = 48
"""Photos of one pressed paper: what is held in memory at a time."""


def report_pieces(viewer: Viewer, unit: Unit, year: int) -> Iterator[Piece]:
    """任务和报送情况: one paper with all tasks of the year; none where there were none."""
    tasks = db.session.scalars(
        select(Task)
        .join(Task.unit)
        .where(Task.unit_id == unit.id, Task.year == year, under(viewer))
        .order_by(Task.position, Task.due_on, Task.id)
        .options(joinedload(Task.letter))
    ).all()
    if not tasks:
        return
    said = reports_of_tasks([task.id for task in tasks])
    paper = report_record(unit.called, year, [_task(task, said[task.id]) for task in tasks])
    last = max((report.last_at for rows in said.values() for report in rows), default=None)
    yield Piece(Part.TASK, f"{unit.called}{year}年任务和报送情况", "", unit.called, day_of(last), paper=paper)


def _task(task: Task, reports: Sequence[Report]) -> TaskLines:
    number = task.letter.number_text if task.letter else ""
    facts = [
        ("来源", f"{number}责任书" if number else "临时交办"),
        ("要求", task.demand or task.duty or "—"),
        ("报送", f"{CADENCE_LABELS[task.cadence]}，{day(task.due_on)}前完成"),
        ("状态", TASK.labels[task.state]),
        *([("责任人", task.person)] if task.person else []),
    ]
    by_day = task.cadence in COUNTED_BY_CALENDAR
    told = [report for report in reports if not by_day or report.said is not Said.NOTHING]
    return TaskLines(
        task.title, tuple(facts), tuple(_line(task, each) for each in told), _months(reports) if by_day else ()
    )


def _line(task: Task, row: Report) -> ReportLine:
    words = [SAID_LABELS[row.said]] if row.amount is None else [f"{figure(row.amount)}{task.unit_word}"]
    words += [part for part in (row.category, row.text) if part]
    state = REPORT.labels[row.state]
    if row.verified is not None:
        state += f"，核实{figure(row.verified)}{task.unit_word}"
    return ReportLine(row.label or day(row.starts_on), "：".join(words), day(china_day(row.first_at)), state)


def _months(reports: Sequence[Report]) -> tuple[str, ...]:
    """每月报送天数 of a daily patrol: the days without anything are counted, not listed."""
    days = Counter(row.starts_on.month for row in reports)
    odd = Counter(row.starts_on.month for row in reports if row.said is not Said.NOTHING)
    return tuple(f"{month}月报{count}天，有情况{odd[month]}天" for month, count in sorted(days.items()))


def evidence_of_year(viewer: Viewer, unit: Unit, year: int) -> list[Original]:
    """佐证原件 of a unit that speak of a day of the year, in the order of those days."""
    rows = db.session.scalars(
        select(Evidence)
        .join(Evidence.unit)
        .where(Evidence.unit_id == unit.id, Evidence.withdrawn_at.is_(None), under(viewer))
        .order_by(Evidence.id)
    )
    found = [original_of(row) for row in rows]
    return sorted((each for each in found if each.on.year == year), key=lambda each: (each.on, each.id))


def evidence_pieces(unit: Unit, year: int, originals: Sequence[Original]) -> Iterator[Piece]:
    """佐证照片 as pages, and documents page for page; what a problem shows already stands there and not here."""
    shown = _in_findings([each.id for each in originals])
    photos = [each for each in originals if each.photo and each.id not in shown]
    for start in range(0, len(photos), _PHOTOS_AT_ONCE):
        some = photos[start : start + _PHOTOS_AT_ONCE]
        which = f"（{start // _PHOTOS_AT_ONCE + 1}）" if len(photos) > _PHOTOS_AT_ONCE else ""
        title = f"{unit.called}{year}年佐证照片{which}"
        paper = photo_sheet(title, [(each.sha256, _words(each)) for each in some])
        note = f"{len(some)}张"
        yield Piece(Part.EVIDENCE, title, "", unit.called, some[-1].on, note, paper=paper, archived=False)
    for each in originals:
        if not each.photo and each.ending == "pdf":
            title = each.purpose or each.name
            yield Piece(Part.EVIDENCE, title, "", each.by, each.on, "佐证原件", each.sha256, archived=False)


def _words(each: Original) -> str:
    return f"{day(each.on)} {each.purpose or '佐证'}，{each.by}"


def _in_findings(evidence_ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(evidence_ids), 500):
        some = evidence_ids[start : start + 500]
        asked = select(FindingEvidence.evidence_id).where(FindingEvidence.evidence_id.in_(some))
        found.update(db.session.scalars(asked))
    return found
