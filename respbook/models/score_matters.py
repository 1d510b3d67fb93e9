"""计分事项 and 一票否决: what happened, who was told, what the unit said, who decided (features X14, X19, Y5)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.assessments import KEY
from respbook.models.base import Base
from respbook.models.evidence import Evidence
from respbook.models.findings import Finding
from respbook.models.notices import Notice
from respbook.models.programmes import Programme
from respbook.models.types import Moment, Quantity, Word
from respbook.models.units import Unit
from respbook.rules.assessments import LONGEST_REASON, LONGEST_WORDS, MatterKind
from respbook.rules.lifecycles import MatterState, VetoState


class ScoreMatter(Base):
    """计分事项: one event under one rule of the rubric; ``incident`` is the same for all that came of one thing (Y5)."""

    __tablename__ = "score_matters"
    __table_args__ = (
        CheckConstraint("NOT again OR again_reason <> ''", name="again"),
        Index("ix_score_matters_unit", "programme_id", "unit_id", "state"),
        Index("ix_score_matters_finding", "finding_id"),
        Index("ix_score_matters_incident", "programme_id", "incident"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    row_key: Mapped[str] = mapped_column(KEY)
    rule_key: Mapped[str] = mapped_column(KEY)
    kind: Mapped[MatterKind] = mapped_column(Word(MatterKind))
    on: Mapped[date]
    count: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(1))
    source: Mapped[str] = mapped_column(String(24), default="", doc="FindingSource, or the level of a bonus")
    incident: Mapped[str] = mapped_column(String(40), doc="e.g. finding:12")
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS))
    late: Mapped[bool] = mapped_column(default=False)
    again: Mapped[bool] = mapped_column(default=False, doc="同一事件另行计分")
    again_reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="", doc="which rule allows it")
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("findings.id"))
    origin_table: Mapped[str] = mapped_column(String(40), default="", doc="another record that it rests on")
    origin_id: Mapped[int | None]
    state: Mapped[MatterState] = mapped_column(Word(MatterState), default=MatterState.PROPOSED)
    made_by: Mapped[str] = mapped_column(String(30))
    made_by_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(String(30), default="", doc="who worded it last, a hand like the maker")
    changed_by_id: Mapped[int | None]
    told_by: Mapped[str] = mapped_column(String(30), default="")
    told_at: Mapped[datetime | None] = mapped_column(Moment)
    answer_until: Mapped[date | None] = mapped_column(doc="last day of 陈述")
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id"), doc="by which the unit was told")
    statement: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="")
    answered_by: Mapped[str] = mapped_column(String(30), default="")
    answered_by_id: Mapped[int | None]
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_proxy: Mapped[bool] = mapped_column(default=False)
    decided_by: Mapped[str] = mapped_column(String(30), default="")
    decided_by_id: Mapped[int | None]
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decision: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")
    finding: Mapped[Finding | None] = relationship(lazy="raise")
    notice: Mapped[Notice | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class ScoreMatterEvidence(Base):
    """计分事项佐证; ``answer``: it came with the unit's statement."""

    __tablename__ = "score_matter_evidence"
    __table_args__ = (Index("ix_score_matter_evidence_evidence", "evidence_id"),)

    matter_id: Mapped[int] = mapped_column(ForeignKey("score_matters.id"), primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), primary_key=True)
    answer: Mapped[bool] = mapped_column(default=False)

    evidence: Mapped[Evidence] = relationship(lazy="raise")


class Veto(Base):
    """一票否决: has an effect only with incident, evidence, the unit's statement and a named decision (X14)."""

    __tablename__ = "vetoes"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('upheld', 'lifted') OR (words <> '' AND statement <> '' AND decided_by <> '' AND number_text <> '')",
            name="whole",
        ),
        Index("ix_vetoes_unit", "programme_id", "unit_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    veto_key: Mapped[str] = mapped_column(KEY, doc="of the rubric")
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS), doc="the incident")
    on: Mapped[date]
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("findings.id"))
    matter_id: Mapped[int | None] = mapped_column(ForeignKey("score_matters.id"))
    state: Mapped[VetoState] = mapped_column(Word(VetoState), default=VetoState.PROPOSED)
    made_by: Mapped[str] = mapped_column(String(30))
    made_by_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment)
    told_by: Mapped[str] = mapped_column(String(30), default="")
    told_at: Mapped[datetime | None] = mapped_column(Moment)
    answer_until: Mapped[date | None]
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id"), doc="by which the unit was told")
    statement: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="")
    answered_by: Mapped[str] = mapped_column(String(30), default="")
    answered_by_id: Mapped[int | None]
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_proxy: Mapped[bool] = mapped_column(default=False)
    silent: Mapped[bool] = mapped_column(default=False, doc="逾期未陈述, written down by the office")
    decision: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="")
    decided_by: Mapped[str] = mapped_column(String(30), default="")
    decided_by_id: Mapped[int | None]
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_on: Mapped[date | None] = mapped_column(doc="from which the span of the effect is counted")
    number_text: Mapped[str] = mapped_column(String(40), default="", doc="决定书文号")
    lifted_by: Mapped[str] = mapped_column(String(30), default="")
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)
    lifted_reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")
    finding: Mapped[Finding | None] = relationship(lazy="raise")
    notice: Mapped[Notice | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class VetoEvidence(Base):
    """一票否决佐证; ``answer``: it came with the unit's statement."""

    __tablename__ = "veto_evidence"
    __table_args__ = (Index("ix_veto_evidence_evidence", "evidence_id"),)

    veto_id: Mapped[int] = mapped_column(ForeignKey("vetoes.id"), primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), primary_key=True)
    answer: Mapped[bool] = mapped_column(default=False)

    evidence: Mapped[Evidence] = relationship(lazy="raise")
