"""责任单位: the tree of units, their tags, and who held which post when (任职记录)."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.types import Quantity, Word
from respbook.rules.units import PostRole, UnitKind


class Unit(Base):
    """责任单位. ``path`` is the materialised way from the root, ``/1/7/32/``: sight is a prefix (safety C4)."""

    __tablename__ = "units"
    __table_args__ = (
        UniqueConstraint("parent_id", "name"),
        CheckConstraint("households >= 0 AND population >= 0", name="sizes"),
        Index("ix_units_path", "path"),
        Index("ix_units_parent_sort", "parent_id", "position", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    path: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[UnitKind] = mapped_column(Word(UnitKind))
    name: Mapped[str] = mapped_column(String(60))
    short_name: Mapped[str] = mapped_column(String(30), default="")
    aliases: Mapped[str | None] = mapped_column(
        Text, doc="别名 by which people call it in the group, several separated by 、; empty: none"
    )
    position: Mapped[int] = mapped_column(default=0)
    households: Mapped[int] = mapped_column(default=0)
    population: Mapped[int] = mapped_column(default=0)
    farmland: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0), doc="耕地面积, mu")
    reading: Mapped[str | None] = mapped_column(
        String(400), doc="读音 as the office corrected it; empty: the usual one"
    )
    sounds: Mapped[str | None] = mapped_column(Text, doc="检索键: the reading from each character on")
    pinyin: Mapped[str] = mapped_column(String(200), default="", doc="全拼, by which names are sorted")
    initials: Mapped[str] = mapped_column(String(60), default="")
    retired_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    tags: Mapped[list["UnitTag"]] = relationship(
        lazy="raise", order_by="UnitTag.tag", cascade="all, delete-orphan", back_populates="unit"
    )
    holders: Mapped[list["Holder"]] = relationship(lazy="raise", order_by="Holder.position", back_populates="unit")

    __mapper_args__ = {"version_id_col": version}

    @property
    def called(self) -> str:
        """称呼: the short name, or the full one where there is none."""
        return self.short_name or self.name


class UnitTag(Base):
    """单位标签: 沿河、有养殖…: what optional clauses and targets are bound to."""

    __tablename__ = "unit_tags"
    __table_args__ = (Index("ix_unit_tags_tag", "tag", "unit_id"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(20), primary_key=True)

    unit: Mapped[Unit] = relationship(lazy="raise", back_populates="tags")


class Holder(Base):
    """任职记录: who held a post of a unit from when to when; never overwritten, only ended (field.md 10.11)."""

    __tablename__ = "holders"
    __table_args__ = (
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="dates"),
        Index("ix_holders_unit", "unit_id", "to_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    role: Mapped[PostRole] = mapped_column(Word(PostRole))
    post: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(30))
    phone: Mapped[str] = mapped_column(String(20), default="")
    position: Mapped[int] = mapped_column(default=0)
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    unit: Mapped[Unit] = relationship(lazy="raise", back_populates="holders")
