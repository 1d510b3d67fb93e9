"""考核结果 and 申诉: what was announced and what was settled, each frozen with its digest; objections by row (features A10–A12)."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.assessments import KEY, Assessment, ScoreSheet
from respbook.models.base import Base
from respbook.models.evidence import Evidence
from respbook.models.types import Moment, Quantity, Word
from respbook.models.units import Unit
from respbook.rules.assessments import LONGEST_REASON, LONGEST_WORDS, ResultStage
from respbook.rules.lifecycles import AppealState


class AssessmentResult(Base):
    """考核结果 of one unit at one stage; ``body`` is its whole reckoning, with every step (``respbook.result/1``)."""

    __tablename__ = "assessment_results"
    __table_args__ = (Index("ix_assessment_results_unit", "unit_id"),)

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    edition: Mapped[int] = mapped_column(primary_key=True, doc="第几次公示; one that was taken back stays on record")
    stage: Mapped[ResultStage] = mapped_column(Word(ResultStage), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    unit_name: Mapped[str] = mapped_column(String(60))
    group_key: Mapped[str] = mapped_column(KEY, default="")
    total: Mapped[Decimal] = mapped_column(Quantity, doc="points")
    rank: Mapped[int]
    band: Mapped[str] = mapped_column(String(20), default="")
    body: Mapped[str] = mapped_column(Text, deferred=True, deferred_raiseload=True)

    assessment: Mapped[Assessment] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")


class AssessmentFacts(Base):
    """考核事实 as they were when a result was frozen: with the rubric anybody can reckon it again (``respbook score``)."""

    __tablename__ = "assessment_facts"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    edition: Mapped[int] = mapped_column(primary_key=True)
    stage: Mapped[ResultStage] = mapped_column(Word(ResultStage), primary_key=True)
    rubric: Mapped[str] = mapped_column(Text, deferred=True, doc="what was reckoned by: the rubric, or the part of it")
    body: Mapped[str] = mapped_column(Text, deferred=True)


class Appeal(Base):
    """申诉复核 of one row of a sheet: what it was, what is asked, who decided what (A12)."""

    __tablename__ = "appeals"
    __table_args__ = (
        CheckConstraint("(state IN ('upheld', 'rejected')) = (decided_at IS NOT NULL)", name="decided"),
        CheckConstraint("(state = 'upheld') = (after_points IS NOT NULL)", name="upheld"),
        Index("ix_appeals_sheet", "sheet_id", "row_key"),
        Index("ix_appeals_state", "state", "id"),
        Index("ix_appeals_window", "window_id", "edition"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheets.id"))
    row_key: Mapped[str] = mapped_column(KEY)
    window_id: Mapped[int] = mapped_column(
        ForeignKey("assessments.id"), doc="under whose 公示 it was filed: its own, or the final one that takes it in"
    )
    edition: Mapped[int] = mapped_column(doc="第几次 of that 公示")
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS))
    wanted: Mapped[Decimal | None] = mapped_column(Quantity, doc="points that the unit asks for")
    before: Mapped[Decimal | None] = mapped_column(Quantity, doc="points as announced")
    state: Mapped[AppealState] = mapped_column(Word(AppealState), default=AppealState.FILED)
    filed_by: Mapped[str] = mapped_column(String(30))
    filed_by_id: Mapped[int]
    filed_at: Mapped[datetime] = mapped_column(Moment)
    proxy: Mapped[bool] = mapped_column(default=False, doc="the office filed it for a caller")
    advice: Mapped[str] = mapped_column(String(LONGEST_REASON), default="", doc="考核组意见")
    advised_by: Mapped[str] = mapped_column(String(30), default="")
    after_points: Mapped[Decimal | None] = mapped_column(Quantity)
    decision: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="")
    decided_by: Mapped[str] = mapped_column(String(30), default="")
    decided_by_id: Mapped[int | None]
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    sheet: Mapped[ScoreSheet] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class AppealEvidence(Base):
    """申诉佐证."""

    __tablename__ = "appeal_evidence"
    __table_args__ = (Index("ix_appeal_evidence_evidence", "evidence_id"),)

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id"), primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), primary_key=True)

    evidence: Mapped[Evidence] = relationship(lazy="raise")
