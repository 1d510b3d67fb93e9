"""回收站: what was removed, whole, so that it can come back within thirty days (features U3)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base
from respbook.models.types import Moment, Word
from respbook.rules.removals import RemovalKind


class Removal(Base):
    """删除记录: ``rows`` is the removed thing with all that hung on it, as JSON."""

    __tablename__ = "removals"
    __table_args__ = (
        CheckConstraint("(restored_at IS NULL) = (restored_by IS NULL)", name="restored_pair"),
        Index("ix_removals_removed", "removed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    kind: Mapped[RemovalKind] = mapped_column(Word(RemovalKind))
    name: Mapped[str] = mapped_column(String(120))
    rows: Mapped[str] = mapped_column(Text)
    removed_at: Mapped[datetime] = mapped_column(Moment)
    removed_by: Mapped[str] = mapped_column(String(30))
    restored_at: Mapped[datetime | None] = mapped_column(Moment)
    restored_by: Mapped[str | None] = mapped_column(String(30))
