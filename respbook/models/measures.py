"""问责事项 and 约谈: what was proposed on which facts, who decided, how a talk went and what came of it (features Y1–Y4)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.assessments import KEY
from respbook.models.base import Base
from respbook.models.circulars import Circular
from respbook.models.evidence import Evidence
from respbook.models.findings import Finding
from respbook.models.notices import Notice
from respbook.models.orders import Order
from respbook.models.programmes import Programme
from respbook.models.types import Moment, Word
from respbook.models.units import Unit
from respbook.rules.lifecycles import MeasureState, TalkState
from respbook.rules.measures import LONGEST_CLAUSE, LONGEST_FACTS, LONGEST_WORDS
from respbook.rules.scoring.ladder import MeasureKind, Trigger
from respbook.rules.talks import LONGEST_LINE, LONGEST_PEOPLE, LONGEST_TEXT, TalkDeed


class Measure(Base):
    """问责事项 of one unit: facts and clause as they were found, never changed; who held the first post on the day of the
    facts, so that a successor has the open matter and not the blame (features Y4)."""

    __tablename__ = "measures"
    __table_args__ = (
        CheckConstraint("facts <> '' AND clause <> ''", name="grounds"),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(state = 'refused') = (again_on IS NOT NULL)", name="refused"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done"),
        Index("ix_measures_town", "town_id", "state", "id"),
        Index("ix_measures_unit", "unit_id", "programme_id", "id"),
        Index("ix_measures_follows", "follows_id"),
        Index("ix_measures_notice", "notice_id"),
        Index("ix_measures_circular", "circular_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    unit_name: Mapped[str] = mapped_column(String(60), doc="as it was called then")
    kind: Mapped[MeasureKind] = mapped_column(Word(MeasureKind))
    step_key: Mapped[str] = mapped_column(KEY, default="", doc="级 of the ladder; empty: beside it")
    trigger: Mapped[Trigger | None] = mapped_column(Word(Trigger))
    happened_on: Mapped[date] = mapped_column(doc="事实日期: whose holder of the first post it concerns")
    facts: Mapped[str] = mapped_column(String(LONGEST_FACTS))
    clause: Mapped[str] = mapped_column(String(LONGEST_CLAUSE), doc="依据")
    holder_post: Mapped[str] = mapped_column(String(30), default="")
    holder_name: Mapped[str] = mapped_column(String(30), default="", doc="第一责任人 of that day; empty: nobody")
    county_run: Mapped[bool] = mapped_column(default=False)
    assessment_id: Mapped[int | None] = mapped_column(ForeignKey("assessments.id"))
    follows_id: Mapped[int | None] = mapped_column(
        ForeignKey("measures.id"), doc="the measure that was not carried out, where that is the reason"
    )
    system: Mapped[bool] = mapped_column(default=False, doc="系统建议, taken up or refused as it stood")
    state: Mapped[MeasureState] = mapped_column(Word(MeasureState), default=MeasureState.PROPOSED)
    made_by: Mapped[str] = mapped_column(String(30))
    made_by_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_on: Mapped[date]
    decided_by: Mapped[str] = mapped_column(String(30), default="")
    decided_by_id: Mapped[int | None]
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_on: Mapped[date | None]
    decision: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="", doc="决定意见, or why not")
    again_on: Mapped[date | None] = mapped_column(doc="from which the same may be proposed again")
    due_on: Mapped[date | None] = mapped_column(doc="办理期限; of a talk the day of its report")
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id"))
    circular_id: Mapped[int | None] = mapped_column(ForeignKey("circulars.id"))
    result: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="", doc="办理结果")
    done_by: Mapped[str] = mapped_column(String(30), default="")
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    town: Mapped[Unit] = relationship(lazy="raise", foreign_keys=[town_id])
    unit: Mapped[Unit] = relationship(lazy="raise", foreign_keys=[unit_id])
    programme: Mapped[Programme] = relationship(lazy="raise")
    follows: Mapped["Measure | None"] = relationship(lazy="raise", remote_side=[id])
    notice: Mapped[Notice | None] = relationship(lazy="raise")
    circular: Mapped[Circular | None] = relationship(lazy="raise")
    links: Mapped[list["MeasureLink"]] = relationship(
        lazy="raise", order_by="MeasureLink.position", cascade="all, delete-orphan"
    )
    talk: Mapped["Talk | None"] = relationship(lazy="raise", back_populates="measure")

    __mapper_args__ = {"version_id_col": version}


class MeasureLink(Base):
    """问责依据: a record that the facts rest on."""

    __tablename__ = "measure_links"
    __table_args__ = (
        CheckConstraint("(finding_id IS NOT NULL) <> (COALESCE(order_id, circular_id) IS NOT NULL)", name="one"),
        CheckConstraint("order_id IS NULL OR circular_id IS NULL", name="one_paper"),
        Index("ix_measure_links_finding", "finding_id"),
        Index("ix_measure_links_order", "order_id"),
        Index("ix_measure_links_circular", "circular_id"),
    )

    measure_id: Mapped[int] = mapped_column(ForeignKey("measures.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("findings.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    circular_id: Mapped[int | None] = mapped_column(ForeignKey("circulars.id"))

    finding: Mapped[Finding | None] = relationship(lazy="raise")
    order: Mapped[Order | None] = relationship(lazy="raise")
    circular: Mapped[Circular | None] = relationship(lazy="raise")


class Talk(Base):
    """约谈 that was approved by deciding its measure; notice and minutes are frozen as papers (features Y2)."""

    __tablename__ = "talks"
    __table_args__ = (
        UniqueConstraint("measure_id"),
        UniqueConstraint("town_id", "number_text"),
        CheckConstraint("(notified_at IS NULL) = (number_text IS NULL)", name="notified"),
        CheckConstraint("(notified_at IS NULL) = (notice_paper IS NULL)", name="notice_frozen"),
        CheckConstraint("(held_at IS NULL) = (held_on IS NULL)", name="held"),
        CheckConstraint("(minuted_at IS NULL) = (minutes_paper IS NULL)", name="minutes_frozen"),
        CheckConstraint("(minuted_at IS NULL) = (report_until IS NULL)", name="report_due"),
        CheckConstraint("(state = 'closed') = (checked_at IS NOT NULL)", name="checked"),
        Index("ix_talks_notice", "notice_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    measure_id: Mapped[int] = mapped_column(ForeignKey("measures.id"))
    state: Mapped[TalkState] = mapped_column(Word(TalkState), default=TalkState.APPROVED)
    meet_on: Mapped[date | None]
    meet_at: Mapped[str] = mapped_column(String(20), default="", doc="时间 of the day, in words")
    place: Mapped[str] = mapped_column(String(LONGEST_LINE), default="")
    host: Mapped[str] = mapped_column(String(LONGEST_LINE), default="", doc="约谈人")
    persons: Mapped[str] = mapped_column(String(LONGEST_PEOPLE), default="", doc="约谈对象")
    cause: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="")
    problems: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="", doc="指出的问题, one a line")
    explain_until: Mapped[date | None]
    year: Mapped[int | None]
    serial: Mapped[int | None]
    number_text: Mapped[str | None] = mapped_column(String(60))
    issuer: Mapped[str] = mapped_column(String(60), default="")
    notified_at: Mapped[datetime | None] = mapped_column(Moment)
    notified_on: Mapped[date | None]
    notified_by: Mapped[str] = mapped_column(String(30), default="")
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id"))
    notice_paper: Mapped[str | None] = mapped_column(Text, deferred=True, deferred_raiseload=True)
    notice_paper_sha256: Mapped[str] = mapped_column(String(64), default="")
    notice_pdf_sha256: Mapped[str] = mapped_column(String(64), default="")
    held_on: Mapped[date | None]
    held_at: Mapped[datetime | None] = mapped_column(Moment, doc="when it was entered")
    held_by: Mapped[str] = mapped_column(String(30), default="", doc="登记人")
    present: Mapped[str] = mapped_column(String(LONGEST_PEOPLE), default="", doc="到场人员")
    demands: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="", doc="整改要求, one a line")
    demands_until: Mapped[date | None]
    promise: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="", doc="表态")
    minuted_at: Mapped[datetime | None] = mapped_column(Moment)
    minuted_by: Mapped[str] = mapped_column(String(30), default="")
    minutes_paper: Mapped[str | None] = mapped_column(Text, deferred=True, deferred_raiseload=True)
    minutes_paper_sha256: Mapped[str] = mapped_column(String(64), default="")
    minutes_pdf_sha256: Mapped[str] = mapped_column(String(64), default="")
    report_until: Mapped[date | None] = mapped_column(doc="落实报告期限")
    moved_from: Mapped[date | None] = mapped_column(doc="顺延: the rest day on which it would have been due")
    moved_for: Mapped[str] = mapped_column(String(20), default="")
    checked_at: Mapped[datetime | None] = mapped_column(Moment)
    checked_by: Mapped[str] = mapped_column(String(30), default="")
    version: Mapped[int] = mapped_column(default=1)

    measure: Mapped[Measure] = relationship(lazy="raise", back_populates="talk")
    notice: Mapped[Notice | None] = relationship(lazy="raise")
    entries: Mapped[list["TalkEntry"]] = relationship(
        lazy="raise", order_by="TalkEntry.id", cascade="all, delete-orphan", back_populates="talk"
    )

    __mapper_args__ = {"version_id_col": version}


class TalkEntry(Base):
    """约谈经过: what the unit explained or reported, what a check said; only added, never changed."""

    __tablename__ = "talk_entries"
    __table_args__ = (Index("ix_talk_entries_talk", "talk_id", "id"),)
    added_only = True

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talks.id"))
    deed: Mapped[TalkDeed] = mapped_column(Word(TalkDeed))
    words: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    by: Mapped[str] = mapped_column(String(30))
    by_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    proxy: Mapped[bool] = mapped_column(default=False, doc="代报: entered by the office for the unit")

    talk: Mapped[Talk] = relationship(lazy="raise", back_populates="entries")
    evidence: Mapped[list["TalkEvidence"]] = relationship(lazy="raise", order_by="TalkEvidence.evidence_id")


class TalkEvidence(Base):
    """约谈佐证: what came with an explanation or a report."""

    __tablename__ = "talk_evidence"
    __table_args__ = (Index("ix_talk_evidence_evidence", "evidence_id"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("talk_entries.id"), primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), primary_key=True)

    evidence: Mapped[Evidence] = relationship(lazy="raise")
