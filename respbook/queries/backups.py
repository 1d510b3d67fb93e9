"""备份: where they go by the page's setting, and what was asked for lately."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from respbook.models.backup_runs import BackupRun
from respbook.models.base import db
from respbook.models.office_settings import OfficeSetting
from respbook.queries.scope import NotInSight
from respbook.rules.backups import BackupKind

PLACE = "backup_place"
"""The setting of the installation, whichever administrator made it; it stands in no list of the office's settings."""
_LATELY = 8


def place_set() -> OfficeSetting | None:
    """设定的备份位置, the youngest where several offices have set one."""
    asked = select(OfficeSetting).where(OfficeSetting.name == PLACE).order_by(OfficeSetting.changed_at.desc()).limit(1)
    return db.session.scalars(asked).first()


def recent_runs() -> Sequence[BackupRun]:
    """近来的办理, the youngest first."""
    return db.session.scalars(select(BackupRun).order_by(BackupRun.id.desc()).limit(_LATELY)).all()


def unfinished_runs() -> Sequence[int]:
    """没有办完的, by number."""
    return db.session.scalars(select(BackupRun.id).where(BackupRun.ended_at.is_(None)).order_by(BackupRun.id)).all()


def carried_away(since: datetime) -> bool:
    """已拷走: whether a copy went onto a stick without fault since then (safety R104)."""
    asked = select(BackupRun.id).where(
        BackupRun.kind == BackupKind.STICK, ~BackupRun.failed, BackupRun.ended_at >= since
    )
    return db.session.scalar(asked.limit(1)) is not None


def run_numbered(run_id: int) -> BackupRun:
    """一次办理. Raises NotInSight."""
    row = db.session.get(BackupRun, run_id, populate_existing=True)
    if row is None:
        raise NotInSight
    return row


def last_checks() -> dict[str, BackupRun]:
    """最近一次核验 of each backup, by its folder."""
    asked = select(BackupRun).where(BackupRun.kind == "check", BackupRun.ended_at.is_not(None)).order_by(BackupRun.id)
    return {row.place: row for row in db.session.scalars(asked)}
