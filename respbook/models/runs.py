"""办理: what was asked for on a page and is done by the queue, and what came of it. No business: not protected."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base
from respbook.models.types import Moment, Word
from respbook.rules.runs import RunKind


class Run(Base):
    """办理: one backup, copy to a stick, check of a backup, or verification of a large book."""

    __tablename__ = "runs"
    __table_args__ = (Index("ix_runs_kind", "kind", "id"),)
    protected = False

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RunKind] = mapped_column(Word(RunKind))
    place: Mapped[str] = mapped_column(String(300), doc="the folder that it is about; empty for a verification")
    given: Mapped[str] = mapped_column(
        Text, deferred=True, doc="anchors that were brought along, up to megabytes; empty once it is over"
    )
    asked_by: Mapped[str] = mapped_column(String(30))
    asked_by_id: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0, doc="how often it was begun")
    began_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    failed: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str] = mapped_column(String(600), default="")
