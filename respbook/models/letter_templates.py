"""责任书模板: clauses in order, each with its level, its merge fields and perhaps the tag it is bound to."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.programmes import Programme
from respbook.models.types import Moment
from respbook.rules.units import UnitKind, kinds_in


class LetterTemplate(Base):
    """责任书模板: for the kinds of unit in ``unit_kinds`` (comma-joined UnitKind words)."""

    __tablename__ = "letter_templates"
    __table_args__ = (Index("ix_letter_templates_programme", "programme_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    name: Mapped[str] = mapped_column(String(60))
    unit_kinds: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(Text, doc="标题, one line a row, merge fields allowed")
    signing: Mapped[str | None] = mapped_column(
        Text, doc="签字栏安排 as canonical JSON (rules/signing_plan.py); empty: the usual one"
    )
    position: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(String(30))
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship(lazy="raise")
    clauses: Mapped[list["Clause"]] = relationship(
        lazy="raise", order_by="Clause.position", cascade="all, delete-orphan", back_populates="template"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def kinds(self) -> tuple[UnitKind, ...]:
        """适用类别: the kinds of unit that get this letter."""
        return kinds_in(self.unit_kinds)


class Clause(Base):
    """条款: its id stays the same through edits: tasks, findings and scores point to it (features X1).

    ``level`` 0 is body text, 1–4 are 一、（一）1.（1）. ``label`` replaces the computed number when it is set.
    ``tag`` is the written scope (rules/scopes.py): the tags and kinds of the units it is for; empty: everybody.
    ``library_version_id`` is the version of the library's clause that the text was taken from.
    """

    __tablename__ = "clauses"
    __table_args__ = (
        CheckConstraint("level BETWEEN 0 AND 4", name="level"),
        Index("ix_clauses_template", "template_id", "position"),
        Index("ix_clauses_library_version", "library_version_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("letter_templates.id"))
    position: Mapped[int]
    level: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(Text)
    tag: Mapped[str] = mapped_column(String(200), default="")
    library_version_id: Mapped[int | None] = mapped_column(ForeignKey("library_clause_versions.id"))

    template: Mapped[LetterTemplate] = relationship(lazy="raise", back_populates="clauses")
