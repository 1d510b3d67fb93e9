"""定时事务: when each was last done, and what came of it."""

from collections.abc import Sequence

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.errands import ErrandRun


def errand_runs() -> dict[str, ErrandRun]:
    """All that were ever begun, by name."""
    rows: Sequence[ErrandRun] = db.session.scalars(select(ErrandRun)).all()
    return {row.name: row for row in rows}
