"""应报清单 behind the figures of 报送情况; and who is to be asked for what is missing (features R2, N2)."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.units import Holder
from respbook.queries.holders import PRESENT
from respbook.queries.listing import PAGE_SIZE, Listing
from respbook.queries.obligations import Obligation, Span, obligations
from respbook.rules.obligations import Punctuality
from respbook.rules.permissions import Viewer
from respbook.rules.report_urging import Owing
from respbook.rules.units import PostRole

TOLD = "told"
"""已报 of either kind, beside the words of ``Punctuality``."""


def asked_list(
    viewer: Viewer, span: Span, today: date, show: str = "", unit_id: int | None = None, page: int = 1
) -> Listing[Obligation]:
    """应报清单 of a span, one page: four statements."""
    found = obligations(viewer, span, [unit_id] if unit_id is not None else None)
    if show == TOLD:
        found = [each for each in found if each.report is not None]
    elif show:
        found = [each for each in found if each.punctuality(today) is Punctuality(show)]
    start = (page - 1) * PAGE_SIZE
    return Listing(found[start : start + PAGE_SIZE], len(found), page)


def owing(viewer: Viewer, span: Span, today: date) -> list[Owing]:
    """未报的单位 in their order: what is due by the end of today and was not told: five statements."""
    found: dict[int, list[Obligation]] = {}
    for each in obligations(viewer, span):
        if each.report is None and each.asked.due_on <= today:
            found.setdefault(each.task.unit_id, []).append(each)
    names = _heads(found)
    return [
        Owing(
            unit_id,
            rows[0].task.unit_called,
            names.get(unit_id, ""),
            tuple(dict.fromkeys(row.task.title for row in rows)),
            len(rows),
            min(row.asked.due_on for row in rows),
        )
        for unit_id, rows in found.items()
    ]


def _heads(unit_ids: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Holder.unit_id, Holder.name)
        .where(Holder.unit_id.in_(unit_ids), Holder.role == PostRole.FIRST, PRESENT)
        .order_by(Holder.position.desc(), Holder.id.desc())
    )
    return {row.unit_id: row.name for row in rows}
