"""往年文书: letters from before this system, as the office's register lists them and as they were scanned (features M1, M5)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base
from respbook.models.types import Moment


class ArchivedPaper(Base):
    """往年文书: a line of a town's register, with its scan or without (``sha256`` empty).

    ``unit_id`` is empty while nobody has said whose it is.
    """

    __tablename__ = "archived_papers"
    __table_args__ = (
        UniqueConstraint("town_id", "sha256"),
        CheckConstraint("(sha256 IS NULL) = (size = 0)", name="scanned"),
        Index("ix_archived_papers_unit_year", "unit_id", "year"),
        Index("ix_archived_papers_town_year", "town_id", "year", "id"),
        Index("ix_archived_papers_drop", "drop_id"),
        Index("ix_archived_papers_town_number", "town_id", "number_text"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    year: Mapped[int | None]
    number_text: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str | None] = mapped_column(String(200))
    issued_on: Mapped[date | None]
    issued_by: Mapped[str | None] = mapped_column(String(30))
    copies: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(String(200))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(default=0, doc="bytes")
    media: Mapped[str] = mapped_column(String(40), default="")
    pages: Mapped[int] = mapped_column(default=0)
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(String(30))
    drop_id: Mapped[int | None] = mapped_column(ForeignKey("archive_drops.id"), doc="收存批次 of its scan")
    drop_version: Mapped[int | None] = mapped_column(doc="its version when the batch had been taken in")
    drop_before: Mapped[str | None] = mapped_column(
        String(60), doc="JSON of unit and year before: the scan was put to a line that had waited for it"
    )
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def called(self) -> str:
        """称呼: what the list calls it."""
        return self.title or self.file_name or self.number_text


class ArchiveDrop(Base):
    """收存批次: files that were taken in together; the whole of it can be taken back (features M5)."""

    __tablename__ = "archive_drops"
    __table_args__ = (
        UniqueConstraint("town_id", "token"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_pair"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    token: Mapped[str] = mapped_column(String(64), doc="of the page that the files were dropped on")
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)
    undone_by: Mapped[str | None] = mapped_column(String(30))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
