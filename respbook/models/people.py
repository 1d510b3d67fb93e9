"""用户: accounts, their roles, and one-time codes. Sessions and throttles stand in sessions.py."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.types import Moment, Word
from respbook.models.units import Unit
from respbook.rules.permissions import Role


class User(Base):
    """用户: a person with an account. ``password_hash`` empty: invited, not yet entered."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("reset_by IS NULL OR reset_at IS NOT NULL", name="reset_pair"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed_pair"),
        Index("ix_users_unit", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(30))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    phone: Mapped[str] = mapped_column(String(20), default="")
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    password_set_at: Mapped[datetime | None] = mapped_column(
        Moment, doc="when the owner last chose a password; empty in rows older than the column (safety R06)"
    )
    suspended_at: Mapped[datetime | None] = mapped_column(Moment)
    reset_by: Mapped[int | None] = mapped_column(
        ForeignKey("users.id"), doc="empty beside a moment: by command on the server, under nobody's account"
    )
    reset_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_by: Mapped[int | None] = mapped_column(
        ForeignKey("users.id"),
        doc="核实身份: who vouched after a reset by somebody else; until then nothing is signed (R12)",
    )
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    reading: Mapped[str | None] = mapped_column(String(200), doc="读音 as corrected; empty: the usual one")
    sounds: Mapped[str | None] = mapped_column(Text, doc="检索键: the reading from each character on, also to sort by")
    initials: Mapped[str | None] = mapped_column(String(60))
    step: Mapped[int] = mapped_column(default=1, doc="字号: 1 标准, 2 大, 3 超大")
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")
    roles: Mapped[list["UserRole"]] = relationship(lazy="raise", cascade="all, delete-orphan", back_populates="user")

    __mapper_args__ = {"version_id_col": version}


class UserRole(Base):
    """用户角色."""

    __tablename__ = "user_roles"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(Word(Role), primary_key=True)

    user: Mapped[User] = relationship(lazy="raise", back_populates="roles")


class Invite(Base):
    """一次性开户码: 80 bits, 72 hours, used once; only its digest is kept (safety R09)."""

    __tablename__ = "invites"
    __table_args__ = (Index("ix_invites_user", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    code_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
