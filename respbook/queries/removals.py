"""回收站: what the office removed in the last thirty days, the youngest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.removals import Removal
from respbook.queries.scope import owners_of
from respbook.rules.permissions import Viewer
from respbook.rules.removals import KEPT, RemovalKind, days_left

MOST = 200


@dataclass(frozen=True)
class RemovedRow:
    """回收站的一行; ``left`` in days."""

    id: int
    kind: RemovalKind
    name: str
    programme: str
    removed_at: datetime
    removed_by: str
    restored_by: str | None
    left: int


def removed(viewer: Viewer, now: datetime) -> Sequence[RemovedRow]:
    """回收站: one statement."""
    rows = db.session.execute(
        select(Removal, Programme.name)
        .join(Programme, Programme.id == Removal.programme_id)
        .where(owners_of(viewer), Removal.removed_at > now - KEPT)
        .order_by(Removal.removed_at.desc(), Removal.id.desc())
        .limit(MOST)
    )
    return [
        RemovedRow(
            each.id,
            each.kind,
            each.name,
            programme,
            each.removed_at,
            each.removed_by,
            each.restored_by,
            days_left(each.removed_at, now),
        )
        for each, programme in rows
    ]
