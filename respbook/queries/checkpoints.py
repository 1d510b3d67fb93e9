"""检查点: the last ones, and what has no anchor out of the house for more than a day (safety R82)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from respbook.models.base import db
from respbook.models.checkpoints import Checkpoint
from respbook.queries.health import older_than

LONGEST_GAP = timedelta(hours=24)


def last_checkpoints(most: int = 5) -> Sequence[Checkpoint]:
    """最近的检查点, the youngest first."""
    return db.session.scalars(select(Checkpoint).order_by(Checkpoint.id.desc()).limit(most)).all()


def taken_out() -> int:
    """最近一次外部存证 as far as the system knows: the number of the entry; 0: none yet."""
    return db.session.scalar(select(func.max(Checkpoint.seq)).where(Checkpoint.place != "")) or 0


def unwitnessed(now: datetime) -> int:
    """没有外部存证的日志: how many entries are older than a day and younger than the last copy out of the house."""
    return older_than(taken_out(), now - LONGEST_GAP)
