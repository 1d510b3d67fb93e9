"""常用筛选: states of a list that somebody gave a name (features V3)."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base


class SavedFilter(Base):
    """常用筛选. ``query`` is canonical: known parameters only, in a fixed order; ``shared`` with the people of the unit."""

    __tablename__ = "saved_filters"
    __table_args__ = (
        UniqueConstraint("user_id", "listing", "name"),
        Index("ix_saved_filters_unit", "unit_id", "shared"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    listing: Mapped[str] = mapped_column(String(24), doc="a key of rules.list_states.LISTS")
    query: Mapped[str] = mapped_column(String(600))
    name: Mapped[str] = mapped_column(String(20))
    shared: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
