"""研究环保工作: a meeting of 党委、政府 on the work, and what it decided; frozen with its paper (features X18)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.tasks import Task
from respbook.models.types import Moment
from respbook.models.units import Unit
from respbook.rules.studies import LONGEST_DECISION, LONGEST_MATTER, LONGEST_PEOPLE, LONGEST_REASON


class Study(Base):
    """研究环保工作: one meeting with its 会议纪要. What was recorded is never changed: a correction is a row of its own
    that names the one before it (``corrects_id``) and the reason."""

    __tablename__ = "studies"
    __table_args__ = (
        CheckConstraint("(corrects_id IS NULL) = (edition = 1)", name="edition"),
        CheckConstraint("(corrects_id IS NULL) = (reason = '')", name="reason"),
        CheckConstraint("(counted_task_id IS NULL) = (counted_on IS NULL)", name="counted"),
        Index("ix_studies_town", "town_id", "held_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    held_on: Mapped[date]
    held_at: Mapped[str] = mapped_column(String(20), default="", doc="时间 of the day, in words")
    place: Mapped[str] = mapped_column(String(60))
    chair: Mapped[str] = mapped_column(String(30))
    attendees: Mapped[str] = mapped_column(String(LONGEST_PEOPLE))
    topics: Mapped[str] = mapped_column(String(LONGEST_PEOPLE), default="", doc="议题")
    remarks: Mapped[str] = mapped_column(String(LONGEST_PEOPLE), default="")
    since: Mapped[date] = mapped_column(doc="上次研究以来: from which day on things were looked at")
    edition: Mapped[int] = mapped_column(default=1)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("studies.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    counted_task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"), doc="the town's duty that it fulfils")
    counted_on: Mapped[date | None] = mapped_column(doc="the first day of the period that was reported by it")
    paper: Mapped[str] = mapped_column(Text, deferred=True, deferred_raiseload=True)
    paper_sha256: Mapped[str] = mapped_column(String(64))
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[str] = mapped_column(String(30))
    made_by_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    town: Mapped[Unit] = relationship(lazy="raise")
    counted_task: Mapped[Task | None] = relationship(lazy="raise")
    decisions: Mapped[list["StudyDecision"]] = relationship(
        lazy="raise", order_by="StudyDecision.number", back_populates="study"
    )

    __mapper_args__ = {"version_id_col": version}


class StudyDecision(Base):
    """议定事项 of a study: with owner and date it has a task; else it stays as words."""

    __tablename__ = "study_decisions"
    __table_args__ = (
        UniqueConstraint("study_id", "number"),
        CheckConstraint("(task_id IS NULL) OR (unit_id IS NOT NULL AND due_on IS NOT NULL)", name="owned"),
        Index("ix_study_decisions_task", "task_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("studies.id"))
    number: Mapped[int]
    matter: Mapped[str] = mapped_column(String(LONGEST_MATTER))
    words: Mapped[str] = mapped_column(String(LONGEST_DECISION))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    person: Mapped[str] = mapped_column(String(30), default="")
    due_on: Mapped[date | None]
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))

    study: Mapped[Study] = relationship(lazy="raise", back_populates="decisions")
    unit: Mapped[Unit | None] = relationship(lazy="raise")
    task: Mapped[Task | None] = relationship(lazy="raise")
