"""检索键: units and people who stood in the register before letters were kept for them are found by letters too."""

from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action
from respbook.actions.pen import Pen
from respbook.models.people import User
from respbook.models.units import Unit
from respbook.queries.naming import unspelt_people, unspelt_units
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.pinyin import person_keys, unit_keys


@action(Permission.UNIT_WRITE)
def complete(*, by: Viewer, now: datetime) -> int:
    """补检索键 after an upgrade, all in one deed; gives how many rows got theirs."""
    pen, units, people = Pen(), unspelt_units(), unspelt_people()
    pen.change(Unit, {unit_id: unit_keys(name, short, reading or "") for unit_id, name, short, reading in units})
    pen.change(User, {user_id: person_keys(name, reading or "") for user_id, name, reading in people})
    told = {"单位": str(len(units)), "用户": str(len(people))}
    audit.note_words("unit.complete_keys", Unit.__tablename__, 0, "单位和用户", after=told)
    return len(units) + len(people)
