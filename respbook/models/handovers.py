"""责任交接: what a new holder takes over from the former one, on a day; the old signatures stay (features X9)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.types import Moment
from respbook.models.units import Holder, Unit


class Handover(Base):
    """责任交接书 of one post of a unit: frozen paper and PDF, then the signed original as a scan, compared by a second person."""

    __tablename__ = "handovers"
    __table_args__ = (
        CheckConstraint("(scan_sha256 = '') = (scanned_by IS NULL)", name="scanned"),
        CheckConstraint("(compared_by IS NULL) = (compared_at IS NULL)", name="compared_pair"),
        CheckConstraint("compared_by IS NULL OR scan_sha256 <> ''", name="compared"),
        Index("ix_handovers_unit", "unit_id", "handed_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    from_id: Mapped[int] = mapped_column(ForeignKey("holders.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("holders.id"))
    handed_on: Mapped[date] = mapped_column(doc="from this day on the duties are the successor's")
    witness: Mapped[str] = mapped_column(String(30))
    witness_post: Mapped[str] = mapped_column(String(30))
    duties: Mapped[int] = mapped_column(doc="how many open duties went over")
    paper: Mapped[str] = mapped_column(Text, deferred=True, deferred_raiseload=True)
    paper_sha256: Mapped[str] = mapped_column(String(64))
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)
    scan_sha256: Mapped[str] = mapped_column(String(64), default="")
    scan_name: Mapped[str] = mapped_column(String(200), default="")
    media: Mapped[str] = mapped_column(String(40), default="")
    kept_at: Mapped[str] = mapped_column(String(60), default="", doc="原件存放处")
    scanned_by: Mapped[str | None] = mapped_column(String(30))
    scanned_by_id: Mapped[int | None]
    compared_by: Mapped[str | None] = mapped_column(String(30))
    compared_at: Mapped[datetime | None] = mapped_column(Moment)
    single_handed: Mapped[bool] = mapped_column(default=False, doc="一人经办: who scanned it compared it too")
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")
    giver: Mapped[Holder] = relationship(lazy="raise", foreign_keys=[from_id])
    taker: Mapped[Holder] = relationship(lazy="raise", foreign_keys=[to_id])

    __mapper_args__ = {"version_id_col": version}

    @property
    def told(self) -> str:
        """办理情况."""
        if self.compared_by:
            return "已交接"
        return "待核对" if self.scan_sha256 else "待签字"
