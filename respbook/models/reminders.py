"""催办: which unit was asked for what on which day, and the messages that wait for the group's robot (features N1, N2)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.types import Moment, Word
from respbook.models.units import Unit
from respbook.rules.group_robot import MessageKind
from respbook.rules.lifecycles import RobotState
from respbook.rules.reminding import ReminderKind, Way

LONGEST_TROUBLE = 200


class RobotMessage(Base):
    """群机器人消息 of a town: one digest, sent in ``parts``; ``part`` of them were accepted.

    ``tries`` and ``doubts`` are of the part at hand: how often it was sent, and how often nobody knows what became of it.
    """

    __tablename__ = "robot_messages"
    __table_args__ = (
        CheckConstraint("part <= parts", name="parts"),
        Index("ix_robot_messages_unit", "unit_id", "id"),
        Index("ix_robot_messages_state", "state", "not_before"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[MessageKind] = mapped_column(Word(MessageKind))
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    text: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(String(300), default="", doc="the address of 报送, should the text be set anew")
    state: Mapped[RobotState] = mapped_column(Word(RobotState), default=RobotState.WAITING)
    parts: Mapped[int]
    part: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    doubts: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(30))
    made_by_id: Mapped[int]
    not_before: Mapped[datetime] = mapped_column(Moment)
    begun_at: Mapped[datetime | None] = mapped_column(Moment, doc="when it was sent last")
    trouble: Mapped[str] = mapped_column(String(LONGEST_TROUBLE), default="", doc="why it is not out")
    doubt: Mapped[str] = mapped_column(String(60), default="", doc="which part may stand in the group twice")
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class Reminder(Base):
    """催办: one matter of one unit on one day, once; ``reason`` where the office asked beyond the ceiling."""

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("matter", "on_day"), Index("ix_reminders_unit", "unit_id", "on_day"))

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[ReminderKind] = mapped_column(Word(ReminderKind))
    matter: Mapped[str] = mapped_column(String(40))
    on_day: Mapped[date]
    way: Mapped[Way] = mapped_column(Word(Way))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int]
    by_name: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(String(100), default="")
    message_id: Mapped[int | None] = mapped_column(ForeignKey("robot_messages.id"), index=True)

    unit: Mapped[Unit] = relationship(lazy="raise")
