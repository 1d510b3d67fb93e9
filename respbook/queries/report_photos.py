"""重复的照片: reports whose photos look like those of an earlier report, of another unit or other days (features R8, R9)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_, select

from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.models.reports import Report, ReportEntry, ReportEvidence
from respbook.models.units import Unit
from respbook.queries.scope import under
from respbook.queries.units import CALLED
from respbook.rules.evidence import pairs_alike
from respbook.rules.odd_reports import PhotoUse, repeated_words
from respbook.rules.permissions import Viewer

_MANY = 1000
"""Photos that are looked up by name; whoever has more alike has another problem."""


def repeated_photos(viewer: Viewer, chosen: Select[Any]) -> dict[int, str]:
    """照片疑似重复 of the chosen reports: one statement where they have no photos, else three however many they are."""
    own = db.session.execute(
        select(ReportEntry.report_id, Evidence.id, Evidence.mark, Evidence.sha256)
        .join(ReportEvidence, ReportEvidence.entry_id == ReportEntry.id)
        .join(Evidence, Evidence.id == ReportEvidence.evidence_id)
        .where(ReportEntry.report_id.in_(chosen), Evidence.withdrawn_at.is_(None))
    ).all()
    if not own:
        return {}
    alike = _alike(viewer, {row.id: (row.mark, row.sha256) for row in own})
    uses = _uses(viewer, list(dict.fromkeys([*alike, *(id_ for ids in alike.values() for id_ in sorted(ids))])))
    found: dict[int, list[str]] = {}
    for row in own:
        for use in uses.get(row.id, ()):
            if use.report_id != row.report_id:
                continue
            others = [each for id_ in sorted(alike.get(row.id, ())) for each in uses.get(id_, ())]
            if words := repeated_words(use, others):
                found.setdefault(row.report_id, []).append(words)
    return {report_id: words[0] for report_id, words in found.items()}


def _alike(viewer: Viewer, own: dict[int, tuple[str | None, str]]) -> dict[int, set[int]]:
    """By id of the photo: itself, for it may serve several reports, the same bytes, and what looks like it."""
    digests: dict[str, list[int]] = {}
    for id_, (_, sha256) in own.items():
        digests.setdefault(sha256, []).append(id_)
    rows = db.session.execute(
        select(Evidence.id, Evidence.mark, Evidence.sha256)
        .join(Evidence.unit)
        .where(
            under(viewer),
            Evidence.withdrawn_at.is_(None),
            or_(Evidence.mark.is_not(None), Evidence.sha256.in_(digests)),
            select(ReportEvidence.evidence_id).where(ReportEvidence.evidence_id == Evidence.id).exists(),
        )
    ).all()
    drawn = ((row.id, row.mark) for row in rows if row.mark is not None)
    found = pairs_alike(((id_, mark) for id_, (mark, _) in own.items() if mark is not None), drawn)
    for row in rows:
        for id_ in digests.get(row.sha256, ()):
            found.setdefault(id_, set()).add(row.id)
    return found


def _uses(viewer: Viewer, evidence_ids: Sequence[int]) -> dict[int, list[PhotoUse]]:
    """用在哪些报送里, by photo."""
    rows = db.session.execute(
        select(
            ReportEvidence.evidence_id,
            ReportEntry.id,
            Report.id,
            Report.unit_id,
            CALLED,
            Report.label,
            Report.starts_on,
            Report.ends_on,
        )
        .join(ReportEntry, ReportEntry.id == ReportEvidence.entry_id)
        .join(Report, Report.id == ReportEntry.report_id)
        .join(Unit, Unit.id == Report.unit_id)
        .where(ReportEvidence.evidence_id.in_(evidence_ids[:_MANY]), under(viewer))
        .order_by(ReportEntry.id)
    )
    found: dict[int, list[PhotoUse]] = {}
    for evidence_id, *facts in rows:
        found.setdefault(evidence_id, []).append(PhotoUse(*facts))
    return found
