"""督查: the plan, its villages, what was drawn and how, who was where, and the second look at what was closed (Q8, X13)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.findings import Finding
from respbook.models.types import Moment, Word
from respbook.models.units import Unit
from respbook.rules.draws import LONGEST_WORD, DrawKind
from respbook.rules.findings import LONGEST_PLACE, LONGEST_REASON, LONGEST_WORDS, FindingSource
from respbook.rules.inspections import LONGEST_NAME, LONGEST_POINTS, VisitOutcome
from respbook.rules.lifecycles import InspectionState
from respbook.rules.revisits import RevisitOutcome


class Inspection(Base):
    """督查: a plan of the office, seen by the office only until it has come about; categories and members joined by 、."""

    __tablename__ = "inspections"
    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="dates"),
        Index("ix_inspections_state", "town_id", "state", "from_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    from_on: Mapped[date]
    to_on: Mapped[date]
    source: Mapped[FindingSource] = mapped_column(Word(FindingSource), doc="督查层级")
    categories: Mapped[str] = mapped_column(Text, default="", doc="empty: 全面督查")
    members: Mapped[str] = mapped_column(Text, default="", doc="督查人员 by name")
    groups: Mapped[str] = mapped_column(Text, default="", doc="分组 as drawn, one a line; empty: not drawn")
    state: Mapped[InspectionState] = mapped_column(Word(InspectionState), default=InspectionState.OPEN)
    conclusion: Mapped[str] = mapped_column(
        String(LONGEST_WORDS), default="", doc="办结时的总体情况, or why it was cancelled"
    )
    made_by: Mapped[str] = mapped_column(String(30))
    made_by_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment)
    closed_by: Mapped[str] = mapped_column(String(30), default="")
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    town: Mapped[Unit] = relationship(lazy="raise")
    stops: Mapped[list["InspectionStop"]] = relationship(
        lazy="raise", order_by="InspectionStop.position", cascade="all, delete-orphan", back_populates="inspection"
    )

    __mapper_args__ = {"version_id_col": version}


class InspectionStop(Base):
    """督查点: a village of a plan, in the order of going, with the points to be looked at."""

    __tablename__ = "inspection_stops"
    __table_args__ = (Index("ix_inspection_stops_unit", "unit_id"),)

    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspections.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    position: Mapped[int]
    points: Mapped[str] = mapped_column(String(LONGEST_POINTS), default="", doc="点位 by hand, one a line")
    drawn_points: Mapped[str] = mapped_column(String(LONGEST_POINTS), default="", doc="点位 as drawn, one a line")
    draw_id: Mapped[int | None] = mapped_column(
        ForeignKey("draws.id"), doc="the draw that brought the village; it is not taken off by hand"
    )

    inspection: Mapped[Inspection] = relationship(lazy="raise", back_populates="stops")
    unit: Mapped[Unit] = relationship(lazy="raise")

    @property
    def places(self) -> list[str]:
        """点位, drawn ones first, each once."""
        return list(dict.fromkeys([*self.drawn_points.splitlines(), *self.points.splitlines()]))


class Draw(Base):
    """随机抽取: who could be drawn, by which seed, who was: kept so that anyone can draw it again and compare (Q8)."""

    __tablename__ = "draws"
    __table_args__ = (
        UniqueConstraint("town_id", "year", "serial"),
        CheckConstraint("replaces_id IS NULL OR reason <> ''", name="reason"),
        Index("ix_draws_inspection", "inspection_id", "kind", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    year: Mapped[int]
    serial: Mapped[int]
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspections.id"))
    kind: Mapped[DrawKind] = mapped_column(Word(DrawKind))
    candidates: Mapped[str] = mapped_column(Text, doc="one a line, in the order in which they were laid out")
    wanted: Mapped[int]
    secret: Mapped[str] = mapped_column(String(32), doc="随机数 of the server")
    word: Mapped[str] = mapped_column(String(LONGEST_WORD), default="", doc="现场词 said by those present")
    drawn: Mapped[str] = mapped_column(Text, doc="the result, one a line, in the order of the draw")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("draws.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="", doc="重抽理由")
    by_id: Mapped[int]
    by_name: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime] = mapped_column(Moment)

    inspection: Mapped[Inspection | None] = relationship(lazy="raise")


class Visit(Base):
    """到点记录: somebody of the town or above was there, on which day, and whether anything was found.

    ``inspection_id`` is empty for 日督查 that nobody planned. What was taken back stays, with its reason.
    """

    __tablename__ = "visits"
    __table_args__ = (
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_why = '')", name="withdrawn"),
        Index("ix_visits_inspection", "inspection_id", "unit_id"),
        Index("ix_visits_unit", "town_id", "unit_id", "visited_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspections.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    visited_on: Mapped[date]
    source: Mapped[FindingSource] = mapped_column(Word(FindingSource))
    categories: Mapped[str] = mapped_column(Text, default="", doc="what was looked at; empty: everything")
    members: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(LONGEST_PLACE), default="")
    outcome: Mapped[VisitOutcome] = mapped_column(Word(VisitOutcome))
    text: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    made_by: Mapped[str] = mapped_column(String(30))
    made_by_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_by: Mapped[str] = mapped_column(String(30), default="")
    withdrawn_why: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise", foreign_keys=[unit_id])
    inspection: Mapped[Inspection | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class Revisit(Base):
    """回头看: a closed problem that was drawn to be looked at again, and whether it had come back (X13).

    Unit and category are those of the moment of the draw: a relapse may be handed to another unit.
    """

    __tablename__ = "revisits"
    __table_args__ = (
        UniqueConstraint("draw_id", "finding_id"),
        CheckConstraint("(outcome IS NULL) = (told_at IS NULL)", name="told"),
        Index("ix_revisits_finding", "finding_id", "outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    draw_id: Mapped[int] = mapped_column(ForeignKey("draws.id"))
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    category: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[RevisitOutcome | None] = mapped_column(Word(RevisitOutcome))
    looked_on: Mapped[date | None]
    text: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="")
    own_closing: Mapped[bool] = mapped_column(default=False, doc="looked at by the person who had closed it")
    renewed_id: Mapped[int | None] = mapped_column(
        ForeignKey("findings.id"), doc="the new problem of a relapse whose own year is over"
    )
    told_by: Mapped[str] = mapped_column(String(30), default="")
    told_by_id: Mapped[int | None]
    told_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    draw: Mapped[Draw] = relationship(lazy="raise")
    finding: Mapped[Finding] = relationship(lazy="raise", foreign_keys=[finding_id])
    unit: Mapped[Unit] = relationship(lazy="raise", foreign_keys=[unit_id])

    __mapper_args__ = {"version_id_col": version}
