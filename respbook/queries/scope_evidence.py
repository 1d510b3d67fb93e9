"""佐证材料的门: a unit's own and those below it, the town all; what was withdrawn is missing (safety C4, R25)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.models.units import Unit
from respbook.queries.scope import NotInSight, under
from respbook.rules.permissions import Viewer


def evidence_seen_by(viewer: Viewer) -> Select[Evidence]:
    """佐证材料的视野, with their units."""
    seen = select(Evidence).join(Evidence.unit).where(under(viewer), Evidence.withdrawn_at.is_(None))
    return seen.options(joinedload(Evidence.unit).load_only(Unit.name, Unit.short_name, Unit.path))


def evidence_in_sight(viewer: Viewer, evidence_id: int) -> Evidence:
    """佐证材料 of a unit in sight. Raises NotInSight."""
    found = db.session.scalars(evidence_seen_by(viewer).where(Evidence.id == evidence_id)).one_or_none()
    if found is None:
        raise NotInSight
    return found


def check_whose(files: Iterable[Evidence], unit_id: int, office_id: int) -> None:
    """材料是谁的: the unit's own or the office's; what is put to a matter is read by everybody who reads that. Raises NotInSight."""
    if any(each.unit_id not in (unit_id, office_id) for each in files):
        raise NotInSight


def evidence_named(viewer: Viewer, evidence_ids: Sequence[int]) -> list[Evidence]:
    """若干佐证材料 of units in sight, in the order of the ids; those that are not are left out. One statement."""
    wanted = list(dict.fromkeys(evidence_ids))[:200]
    if not wanted:
        return []
    found = {row.id: row for row in db.session.scalars(evidence_seen_by(viewer).where(Evidence.id.in_(wanted)))}
    return [found[each] for each in wanted if each in found]
