"""任务: what a signed target asks of a unit, with its periods and due dates."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.letters import Letter
from respbook.models.targets import Target
from respbook.models.types import Quantity, Word
from respbook.models.units import Unit
from respbook.rules.cadence import Cadence
from respbook.rules.lifecycles import TaskState
from respbook.rules.units import PostRole


class Task(Base):
    """任务: opened when the letter is issued; the town's own duties have no letter (``letter_id`` empty).

    The year indexes end with the unit and the unit's index with the date: list and total are read from them alone.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("letter_id", "target_id"),
        Index("ix_tasks_year_state_due", "year", "state", "due_on", "id", "unit_id"),
        Index("ix_tasks_year_due", "year", "due_on", "id", "unit_id"),
        Index("ix_tasks_unit_year", "unit_id", "year", "state", "due_on", "id"),
        Index("ix_tasks_letter", "letter_id", "position"),
        Index("ix_tasks_register_row", "register_row_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))
    target_id: Mapped[int | None] = mapped_column(
        ForeignKey("targets.id"), doc="empty: 临时交办, follows from no target"
    )
    clause_id: Mapped[int | None]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    year: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(100))
    demand: Mapped[str] = mapped_column(String(300), default="", doc="指标 in words, frozen as signed")
    duty: Mapped[str] = mapped_column(String(300), default="", doc="工作要求, frozen")
    evidence: Mapped[str] = mapped_column(String(120), default="", doc="佐证材料, frozen")
    amount: Mapped[Decimal | None] = mapped_column(Quantity)
    unit_word: Mapped[str] = mapped_column(String(12), default="")
    cadence: Mapped[Cadence] = mapped_column(Word(Cadence))
    due_on: Mapped[date]
    state: Mapped[TaskState] = mapped_column(Word(TaskState), default=TaskState.OPEN)
    market_days: Mapped[str | None] = mapped_column(String(10), doc="逢集日, frozen: last digits of its days")
    post_role: Mapped[PostRole | None] = mapped_column(
        Word(PostRole), doc="责任岗位 whose holder answers for it; empty: 第一责任人 of the unit"
    )
    person: Mapped[str | None] = mapped_column(String(30), doc="责任人 set by name; empty: whoever holds the post")
    register_row_id: Mapped[int | None] = mapped_column(
        ForeignKey("register_rows.id"), doc="临时交办 about a row of a 台账"
    )
    version: Mapped[int] = mapped_column(default=1)

    letter: Mapped[Letter | None] = relationship(lazy="raise")
    target: Mapped[Target | None] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")
    periods: Mapped[list["TaskPeriod"]] = relationship(
        lazy="raise", order_by="TaskPeriod.due_on", back_populates="task"
    )

    __mapper_args__ = {"version_id_col": version}


class TaskPeriod(Base):
    """报送期: one period of a task; daily and market-day tasks have none, their days are counted by the calendar."""

    __tablename__ = "task_periods"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="dates"),
        Index("ix_task_periods_due", "due_on", "task_id"),
    )

    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"), primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    ends_on: Mapped[date]
    due_on: Mapped[date]
    label: Mapped[str] = mapped_column(String(30))
    moved_from: Mapped[date | None] = mapped_column(doc="顺延: the rest day on which it would have been due")
    moved_for: Mapped[str | None] = mapped_column(String(20), doc="why that day was a rest day: 清明节, 周六")

    task: Mapped[Task] = relationship(lazy="raise", back_populates="periods")
