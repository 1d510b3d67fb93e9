"""报送: what was said to each period of a task, every time it was said, and what the office answered."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.evidence import Evidence
from respbook.models.tasks import Task
from respbook.models.types import Moment, Quantity, Word
from respbook.models.units import Unit
from respbook.rules.lifecycles import FilingState
from respbook.rules.reports import LONGEST_REASON, LONGEST_TEXT, Origin, Reckoning, Said


class Report(Base):
    """报送: one for each period of a task; it holds what stands now, its entries hold every time it was said.

    ``first_at`` decides whether it was in time; ``amount`` is the period's own figure, worked out from what was typed.
    """

    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint("task_id", "starts_on"),
        CheckConstraint("ends_on >= starts_on", name="dates"),
        CheckConstraint("state <> 'returned' OR reason <> ''", name="reason"),
        CheckConstraint("(reviewed_at IS NULL) = (reviewed_by IS NULL)", name="reviewed"),
        CheckConstraint("(verified_at IS NULL) = (verified_by IS NULL)", name="verified"),
        Index("ix_reports_unit", "unit_id", "starts_on"),
        Index("ix_reports_state", "state", "first_at", "id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    due_on: Mapped[date]
    label: Mapped[str] = mapped_column(String(30))
    said: Mapped[Said] = mapped_column(Word(Said))
    given: Mapped[Decimal | None] = mapped_column(Quantity, doc="the figure as typed")
    reckoning: Mapped[Reckoning | None] = mapped_column(Word(Reckoning))
    amount: Mapped[Decimal | None] = mapped_column(Quantity, doc="当期数")
    passed: Mapped[Decimal | None] = mapped_column(Quantity, doc="已审数: the amount when it was last passed")
    verified: Mapped[Decimal | None] = mapped_column(Quantity, doc="已核实数")
    text: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="")
    category: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[FilingState] = mapped_column(Word(FilingState), default=FilingState.SUBMITTED)
    first_at: Mapped[datetime] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment)
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment)
    reviewed_by: Mapped[str | None] = mapped_column(String(30))
    reviewed_by_id: Mapped[int | None] = mapped_column(doc="by whom, beyond namesakes: he does not verify it")
    verified_at: Mapped[datetime | None] = mapped_column(Moment)
    verified_by: Mapped[str | None] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="", doc="why it was returned or unlocked")
    version: Mapped[int] = mapped_column(default=1)

    task: Mapped[Task] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")
    entries: Mapped[list["ReportEntry"]] = relationship(
        lazy="raise", order_by="ReportEntry.number", back_populates="report"
    )

    __mapper_args__ = {"version_id_col": version}


class ReportEntry(Base):
    """报送记录: one time that something was said; never changed (features R8: corrections keep the old value)."""

    __tablename__ = "report_entries"
    __table_args__ = (UniqueConstraint("report_id", "number"), Index("ix_report_entries_chat", "chat_id"))
    added_only = True

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int]
    by_name: Mapped[str] = mapped_column(String(30))
    for_unit: Mapped[bool] = mapped_column(doc="代报: by somebody who is not of the unit")
    origin: Mapped[Origin] = mapped_column(Word(Origin))
    said: Mapped[Said] = mapped_column(Word(Said))
    given: Mapped[Decimal | None] = mapped_column(Quantity)
    reckoning: Mapped[Reckoning | None] = mapped_column(Word(Reckoning))
    text: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="")
    category: Mapped[str] = mapped_column(String(20), default="")
    chat_id: Mapped[int | None] = mapped_column(ForeignKey("chat_pastes.id"))
    quoted: Mapped[str] = mapped_column(Text, default="", doc="原话: the lines of the chat that it was read from")
    quoted_lines: Mapped[str | None] = mapped_column(Text, doc="原话的行号 in the chat: 3,4")
    further: Mapped[bool | None] = mapped_column(doc="又有情况: said beside what stood, not instead of it; else empty")

    report: Mapped[Report] = relationship(lazy="raise", back_populates="entries")
    proofs: Mapped[list["ReportEvidence"]] = relationship(lazy="raise", order_by="ReportEvidence.evidence_id")


class ReportEvidence(Base):
    """报送佐证: which photos and files one report entry rests on; one piece may serve many (features R9)."""

    __tablename__ = "report_evidence"
    __table_args__ = (Index("ix_report_evidence_evidence", "evidence_id"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("report_entries.id"), primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), primary_key=True)

    evidence: Mapped[Evidence] = relationship(lazy="raise")


class ReportOpening(Base):
    """解锁补报: one closed period of one task, opened again until a day, with the reason; the latest one holds."""

    __tablename__ = "report_openings"
    __table_args__ = (Index("ix_report_openings_task", "task_id", "starts_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    starts_on: Mapped[date]
    open_until: Mapped[date]
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)


class ChatPaste(Base):
    """接龙原文: a chat as it was pasted; kept as evidence for what was filed from it (features X2)."""

    __tablename__ = "chat_pastes"
    __table_args__ = (Index("ix_chat_pastes_unit", "unit_id", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), doc="the town whose group it is")
    on_day: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)
