"""印章: registered pictures of seals, each use of one on a letter (features S5, safety C3, C6)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.letters import Letter
from respbook.models.types import Moment
from respbook.models.units import Unit


class SealImage(Base):
    """印章图片 of a unit: a normalised PNG in the store, which no address hands out; retired, never changed."""

    __tablename__ = "seal_images"
    __table_args__ = (
        CheckConstraint("(retired_at IS NULL) = (retired_by IS NULL)", name="retired_pair"),
        Index("ix_seal_images_unit", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[str] = mapped_column(String(30))
    made_by_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment)
    retired_by: Mapped[str | None] = mapped_column(String(30))
    retired_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class SealUse(Base):
    """用印记录: one seal on one side of one letter; never changed."""

    __tablename__ = "seal_uses"
    __table_args__ = (UniqueConstraint("letter_id", "side"), Index("ix_seal_uses_seal", "seal_id"))
    added_only = True

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"))
    side: Mapped[int]
    party: Mapped[str] = mapped_column(String(10))
    seal_id: Mapped[int] = mapped_column(ForeignKey("seal_images.id"))
    edge: Mapped[bool] = mapped_column(doc="骑缝章")
    approved_by: Mapped[str] = mapped_column(String(30), doc="批准人")
    used_by: Mapped[str] = mapped_column(String(30))
    used_by_id: Mapped[int]
    used_at: Mapped[datetime] = mapped_column(Moment)
    record: Mapped[str] = mapped_column(Text, deferred=True, deferred_raiseload=True)
    record_sha256: Mapped[str] = mapped_column(String(64))

    letter: Mapped[Letter] = relationship(lazy="raise")
    seal: Mapped[SealImage] = relationship(lazy="raise")
