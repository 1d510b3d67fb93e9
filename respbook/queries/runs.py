"""办理: what was asked for on a page and is done by the queue."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import undefer

from respbook.models.base import db
from respbook.models.runs import Run
from respbook.queries.scope import NotInSight
from respbook.rules.runs import RunKind

_LATELY = 8


def recent_runs(kinds: Collection[RunKind], most: int = _LATELY) -> Sequence[Run]:
    """近来的办理, the youngest first."""
    return db.session.scalars(select(Run).where(Run.kind.in_(kinds)).order_by(Run.id.desc()).limit(most)).all()


def unfinished_runs(kinds: Collection[RunKind] = tuple(RunKind)) -> Sequence[int]:
    """没有办完的, by number."""
    return db.session.scalars(select(Run.id).where(Run.ended_at.is_(None), Run.kind.in_(kinds)).order_by(Run.id)).all()


def last_run(kind: RunKind) -> Run | None:
    """最近一次."""
    return next(iter(recent_runs((kind,), 1)), None)


def run_numbered(run_id: int) -> Run:
    """一次办理, with the anchors that were brought along. Raises NotInSight."""
    row = db.session.get(Run, run_id, populate_existing=True, options=[undefer(Run.given)])
    if row is None:
        raise NotInSight
    return row
