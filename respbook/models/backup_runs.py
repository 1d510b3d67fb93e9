"""备份办理: what was asked for on the page of backups, and what came of it. No business: not protected."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base
from respbook.models.types import Moment, Word
from respbook.rules.backups import BackupKind


class BackupRun(Base):
    """备份办理: one backup, copy to a stick, or check, done by the queue; ``place`` is the folder that it is about."""

    __tablename__ = "backup_runs"
    __table_args__ = (Index("ix_backup_runs_asked_at", "asked_at"),)
    protected = False

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[BackupKind] = mapped_column(Word(BackupKind))
    place: Mapped[str] = mapped_column(String(300))
    asked_by: Mapped[str] = mapped_column(String(30))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    began_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    failed: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str] = mapped_column(String(600), default="")
