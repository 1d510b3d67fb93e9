"""大件导出: what was asked for, by whom, how far it is, and the digest of what was made (safety R68)."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base
from respbook.models.types import Moment, Word
from respbook.rules.exports import ExportKind
from respbook.rules.lifecycles import ExportState


class Export(Base):
    """大件导出. Its progress is written again and again, so no row digest covers it: the book names asker and file digest."""

    __tablename__ = "exports"
    __table_args__ = (
        Index("ix_exports_state", "state", "id"),
        Index("ix_exports_town", "town_id", "id"),
    )
    protected = False

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ExportKind] = mapped_column(Word(ExportKind))
    town_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), doc="一键备查 of that unit")
    assessment_id: Mapped[int | None] = mapped_column(ForeignKey("assessments.id"))
    year: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    state: Mapped[ExportState] = mapped_column(Word(ExportState), default=ExportState.WAITING)
    asked_by: Mapped[str] = mapped_column(String(30))
    asked_by_id: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0, doc="how often it was begun")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    at_hand: Mapped[str] = mapped_column(String(80), default="")
    trouble: Mapped[str] = mapped_column(String(300), default="")
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0, doc="bytes")
    until: Mapped[date | None] = mapped_column(doc="kept until that day")
