"""旧责任书: last year's letters as they were handed in; the original lies in the store, the checking is kept here."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.programmes import Programme
from respbook.models.types import Moment, Word
from respbook.rules.source_lines import SourceKind


class LetterSource(Base):
    """旧责任书, read line by line. ``progress`` is what the clerk has decided so far, ``template_id`` what came of it."""

    __tablename__ = "letter_sources"
    __table_args__ = (
        Index("ix_letter_sources_programme", "programme_id", "id"),
        Index("ix_letter_sources_template", "template_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    kind: Mapped[SourceKind] = mapped_column(Word(SourceKind))
    name: Mapped[str] = mapped_column(String(120), doc="文件名")
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    lines: Mapped[int]
    progress: Mapped[str] = mapped_column(Text, default="", doc="核对进度, the form's own fields as JSON")
    template_id: Mapped[int | None] = mapped_column(ForeignKey("letter_templates.id"))
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(String(30))
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}
