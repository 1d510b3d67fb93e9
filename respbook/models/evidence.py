"""佐证材料: photos and files by the unit they speak for; the original lies in the store, what it claims stands beside it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.types import Moment, Word
from respbook.models.units import Unit
from respbook.rules.evidence import KINDS, PHOTOS, EvidenceKind


class Evidence(Base):
    """佐证材料. The day of upload never changes; ``shown_on`` is the day that it speaks of. Withdrawn rows stay, unseen."""

    __tablename__ = "evidence"
    __table_args__ = (
        Index(
            "uq_evidence_standing",
            "unit_id",
            "sha256",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_evidence_unit", "unit_id", "id"),
        Index("ix_evidence_mark", "mark", "unit_id"),
        Index("ix_evidence_sha256", "sha256"),
        Index("ix_evidence_sender", "uploaded_by_id", "received_at"),
        CheckConstraint("(claimed_north IS NULL) = (claimed_east IS NULL)", name="place"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn_pair"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[EvidenceKind] = mapped_column(Word(EvidenceKind))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(doc="bytes")
    name: Mapped[str] = mapped_column(String(200), doc="as it was called, for display only")
    width: Mapped[int | None] = mapped_column(doc="dots, held upright")
    height: Mapped[int | None]
    mark: Mapped[str | None] = mapped_column(
        String(16), doc="图形标记, 64 bits in hexadecimal digits, by which photos that look alike are found"
    )
    claimed_at: Mapped[datetime | None] = mapped_column(Moment, doc="拍摄时间, as the photo says")
    claimed_north: Mapped[int | None] = mapped_column(doc="位置, as the photo says, in millionths of a degree")
    claimed_east: Mapped[int | None]
    shown_on: Mapped[date | None] = mapped_column(doc="佐证日期")
    purpose: Mapped[str] = mapped_column(String(60), default="")
    uploaded_by: Mapped[str] = mapped_column(String(30))
    uploaded_by_id: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_by: Mapped[str | None] = mapped_column(String(30))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_photo(self) -> bool:
        """照片否."""
        return self.kind in PHOTOS

    @property
    def called(self) -> str:
        """文件名 whose ending is that of what the file is."""
        ending = f".{KINDS[self.kind].ending}"
        stem, _, last = self.name.rpartition(".")
        return (stem if stem and last.isascii() and len(last) <= 5 else self.name)[: 200 - len(ending)] + ending
