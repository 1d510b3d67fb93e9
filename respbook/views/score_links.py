"""出处的地址: the page on which a record that a score rests on can be looked at (features A9, X1)."""

from flask import url_for

from respbook.rules.permissions import Permission
from respbook.rules.scoring.facts import Link
from respbook.web.viewer import current

_PAGES: dict[str, tuple[str, str, Permission]] = {
    "findings": ("findings.show", "finding_id", Permission.FINDING_READ),
    "tasks": ("tasks.show", "task_id", Permission.TASK_READ),
    "letters": ("letters.show", "letter_id", Permission.LETTER_READ),
    "orders": ("orders.show", "order_id", Permission.FINDING_READ),
    "circulars": ("circulars.show", "circular_id", Permission.CIRCULAR_READ),
    "score_matters": ("score_matters.show", "matter_id", Permission.RESULT_READ),
    "vetoes": ("vetoes.show", "veto_id", Permission.RESULT_READ),
}
"""Table → page, the name of its key, and who may open it."""


def href_of(link: Link) -> str:
    """地址 of a record, "" where it has no page or the viewer may not open it."""
    known = _PAGES.get(link.table)
    if known is None or not current().may(known[2]):
        return ""
    return url_for(known[0], **{known[1]: link.key})  # type: ignore[arg-type]
