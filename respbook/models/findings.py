"""问题与整改: what was found, how it stands, and every step that was taken (field.md 6; features Q1–Q9)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.evidence import Evidence
from respbook.models.tasks import Task
from respbook.models.types import Moment, Word
from respbook.models.units import Unit
from respbook.rules.findings import LONGEST_PLACE, LONGEST_REASON, LONGEST_WORDS, FindingKind, FindingSource, Pace
from respbook.rules.lifecycles import FindingState


class Finding(Base):
    """问题: 一件一号. It holds how things stand now; its steps hold how they came to stand so.

    ``at_unit_id`` is the village where it lies, ``unit_id`` the unit that has to put it right: empty until somebody knows.
    ``task_id`` leads on to the signed sentence (features X1).
    """

    __tablename__ = "findings"
    __table_args__ = (
        UniqueConstraint("town_id", "year", "serial"),
        CheckConstraint("state IN ('recorded', 'merged', 'withdrawn') OR unit_id IS NOT NULL", name="responsible"),
        CheckConstraint(
            "kind = 'good' OR state IN ('recorded', 'merged', 'withdrawn') OR due_on IS NOT NULL", name="due"
        ),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged"),
        CheckConstraint("kind = 'problem' OR state IN ('recorded', 'withdrawn')", name="good_is_not_rectified"),
        Index("ix_findings_state", "town_id", "state", "due_on", "id"),
        Index("ix_findings_unit", "unit_id", "state", "due_on", "id"),
        Index("ix_findings_at_unit", "at_unit_id", "category", "found_on"),
        Index("ix_findings_found", "town_id", "found_on", "id"),
        Index("ix_findings_task", "task_id"),
        Index("ix_findings_register_row", "register_row_id"),
        Index("ix_findings_visit", "visit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    year: Mapped[int]
    serial: Mapped[int]
    kind: Mapped[FindingKind] = mapped_column(Word(FindingKind), default=FindingKind.PROBLEM)
    source: Mapped[FindingSource] = mapped_column(Word(FindingSource))
    reference: Mapped[str] = mapped_column(String(60), default="", doc="来源文号或编号: the county's number of it")
    found_on: Mapped[date]
    found_by: Mapped[str] = mapped_column(String(30), default="")
    at_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    place: Mapped[str] = mapped_column(String(LONGEST_PLACE), default="")
    category: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="")
    goal: Mapped[str] = mapped_column(String(LONGEST_REASON), default="", doc="整改目标")
    measures: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="", doc="整改措施, as last planned")
    person: Mapped[str] = mapped_column(
        String(30), default="", doc="责任人 by name; empty: whoever holds the first post"
    )
    state: Mapped[FindingState] = mapped_column(Word(FindingState), default=FindingState.RECORDED)
    assigned_on: Mapped[date | None]
    due_on: Mapped[date | None]
    first_due_on: Mapped[date | None] = mapped_column(doc="整改时限 as first given, before extensions")
    moved_from: Mapped[date | None] = mapped_column(doc="顺延: the rest day on which it would have been due")
    moved_for: Mapped[str] = mapped_column(String(20), default="")
    received_at: Mapped[datetime | None] = mapped_column(Moment)
    pace: Mapped[Pace | None] = mapped_column(Word(Pace))
    stop_gap: Mapped[str] = mapped_column(String(LONGEST_REASON), default="", doc="临时措施 (features Q5)")
    stop_gap_at: Mapped[datetime | None] = mapped_column(Moment)
    done_on: Mapped[date | None] = mapped_column(doc="自报完成日期")
    checked_on: Mapped[date | None]
    checked_by: Mapped[str] = mapped_column(String(30), default="")
    closed_on: Mapped[date | None]
    closed_by: Mapped[str] = mapped_column(String(30), default="")
    published_from: Mapped[date | None] = mapped_column(doc="公示起止")
    published_to: Mapped[date | None]
    failed: Mapped[int] = mapped_column(default=0, doc="核查不通过次数 since it was handed out")
    relapses: Mapped[int] = mapped_column(default=0, doc="反弹次数")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("findings.id"))
    repeats_id: Mapped[int | None] = mapped_column(
        ForeignKey("findings.id"), doc="屡查屡犯: the earlier one that this confirms as a repeat (features Q9)"
    )
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    report_entry_id: Mapped[int | None] = mapped_column(
        ForeignKey("report_entries.id"), unique=True, doc="有情况 of a report that it was taken over from"
    )
    register_row_id: Mapped[int | None] = mapped_column(
        ForeignKey("register_rows.id"), doc="台账的一条 that it was found at: a boiler, a farm"
    )
    visit_id: Mapped[int | None] = mapped_column(
        ForeignKey("visits.id"), doc="到点记录 at which it was found; empty: found otherwise"
    )
    note: Mapped[str] = mapped_column(String(LONGEST_REASON), default="", doc="备注")
    made_by: Mapped[str] = mapped_column(String(30))
    made_by_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    town: Mapped[Unit] = relationship(lazy="raise", foreign_keys=[town_id])
    at_unit: Mapped[Unit | None] = relationship(lazy="raise", foreign_keys=[at_unit_id])
    unit: Mapped[Unit | None] = relationship(lazy="raise", foreign_keys=[unit_id])
    task: Mapped[Task | None] = relationship(lazy="raise")
    helpers: Mapped[list["FindingHelper"]] = relationship(
        lazy="raise", order_by="FindingHelper.unit_id", cascade="all, delete-orphan"
    )
    steps: Mapped[list["FindingStep"]] = relationship(
        lazy="raise", order_by="FindingStep.number", back_populates="finding"
    )

    __mapper_args__ = {"version_id_col": version}


class FindingHelper(Base):
    """协办单位 of a problem: sees it and helps, answers for nothing."""

    __tablename__ = "finding_helpers"
    __table_args__ = (Index("ix_finding_helpers_unit", "unit_id", "finding_id"),)

    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)

    unit: Mapped[Unit] = relationship(lazy="raise")


class FindingStep(Base):
    """整改记录: one step, by whom, when, with what words; never changed. ``deed`` is the verb that the audit book uses."""

    __tablename__ = "finding_steps"
    __table_args__ = (UniqueConstraint("finding_id", "number"), Index("ix_finding_steps_at", "at", "finding_id"))
    added_only = True

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"))
    number: Mapped[int]
    deed: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Moment)
    on_day: Mapped[date] = mapped_column(doc="the day that is told: done, checked, closed on")
    by_id: Mapped[int]
    by_name: Mapped[str] = mapped_column(String(30))
    by_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    for_unit: Mapped[bool] = mapped_column(default=False, doc="代报, 代签收: by the office for the unit")
    state: Mapped[FindingState] = mapped_column(Word(FindingState), doc="how it stood after the step")
    text: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="")
    due_on: Mapped[date | None] = mapped_column(doc="整改时限 from this step on, where the step set one")
    pace: Mapped[Pace | None] = mapped_column(Word(Pace))

    finding: Mapped[Finding] = relationship(lazy="raise", back_populates="steps")
    proofs: Mapped[list["FindingEvidence"]] = relationship(lazy="raise", order_by="FindingEvidence.evidence_id")


class FindingEvidence(Base):
    """问题照片和材料 of a step: those of the first are 整改前, those of 自报完成 and 核查 are 整改后 (features Q3, R9)."""

    __tablename__ = "finding_evidence"
    __table_args__ = (Index("ix_finding_evidence_evidence", "evidence_id"),)

    step_id: Mapped[int] = mapped_column(ForeignKey("finding_steps.id"), primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), primary_key=True)

    evidence: Mapped[Evidence] = relationship(lazy="raise")


class FindingExtension(Base):
    """延期申请: until when, why, and what the approver said; the first time limit stays on the problem."""

    __tablename__ = "finding_extensions"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (granted IS NULL)", name="decided"),
        Index("ix_finding_extensions_finding", "finding_id", "decided_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"))
    until: Mapped[date]
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    asked_by: Mapped[str] = mapped_column(String(30))
    asked_by_id: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    granted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    decided_by: Mapped[str | None] = mapped_column(String(30))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    finding: Mapped[Finding] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}
