"""签订仪式: who is called, who came, who has a copy."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.ceremonies import Attendance, Ceremony
from respbook.models.letters import Letter
from respbook.models.signing import SigningSlot
from respbook.models.units import Unit
from respbook.papers.ceremony import Guest, Meeting, Seat, people
from respbook.queries.scope import letters_in_sight
from respbook.queries.signing import IN_FORCE
from respbook.queries.units import CALLED, IN_ORDER
from respbook.rules.permissions import Viewer
from respbook.rules.programmes import letters_name
from respbook.rules.units import UnitKind


@dataclass(frozen=True)
class Row:
    """签到的一行: a unit, who signs there, whether it came and has its copy."""

    unit_id: int
    called: str
    name: str
    kind: UnitKind
    seats: tuple[Seat, ...]
    came_as: str = ""
    came_at: datetime | None = None
    taken_by: str = ""
    taken_at: datetime | None = None
    copies: int = 0

    @property
    def names(self) -> list[str]:
        """签字的人, each once."""
        return [name for _, name in people(self.seats) if name]


def units_called(viewer: Viewer, programme_id: int) -> list[Row]:
    """参加单位: those with a letter in force in sight, in their order, with what was noted: two statements."""
    slots = db.session.execute(
        select(Unit.id, CALLED.label("called"), Unit.name.label("unit"), Unit.kind, SigningSlot.post, SigningSlot.name)
        .select_from(Letter)
        .join(Letter.unit)
        .join(SigningSlot, SigningSlot.letter_id == Letter.id)
        .where(
            letters_in_sight(viewer),
            Letter.programme_id == programme_id,
            IN_FORCE,
            Letter.amends.is_(None),
            SigningSlot.unit_id == Letter.unit_id,
        )
        .order_by(*IN_ORDER, SigningSlot.side, SigningSlot.place)
    ).all()
    noted = {
        row.unit_id: row
        for row in db.session.scalars(
            select(Attendance)
            .join(Ceremony, Ceremony.id == Attendance.ceremony_id)
            .where(Ceremony.programme_id == programme_id)
        )
    }
    found: dict[int, Row] = {}
    for slot in slots:
        before = found.get(slot.id)
        seats = (*(before.seats if before else ()), (slot.post, slot.name))
        there = noted.get(slot.id)
        facts = (there.name, there.came_at, there.taken_by, there.taken_at, there.copies) if there else ()
        found[slot.id] = Row(slot.id, slot.called, slot.unit, slot.kind, seats, *facts)
    return list(found.values())


def attendance_of(ceremony_id: int) -> dict[int, Attendance]:
    """签到记录 of a ceremony by unit: one statement."""
    found = db.session.scalars(select(Attendance).where(Attendance.ceremony_id == ceremony_id))
    return {row.unit_id: row for row in found}


def meeting_of(ceremony: Ceremony, rows: list[Row]) -> Meeting:
    """仪式 as the papers tell it."""
    programme = ceremony.programme
    return Meeting(
        letters_name(programme.name),
        programme.issuer,
        ceremony.held_on,
        ceremony.held_at,
        ceremony.place,
        ceremony.host,
        tuple(line.strip() for line in ceremony.demands.split("\n") if line.strip()),
        ceremony.notice_on,
        tuple(Guest(row.name, row.kind, row.seats) for row in rows),
    )
