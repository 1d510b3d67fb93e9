"""门 to 问责事项: the office sees its town's in any state; a unit its own once they are decided, never proposals and refusals."""

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload, selectinload, undefer
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.base import ExecutableOption

from respbook.models.findings import Finding
from respbook.models.measures import Measure, MeasureLink, Talk, TalkEntry, TalkEvidence
from respbook.models.notices import Notice
from respbook.models.units import Unit
from respbook.queries.scope import one, under
from respbook.rules.lifecycles import MeasureState
from respbook.rules.measures import WITHHELD
from respbook.rules.permissions import Viewer

TOLD = frozenset({MeasureState.DECIDED, MeasureState.DONE})
"""本单位可看: what was decided upon it."""


def measures_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """问责事项的视野."""
    units = select(Unit.id).where(under(viewer))
    laid = and_(Measure.unit_id.in_(units), Measure.state.in_(TOLD), Measure.kind.not_in(WITHHELD))
    if not viewer.of_office:
        return laid
    kept = Measure.town_id.in_(units)
    return kept | laid if viewer.below_county else kept


def measure_in_sight(viewer: Viewer, measure_id: int, *options: ExecutableOption) -> Measure:
    """问责事项 with its unit, programme, talk and what it rests on. Raises NotInSight."""
    links = selectinload(Measure.links).options(
        joinedload(MeasureLink.finding).load_only(Finding.year, Finding.serial, Finding.state, Finding.unit_id),
        joinedload(MeasureLink.order),
        joinedload(MeasureLink.circular),
    )
    found: Measure = one(
        select(Measure)
        .where(measures_in_sight(viewer), Measure.id == measure_id)
        .options(
            joinedload(Measure.unit),
            joinedload(Measure.programme),
            joinedload(Measure.talk),
            joinedload(Measure.follows),
            joinedload(Measure.circular),
            links,
            *options,
        )
    )
    return found


def talk_in_sight(viewer: Viewer, talk_id: int) -> Talk:
    """约谈 with its measure, its papers and everything that was said. Raises NotInSight."""
    found: Talk = one(
        select(Talk)
        .join(Talk.measure)
        .where(measures_in_sight(viewer), Talk.id == talk_id)
        .options(
            joinedload(Talk.measure).joinedload(Measure.unit),
            joinedload(Talk.measure).joinedload(Measure.programme),
            joinedload(Talk.notice).load_only(Notice.title, Notice.state, Notice.sent_at),
            selectinload(Talk.entries).selectinload(TalkEntry.evidence).joinedload(TalkEvidence.evidence),
            undefer(Talk.notice_paper),
            undefer(Talk.minutes_paper),
        )
    )
    set_committed_value(found.measure, "talk", found)  # the other side of one to one: it is at hand
    return found
