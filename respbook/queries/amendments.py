"""更正、补充、重签: what changes a letter, the sentences that hold now, the paper of a draft that amends."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload, selectinload, undefer

from respbook.models.amendments import Amendment, AmendmentItem
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.units import Unit
from respbook.papers import stored
from respbook.papers.amendment import AmendmentContent, Printed, compose_amendment, printed, standing
from respbook.papers.blocks import Paper
from respbook.queries import facts
from respbook.queries.scope import letters_in_sight
from respbook.queries.units import CALLED, IN_ORDER
from respbook.rules.amending import AMENDS_LABELS, Amends, Item, told
from respbook.rules.lifecycles import LetterState
from respbook.rules.permissions import Viewer


@dataclass(frozen=True)
class Change:
    """相关文书: a letter that came of this one: 更正函, 补充责任书, or the one signed in its place."""

    id: int
    amends: Amends | None
    number_text: str
    state: LetterState

    @property
    def words(self) -> str:
        """名称."""
        return AMENDS_LABELS[self.amends] if self.amends else "重签的责任书"


def changes_of(viewer: Viewer, letter_id: int) -> list[Change]:
    """相关文书 in sight, in their order: one statement."""
    rows = db.session.execute(
        select(Letter.id, Letter.amends, Letter.number_text, Letter.state)
        .join(Letter.unit)
        .where(letters_in_sight(viewer), Letter.original_id == letter_id)
        .order_by(Letter.id)
    )
    return [Change(*row) for row in rows]


def change_words(changes: Sequence[Change]) -> str:
    """已由…更正 of those in force."""
    issued = [(each.amends, each.number_text) for each in changes if each.amends and each.state is LetterState.ISSUED]
    return told([(kind, number) for kind, number in issued if kind])


def numbers_of(letter_ids: Collection[int | None]) -> dict[int, str]:
    """文号 of some letters, by id: one statement."""
    ids = [each for each in letter_ids if each is not None]
    rows: Any = db.session.execute(select(Letter.id, Letter.number_text).where(Letter.id.in_(ids))) if ids else ()
    return {row.id: row.number_text for row in rows}


def changed_publicly(letter_id: int) -> tuple[str, str]:
    """核验页所示: 已由…更正, and the number of the letter in whose place it stands no more. No names (R33)."""
    rows = db.session.execute(
        select(Letter.amends, Letter.number_text)
        .where(Letter.original_id == letter_id, Letter.state == LetterState.ISSUED)
        .order_by(Letter.id)
    ).all()
    new = aliased(Letter)
    replaced = db.session.scalar(
        select(new.number_text).join(Letter, Letter.replaced_by_id == new.id).where(Letter.id == letter_id)
    )
    return told([(row.amends, row.number_text) for row in rows if row.amends]), replaced or ""


def items_in_force(letter_ids: Collection[int]) -> dict[int, list[Item]]:
    """已签发的更正条目 by original, in their order: one statement."""
    rows: Any = db.session.execute(
        select(Letter.original_id, AmendmentItem)
        .join(AmendmentItem, AmendmentItem.letter_id == Letter.id)
        .where(Letter.original_id.in_(letter_ids), Letter.state == LetterState.ISSUED)
        .order_by(Letter.number, AmendmentItem.position)
    )
    found: dict[int, list[Item]] = {}
    for original, row in rows:
        found.setdefault(original, []).append(item_of(row))
    return found


def left_standing() -> list[tuple[Letter, int]]:
    """漏记替代: amendments in force whose letter was replaced, each with what it was replaced by; of old databases only."""
    original = aliased(Letter)
    rows = db.session.execute(
        select(Letter, original.replaced_by_id)
        .join(original, original.id == Letter.original_id)
        .where(
            Letter.amends.is_not(None),
            Letter.state == LetterState.ISSUED,
            Letter.replaced_by_id.is_(None),
            original.replaced_by_id.is_not(None),
        )
        .order_by(Letter.id)
    )
    return [(letter, new) for letter, new in rows if new is not None]


def item_of(row: AmendmentItem) -> Item:
    """更正条目 as a value."""
    return Item(row.before, row.after, row.clause_id, row.target)


def sentences_now(letter_ids: Collection[int]) -> dict[int, list[Printed]]:
    """现行文字 of issued letters: two statements. The caller has checked the sight."""
    rows: Any = db.session.execute(select(Letter.id, Letter.paper).where(Letter.id.in_(letter_ids)))
    changed = items_in_force(letter_ids)
    return {
        id_: standing(printed(stored.loaded(paper)), changed.get(id_, ())) for id_, paper in rows if paper is not None
    }


def with_same_template(viewer: Viewer, letter: Letter) -> Sequence[Any]:
    """同一模板的其他责任书 in force, to be changed in the same words: rows of id and unit."""
    return db.session.execute(
        select(Letter.id, CALLED.label("unit"), Letter.number_text)
        .join(Letter.unit)
        .where(
            letters_in_sight(viewer),
            Letter.template_id == letter.template_id,
            Letter.id != letter.id,
            Letter.state == LetterState.ISSUED,
            Letter.replaced_by_id.is_(None),
            Letter.amends.is_(None),
        )
        .order_by(*IN_ORDER, Letter.id)
    ).all()


def amended_paper(bundle: facts.Bundle, letter: Letter, number: str = "") -> Paper:
    """更正文书 of a draft that amends another letter, as it would be issued under the number."""
    amendment = db.session.scalars(
        select(Amendment).where(Amendment.letter_id == letter.id).options(selectinload(Amendment.items))
    ).one()
    original = db.session.scalars(
        select(Letter).where(Letter.id == letter.original_id).options(undefer(Letter.paper))
    ).one()
    unit, template = bundle.units[letter.unit_id], bundle.templates[letter.template_id]
    assert letter.amends is not None and original.issued_on is not None
    return compose_amendment(
        AmendmentContent(
            letter.amends,
            unit.name,
            stored.loaded(original.paper or "").title,
            original.number_text,
            original.issued_on,
            amendment.reason,
            tuple(item_of(row) for row in amendment.items),
            facts.sides_of(bundle, template.signing, unit),
            number,
        )
    )


@dataclass(frozen=True)
class WaitingAmendment:
    """待签发的更正文书."""

    id: int
    amends: Amends
    unit: str
    made_by: str
    made_at: datetime


def waiting_amendments(viewer: Viewer) -> list[WaitingAmendment]:
    """待签发的更正文书 in sight, the oldest first: one statement."""
    rows = db.session.execute(
        select(Letter.id, Letter.amends, CALLED.label("called"), Letter.made_by, Letter.made_at)
        .join(Letter.unit)
        .where(letters_in_sight(viewer), Letter.state == LetterState.DRAFT, Letter.amends.is_not(None))
        .order_by(Letter.id)
        .limit(8)
    )
    return [WaitingAmendment(*row) for row in rows]


def ground_of(letter_id: int, viewer: Viewer) -> tuple[Letter, facts.Bundle]:
    """依据 of one draft: the letter with its programme, and what its 签字栏 is made from."""
    letter = db.session.scalars(
        select(Letter)
        .join(Letter.unit)
        .where(Letter.id == letter_id, letters_in_sight(viewer))
        .options(
            joinedload(Letter.programme).joinedload(Programme.unit),
            joinedload(Letter.unit).selectinload(Unit.holders),
            joinedload(Letter.template),
        )
    ).one()
    return letter, facts.gather(letter.programme, [letter.unit_id])
