"""门 to 研究环保工作: the office sees its town's, nobody else sees any; as those of ``scope.py``, which is full."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import aliased, joinedload, selectinload, undefer

from respbook.models.base import db
from respbook.models.studies import Study, StudyDecision
from respbook.models.units import Unit
from respbook.queries.scope import one, under
from respbook.rules.permissions import Viewer

_LATER = aliased(Study)
LATEST = ~select(_LATER.id).where(_LATER.corrects_id == Study.id).correlate(Study).exists()
"""现行稿: no later edition corrects it."""


def studies_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """研究的视野."""
    return Study.town_id.in_(select(Unit.id).where(under(viewer))) if viewer.of_office else false()


def study_in_sight(viewer: Viewer, study_id: int) -> Study:
    """一次研究 with its decisions, their units and its frozen paper. Raises NotInSight."""
    found: Study = one(
        select(Study)
        .where(Study.id == study_id, studies_in_sight(viewer))
        .options(
            undefer(Study.paper),
            joinedload(Study.town),
            joinedload(Study.counted_task),
            selectinload(Study.decisions).joinedload(StudyDecision.unit),
        )
    )
    return found


def corrected_by(study_id: int) -> int | None:
    """由哪一稿更正: the later edition of a study that is already in sight."""
    return db.session.scalar(select(Study.id).where(Study.corrects_id == study_id))


def units_named(viewer: Viewer, unit_ids: Collection[int]) -> dict[int, Unit]:
    """责任单位 in sight that are not retired, by their ids: one statement."""
    rows = db.session.scalars(
        select(Unit).where(Unit.id.in_(unit_ids), under(viewer), Unit.retired_on.is_(None)).order_by(Unit.id)
    )
    return {row.id: row for row in rows}
