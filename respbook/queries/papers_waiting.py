"""等人办的文书: circulars and orders that a leader has to decide on, orders that a unit has to sign for; counted for 今天.

Whether there is anything at all of 问责 is asked in the same statement, so that 今天 asks no more where there is nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from respbook.models.base import db
from respbook.models.circulars import Circular
from respbook.models.measures import Measure
from respbook.models.orders import Order
from respbook.models.programmes import Programme
from respbook.models.rubrics import Rubric
from respbook.queries.matters_waiting import MattersWaiting, matter_columns, matters_in
from respbook.queries.retention import waiting_purges
from respbook.queries.scope import owned_by
from respbook.queries.scope_circulars import circulars_in_sight
from respbook.queries.scope_measures import measures_in_sight
from respbook.queries.scope_orders import orders_in_sight
from respbook.rules.lifecycles import CircularState, MeasureState, OrderState, ProgrammeState, RubricState
from respbook.rules.permissions import Permission, Viewer

_WAITING = (MeasureState.PROPOSED, MeasureState.DECIDED)


@dataclass(frozen=True)
class PapersWaiting:
    """等人办的文书; ``to_sign_for`` only those of the own unit; ``measures`` proposed or under way, ``ladders`` published, ``purges`` to approve."""

    circulars: int = 0
    orders: int = 0
    to_sign_for: int = 0
    measures: int = 0
    ladders: int = 0
    purges: int = 0


def paper_columns(viewer: Viewer) -> list[ScalarSelect[Any]]:
    """等人办的文书 as columns of a statement; none for whom it does not concern."""
    leads = viewer.may(Permission.CIRCULAR_ISSUE) or viewer.may(Permission.ORDER_ISSUE)
    if not leads and not viewer.may(Permission.RECTIFY_WRITE) and not viewer.may(Permission.MEASURE_WRITE):
        return []
    circulars = select(func.count(Circular.id)).where(
        circulars_in_sight(viewer), *_own(viewer, Circular), Circular.state == CircularState.PROPOSED
    )
    orders = select(func.count(Order.id)).where(
        orders_in_sight(viewer), *_own(viewer, Order), Order.state == OrderState.PROPOSED
    )
    own = select(func.count(Order.id)).where(
        orders_in_sight(viewer), Order.state == OrderState.ISSUED, Order.unit_id == viewer.unit_id
    )
    measures = select(func.count(Measure.id)).where(measures_in_sight(viewer), Measure.state.in_(_WAITING))
    ladders = (
        select(func.count(Rubric.id))
        .join(Rubric.programme)
        .where(owned_by(viewer), Rubric.state == RubricState.PUBLISHED, Programme.state == ProgrammeState.OPEN)
    )
    return [part.scalar_subquery() for part in (circulars, orders, own, measures, ladders, waiting_purges(viewer))]


def _own(viewer: Viewer, table: Any) -> tuple[ColumnElement[bool], ...]:
    """本级的: a county's leader signs none of its towns' papers."""
    return (table.town_id == viewer.office_id,) if viewer.offices_around else ()


def papers_in(viewer: Viewer, row: Sequence[Any]) -> PapersWaiting:
    """等人办的文书 of what ``paper_columns`` counted."""
    if not row:
        return PapersWaiting()
    leads = viewer.may(Permission.CIRCULAR_ISSUE) or viewer.may(Permission.ORDER_ISSUE)
    purges = row[5] if viewer.may(Permission.PURGE_APPROVE) else 0
    return PapersWaiting(row[0] if leads else 0, row[1] if leads else 0, row[2], row[3], row[4], purges)


def papers_waiting(viewer: Viewer) -> PapersWaiting:
    """等人办的文书 for the viewer: one statement, none for whom it does not concern."""
    columns = paper_columns(viewer)
    return papers_in(viewer, db.session.execute(select(*columns)).one() if columns else ())


def papers_and_matters(viewer: Viewer, today: date) -> tuple[PapersWaiting, MattersWaiting]:
    """等人办的文书与计分事项 for 今天, counted by one statement together."""
    papers, matters = paper_columns(viewer), matter_columns(viewer, today)
    row = tuple(db.session.execute(select(*papers, *matters)).one()) if papers or matters else ()
    return papers_in(viewer, row[: len(papers)]), matters_in(viewer, row[len(papers) :])
