"""考核: one round of scoring, the sheet of each unit, 自评 and the marks of the assessors (features A2–A7)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.evidence import Evidence
from respbook.models.programmes import Programme
from respbook.models.rubrics import Rubric
from respbook.models.types import Moment, Quantity, Word
from respbook.models.units import Unit
from respbook.rules.assessments import LONGEST_NAME, LONGEST_REASON, LONGEST_WORDS, WIDE_GAP, Combining, SettledBy
from respbook.rules.lifecycles import AssessmentState, SheetState

KEY = String(24)
"""Key of a row, a rule, a part or a class of the rubric."""


class Assessment(Base):
    """考核: a period of one part of the rubric, or the final one of the year, which takes in the others (PERIOD)."""

    __tablename__ = "assessments"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="dates"),
        Index("ix_assessments_programme", "programme_id", "state", "id"),
        Index("ix_assessments_rubric", "rubric_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubrics.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    part_key: Mapped[str] = mapped_column(KEY, default="", doc="时段 of the rubric; empty: it has none")
    period_key: Mapped[str] = mapped_column(KEY, doc="2026, 2026-03, 2026-Q1 …")
    period_label: Mapped[str] = mapped_column(String(LONGEST_NAME))
    final: Mapped[bool] = mapped_column(default=True, doc="年终考核: totals, grades and ranks come of it")
    first_on: Mapped[date] = mapped_column(doc="facts of these days count")
    last_on: Mapped[date]
    self_until: Mapped[date | None] = mapped_column(doc="自评截止; empty: no 自评")
    assessors: Mapped[int] = mapped_column(default=1, doc="marks wanted for each row")
    blind: Mapped[bool] = mapped_column(default=True, doc="the others' marks are hidden until all are in (A6)")
    combining: Mapped[Combining] = mapped_column(Word(Combining), default=Combining.MEAN)
    wide_gap: Mapped[Decimal] = mapped_column(
        Quantity, default=WIDE_GAP, doc="points from which a row is settled jointly"
    )
    state: Mapped[AssessmentState] = mapped_column(Word(AssessmentState), default=AssessmentState.SCORING)
    drawn_up_by: Mapped[str] = mapped_column(String(30), default="")
    drawn_up_by_id: Mapped[int | None]
    why: Mapped[str] = mapped_column(
        String(LONGEST_REASON), default="", doc="why it was cancelled, sent back or withdrawn"
    )
    edition: Mapped[int] = mapped_column(default=0, doc="how often it was announced")
    announced_on: Mapped[date | None]
    announced_until: Mapped[date | None] = mapped_column(doc="last day of 公示 and of appeals")
    announced_by: Mapped[str] = mapped_column(String(30), default="")
    announced_sha256: Mapped[str] = mapped_column(String(64), default="", doc="公示名单的校验码")
    settled_on: Mapped[date | None]
    settled_by: Mapped[str] = mapped_column(String(30), default="")
    final_sha256: Mapped[str] = mapped_column(String(64), default="", doc="定稿的校验码")
    released_on: Mapped[date | None]
    released_by: Mapped[str] = mapped_column(String(30), default="")
    made_by: Mapped[str] = mapped_column(String(30))
    made_by_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship(lazy="raise")
    rubric: Mapped[Rubric] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class ScoreSheet(Base):
    """考核评分表 of one unit in one assessment."""

    __tablename__ = "score_sheets"
    __table_args__ = (UniqueConstraint("assessment_id", "unit_id"), Index("ix_score_sheets_unit", "unit_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    unit_name: Mapped[str] = mapped_column(String(60), doc="as it was called when the assessment opened")
    class_key: Mapped[str] = mapped_column(KEY, default="")
    state: Mapped[SheetState] = mapped_column(Word(SheetState), default=SheetState.OPEN)
    self_words: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="", doc="自评总结")
    self_by: Mapped[str] = mapped_column(String(30), default="")
    self_at: Mapped[datetime | None] = mapped_column(Moment, doc="自评 was sent")
    self_proxy: Mapped[bool] = mapped_column(default=False, doc="the office entered 自评 for the unit")
    submitted_by: Mapped[str] = mapped_column(String(30), default="")
    submitted_by_id: Mapped[int | None]
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_by: Mapped[str] = mapped_column(String(30), default="")
    confirmed_by_id: Mapped[int | None]
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    single_handed: Mapped[bool] = mapped_column(default=False, doc="一人经办: confirmed by somebody who had scored it")
    returned: Mapped[str] = mapped_column(String(LONGEST_REASON), default="", doc="why it was sent back")
    version: Mapped[int] = mapped_column(default=1)

    assessment: Mapped[Assessment] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class SelfScore(Base):
    """自评 of one row: points and a sentence; never the proposal (A5)."""

    __tablename__ = "self_scores"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheets.id"), primary_key=True)
    row_key: Mapped[str] = mapped_column(KEY, primary_key=True)
    points: Mapped[Decimal | None] = mapped_column(Quantity)
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="")
    by: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class SelfScoreEvidence(Base):
    """自评佐证."""

    __tablename__ = "self_score_evidence"
    __table_args__ = (Index("ix_self_score_evidence_evidence", "evidence_id"),)

    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheets.id"), primary_key=True)
    row_key: Mapped[str] = mapped_column(KEY, primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), primary_key=True)

    evidence: Mapped[Evidence] = relationship(lazy="raise")


class ScoreMark(Base):
    """评分: what one assessor gave one row, or why it does not apply; ``proposed`` is the system's figure as it stood then."""

    __tablename__ = "score_marks"
    __table_args__ = (
        UniqueConstraint("sheet_id", "row_key", "assessor_id"),
        CheckConstraint("(points IS NULL) = (not_applicable <> '')", name="said"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheets.id"))
    row_key: Mapped[str] = mapped_column(KEY)
    assessor_id: Mapped[int]
    assessor: Mapped[str] = mapped_column(String(30))
    points: Mapped[Decimal | None] = mapped_column(Quantity)
    proposed: Mapped[Decimal | None] = mapped_column(Quantity)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    not_applicable: Mapped[str] = mapped_column(String(LONGEST_REASON), default="", doc="不适用的原因")
    at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ScoreSettlement(Base):
    """改定评分: the score of a row by joint decision or after an appeal, instead of what the marks come to."""

    __tablename__ = "score_settlements"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheets.id"), primary_key=True)
    row_key: Mapped[str] = mapped_column(KEY, primary_key=True)
    cause: Mapped[SettledBy] = mapped_column(Word(SettledBy))
    points: Mapped[Decimal] = mapped_column(Quantity)
    before: Mapped[Decimal | None] = mapped_column(Quantity, doc="what it was until then")
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    by: Mapped[str] = mapped_column(String(30))
    by_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ScoreAssignment(Base):
    """评分分工: what an assessor is asked to mark: a unit's sheet, one row of all sheets, or — by a line of each kind — their meeting.

    An assessment without any asks everybody for everything.
    """

    __tablename__ = "score_assignments"
    __table_args__ = (
        CheckConstraint("(sheet_id IS NULL) = (row_key <> '')", name="either"),
        Index("ix_score_assignments_assessment", "assessment_id", "assessor_id"),
        Index("ix_score_assignments_sheet", "sheet_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"))
    assessor_id: Mapped[int]
    assessor: Mapped[str] = mapped_column(String(30))
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("score_sheets.id"))
    row_key: Mapped[str] = mapped_column(KEY, default="")
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)
