"""屏幕签字: one-time codes from the PC to the phone, 会签台 and who was confirmed there (features S2, S3)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.programmes import Programme
from respbook.models.signing import SigningSlot
from respbook.models.types import Moment


class SigningPass(Base):
    """手机签字码: one slot, one person, ten minutes, one signature; it opens nothing else. Only its digest is kept."""

    __tablename__ = "signing_passes"
    __table_args__ = (Index("ix_signing_passes_slot", "slot_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("signing_slots.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    slot: Mapped[SigningSlot] = relationship(lazy="raise")


class SigningTable(Base):
    """会签台: one tablet in one meeting; it knows the units chosen, and the host's PIN by its hash alone."""

    __tablename__ = "signing_tables"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed_pair"),
        Index("ix_signing_tables_programme", "programme_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    pin_hash: Mapped[str] = mapped_column(String(200))
    host_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    host: Mapped[str] = mapped_column(String(30), doc="主持人")
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closes_at: Mapped[datetime] = mapped_column(Moment, doc="the end of its day")
    closed_by: Mapped[str | None] = mapped_column(String(30))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    programme: Mapped[Programme] = relationship(lazy="raise")


class SigningTableUnit(Base):
    """会签单位: a unit whose people sign at this table."""

    __tablename__ = "signing_table_units"

    table_id: Mapped[int] = mapped_column(ForeignKey("signing_tables.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)


class SigningTablet(Base):
    """会签平板: a device that has entered a table by the PIN; once it has left, a kept cookie of it opens nothing."""

    __tablename__ = "signing_tablets"
    __table_args__ = (Index("ix_signing_tablets_table", "table_id", "left_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("signing_tables.id"))
    entry_sha256: Mapped[str] = mapped_column(String(64), unique=True, doc="of the secret in the device's session")
    entered_at: Mapped[datetime] = mapped_column(Moment)
    left_at: Mapped[datetime | None] = mapped_column(Moment)

    table: Mapped[SigningTable] = relationship(lazy="raise")


class SigningSeat(Base):
    """会签入席: the host has confirmed by the PIN who stands at the table; until the next one, or the signature.

    The seat belongs to the device on which it was opened: that device alone holds the secret of ``device_sha256``.
    """

    __tablename__ = "signing_seats"
    __table_args__ = (Index("ix_signing_seats_table", "table_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("signing_tables.id"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("signing_slots.id"))
    name: Mapped[str] = mapped_column(String(30))
    confirmed_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    signature_id: Mapped[int | None] = mapped_column(ForeignKey("signatures.id"))
    device_sha256: Mapped[str | None] = mapped_column(String(64), doc="while somebody sits there")

    slot: Mapped[SigningSlot] = relationship(lazy="raise")
