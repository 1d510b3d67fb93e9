"""签发批次: what people see of queued work: proposed by whom, approved by whom, how far, what was refused and why."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.types import Moment, Word
from respbook.rules.lifecycles import BatchState, ItemState


class Job(Base):
    """签发批次. Proposer and approver are different people unless the programme is 一人经办."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", name="approved_pair"),
        Index("ix_jobs_programme", "programme_id", "id"),
        Index("ix_jobs_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    state: Mapped[BatchState] = mapped_column(Word(BatchState))
    total: Mapped[int]
    proposed_by: Mapped[str] = mapped_column(String(30))
    proposed_by_id: Mapped[int]
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    approved_by: Mapped[str | None] = mapped_column(String(30))
    approved_by_id: Mapped[int | None]
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    opinion: Mapped[str] = mapped_column(String(200), default="")
    single_handed: Mapped[bool] = mapped_column(default=False)
    trouble: Mapped[str] = mapped_column(String(300), default="", doc="why the batch was interrupted")
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship(lazy="raise")
    waivers: Mapped[list["JobWaiver"]] = relationship(lazy="raise", order_by="JobWaiver.position", back_populates="job")
    items: Mapped[list["JobItem"]] = relationship(lazy="raise", order_by="JobItem.position", back_populates="job")

    __mapper_args__ = {"version_id_col": version}


class JobItem(Base):
    """批次条目: one letter of the batch; a refused one keeps its sentence and does not stop the others."""

    __tablename__ = "job_items"
    __table_args__ = (Index("ix_job_items_letter", "letter_id"),)

    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"))
    state: Mapped[ItemState] = mapped_column(Word(ItemState), default=ItemState.WAITING)
    content_sha256: Mapped[str] = mapped_column(String(64), doc="内容摘要 when it was proposed: what was approved")
    sentence: Mapped[str] = mapped_column(String(500), default="")
    done_at: Mapped[datetime | None] = mapped_column(Moment)

    job: Mapped[Job] = relationship(lazy="raise", back_populates="items")
    letter: Mapped[Letter] = relationship(lazy="raise")


class JobWaiver(Base):
    """批次豁免: a warning that the clerk let pass and why, as it stood when the batch was proposed: the leader reads it."""

    __tablename__ = "job_waivers"

    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    sentence: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(String(200))
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)

    job: Mapped[Job] = relationship(lazy="raise", back_populates="waivers")
