"""受信任的签发机构: roots that the administrator has listed, for the whole site; one that was removed stays with its reason."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base
from respbook.models.types import Moment


class TrustedRoot(Base):
    """受信任的签发机构."""

    __tablename__ = "trusted_roots"
    __table_args__ = (
        CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="removed_pair"),
        CheckConstraint("(removed_at IS NULL) = (removal_reason IS NULL)", name="removed_reason"),
        Index("ix_trusted_roots_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), doc="fingerprint of the certificate")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    local: Mapped[bool] = mapped_column(doc="made by the office itself: no third party vouches")
    certificate: Mapped[str] = mapped_column(Text, doc="PEM")
    added_by: Mapped[str] = mapped_column(String(30))
    added_at: Mapped[datetime] = mapped_column(Moment)
    removed_by: Mapped[str | None] = mapped_column(String(30))
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removal_reason: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
