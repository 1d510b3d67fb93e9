"""大件导出: what was asked for and how far it is; each asker's own, and the town's for whoever may make them (safety R68)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select

from respbook.models.base import db
from respbook.models.exports import Export
from respbook.models.units import Unit
from respbook.queries.scope import one, under
from respbook.rules.lifecycles import ExportState
from respbook.rules.permissions import Permission, Viewer

UNDER_WAY = (ExportState.WAITING, ExportState.MAKING)
_LISTED = 50


def exports_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """大件导出的视野: one's own; those of towns in sight for whoever may make them."""
    own = Export.asked_by_id == viewer.user_id
    if viewer.system:
        return Export.id > 0
    if not viewer.may(Permission.EXPORT_READ):
        return own
    return or_(own, Export.town_id.in_(select(Unit.id).where(under(viewer))))


def export_in_sight(viewer: Viewer, export_id: int) -> Export:
    """一件导出. Raises NotInSight."""
    found: Export = one(select(Export).where(Export.id == export_id, exports_in_sight(viewer)))
    return found


def export_list(viewer: Viewer) -> Sequence[Export]:
    """大件导出, the youngest first: one statement."""
    chosen = select(Export).where(exports_in_sight(viewer)).order_by(Export.id.desc()).limit(_LISTED)
    return db.session.scalars(chosen).all()


def same_under_way(viewer: Viewer, row: Export) -> Export | None:
    """同一件, asked for by the same person and not made yet."""
    same = select(Export).where(
        Export.kind == row.kind,
        Export.town_id == row.town_id,
        Export.unit_id.is_not_distinct_from(row.unit_id),
        Export.assessment_id.is_not_distinct_from(row.assessment_id),
        Export.year == row.year,
        Export.asked_by_id == viewer.user_id,
        Export.state.in_(UNDER_WAY),
    )
    return db.session.scalars(same.limit(1)).first()


def how_many_wait() -> int:
    """等候的件数."""
    return db.session.scalar(select(func.count()).where(Export.state == ExportState.WAITING)) or 0


def how_many_under_way(viewer: Viewer) -> int:
    """本人在办的件数."""
    own = select(func.count()).where(Export.asked_by_id == viewer.user_id, Export.state.in_(UNDER_WAY))
    return db.session.scalar(own) or 0


def unfinished() -> Sequence[int]:
    """没有生成的, in the order of asking: what waits, and what is being made or was left by a maker that was stopped."""
    return db.session.scalars(select(Export.id).where(Export.state.in_(UNDER_WAY)).order_by(Export.id)).all()


def expired(today: date) -> Sequence[int]:
    """到期的, by id."""
    ended = (ExportState.DONE, ExportState.FAILED)
    chosen = select(Export.id).where(Export.state.in_(ended), Export.until < today)
    return db.session.scalars(chosen.order_by(Export.id)).all()


def ahead_of(row: Export) -> int:
    """前面还有几件."""
    before = select(func.count()).where(Export.state.in_(UNDER_WAY), Export.id < row.id)
    return db.session.scalar(before) or 0
