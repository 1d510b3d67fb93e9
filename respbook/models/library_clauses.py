"""条款库: clauses kept for reuse; their texts are versions, so that a template knows which one it took (features L4)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.types import Moment
from respbook.models.units import Unit


class LibraryClause(Base):
    """库存条款 of a town: what it is called and whom it is usually for; ``tag`` is a written scope (rules/scopes.py)."""

    __tablename__ = "library_clauses"
    __table_args__ = (
        UniqueConstraint("unit_id", "title"),
        Index("ix_library_clauses_unit", "unit_id", "category", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    category: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(40))
    tag: Mapped[str] = mapped_column(String(200), default="")
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(String(30))
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")
    versions: Mapped[list["LibraryClauseVersion"]] = relationship(
        lazy="raise",
        order_by="LibraryClauseVersion.number",
        cascade="all, delete-orphan",
        back_populates="library_clause",
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def newest(self) -> "LibraryClauseVersion":
        """现行文本: the last version."""
        return self.versions[-1]


class LibraryClauseVersion(Base):
    """条款文本版本: never changed; a correction is the next one."""

    __tablename__ = "library_clause_versions"
    __table_args__ = (UniqueConstraint("library_clause_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    library_clause_id: Mapped[int] = mapped_column(ForeignKey("library_clauses.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(30))

    library_clause: Mapped[LibraryClause] = relationship(lazy="raise", back_populates="versions")
