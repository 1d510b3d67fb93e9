"""收存批次: the latest ones of a town, and what is left of each (features M5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from respbook.models.archive import ArchivedPaper, ArchiveDrop
from respbook.models.base import db
from respbook.models.units import Unit
from respbook.queries.scope import one, under
from respbook.rules.permissions import Viewer

_SHOWN = 3


@dataclass(frozen=True)
class DropRow:
    """一批: when, by whom, how many are in it, how many of them nobody could place."""

    id: int
    made_by: str
    made_at: datetime
    papers: int
    unplaced: int


def latest_drops(viewer: Viewer) -> Sequence[DropRow]:
    """最近的几批 that can be taken back: one statement."""
    rows = db.session.execute(
        select(
            ArchiveDrop.id,
            ArchiveDrop.made_by,
            ArchiveDrop.made_at,
            func.count(ArchivedPaper.id).label("papers"),
            func.count(ArchivedPaper.id).filter(ArchivedPaper.unit_id.is_(None)).label("unplaced"),
        )
        .join(ArchivedPaper, ArchivedPaper.drop_id == ArchiveDrop.id)
        .join(Unit, Unit.id == ArchiveDrop.town_id)
        .where(under(viewer), ArchiveDrop.undone_at.is_(None))
        .group_by(ArchiveDrop.id, ArchiveDrop.made_by, ArchiveDrop.made_at)
        .order_by(ArchiveDrop.id.desc())
        .limit(_SHOWN)
    )
    return [DropRow(*row) for row in rows]


def drop_in_sight(viewer: Viewer, drop_id: int) -> ArchiveDrop:
    """一批. Raises NotInSight."""
    found: ArchiveDrop = one(
        select(ArchiveDrop).join(Unit, Unit.id == ArchiveDrop.town_id).where(ArchiveDrop.id == drop_id, under(viewer))
    )
    return found


def drop_named(town_id: int, token: str) -> ArchiveDrop | None:
    """这一批, by the page that its files were dropped on."""
    chosen = select(ArchiveDrop).where(ArchiveDrop.town_id == town_id, ArchiveDrop.token == token)
    return db.session.scalar(chosen)


def papers_of(drop_id: int) -> Sequence[ArchivedPaper]:
    """一批里的往年文书."""
    chosen = select(ArchivedPaper).where(ArchivedPaper.drop_id == drop_id).order_by(ArchivedPaper.id)
    return db.session.scalars(chosen).all()
