"""应报清单 behind the figures of 报送情况 (feature R2)."""

from datetime import date

from respbook.queries.listing import PAGE_SIZE, Listing
from respbook.queries.obligations import Obligation, Span, obligations
from respbook.rules.obligations import Punctuality
from respbook.rules.permissions import Viewer

TOLD = "told"
"""已报 of either kind, beside the words of ``Punctuality``."""


def asked_list(
    viewer: Viewer, span: Span, today: date, show: str = "", unit_id: int | None = None, page: int = 1
) -> Listing[Obligation]:
    """应报清单 of a span, one page: three statements."""
    found = obligations(viewer, span, [unit_id] if unit_id is not None else None)
    if viewer.sees_towns:
        found.sort(key=lambda each: each.task.town_id)
    if show == TOLD:
        found = [each for each in found if each.report is not None]
    elif show:
        found = [each for each in found if each.punctuality(today) is Punctuality(show)]
    start = (page - 1) * PAGE_SIZE
    return Listing(found[start : start + PAGE_SIZE], len(found), page)
