"""工作日历的改动: what an office has said of single days; rows are added, never changed, the youngest of a day holds."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base
from respbook.models.types import Moment, Word
from respbook.rules.workdays import DayKind


class DayChange(Base):
    """日子的改动 of one office. ``kind`` empty: from then on the day is again as the country has it."""

    __tablename__ = "day_marks"
    __table_args__ = (Index("ix_day_marks_unit_day", "unit_id", "day"),)
    added_only = True

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    day: Mapped[date]
    kind: Mapped[DayKind | None] = mapped_column(Word(DayKind))
    name: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(String(100), default="")
    notice_year: Mapped[int | None] = mapped_column(doc="the year whose 放假通知 was read in with this row")
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(30))
