"""扫描件: batches of signed papers, their files, and every page with where it was filed and who compared it (S4)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.letters import Letter
from respbook.models.types import Moment, Word
from respbook.models.units import Unit
from respbook.rules.lifecycles import ScanState
from respbook.rules.paper_compare import Verdict
from respbook.rules.scan_sorting import Outcome


class ScanBatch(Base):
    """扫描批次 of the unit whose person sent it; ``letter_id`` where it was sent for one letter only."""

    __tablename__ = "scans"
    __table_args__ = (Index("ix_scans_unit", "unit_id", "id"), Index("ix_scans_state", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))
    state: Mapped[ScanState] = mapped_column(Word(ScanState), default=ScanState.COLLECTING)
    made_by: Mapped[str] = mapped_column(String(30))
    made_by_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    trouble: Mapped[str] = mapped_column(String(300), default="", doc="why reading was interrupted")
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")
    letter: Mapped[Letter | None] = relationship(lazy="raise")
    files: Mapped[list["ScanFile"]] = relationship(lazy="raise", order_by="ScanFile.position", back_populates="scan")

    __mapper_args__ = {"version_id_col": version}


class ScanFile(Base):
    """扫描文件: one PDF or picture; ``done`` of its pages are read and committed, the rest is read on from there."""

    __tablename__ = "scan_files"
    __table_args__ = (UniqueConstraint("scan_id", "position"), Index("ix_scan_files_sha256", "sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(doc="bytes")
    media: Mapped[str] = mapped_column(String(40))
    pages: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)

    scan: Mapped[ScanBatch] = relationship(lazy="raise", back_populates="files")


class FiledPage(Base):
    """扫描页. ``read_as`` is what the reading found, ``outcome`` what stands after hands; of a page of a letter one is filed."""

    __tablename__ = "scan_pages"
    __table_args__ = (
        UniqueConstraint("file_id", "position"),
        Index("ix_scan_pages_scan", "scan_id", "outcome"),
        Index("ix_scan_pages_letter", "letter_id", "outcome"),
        Index(
            "uq_scan_pages_filed",
            "letter_id",
            "copy",
            "page",
            unique=True,
            sqlite_where=text("outcome = 'filed'"),
            postgresql_where=text("outcome = 'filed'"),
        ),
        CheckConstraint("outcome <> 'filed' OR (letter_id IS NOT NULL AND copy > 0 AND page > 0)", name="filed"),
        CheckConstraint("(compared_at IS NULL) = (verdict IS NULL)", name="compared_pair"),
        CheckConstraint("(recorded_at IS NULL) OR (verdict = 'agrees')", name="recorded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("scan_files.id"))
    position: Mapped[int] = mapped_column(doc="place in the file, from 1")
    picture_sha256: Mapped[str] = mapped_column(String(64))
    thumbnail_sha256: Mapped[str] = mapped_column(String(64))
    readable: Mapped[bool] = mapped_column(default=True)
    read_as: Mapped[Outcome] = mapped_column(Word(Outcome))
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome))
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))
    copy: Mapped[int | None]
    page: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(200), default="", doc="why it was discarded")
    placed_by: Mapped[str | None] = mapped_column(String(30), doc="who placed or discarded it by hand")
    placed_by_id: Mapped[int | None]
    placed_at: Mapped[datetime | None] = mapped_column(Moment)
    verdict: Mapped[Verdict | None] = mapped_column(Word(Verdict))
    remark: Mapped[str] = mapped_column(String(200), default="", doc="in what it differs")
    compared_by: Mapped[str | None] = mapped_column(String(30))
    compared_by_id: Mapped[int | None]
    compared_at: Mapped[datetime | None] = mapped_column(Moment)
    recorded_at: Mapped[datetime | None] = mapped_column(Moment, doc="part of the paper of a signature")
    version: Mapped[int] = mapped_column(default=1)

    scan: Mapped[ScanBatch] = relationship(lazy="raise")
    file: Mapped[ScanFile] = relationship(lazy="raise")
    letter: Mapped[Letter | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}
