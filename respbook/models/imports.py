"""导入记录: a sheet that is being put right, or was imported; what it changed is kept, so that it can be undone (M1)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.programmes import Programme
from respbook.models.registers import Register
from respbook.models.types import Moment, Word
from respbook.rules.columns import SHEETS, Sheet, SheetKind
from respbook.rules.lifecycles import ImportState


class Import(Base):
    """导入记录. ``sheet`` are the cells as read and corrected, ``before`` the rows as they were, both packed.

    Which rows it touched, and how they stood after it, says its entry in the audit book.
    """

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (applied_at IS NULL)", name="applied"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_pair"),
        Index("ix_imports_owner", "made_by_id", "state", "id"),
        Index("ix_imports_unit", "unit_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SheetKind] = mapped_column(Word(SheetKind))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id"))
    register_id: Mapped[int | None] = mapped_column(
        ForeignKey("registers.id"), doc="the 台账 that the sheet is for; empty while its columns are not settled"
    )
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), doc="the town whose clerk imports")
    source: Mapped[str] = mapped_column(String(120), default="", doc="the file's name; empty for a paste")
    made_by_id: Mapped[int]
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[ImportState] = mapped_column(Word(ImportState), default=ImportState.OPEN)
    chosen: Mapped[int] = mapped_column(default=0, doc="which sheet of the workbook")
    matched: Mapped[str] = mapped_column(Text, default="{}", doc="columns told by hand: place → name")
    sheet: Mapped[str] = mapped_column(Text, deferred=True)
    before: Mapped[str] = mapped_column(Text, default="", deferred=True)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    wrong: Mapped[int] = mapped_column(default=0, doc="rows that were wrong and stayed out")
    left_out: Mapped[int | None] = mapped_column(doc="rows that the clerk chose not to import")
    applied_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by: Mapped[str | None] = mapped_column(String(30))
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme | None] = relationship(lazy="raise")
    register: Mapped[Register | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    @property
    def shape(self) -> Sheet:
        """表样: the columns of a 台账 are data, those of all other sheets are the same for everybody."""
        return SHEETS[self.kind] if self.register is None else self.register.sheet
