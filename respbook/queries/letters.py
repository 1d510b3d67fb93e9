"""责任书: one letter and its paper, the register of numbers, what can be drafted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload, undefer

from respbook.models.base import db
from respbook.models.letter_templates import LetterTemplate
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.tasks import Task
from respbook.models.units import Unit
from respbook.papers import stored
from respbook.papers.blocks import Paper
from respbook.papers.letter import compose
from respbook.queries import facts
from respbook.queries.amendments import amended_paper
from respbook.queries.scope import letter_in_sight, letters_in_sight
from respbook.queries.targets import units_for
from respbook.rules.lifecycles import LetterState
from respbook.rules.numbering import gaps
from respbook.rules.permissions import Viewer


def paper_of(viewer: Viewer, letter_id: int) -> tuple[Letter, Paper, str]:
    """文书: the frozen paper of an issued letter, the paper of today for a draft; and the template's own wording.

    Raises NotInSight; RuleBroken where a draft has a field without value.
    """
    letter = letter_in_sight(viewer, letter_id, undefer(Letter.paper))
    if letter.paper:
        return letter, stored.loaded(letter.paper), ""
    bundle = facts.gather(letter.programme, [letter.unit_id])
    template = bundle.templates[letter.template_id]
    if letter.amends is not None:
        return letter, amended_paper(bundle, letter), facts.common_wording(template)
    content = facts.content_for(bundle, template, bundle.units[letter.unit_id], None)
    return letter, compose(content), facts.common_wording(template)


def papers_for_print(letters: Sequence[Letter]) -> list[Paper]:
    """文书 of issued letters, for the print file: set again from the frozen wording."""
    ids = [letter.id for letter in letters if letter.state is LetterState.ISSUED]
    texts = {row.id: row.paper for row in db.session.execute(select(Letter.id, Letter.paper).where(Letter.id.in_(ids)))}
    return [stored.loaded(texts[id_]) for id_ in ids if texts[id_]]


def tasks_of(letter: Letter) -> Sequence[Any]:
    """任务 opened by the letter, in its order: rows with id, title, demand, cadence, due_on."""
    columns = select(Task.id, Task.title, Task.demand, Task.cadence, Task.due_on)
    return db.session.execute(columns.where(Task.letter_id == letter.id).order_by(Task.position)).all()


@dataclass(frozen=True)
class RegisterRow:
    """文号登记簿的一行."""

    id: int
    number: int | None
    number_text: str
    unit_name: str
    issued_on: date | None
    issued_by: str | None
    state: LetterState
    void_reason: str
    voided_at: datetime | None


@dataclass(frozen=True)
class Register:
    """文号登记簿: every number given, and those missing in between (always none)."""

    rows: Sequence[RegisterRow]
    gaps: Sequence[int]


def numbered(viewer: Viewer, programme_id: int) -> tuple[ColumnElement[bool], ...]:
    """已编号: the letters in sight that the register of a programme lists."""
    return letters_in_sight(viewer), Letter.programme_id == programme_id, Letter.number.is_not(None)


def register(viewer: Viewer, programme_id: int) -> Register:
    """文号登记簿 of a programme, void ones with their reason (features I5)."""
    rows = [
        RegisterRow(*row)
        for row in db.session.execute(
            select(
                Letter.id,
                Letter.number,
                Letter.number_text,
                Unit.name,
                Letter.issued_on,
                Letter.issued_by,
                Letter.state,
                Letter.void_reason,
                Letter.voided_at,
            )
            .join(Letter.unit)
            .where(*numbered(viewer, programme_id))
            .order_by(Letter.number)
        )
    ]
    numbers = [row.number for row in rows if row.number is not None]
    return Register(rows, [n for n in gaps(numbers) if n > min(numbers)])


def draftable_units(viewer: Viewer, template: LetterTemplate) -> list[tuple[Unit, bool]]:
    """可拟稿单位 of the template's kinds, each with whether it already has a living letter."""
    stood = set(
        db.session.scalars(
            select(Letter.unit_id).where(Letter.template_id == template.id, Letter.state != LetterState.VOID)
        )
    )
    return [(unit, unit.id in stood) for unit in units_for(viewer, template.programme) if unit.kind in template.kinds]


def templates_of(programme: Programme) -> Sequence[LetterTemplate]:
    """模板 of a programme."""
    return db.session.scalars(
        select(LetterTemplate)
        .where(LetterTemplate.programme_id == programme.id)
        .order_by(LetterTemplate.position, LetterTemplate.id)
        .options(joinedload(LetterTemplate.programme).joinedload(Programme.unit))
    ).all()


def draftable(template_id: int, unit_id: int) -> bool:
    """可否拟稿: the template is there, and the unit has no living letter under it."""
    living = exists().where(
        Letter.template_id == template_id, Letter.unit_id == unit_id, Letter.state != LetterState.VOID
    )
    return bool(db.session.scalar(select(exists().where(LetterTemplate.id == template_id) & ~living)))
