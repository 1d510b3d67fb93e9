"""门 to 通报: the office sees its town's in any state; a unit of the town every circular once it is issued, as that is its purpose."""

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload, selectinload, undefer
from sqlalchemy.sql.base import ExecutableOption

from respbook.models.circulars import Circular, CircularItem
from respbook.models.units import Unit
from respbook.queries.scope import NotInSight, one, under
from respbook.rules.lifecycles import CircularState
from respbook.rules.permissions import Viewer

PUBLIC = frozenset({CircularState.ISSUED, CircularState.VOIDED})
"""各单位可看: issued, also where it was voided later, so that everybody knows that it no longer holds."""


def circulars_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """通报的视野."""
    public = and_(Circular.town_id.in_(viewer.line), Circular.state.in_(PUBLIC))
    if not viewer.of_office:
        return public
    kept = Circular.town_id.in_(select(Unit.id).where(under(viewer)))
    return kept | public if viewer.below_county else kept


def circular_in_sight(viewer: Viewer, circular_id: int, *options: ExecutableOption) -> Circular:
    """通报 with its items. Raises NotInSight."""
    found: Circular = one(
        select(Circular)
        .where(Circular.id == circular_id, circulars_in_sight(viewer))
        .options(joinedload(Circular.town), selectinload(Circular.items), *options)
    )
    return found


def issued_circular(viewer: Viewer, circular_id: int) -> Circular:
    """已签发的通报 with its frozen paper. Raises NotInSight."""
    row = circular_in_sight(viewer, circular_id, undefer(Circular.paper))
    if row.state not in PUBLIC:
        raise NotInSight
    return row


def item_in_sight(viewer: Viewer, item_id: int) -> CircularItem:
    """通报条目 with its circular. Raises NotInSight."""
    found: CircularItem = one(
        select(CircularItem)
        .join(CircularItem.circular)
        .where(CircularItem.id == item_id, circulars_in_sight(viewer))
        .options(joinedload(CircularItem.circular).selectinload(Circular.items))
    )
    return found
