"""签订本: the bytes of a letter with all its marks, frozen when it is signed; certificates, digital signatures (S5, S6)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.letters import Letter
from respbook.models.types import Moment
from respbook.models.units import Unit


class SignedCopy(Base):
    """签订本 as it was frozen; the youngest of a letter stands, earlier ones stay to be recognised."""

    __tablename__ = "signed_copies"
    __table_args__ = (Index("ix_signed_copies_letter", "letter_id"), Index("ix_signed_copies_sha256", "sha256"))
    added_only = True

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    content_sha256: Mapped[str] = mapped_column(String(64), doc="what it was made from: issued bytes and marks")
    marks: Mapped[str] = mapped_column(Text, doc="JSON: digests of the records of signatures and uses of seals in it")
    made_of: Mapped[int] = mapped_column(doc="how many signatures and uses of seals the letter had, corrected ones too")
    digital: Mapped[int] = mapped_column(default=0, doc="how many digital signatures are in it")
    made_at: Mapped[datetime] = mapped_column(Moment)

    letter: Mapped[Letter] = relationship(lazy="raise")


class Certificate(Base):
    """签名证书 of a unit's seal or of a person: the PKCS#12 file in the store; its passphrase is kept nowhere."""

    __tablename__ = "certificates"
    __table_args__ = (
        CheckConstraint("(retired_at IS NULL) = (retired_by IS NULL)", name="retired_pair"),
        Index("ix_certificates_unit", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), doc="empty: the unit's own, for its seal")
    subject: Mapped[str] = mapped_column(String(64))
    issuer: Mapped[str] = mapped_column(String(64))
    serial: Mapped[str] = mapped_column(String(50))
    local: Mapped[bool] = mapped_column(doc="issued by a CA of our own, as far as its root tells")
    ends_on: Mapped[date]
    key_sha256: Mapped[str] = mapped_column(String(64))
    root_sha256: Mapped[str] = mapped_column(String(64))
    chain: Mapped[str | None] = mapped_column(
        Text,
        deferred=True,
        doc="PEM: its certificate and those below the root; empty in rows from before the list of roots",
    )
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)
    retired_by: Mapped[str | None] = mapped_column(String(30))
    retired_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class DigitalSignature(Base):
    """数字签名 on a signed copy: which certificate, over which bytes, and its frozen record."""

    __tablename__ = "digital_signatures"
    __table_args__ = (UniqueConstraint("letter_id", "field"),)
    added_only = True

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"))
    copy_id: Mapped[int] = mapped_column(ForeignKey("signed_copies.id"))
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"))
    field: Mapped[str] = mapped_column(String(20))
    signed_by: Mapped[str] = mapped_column(String(30))
    signed_by_id: Mapped[int]
    signed_at: Mapped[datetime] = mapped_column(Moment)
    record: Mapped[str] = mapped_column(Text, deferred=True, deferred_raiseload=True)
    record_sha256: Mapped[str] = mapped_column(String(64))

    certificate: Mapped[Certificate] = relationship(lazy="raise")
