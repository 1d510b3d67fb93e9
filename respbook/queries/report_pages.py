"""一条报送 in full: where it comes from, who signed for it, who said it last; and the period that is opened again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from respbook.models.reports import Report
from respbook.models.tasks import Task
from respbook.papers import stored
from respbook.papers.amendment import printed
from respbook.queries.obligations import TaskFacts, open_tasks, periods_at
from respbook.queries.scope import NotInSight, under
from respbook.queries.scope_reports import openings_of
from respbook.queries.signing import SlotRow, paper_text, slot_rows
from respbook.queries.tasks import Source, source_of
from respbook.rules.obligations import Asked
from respbook.rules.permissions import Permission, Viewer


@dataclass(frozen=True)
class ReportPage:
    """报送页: the line back to the signed sentence (features X1); ``said_by`` the user who said it last."""

    source: Source
    sentence: str
    slots: Sequence[SlotRow]
    said_by: int


def report_page(viewer: Viewer, row: Report) -> ReportPage:
    """报送页 of a report in sight: three statements."""
    letter_id = row.task.letter_id
    slots = slot_rows(letter_id) if letter_id and viewer.may(Permission.LETTER_READ) else []
    said_by = row.entries[-1].by_id if row.entries else 0
    return ReportPage(
        source_of(row.task), signed_sentence(row.task), [slot for slot in slots if slot.signature_id], said_by
    )


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


def task_to_open(viewer: Viewer, task_id: int, starts_on: date) -> tuple[TaskFacts, Asked, date | None]:
    """解锁补报 of one period: its task, the period, until when it is open already. Raises NotInSight."""
    tasks = open_tasks(under(viewer), Task.id == task_id)
    asked = periods_at(tasks, {(task_id, starts_on)}).get((task_id, starts_on)) if tasks else None
    if asked is None:
        raise NotInSight
    return tasks[task_id], asked, openings_of([task_id]).get((task_id, starts_on))
