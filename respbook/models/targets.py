"""目标任务: what a programme promises, and how its town totals are divided among units (分解)."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.programmes import Programme
from respbook.models.types import Quantity, Word
from respbook.rules.cadence import Cadence
from respbook.rules.powers import Power
from respbook.rules.targets import Basis, Figure, TargetKind
from respbook.rules.units import UnitKind, kinds_in


class Target(Base):
    """目标任务. ``unit_kinds`` and ``tag`` say which units it applies to; the issuing town itself with kind ``town``."""

    __tablename__ = "targets"
    __table_args__ = (
        UniqueConstraint("programme_id", "name"),
        CheckConstraint("low IS NULL OR high IS NULL OR low <= high", name="range"),
        Index("ix_targets_programme", "programme_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    position: Mapped[int] = mapped_column(default=0)
    category: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[TargetKind] = mapped_column(Word(TargetKind))
    unit_word: Mapped[str] = mapped_column(String(12), default="")
    amount: Mapped[Decimal | None] = mapped_column(Quantity, doc="the figure; for a divided target the town total")
    low: Mapped[Decimal | None] = mapped_column(Quantity)
    high: Mapped[Decimal | None] = mapped_column(Quantity)
    per: Mapped[int | None]
    per_word: Mapped[str] = mapped_column(String(12), default="")
    base_year: Mapped[int | None]
    base_amount: Mapped[Decimal | None] = mapped_column(Quantity)
    due_on: Mapped[date | None]
    text: Mapped[str] = mapped_column(String(200), default="")
    divided: Mapped[bool] = mapped_column(default=False)
    basis: Mapped[Basis | None] = mapped_column(Word(Basis))
    step: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(1))
    shortfall_reason: Mapped[str] = mapped_column(String(200), default="")
    unit_kinds: Mapped[str] = mapped_column(String(120))
    tag: Mapped[str] = mapped_column(String(20), default="")
    cadence: Mapped[Cadence] = mapped_column(Word(Cadence), default=Cadence.ONCE)
    due_day: Mapped[int] = mapped_column(default=0, doc="days after the period's end that the report is due")
    due_in_workdays: Mapped[int | None] = mapped_column(
        doc="工作日 after the period's end that the report is due; empty: counted by ``due_day``"
    )
    rolls_over: Mapped[bool | None] = mapped_column(doc="遇休息日顺延; empty: not")
    market_days: Mapped[str | None] = mapped_column(String(10), doc="逢集日: last digits of its days, such as 147")
    duty: Mapped[str] = mapped_column(String(300), default="", doc="工作要求, as the task list prints it")
    lead_unit: Mapped[str] = mapped_column(String(60), default="", doc="牵头单位")
    helping_units: Mapped[str] = mapped_column(String(120), default="", doc="配合单位")
    evidence: Mapped[str] = mapped_column(String(120), default="", doc="佐证材料")
    power_needed: Mapped[Power | None] = mapped_column(Word(Power), doc="所需权限; empty: what its words ask for")
    heading: Mapped[str] = mapped_column(String(60), default="", doc="条款, the heading it belongs to")
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship(lazy="raise")
    allocations: Mapped[list["Allocation"]] = relationship(lazy="raise", back_populates="target")

    __mapper_args__ = {"version_id_col": version}

    @property
    def kinds(self) -> tuple[UnitKind, ...]:
        """承担单位类别: whom it is meant for."""
        return kinds_in(self.unit_kinds)

    def figure(self, amount: Decimal | None) -> Figure:
        """指标值: this target as it holds for one unit, with that unit's ``amount``."""
        return Figure(
            kind=self.kind,
            unit_word=self.unit_word,
            amount=amount,
            low=self.low,
            high=self.high,
            per=self.per,
            per_word=self.per_word,
            base_year=self.base_year,
            base_amount=self.base_amount,
            due_on=self.due_on,
            text=self.text,
        )


class Allocation(Base):
    """分解: one unit's share of a divided target, or 不适用 (``applies`` False) of any target."""

    __tablename__ = "allocations"
    __table_args__ = (
        UniqueConstraint("target_id", "unit_id"),
        CheckConstraint("amount IS NULL OR amount >= 0", name="amount"),
        Index("ix_allocations_unit", "unit_id", "target_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("targets.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    amount: Mapped[Decimal | None] = mapped_column(Quantity)
    pinned: Mapped[bool] = mapped_column(default=False)
    applies: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str] = mapped_column(String(200), default="")

    target: Mapped[Target] = relationship(lazy="raise", back_populates="allocations")
