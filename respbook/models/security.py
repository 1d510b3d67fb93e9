"""安全日志与时钟: who tried what, and which time the program last believed. No business, so not protected."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base
from respbook.models.types import Moment, Word
from respbook.rules.security_log import SecurityKind


class SecurityEvent(Base):
    """安全日志: one line; it is purged after its term, the audit book never is (safety R84, R86)."""

    __tablename__ = "security_events"
    __table_args__ = (
        Index("ix_security_events_at", "at", "id"),
        Index("ix_security_events_kind", "kind", "id"),
    )
    protected = False

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[SecurityKind] = mapped_column(Word(SecurityKind))
    user_id: Mapped[int] = mapped_column(default=0, doc="0: a stranger, or the program itself")
    name: Mapped[str] = mapped_column(String(30), default="")
    role: Mapped[str] = mapped_column(String(100), default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    what: Mapped[str] = mapped_column(String(200))
    request_id: Mapped[str] = mapped_column(String(32), default="")
    times: Mapped[int] = mapped_column(default=1, doc="how often; those over the limit of a minute are counted only")
    fold: Mapped[str | None] = mapped_column(String(160), unique=True, doc="same kind and day: one row with a count")


class ClockState(Base):
    """时钟状态: one row; ``trusted_at`` is the last time that was believed, ``held_since`` set while it is not (safety R96)."""

    __tablename__ = "clock_states"
    protected = False

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    trusted_at: Mapped[datetime] = mapped_column(Moment)
    held_since: Mapped[datetime | None] = mapped_column(Moment, doc="what the clock said when it was doubted")
