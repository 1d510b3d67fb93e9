"""待答复的异议: raised on letters in sight, the oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.signing import Objection
from respbook.models.units import Unit
from respbook.queries.scope import letters_in_sight
from respbook.queries.units import CALLED
from respbook.rules.lifecycles import ObjectionState
from respbook.rules.permissions import Viewer

_SHOWN = 8


@dataclass(frozen=True)
class OpenObjection:
    """待答复的异议, as a line of 今天."""

    letter_id: int
    unit: str
    made_by: str
    made_at: datetime


def open_objections(viewer: Viewer) -> Sequence[OpenObjection]:
    """待答复的异议 in sight: one statement."""
    rows = db.session.execute(
        select(Letter.id, CALLED, Objection.made_by, Objection.made_at)
        .join(Objection.letter)
        .join(Unit, Unit.id == Letter.unit_id)
        .where(letters_in_sight(viewer), Objection.state == ObjectionState.OPEN)
        .order_by(Objection.id)
        .limit(_SHOWN)
    )
    return [OpenObjection(*row) for row in rows]
