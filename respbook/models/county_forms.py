"""上级报表: the county's blank forms as they came, and what goes into their cells (features X3)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.types import Moment, Word
from respbook.models.units import Unit
from respbook.rules.county_forms import CellFacts
from respbook.rules.units import UnitKind


class CountyForm(Base):
    """上级报表 of a town: the newest blank; its bytes stand in the store under ``sha256``."""

    __tablename__ = "county_forms"
    __table_args__ = (UniqueConstraint("unit_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(60))
    file_name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")
    cells: Mapped[list["CountyFormCell"]] = relationship(
        lazy="raise",
        order_by="(CountyFormCell.sheet, CountyFormCell.row, CountyFormCell.column)",
        cascade="all, delete-orphan",
        back_populates="form",
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def misfits(self) -> int:
        """对不上的格数 since the county changed its form."""
        return sum(bool(cell.misfit) for cell in self.cells)


class CountyFormCell(Base):
    """报表填报设置: what goes into one cell; ``label`` is what stood beside it, ``misfit`` why it is no longer sure."""

    __tablename__ = "county_form_cells"
    __table_args__ = (
        UniqueConstraint("form_id", "sheet", "row", "column"),
        CheckConstraint("rows BETWEEN 1 AND 500", name="rows"),
        Index("ix_county_form_cells_form", "form_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("county_forms.id"))
    sheet: Mapped[str] = mapped_column(String(31))
    row: Mapped[int]
    column: Mapped[int]
    source: Mapped[str] = mapped_column(String(40))
    target: Mapped[str] = mapped_column(String(100), default="")
    unit_kind: Mapped[UnitKind | None] = mapped_column(Word(UnitKind))
    rows: Mapped[int] = mapped_column(default=1)
    totalled: Mapped[bool] = mapped_column(default=False)
    label: Mapped[str] = mapped_column(String(300), default="")
    misfit: Mapped[str] = mapped_column(String(700), default="")

    form: Mapped[CountyForm] = relationship(lazy="raise", back_populates="cells")

    @property
    def facts(self) -> CellFacts:
        """填报设置 as a value."""
        return CellFacts(
            self.sheet, self.row, self.column, self.source, self.target, self.unit_kind, self.rows, self.totalled
        )
