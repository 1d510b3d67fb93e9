"""门 to 问题: the office sees its town's, a unit those that lie with it once they were handed out; as those of ``scope.py``."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.models.findings import Finding, FindingEvidence, FindingExtension, FindingHelper, FindingStep
from respbook.models.units import Unit
from respbook.queries.scope import NotInSight, one, under
from respbook.rules.findings import FindingKind
from respbook.rules.lifecycles import FindingState
from respbook.rules.permissions import Viewer
from respbook.rules.units import UnitKind


def findings_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """问题的视野: a unit sees what it answers for, helps with or what lies in it, but nothing that is not handed out yet.

    An office sees what it keeps, in any state, and what a county has handed to its units.
    """
    units = select(Unit.id).where(under(viewer))
    if not viewer.of_office:
        return laid_upon(units)
    return kept_or_laid(units) if viewer.offices_around else Finding.town_id.in_(units)


def kept_or_laid(units: Any) -> ColumnElement[bool]:
    """由这些单位登记或交给它们的."""
    return or_(Finding.town_id.in_(units), laid_upon(units))


def laid_upon(units: Any) -> ColumnElement[bool]:
    """交办给这些单位、由其协办或发生在其地界的, once it was handed out."""
    helps = select(FindingHelper.finding_id).where(FindingHelper.unit_id.in_(units))
    handed_out = and_(
        Finding.unit_id.is_not(None), Finding.state.not_in([FindingState.RECORDED, FindingState.WITHDRAWN])
    )
    told = or_(handed_out, and_(Finding.kind == FindingKind.GOOD, Finding.state != FindingState.WITHDRAWN))
    return and_(told, or_(Finding.unit_id.in_(units), Finding.at_unit_id.in_(units), Finding.id.in_(helps)))


def answered_by(viewer: Viewer) -> ColumnElement[bool]:
    """作答的单位: one's own, and the 社 of one's own village, which have no office of their own."""
    own: ColumnElement[bool] = or_(
        Unit.id == viewer.unit_id, and_(Unit.parent_id == viewer.unit_id, Unit.kind == UnitKind.GROUP)
    )
    return own


def answers(viewer: Viewer, unit: Unit | None) -> bool:
    """The same of one unit: a 社 does not answer for its village, nor a village's neighbour for it."""
    if unit is None:
        return False
    return unit.id == viewer.unit_id or (unit.parent_id == viewer.unit_id and unit.kind is UnitKind.GROUP)


def _findings(viewer: Viewer) -> Select[Finding]:
    return (
        select(Finding)
        .where(findings_in_sight(viewer))
        .options(joinedload(Finding.unit), joinedload(Finding.at_unit), joinedload(Finding.town))
    )


def finding_in_sight(viewer: Viewer, finding_id: int, *options: ExecutableOption) -> Finding:
    """问题 with its units and helpers. Raises NotInSight."""
    helpers = selectinload(Finding.helpers).joinedload(FindingHelper.unit)
    found: Finding = one(_findings(viewer).where(Finding.id == finding_id).options(helpers, *options))
    return found


def findings_named(viewer: Viewer, finding_ids: Collection[int]) -> list[Finding]:
    """若干问题 in the order of their numbers; those out of sight are left out. One statement."""
    rows = _findings(viewer).where(Finding.id.in_(finding_ids)).order_by(Finding.year, Finding.serial)
    return list(db.session.scalars(rows))


def steps_of(finding: Finding) -> Sequence[FindingStep]:
    """整改记录 of a problem in sight, in order, with what each rests on: two statements."""
    return db.session.scalars(
        select(FindingStep)
        .where(FindingStep.finding_id == finding.id)
        .order_by(FindingStep.number)
        .options(
            selectinload(FindingStep.proofs)
            .joinedload(FindingEvidence.evidence)
            .load_only(Evidence.name, Evidence.kind, Evidence.sha256, Evidence.withdrawn_at)
        )
    ).all()


def extensions_of(finding: Finding) -> Sequence[FindingExtension]:
    """延期申请 of a problem in sight, the oldest first: one statement."""
    asked = select(FindingExtension).where(FindingExtension.finding_id == finding.id)
    return db.session.scalars(asked.order_by(FindingExtension.id)).all()


def extension_in_sight(viewer: Viewer, extension_id: int) -> FindingExtension:
    """延期申请 of a problem in sight. Raises NotInSight."""
    found: FindingExtension = one(
        select(FindingExtension)
        .join(FindingExtension.finding)
        .where(FindingExtension.id == extension_id, findings_in_sight(viewer))
    )
    return found


def photo_of_finding(viewer: Viewer, finding_id: int, evidence_id: int) -> Evidence:
    """问题照片 seen through its problem: whoever sees the problem sees what it rests on, also when another unit sent it.

    Raises NotInSight.
    """
    finding_in_sight(viewer, finding_id)
    found: Evidence | None = db.session.scalars(
        select(Evidence)
        .join(FindingEvidence, FindingEvidence.evidence_id == Evidence.id)
        .join(FindingStep, FindingStep.id == FindingEvidence.step_id)
        .where(FindingStep.finding_id == finding_id, Evidence.id == evidence_id, Evidence.withdrawn_at.is_(None))
    ).first()
    if found is None:
        raise NotInSight
    return found
