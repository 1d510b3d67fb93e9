"""一条报送 in full: where it comes from, who signed for it, who said it last; and the period that is opened again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.models.reports import Report, ReportEvidence
from respbook.models.tasks import Task
from respbook.papers import stored
from respbook.papers.amendment import printed
from respbook.queries.closing import closing_of
from respbook.queries.obligations import TaskFacts, open_tasks, periods_at
from respbook.queries.scope import NotInSight, under
from respbook.queries.signing import SlotRow, paper_text, slot_rows
from respbook.queries.tasks import Source, source_of
from respbook.rules.changeable import check_closed
from respbook.rules.errors import RuleBroken
from respbook.rules.obligations import Asked
from respbook.rules.permissions import Permission, Viewer


@dataclass(frozen=True)
class ReportPage:
    """报送页: the line back to the signed sentence (features X1); ``said_by`` who had a word in it.

    ``proofs`` are the photos and files by entry.
    """

    source: Source
    sentence: str
    slots: Sequence[SlotRow]
    said_by: set[int]
    proofs: Mapping[int, Sequence[Evidence]]


def report_page(viewer: Viewer, row: Report) -> ReportPage:
    """报送页 of a report in sight: four statements."""
    letter_id = row.task.letter_id
    slots = slot_rows(letter_id) if letter_id and viewer.may(Permission.LETTER_READ) else []
    said_by = {entry.by_id for entry in row.entries}
    signed = [slot for slot in slots if slot.signature_id]
    return ReportPage(source_of(row.task), signed_sentence(row.task), signed, said_by, _proofs(row))


def _proofs(row: Report) -> dict[int, list[Evidence]]:
    """佐证 of each entry; what was withdrawn since is left out."""
    found: dict[int, list[Evidence]] = {}
    rows = db.session.execute(
        select(ReportEvidence.entry_id, Evidence)
        .join(ReportEvidence.evidence)
        .where(ReportEvidence.entry_id.in_([each.id for each in row.entries]), Evidence.withdrawn_at.is_(None))
        .order_by(Evidence.id)
    )
    for entry_id, evidence in rows:
        found.setdefault(entry_id, []).append(evidence)
    return found


def signed_sentence(task: Task) -> str:
    """签了字的原文 that a task follows from: its sentence, or its line of the table, as the frozen paper has it.

    "" where there is none: one statement.
    """
    frozen = paper_text(task.letter_id) if task.letter_id else ""
    if not frozen:
        return ""
    found = printed(stored.loaded(frozen))
    own = [each.text for each in found if task.clause_id and each.clause_id == task.clause_id and not each.target]
    return next(iter([*own, *(each.text for each in found if each.target == task.title)]), "")


@dataclass(frozen=True)
class Opening:
    """解锁补报 of one period: ``opened`` until when it was opened already; ``idle`` why it needs no opening."""

    task: TaskFacts
    asked: Asked
    opened: date | None
    idle: str | None


def opening_of(viewer: Viewer, task_id: int, starts_on: date, today: date) -> Opening:
    """解锁补报 of one period. Raises NotInSight."""
    tasks = open_tasks(under(viewer), Task.id == task_id)
    asked = periods_at(tasks, {(task_id, starts_on)}).get((task_id, starts_on)) if tasks else None
    if asked is None:
        raise NotInSight
    task, closing, idle = tasks[task_id], closing_of(tasks.values(), today), None
    try:
        check_closed(asked, today, closing.after_of(task))
    except RuleBroken as refusal:
        idle = refusal.sentence
    return Opening(task, asked, closing.openings.get((task_id, starts_on)), idle)
