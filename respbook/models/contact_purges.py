"""离任人员联系方式清理: proposed by one, approved by another, carried out at night (safety R31, R99)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base
from respbook.models.types import Moment, Word
from respbook.rules.lifecycles import PurgeState


class ContactPurge(Base):
    """联系方式清理: ``lines`` is the list that both have seen, as JSON [[table, id], …]; nothing else is touched."""

    __tablename__ = "contact_purges"
    __table_args__ = (Index("ix_contact_purges_unit", "unit_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), doc="the town whose administrator proposes")
    state: Mapped[PurgeState] = mapped_column(Word(PurgeState), default=PurgeState.PROPOSED)
    lines: Mapped[str] = mapped_column(Text)
    count: Mapped[int]
    made_by_id: Mapped[int]
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[str | None] = mapped_column(String(30))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    remark: Mapped[str] = mapped_column(String(200), default="", doc="why it was refused or withdrawn")
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    removed: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
