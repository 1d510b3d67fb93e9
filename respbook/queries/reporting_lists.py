"""应报清单 behind the figures of 报送情况; and who is to be asked for what is missing (features R2, N2)."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import and_, func, select

from respbook.models.base import db
from respbook.models.units import Holder, Unit
from respbook.queries.holders import PRESENT
from respbook.queries.listing import PAGE_SIZE, Listing
from respbook.queries.obligations import Obligation, Span, obligations
from respbook.queries.units import IN_ORDER
from respbook.rules.obligations import Punctuality
from respbook.rules.permissions import Viewer
from respbook.rules.report_urging import Owing
from respbook.rules.units import PostRole

TOLD = "told"
"""已报 of either kind, beside the words of ``Punctuality``."""


def asked_list(
    viewer: Viewer, span: Span, today: date, show: str = "", unit_id: int | None = None, page: int = 1
) -> Listing[Obligation]:
    """应报清单 of a span, one page: three statements."""
    found = obligations(viewer, span, [unit_id] if unit_id is not None else None)
    if show == TOLD:
        found = [each for each in found if each.report is not None]
    elif show:
        found = [each for each in found if each.punctuality(today) is Punctuality(show)]
    start = (page - 1) * PAGE_SIZE
    return Listing(found[start : start + PAGE_SIZE], len(found), page)


def owing(viewer: Viewer, span: Span, today: date) -> list[Owing]:
    """未报的单位 in their order: what is due by the end of today and was not told: four statements."""
    found: dict[int, list[Obligation]] = {}
    for each in obligations(viewer, span):
        if each.report is None and each.asked.due_on <= today and not each.task.course.gone(today):
            found.setdefault(each.task.unit_id, []).append(each)
    return [
        Owing(
            unit_id,
            found[unit_id][0].task.unit_called,
            head,
            tuple(dict.fromkeys(row.task.title for row in found[unit_id])),
            len(found[unit_id]),
            min(row.asked.due_on for row in found[unit_id]),
        )
        for unit_id, head in _heads(found).items()
    ]


def _heads(unit_ids: Collection[int]) -> dict[int, str]:
    """负责人 of each unit, in the order of the units; "" where nobody is in office."""
    head = and_(Holder.unit_id == Unit.id, Holder.role == PostRole.FIRST, PRESENT)
    rows = db.session.execute(
        select(Unit.id, func.coalesce(Holder.name, "").label("head"))
        .outerjoin(Holder, head)
        .where(Unit.id.in_(unit_ids))
        .order_by(*IN_ORDER, Holder.position.desc(), Holder.id.desc())
    )
    return {row.id: row.head for row in rows}
