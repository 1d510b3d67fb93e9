"""由何列入: the record that a matter or a veto comes from is about the very unit that answers for it (Y5)."""

from respbook.models.findings import Finding
from respbook.models.units import Unit
from respbook.queries.matter_grounds import units_of_circular
from respbook.queries.scope import NotInSight
from respbook.queries.scope_assessments import matter_in_sight
from respbook.queries.scope_circulars import circular_in_sight
from respbook.queries.scope_findings import finding_in_sight
from respbook.queries.scope_orders import order_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Viewer

ORIGINS = ("findings", "orders", "circulars")
"""Records from which a matter may be listed."""


def record_of(table: str, which: int | None, unit: Unit, by: Viewer) -> Finding | None:
    """由何而来, in sight and about this unit; the problem itself where it is one. Raises RuleBroken at ``unit_id``, NotInSight."""
    if not table:
        return None
    if table not in ORIGINS or which is None:
        raise NotInSight
    if table == "findings":
        return finding_of(which, unit, by)
    if table == "orders":
        _check_unit({order_in_sight(by, which).unit_id}, unit, "这份督办文书不是发给")
    else:
        _check_unit(units_of_circular(circular_in_sight(by, which)), unit, "这份通报没有点到")
    return None


def finding_of(finding_id: int, unit: Unit, by: Viewer) -> Finding:
    """本单位的问题; what was merged into another is also that one's unit's. Raises RuleBroken at ``unit_id``, NotInSight."""
    finding = finding_in_sight(by, finding_id)
    whose = {finding.unit_id}
    if finding.merged_into_id is not None:
        whose.add(finding_in_sight(by, finding.merged_into_id).unit_id)
    _check_unit(whose, unit, "这个问题的责任单位不是")
    return finding


def _check_unit(whose: set[int | None] | set[int], unit: Unit, words: str) -> None:
    if unit.id not in whose:
        raise RuleBroken(
            f"{words}{unit.called}，不能列给它；请选择记录所说的单位，或不从记录列入，另附佐证。", "unit_id"
        )


def incident_of(
    table: str, which: int | None, same_as: int | None, finding: Finding | None, unit: Unit, by: Viewer
) -> str:
    """事件: what was merged is the same incident as what it went into. Raises RuleBroken at ``unit_id``, NotInSight."""
    if same_as is not None:
        before = matter_in_sight(by, same_as)
        _check_unit({before.unit_id}, unit, "所选的同一事件不是")
        return before.incident
    if finding is not None:
        again = f"/{finding.relapses}" if finding.relapses else ""  # each relapse is an incident of its own
        return f"finding:{finding.merged_into_id or finding.id}{again}"
    return f"{table.removesuffix('s')}:{which}" if table else ""
