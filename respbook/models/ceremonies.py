"""签订仪式: when and where the letters are signed together, who came, who took a copy away (field.md 3.2)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.programmes import Programme
from respbook.models.types import Moment
from respbook.models.units import Unit


class Ceremony(Base):
    """签订仪式 of a programme: one; what the 会议通知 says."""

    __tablename__ = "ceremonies"
    __table_args__ = (UniqueConstraint("programme_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    held_on: Mapped[date]
    held_at: Mapped[str] = mapped_column(String(20), doc="时间 in words: 上午9:00")
    place: Mapped[str] = mapped_column(String(60))
    host: Mapped[str] = mapped_column(String(30))
    demands: Mapped[str] = mapped_column(String(400), default="", doc="有关要求, one a line")
    notice_on: Mapped[date] = mapped_column(doc="the day that the notice bears")
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class Attendance(Base):
    """到会与领取 of one unit: who came, who took how many copies away, when."""

    __tablename__ = "attendances"
    __table_args__ = (
        CheckConstraint("(came_at IS NULL) = (name = '')", name="came"),
        CheckConstraint("(taken_at IS NULL) = (taken_by = '')", name="taken"),
    )

    ceremony_id: Mapped[int] = mapped_column(ForeignKey("ceremonies.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(30), default="", doc="到会人")
    came_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_by: Mapped[str] = mapped_column(String(30), default="", doc="领取人")
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    copies: Mapped[int] = mapped_column(default=0)
    noted_by: Mapped[str] = mapped_column(String(30))

    unit: Mapped[Unit] = relationship(lazy="raise")
