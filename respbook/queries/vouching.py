"""待核实身份: accounts that somebody else has reset, and for which a second person has not vouched yet (safety R12)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from respbook.models.base import db
from respbook.models.people import User
from respbook.models.units import Unit
from respbook.queries.scope import under
from respbook.queries.waiting import BY_COMMAND
from respbook.rules.permissions import Viewer


@dataclass(frozen=True)
class ToVouch:
    """待核实的人: when and by whom the account was reset; the version that the deed is done on."""

    id: int
    version: int
    name: str
    unit: str
    reset_at: datetime
    reset_by: str


def to_vouch(viewer: Viewer) -> list[ToVouch]:
    """待核实的人 in sight whom the viewer himself neither is nor has reset last: one statement."""
    resetter = aliased(User)
    columns: tuple[Any, ...] = (
        User.id,
        User.version,
        User.name,
        Unit.name,
        User.reset_at,
        func.coalesce(resetter.name, BY_COMMAND),
    )
    rows = db.session.execute(
        select(*columns)
        .join(User.unit)
        .outerjoin(resetter, resetter.id == User.reset_by)
        .where(
            under(viewer),
            User.suspended_at.is_(None),
            User.reset_at.is_not(None),
            or_(User.confirmed_at.is_(None), User.confirmed_at < User.reset_at),
            User.id != viewer.user_id,
            or_(User.reset_by.is_(None), User.reset_by != viewer.user_id),
        )
        .order_by(User.reset_at, User.id)
    )
    return [ToVouch(*row) for row in rows]
