"""台账: registers of a town, their columns as rows of their own, and what is entered in them village by village (feature D4)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.types import Cells, Moment, Word
from respbook.models.units import Unit
from respbook.rules.columns import Sheet
from respbook.rules.registers import FieldFacts, FieldKind, RegisterFacts, sheet_of


class Register(Base):
    """台账: ``name_title`` is the head of what its rows are called by; ``village_fills``: a village may enter its own rows."""

    __tablename__ = "registers"
    __table_args__ = (UniqueConstraint("town_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(20))
    name_title: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(200), default="")
    village_fills: Mapped[bool] = mapped_column(default=False)
    ready_key: Mapped[str | None] = mapped_column(String(24), doc="which ready-made register it was taken over from")
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(30))
    retired_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    town: Mapped[Unit] = relationship(lazy="raise")
    fields: Mapped[list["RegisterField"]] = relationship(
        lazy="raise", order_by="(RegisterField.position, RegisterField.id)", back_populates="register"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def facts(self) -> RegisterFacts:
        """设定 as a value."""
        return RegisterFacts(self.name, self.name_title, self.note, self.village_fills)

    @property
    def live(self) -> Sequence["RegisterField"]:
        """在用的栏目, in order."""
        return [field for field in self.fields if field.retired_on is None]

    @property
    def live_facts(self) -> dict[int, FieldFacts]:
        """在用的栏目 as values, by id."""
        return {field.id: field.facts for field in self.live}

    @property
    def sheet(self) -> Sheet:
        """表样: as which it goes out and comes back in."""
        return sheet_of(self.facts, self.live_facts)


class RegisterField(Base):
    """台账栏目: a retired one keeps what was entered under it, and can be taken back into use."""

    __tablename__ = "register_fields"
    __table_args__ = (Index("ix_register_fields_register", "register_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    register_id: Mapped[int] = mapped_column(ForeignKey("registers.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(20))
    kind: Mapped[FieldKind] = mapped_column(Word(FieldKind))
    unit_word: Mapped[str] = mapped_column(String(12), default="")
    choices: Mapped[str] = mapped_column(Text, default="", doc="joined by 顿号")
    must: Mapped[bool] = mapped_column(default=False)
    tells: Mapped[bool] = mapped_column(default=False)
    retired_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    register: Mapped[Register] = relationship(lazy="raise", back_populates="fields")

    __mapper_args__ = {"version_id_col": version}

    @property
    def facts(self) -> FieldFacts:
        """栏目 as a value."""
        choices = tuple(word for word in self.choices.split("、") if word)
        return FieldFacts(self.title, self.kind, self.unit_word, choices, self.must, self.tells)


class RegisterRow(Base):
    """台账登记: a row; ``cells`` are its texts by the ids of their columns. It is never deleted: what is gone is 注销."""

    __tablename__ = "register_rows"
    __table_args__ = (
        CheckConstraint("(closed_on IS NULL) = (closed_by IS NULL)", name="closed"),
        Index("ix_register_rows_register_unit", "register_id", "unit_id"),
        Index("ix_register_rows_unit", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    register_id: Mapped[int] = mapped_column(ForeignKey("registers.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(60))
    cells: Mapped[dict[str, str]] = mapped_column(Cells)
    words: Mapped[str] = mapped_column(Text, doc="name and cells as one text, to be searched")
    initials: Mapped[str] = mapped_column(String(60), doc="of the name")
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(30))
    closed_on: Mapped[date | None]
    closed_reason: Mapped[str | None] = mapped_column(String(200))
    closed_by: Mapped[str | None] = mapped_column(String(30))
    version: Mapped[int] = mapped_column(default=1)

    register: Mapped[Register] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}
