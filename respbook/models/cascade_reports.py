"""层层签订上报: what a village reported of its 社 and households, and what the office said to it (features C3)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base
from respbook.models.types import Moment, Word
from respbook.rules.cascade_reports import LONGEST_REMARK, FrozenFigures, thawed
from respbook.rules.lifecycles import ReportState


class CascadeReport(Base):
    """层层签订上报: one row for each time; the latest one of a letter says whether it is locked."""

    __tablename__ = "cascade_reports"
    __table_args__ = (
        CheckConstraint("(state = 'reported') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(state = 'unlocked') = (unlocked_at IS NOT NULL)", name="unlocked"),
        CheckConstraint("state NOT IN ('returned', 'unlocked') OR reason <> ''", name="reason"),
        Index("ix_cascade_reports_letter", "letter_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"))
    state: Mapped[ReportState] = mapped_column(Word(ReportState), default=ReportState.REPORTED)
    figures: Mapped[str] = mapped_column(Text, doc="words and numbers of that moment, as JSON")
    remark: Mapped[str] = mapped_column(String(LONGEST_REMARK), default="")
    reported_by: Mapped[str] = mapped_column(String(30))
    for_village: Mapped[bool] = mapped_column(default=False, doc="代上报: by the office, not by the village itself")
    reported_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[str] = mapped_column(String(30), default="")
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(200), default="", doc="why it was returned, or unlocked")
    unlocked_by: Mapped[str] = mapped_column(String(30), default="")
    unlocked_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def told(self) -> FrozenFigures:
        """上报数 as frozen."""
        return thawed(self.figures)
