"""改前内容: what a deed found before it changed something, so that it can be taken back (features U3)."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base
from respbook.models.types import Moment


class UndoStep(Base):
    """改前内容 of one deed; ``seq`` is its entry in the audit book, which holds the digest of ``former``.

    No business and not protected: it is thrown away after its time, and what was tampered with is refused by the digest.
    """

    __tablename__ = "undo_steps"
    __table_args__ = (
        Index("ix_undo_steps_user", "user_id", "at"),
        Index("ix_undo_steps_bin", "unit_id", "removes", "at"),
    )
    protected = False

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user_id: Mapped[int]
    unit_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    by_name: Mapped[str] = mapped_column(String(30))
    permission: Mapped[str] = mapped_column(String(40))
    verb: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    subject: Mapped[str] = mapped_column(String(200))
    removes: Mapped[bool] = mapped_column(default=False)
    former: Mapped[str] = mapped_column(Text, deferred=True)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by: Mapped[str | None] = mapped_column(String(30))
