"""查验: the result of a verification goes into the book too, so that it can be shown and compared later."""

from collections.abc import Sequence
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action
from respbook.queries.verify import Report
from respbook.rules.permissions import Permission, Viewer

MOST_TOLD = 200
"""Sentences kept with the entry; the count is always the full one."""


@action(Permission.AUDIT_VERIFY)
def record(report: Report, mismatches: Sequence[str], *, by: Viewer, now: datetime) -> None:
    """记查验结果."""
    sentences = [each.sentence for each in report.broken] + list(mismatches)
    found: dict[str, object] = {
        "结果": "未发现改动" if not sentences else f"发现{len(sentences)}处不符",
        "校验码": report.code,
        "比对存证": str(report.compared),
        "不符": str(len(sentences)),
    }
    if sentences:
        found["明细"] = sentences[:MOST_TOLD]
    audit.note_words("audit.verify", "audit_entries", report.last, f"第1至{report.last}条", after=found)
