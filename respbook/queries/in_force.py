"""在效与离任: letters in force of a unit, people who left their post, names that are no longer."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.units import Unit
from respbook.queries.audit import renamed_units
from respbook.queries.scope import letters_in_sight
from respbook.queries.signing import IN_FORCE
from respbook.queries.targets import of_town
from respbook.rules.holders import LEAST_NAME, departed
from respbook.rules.issue_facts import FormerHolder, FormerName
from respbook.rules.permissions import Viewer


def _in_force(term_from: date, term_to: date) -> Any:
    """在效责任书: issued, not void, with a term that overlaps these days; 更正函 and 补充责任书 are parts of theirs."""
    columns = (Letter.id, Letter.unit_id, Letter.number_text, Programme.name, Programme.term_from, Programme.term_to)
    overlaps = (Programme.term_from <= term_to, Programme.term_to >= term_from)
    issued = select(*columns).join(Letter.programme).where(IN_FORCE, Letter.amends.is_(None), *overlaps)
    return issued.order_by(Programme.term_from, Letter.id)


def numbers_in_force(programme: Programme, unit_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """在效责任书的文号 by unit, for the programme's term; one statement."""
    chosen = _in_force(programme.term_from, programme.term_to).where(Letter.unit_id.in_(unit_ids))
    found: dict[int, tuple[str, ...]] = {}
    for row in db.session.execute(chosen):
        found[row.unit_id] = (*found.get(row.unit_id, ()), row.number_text)
    return found


@dataclass(frozen=True)
class InForce:
    """在效责任书的一行."""

    id: int
    unit_id: int
    number_text: str
    programme_name: str
    term_from: date
    term_to: date


def letters_in_force(viewer: Viewer, unit_id: int, today: date) -> Sequence[InForce]:
    """在效责任书 of one unit today; one statement."""
    chosen = _in_force(today, today).join(Letter.unit).where(letters_in_sight(viewer), Letter.unit_id == unit_id)
    return [InForce(*row) for row in db.session.execute(chosen)]


def in_force_by_unit(viewer: Viewer, today: date, unit_id: int | None = None) -> dict[int, list[InForce]]:
    """在效责任书 of the units in sight, or of one of them; one statement."""
    chosen = _in_force(today, today).join(Letter.unit).where(letters_in_sight(viewer))
    if unit_id is not None:
        chosen = chosen.where(Letter.unit_id == unit_id)
    found: dict[int, list[InForce]] = {}
    for row in db.session.execute(chosen):
        found.setdefault(row.unit_id, []).append(InForce(*row))
    return found


def single_handed(unit_id: int, today: date) -> bool:
    """一人经办: every programme with a letter of the unit in force today has it switched on; one statement."""
    chosen = _in_force(today, today).where(Letter.unit_id == unit_id).with_only_columns(Programme.clerk_may_issue)
    return set(db.session.scalars(chosen)) == {True}


def former_holders(units: Collection[Unit]) -> tuple[FormerHolder, ...]:
    """离任人 of units with their holders loaded: those who hold no post of them now, each with the last one."""
    called = {unit.id: unit.called for unit in units}
    return tuple(
        FormerHolder(each.name, each.post, called[each.unit_id], each.to_on)
        for each in departed(holder for unit in units for holder in unit.holders)
        if each.to_on is not None
    )


def former_names(programme: Programme, living: Iterable[Unit]) -> tuple[FormerName, ...]:
    """旧名 in the town: what living units were called before, and what units no longer in use are called."""
    called = {unit.id: unit.name for unit in living}
    taken = {name for unit in living for name in (unit.name, unit.short_name)}
    retired = select(Unit.name, Unit.short_name).where(of_town(programme), Unit.retired_on.is_not(None))
    found = {name: FormerName(name) for row in db.session.execute(retired) for name in row}
    found |= {name: FormerName(name, called[unit_id]) for unit_id, name in renamed_units(called)}
    return tuple(each for name, each in found.items() if name not in taken and len(name) >= LEAST_NAME)
