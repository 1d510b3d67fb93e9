"""常用筛选: those of a person, and those that the people of the unit share."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select

from respbook.models.base import db
from respbook.models.saved_filters import SavedFilter
from respbook.queries.listing import within
from respbook.rules.permissions import Viewer


def _in_sight(viewer: Viewer) -> ColumnElement[bool]:
    return or_(SavedFilter.user_id == viewer.user_id, and_(SavedFilter.unit_id == viewer.unit_id, SavedFilter.shared))


def filters_of(viewer: Viewer, listing: str) -> Sequence[SavedFilter]:
    """常用筛选 of one list: the own ones first."""
    return db.session.scalars(
        select(SavedFilter)
        .where(SavedFilter.listing == listing, _in_sight(viewer))
        .order_by(SavedFilter.user_id != viewer.user_id, SavedFilter.position, SavedFilter.id)
        .limit(30)
    ).all()


def own_filters(viewer: Viewer) -> Sequence[SavedFilter]:
    """本人的常用筛选 of all lists."""
    return db.session.scalars(
        select(SavedFilter)
        .where(SavedFilter.user_id == viewer.user_id)
        .order_by(SavedFilter.listing, SavedFilter.position, SavedFilter.id)
    ).all()


def filters_named(viewer: Viewer, words: str) -> Sequence[SavedFilter]:
    """常用筛选 by their name."""
    return db.session.scalars(
        select(SavedFilter)
        .where(_in_sight(viewer), SavedFilter.name.like(within(words), escape="\\"))
        .order_by(SavedFilter.position, SavedFilter.id)
        .limit(5)
    ).all()


def how_many(viewer: Viewer) -> int:
    """本人已存的个数."""
    return db.session.scalar(select(func.count()).where(SavedFilter.user_id == viewer.user_id)) or 0


def name_taken(viewer: Viewer, listing: str, name: str) -> bool:
    """本人在这个列表已有同名的."""
    return (
        db.session.scalar(
            select(SavedFilter.id).where(
                SavedFilter.user_id == viewer.user_id, SavedFilter.listing == listing, SavedFilter.name == name
            )
        )
        is not None
    )
