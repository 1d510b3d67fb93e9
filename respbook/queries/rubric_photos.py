"""可作样照的照片: what inspectors and villages have photographed of problems and of work well done (features X7)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.models.findings import Finding, FindingEvidence, FindingStep
from respbook.queries.listing import within
from respbook.queries.scope_findings import findings_in_sight
from respbook.rules.evidence import PHOTOS
from respbook.rules.permissions import Viewer

MOST = 48
"""Photos of one page; words narrow them down."""


@dataclass(frozen=True)
class Photo:
    """一张问题照片: what it shows, and whether it was taken when the problem was told done or checked."""

    evidence_id: int
    sha256: str
    finding_id: int
    category: str
    words: str
    after: bool


def finding_photos(viewer: Viewer, words: str) -> Sequence[Photo]:
    """问题照片 in sight, the youngest first: one statement."""
    statement = (
        select(
            Evidence.id, Evidence.sha256, Finding.id, Finding.category, Finding.place, Finding.text, FindingStep.deed
        )
        .join(FindingEvidence, FindingEvidence.evidence_id == Evidence.id)
        .join(FindingStep, FindingStep.id == FindingEvidence.step_id)
        .join(Finding, Finding.id == FindingStep.finding_id)
        .where(findings_in_sight(viewer), Evidence.kind.in_(PHOTOS), Evidence.withdrawn_at.is_(None))
        .order_by(Evidence.id.desc())
        .limit(MOST)
    )
    if words:
        like = within(words)
        said = Finding.category.ilike(like, escape="\\") | Finding.text.ilike(like, escape="\\")
        statement = statement.where(said | Finding.place.ilike(like, escape="\\"))
    rows = db.session.execute(statement)
    return [
        Photo(each[0], each[1], each[2], each[3], " ".join(filter(None, (each[4], each[5]))), each[6] in _AFTER)
        for each in rows
    ]


_AFTER = frozenset({"finding.tell_done", "finding.pass_check"})
