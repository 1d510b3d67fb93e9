"""通报: the draft with its items while it is written, the frozen paper once it is issued (features Q7, X8)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.findings import Finding
from respbook.models.types import Moment, Word
from respbook.models.units import Unit
from respbook.rules.circulars import (
    LONGEST_SENTENCE,
    LONGEST_TEXT,
    LONGEST_WHY,
    CircularGroup,
    CircularKind,
    ItemNumbers,
)
from respbook.rules.lifecycles import CIRCULAR, CircularState, FindingState


class Circular(Base):
    """通报 of a town. The number is taken when it is issued; ``scope`` tells in words which findings were chosen."""

    __tablename__ = "circulars"
    __table_args__ = (
        UniqueConstraint("town_id", "kind", "year", "number_text"),
        CheckConstraint("(state IN ('issued', 'voided')) = (serial IS NOT NULL)", name="numbered"),
        CheckConstraint("(state IN ('issued', 'voided')) = (pdf_sha256 <> '')", name="frozen"),
        CheckConstraint("(state = 'voided') = (voided_at IS NOT NULL)", name="voided"),
        Index("ix_circulars_town", "town_id", "year", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[CircularKind] = mapped_column(Word(CircularKind))
    year: Mapped[int]
    serial: Mapped[int | None]
    number_text: Mapped[str | None] = mapped_column(String(40), doc="第N期, or the 文号")
    number_pattern: Mapped[str] = mapped_column(String(40), default="", doc="文号格式; empty: 第N期")
    title: Mapped[str] = mapped_column(String(60))
    issuer: Mapped[str] = mapped_column(String(60), doc="发文机关")
    addressees: Mapped[str] = mapped_column(String(200), doc="主送")
    opening: Mapped[str] = mapped_column(String(LONGEST_TEXT), doc="with its figures as fields")
    closing: Mapped[str] = mapped_column(String(LONGEST_TEXT), doc="下一步工作要求")
    until: Mapped[date] = mapped_column(doc="整改期限 of the demands")
    copies_to: Mapped[str] = mapped_column(String(200), default="", doc="抄送")
    numbers: Mapped[ItemNumbers] = mapped_column(Word(ItemNumbers), default=ItemNumbers.MODEL)
    photos: Mapped[bool] = mapped_column(default=True, doc="附整改前后照片")
    first_on: Mapped[date]
    last_on: Mapped[date]
    scope: Mapped[str] = mapped_column(String(300))
    state: Mapped[CircularState] = mapped_column(Word(CircularState), default=CircularState.DRAFT)
    made_by: Mapped[str] = mapped_column(String(30))
    made_by_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(String(30))
    changed_at: Mapped[datetime] = mapped_column(Moment, doc="also when only an item was changed")
    proposed_by: Mapped[str] = mapped_column(String(30), default="")
    proposed_by_id: Mapped[int | None]
    proposed_at: Mapped[datetime | None] = mapped_column(Moment)
    returned: Mapped[str] = mapped_column(String(LONGEST_WHY), default="", doc="退回意见")
    issued_on: Mapped[date | None]
    issued_by: Mapped[str] = mapped_column(String(30), default="")
    issued_at: Mapped[datetime | None] = mapped_column(Moment)
    paper: Mapped[str | None] = mapped_column(Text, deferred=True, deferred_raiseload=True)
    paper_sha256: Mapped[str] = mapped_column(String(64), default="")
    pdf_sha256: Mapped[str] = mapped_column(String(64), default="")
    pages: Mapped[int] = mapped_column(default=0)
    voided_at: Mapped[datetime | None] = mapped_column(Moment)
    voided_by: Mapped[str] = mapped_column(String(30), default="")
    void_reason: Mapped[str] = mapped_column(String(LONGEST_WHY), default="")
    version: Mapped[int] = mapped_column(default=1)

    town: Mapped[Unit] = relationship(lazy="raise")
    items: Mapped[list["CircularItem"]] = relationship(
        lazy="raise", order_by="CircularItem.position", cascade="all, delete-orphan", back_populates="circular"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def told(self) -> str:
        """办理情况."""
        return CIRCULAR.labels[self.state]


class CircularItem(Base):
    """通报条目. ``drafted_on``, ``proposed`` and ``duty`` are what it was drafted on: they are held against the records at issue."""

    __tablename__ = "circular_items"
    __table_args__ = (
        Index("ix_circular_items_circular", "circular_id", "position"),
        Index("ix_circular_items_finding", "finding_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circular_id: Mapped[int] = mapped_column(ForeignKey("circulars.id"))
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"))
    position: Mapped[int]
    group: Mapped[CircularGroup] = mapped_column("grouped", Word(CircularGroup))
    proposed: Mapped[CircularGroup] = mapped_column(Word(CircularGroup), doc="分组 that the records gave")
    moved_why: Mapped[str] = mapped_column(
        String(LONGEST_WHY), default="", doc="why the clerk moved it to another group"
    )
    text: Mapped[str] = mapped_column(String(LONGEST_SENTENCE))
    duty: Mapped[str] = mapped_column(String(60), doc="责任单位 as printed")
    drafted_on: Mapped[FindingState] = mapped_column(Word(FindingState), doc="问题状态 that it was drafted on")

    circular: Mapped[Circular] = relationship(lazy="raise", back_populates="items")
    finding: Mapped[Finding] = relationship(lazy="raise")
