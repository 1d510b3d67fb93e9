"""检查点: which heads of the book were written down, when, and where a copy went. The files are the proof, not these rows."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base
from respbook.models.types import Moment, Word
from respbook.rules.checkpoints import Occasion


class Checkpoint(Base):
    """检查点. ``place`` is where a copy out of the house went (a folder, a person), empty where none did. Not protected."""

    __tablename__ = "checkpoints"
    __table_args__ = (Index("ix_checkpoints_place", "place", "seq"),)
    protected = False

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment)
    occasion: Mapped[Occasion] = mapped_column(Word(Occasion))
    place: Mapped[str] = mapped_column(String(200), default="")
