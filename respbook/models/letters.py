"""责任书: drafts and issued letters. What was issued is frozen: paper, PDF bytes, both digests (safety R71)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.letter_templates import LetterTemplate
from respbook.models.programmes import Programme
from respbook.models.types import Moment, Word
from respbook.models.units import Unit
from respbook.rules.amending import Amends, paper_name, said_of
from respbook.rules.lifecycles import LetterState
from respbook.rules.signing import SigningState

_OWN = text("state <> 'void' AND amends IS NULL AND original_id IS NULL")
_RENEWAL = text("state <> 'void' AND amends IS NULL AND original_id IS NOT NULL")


class Letter(Base):
    """责任书: one unit's letter under one template; at most one that is not void.

    Beside it stand those that came of it (``original_id``): 更正函 and 补充责任书 (``amends``), any number of them, and
    at most one living letter that is signed in its place (全文重签), which on its issue becomes ``replaced_by_id``.
    """

    __tablename__ = "letters"
    __table_args__ = (
        Index(
            "uq_letters_living",
            "template_id",
            "unit_id",
            unique=True,
            sqlite_where=_OWN,
            postgresql_where=_OWN,
        ),
        Index(
            "uq_letters_renewal",
            "original_id",
            unique=True,
            sqlite_where=_RENEWAL,
            postgresql_where=_RENEWAL,
        ),
        CheckConstraint("amends IS NULL OR original_id IS NOT NULL", name="amends"),
        Index("ix_letters_original", "original_id"),
        UniqueConstraint("programme_id", "number"),
        UniqueConstraint("check_token"),
        CheckConstraint("(state = 'draft') = (number IS NULL)", name="number"),
        CheckConstraint("(number IS NULL) = (paper_sha256 IS NULL)", name="paper"),
        CheckConstraint("(number IS NULL) = (pdf_sha256 IS NULL)", name="pdf"),
        CheckConstraint("(issued_at IS NULL) = (issued_by IS NULL)", name="issued_pair"),
        CheckConstraint("(voided_at IS NULL) = (voided_by IS NULL)", name="voided_pair"),
        CheckConstraint("signing IS NULL OR state <> 'draft'", name="signing"),
        Index("ix_letters_programme_state_unit", "programme_id", "state", "unit_id"),
        Index("ix_letters_unit", "unit_id", "programme_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    template_id: Mapped[int] = mapped_column(ForeignKey("letter_templates.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    state: Mapped[LetterState] = mapped_column(Word(LetterState), default=LetterState.DRAFT)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(30))
    made_by_id: Mapped[int]
    number: Mapped[int | None] = mapped_column(doc="文号 serial within programme's counter")
    number_text: Mapped[str] = mapped_column(String(60), default="")
    issued_on: Mapped[date | None]
    issued_at: Mapped[datetime | None] = mapped_column(Moment)
    issued_by: Mapped[str | None] = mapped_column(String(30))
    single_handed: Mapped[bool] = mapped_column(default=False, doc="一人经办: the drafter also issued")
    template_version: Mapped[int | None]
    paper: Mapped[str | None] = mapped_column(Text, deferred=True, deferred_raiseload=True)
    paper_sha256: Mapped[str | None] = mapped_column(String(64))
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))
    pages: Mapped[int | None]
    faces: Mapped[str] = mapped_column(String(300), default="", doc="字体: the faces the PDF was set in")
    places: Mapped[str | None] = mapped_column(
        Text,
        deferred=True,
        deferred_raiseload=True,
        doc="落笔处 on the pages as JSON; empty in rows older than the column",
    )
    signing: Mapped[SigningState | None] = mapped_column(Word(SigningState), doc="签订状态; empty on a draft")
    signed_on: Mapped[date | None] = mapped_column(doc="when the last slot was signed")
    check_token: Mapped[str | None] = mapped_column(String(32))
    voided_at: Mapped[datetime | None] = mapped_column(Moment)
    voided_by: Mapped[str | None] = mapped_column(String(30))
    void_reason: Mapped[str] = mapped_column(String(200), default="")
    amends: Mapped[Amends | None] = mapped_column(Word(Amends), doc="更正函、补充责任书; empty: a letter of its own")
    original_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"), doc="what it amends or replaces")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"), doc="已被替代 by that letter")
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship(lazy="raise")
    template: Mapped[LetterTemplate] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    @property
    def paper_name(self) -> str:
        """文书名称: 责任书, 更正函 or 补充责任书."""
        return paper_name(self.amends)

    @property
    def said(self) -> str:
        """名称和文号 by which the log and the sentences speak of it; the unit is loaded."""
        return said_of(self.unit.called, self.amends, self.number_text)

    @property
    def replaced(self) -> bool:
        """已被替代: another one was signed in its place and is in force."""
        return self.replaced_by_id is not None


class Waiver(Base):
    """体检豁免: a warning of 签发前体检 that the clerk lets pass, with the reason in writing (features L8).

    It holds for the content that the warning was found in, and no longer when that changes.
    """

    __tablename__ = "waivers"
    __table_args__ = (UniqueConstraint("programme_id", "sentence_sha256", "content_sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    sentence: Mapped[str] = mapped_column(String(300))
    sentence_sha256: Mapped[str] = mapped_column(String(64))
    content_sha256: Mapped[str | None] = mapped_column(String(64), doc="内容摘要 of what the warning was found in")
    reason: Mapped[str] = mapped_column(String(200))
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)
