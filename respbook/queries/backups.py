"""备份: where they go by the page's setting, what was carried away, what was looked through."""

from datetime import datetime

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.office_settings import OfficeSetting
from respbook.models.runs import Run
from respbook.rules.runs import RunKind

PLACE = "backup_place"
"""The setting of the installation, whichever administrator made it; it stands in no list of the office's settings."""


def place_set() -> OfficeSetting | None:
    """设定的备份位置, the youngest where several offices have set one."""
    asked = select(OfficeSetting).where(OfficeSetting.name == PLACE).order_by(OfficeSetting.changed_at.desc()).limit(1)
    return db.session.scalars(asked).first()


def carried_away(since: datetime) -> bool:
    """已拷走: whether a copy went onto a stick without fault since then (safety R104)."""
    asked = select(Run.id).where(Run.kind == RunKind.STICK, ~Run.failed, Run.ended_at >= since)
    return db.session.scalar(asked.limit(1)) is not None


def last_checks() -> dict[str, Run]:
    """最近一次核验 of each backup, by its folder."""
    asked = select(Run).where(Run.kind == RunKind.CHECK, Run.ended_at.is_not(None)).order_by(Run.id)
    return {row.place: row for row in db.session.scalars(asked)}
