"""得分依据的条款: from a row of the rubric to the sentences that the unit has signed, and back from a letter to the rows (features X1)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import joinedload, undefer

from respbook.models.base import db
from respbook.models.findings import Finding
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.rubrics import Rubric as RubricRow
from respbook.models.tasks import Task
from respbook.papers import stored
from respbook.papers.amendment import Printed, printed
from respbook.papers.blocks import Paper
from respbook.papers.order import place_of
from respbook.queries.assessing import rubric_of
from respbook.queries.scope_assessments import rubrics_shown
from respbook.queries.signing import IN_FORCE, SlotRow, slots_of_letters
from respbook.rules.lifecycles import RubricState
from respbook.rules.permissions import Viewer
from respbook.rules.scoring.rubric import Row


@dataclass(frozen=True)
class Ground:
    """一处依据: the signed sentence, where it stands, in which letter, who signed it; and the task that follows from it."""

    letter_id: int
    number: str
    pdf_sha256: str
    place: str
    sentence: str
    slots: Sequence[SlotRow]
    task_id: int | None = None
    task: str = ""


def clause_keys(row: Row) -> set[int]:
    """指标所对应的条款, by key."""
    return {int(key) for key in row.clause_ids if key.isdecimal()}


def grounds_of(programme_id: int, unit_id: int, row: Row, finding_ids: Collection[int] = ()) -> list[Ground]:
    """一项指标的依据 in the unit's letters in force, each sentence once: four statements.

    By the row's own targets and clauses, and by the tasks that the problems behind its deductions fall under.
    """
    clauses = clause_keys(row)
    tasks = _tasks(programme_id, unit_id, row, clauses, finding_ids)
    letters = _letters(programme_id, unit_id, {task.letter_id for task in tasks if task.letter_id})
    papers = {letter.id: stored.loaded(letter.paper) for letter in letters if letter.paper}
    slots = slots_of_letters([letter.id for letter in letters])
    found: dict[tuple[int, str], Ground] = {}
    for task in tasks:
        letter = next((each for each in letters if each.id == task.letter_id), None)
        if letter is not None and letter.id in papers:
            _add(found, letter, papers[letter.id], task.clause_id, task, slots)
    for letter in letters:
        for clause_id in sorted(clauses) if letter.id in papers else ():
            _add(found, letter, papers[letter.id], clause_id, None, slots)
    return list(found.values())


def _add(
    found: dict[tuple[int, str], Ground],
    letter: Letter,
    paper: Paper,
    clause_id: int | None,
    task: Any,
    slots: dict[int, list[SlotRow]],
) -> None:
    place, sentence = place_of(paper, clause_id, task.title if task is not None else "")
    if not place and not sentence:
        return
    signed = [slot for slot in slots.get(letter.id, []) if slot.signature_id]
    ground = Ground(
        letter.id,
        letter.number_text,
        letter.pdf_sha256 or "",
        place,
        sentence,
        signed,
        task.id if task is not None else None,
        task.title if task is not None else "",
    )
    found.setdefault((letter.id, sentence or place), ground)


def _tasks(
    programme_id: int, unit_id: int, row: Row, clauses: Collection[int], finding_ids: Collection[int]
) -> Sequence[Any]:
    of_findings = select(Finding.task_id).where(Finding.id.in_(finding_ids), Finding.task_id.is_not(None))
    wanted: list[ColumnElement[bool]] = [Task.id.in_(of_findings)] if finding_ids else []
    own = Task.programme_id == programme_id
    if row.target_ids:
        wanted.append(own & Task.target_id.in_(row.target_ids))
    if clauses:
        wanted.append(own & Task.clause_id.in_(clauses))
    return db.session.execute(
        select(Task.id, Task.letter_id, Task.clause_id, Task.title)
        .where(Task.unit_id == unit_id, Task.letter_id.is_not(None), or_(false(), *wanted))
        .order_by(Task.position, Task.id)
    ).all()


def _letters(programme_id: int, unit_id: int, letter_ids: Collection[int]) -> Sequence[Letter]:
    """The unit's letter of the programme in force, and those that the tasks come from."""
    own = (Letter.programme_id == programme_id) & IN_FORCE & Letter.amends.is_(None)
    return db.session.scalars(
        select(Letter)
        .where(Letter.unit_id == unit_id, Letter.paper_sha256.is_not(None), own | Letter.id.in_(letter_ids))
        .order_by(Letter.id)
        .options(undefer(Letter.paper))
    ).all()


@dataclass(frozen=True)
class Weighed:
    """一处条款 of a letter, and the rows of the rubric that rest on it."""

    sentence: str
    rows: Sequence[Row]


def weighed_in(viewer: Viewer, letter: Letter) -> tuple[RubricRow | None, list[Weighed]]:
    """一份责任书里考核的条款: each sentence that rows of the published rubric answer for; three statements."""
    made = db.session.scalars(
        select(RubricRow)
        .join(RubricRow.programme)
        .where(
            rubrics_shown(viewer),
            RubricRow.programme_id == letter.programme_id,
            RubricRow.state == RubricState.PUBLISHED,
        )
        .options(undefer(RubricRow.body), joinedload(RubricRow.programme).joinedload(Programme.unit))
        .order_by(RubricRow.edition.desc())
        .limit(1)
    ).one_or_none()
    text = db.session.scalar(select(Letter.paper).where(Letter.id == letter.id))
    if made is None or not text:
        return made, []
    tasks = db.session.execute(
        select(Task.title, Task.target_id, Task.clause_id).where(Task.letter_id == letter.id)
    ).all()
    rows = rubric_of(made).rows
    sentences = [(each, list(_rows_of(each, tasks, rows))) for each in printed(stored.loaded(text))]
    return made, [Weighed(each.text, answering) for each, answering in sentences if answering]


def _rows_of(sentence: Printed, tasks: Iterable[Any], rows: Iterable[Row]) -> Iterable[Row]:
    targets = {task.target_id for task in tasks if sentence.target and task.title == sentence.target}
    for row in rows:
        named = sentence.clause_id is not None and not sentence.target and sentence.clause_id in clause_keys(row)
        if named or (targets and targets & set(row.target_ids)):
            yield row
