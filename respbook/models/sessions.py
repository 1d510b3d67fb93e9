"""会话与登录限制: what keeps people in and strangers out (safety C1, R01). None of it is business: not protected."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base
from respbook.models.types import Moment


class SignedIn(Base):
    """会话: one device of one person; only the token's SHA-256 is kept (safety R15)."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_user", "user_id", "seen_at"),)
    protected = False

    sid_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    step_up_at: Mapped[datetime | None] = mapped_column(Moment)
    second_at: Mapped[datetime | None] = mapped_column(Moment, doc="动态口令 given in this session (safety R10)")
    address: Mapped[str] = mapped_column(String(64), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")


class Throttle(Base):
    """登录限制: failures of one account (``account:…``), one address (``address:…``), at a second proof … in the running window."""

    __tablename__ = "throttles"
    protected = False

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    locks: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)


class KnownDevice(Base):
    """常用设备: a browser that this person has signed in from; it still enters while strangers are locked out (R02)."""

    __tablename__ = "known_devices"
    protected = False

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    made_at: Mapped[datetime] = mapped_column(Moment)


class DoneKey(Base):
    """防重复提交: the key of a form that was carried out, in the same transaction as the deed (safety C9)."""

    __tablename__ = "done_keys"
    __table_args__ = (Index("ix_done_keys_at", "at"),)
    protected = False

    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    body_sha256: Mapped[str] = mapped_column(String(64))
    location: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime] = mapped_column(Moment)
