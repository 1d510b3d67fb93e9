"""通知: what was sent to which units, who took it when, and what was replied."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.evidence import Evidence
from respbook.models.types import Moment, Word
from respbook.models.units import Unit
from respbook.rules.lifecycles import NoticeState
from respbook.rules.notices import LONGEST_NAME, LONGEST_PURPOSE, LONGEST_REASON, LONGEST_REPLY, LONGEST_TITLE, Way


class Notice(Base):
    """通知: as it was sent; what was written is never changed.

    ``subject_kind`` and ``subject_id`` name the row that it is about (a task, a letter), where another room sent it.
    """

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn"),
        CheckConstraint("state <> 'withdrawn' OR reason <> ''", name="reason"),
        Index("ix_notices_town", "town_id", "sent_at"),
        Index("ix_notices_subject", "subject_kind", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("units.id"), doc="发出单位")
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    purpose: Mapped[str] = mapped_column(String(LONGEST_PURPOSE), doc="事由: why the unit is asked to read it")
    text: Mapped[str] = mapped_column(Text)
    wants_receipt: Mapped[bool]
    reply_by: Mapped[date | None]
    subject_kind: Mapped[str] = mapped_column(String(30), default="")
    subject_id: Mapped[int | None]
    state: Mapped[NoticeState] = mapped_column(Word(NoticeState), default=NoticeState.SENT)
    sent_at: Mapped[datetime] = mapped_column(Moment)
    sent_by: Mapped[str] = mapped_column(String(30))
    sent_by_id: Mapped[int]
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_by: Mapped[str | None] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="", doc="why it was taken back")
    version: Mapped[int] = mapped_column(default=1)

    town: Mapped[Unit] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class NoticeUnit(Base):
    """送达单位: one unit of a notice, and how it was taken first; later readers of the unit are ``NoticeReading``."""

    __tablename__ = "notice_units"
    __table_args__ = (
        CheckConstraint("(taken_at IS NULL) = (way IS NULL) AND (taken_at IS NULL) = (taken_by IS NULL)", name="taken"),
        Index("ix_notice_units_unit", "unit_id", "taken_at", "notice_id"),
    )

    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_by: Mapped[str | None] = mapped_column(String(LONGEST_NAME), doc="who of the unit took it")
    way: Mapped[Way | None] = mapped_column(Word(Way))
    noted_by: Mapped[str | None] = mapped_column(String(30), doc="代签收: who of the office wrote it down")

    notice: Mapped[Notice] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")


class NoticeFile(Base):
    """通知附件: a file of the evidence room that goes with a notice; whoever sees the notice may open it."""

    __tablename__ = "notice_files"
    __table_args__ = (Index("ix_notice_files_evidence", "evidence_id"),)

    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), primary_key=True)

    evidence: Mapped[Evidence] = relationship(lazy="raise")


class NoticeReading(Base):
    """阅知记录: one person who took a notice; a unit may have several, the first one stands in ``NoticeUnit``."""

    __tablename__ = "notice_readings"
    __table_args__ = (Index("ix_notice_readings_unit", "notice_id", "unit_id"),)

    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime] = mapped_column(Moment)
    way: Mapped[Way] = mapped_column(Word(Way))


class NoticeReply(Base):
    """通知回复 of a unit; only added, never changed."""

    __tablename__ = "notice_replies"
    __table_args__ = (Index("ix_notice_replies_notice", "notice_id", "unit_id"),)
    added_only = True

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    text: Mapped[str] = mapped_column(String(LONGEST_REPLY))
    at: Mapped[datetime] = mapped_column(Moment)
    by_name: Mapped[str] = mapped_column(String(30))
    by_id: Mapped[int]
    for_unit: Mapped[bool] = mapped_column(doc="代回复: written down by the office")
