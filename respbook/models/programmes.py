"""年度方案: one yearly letter or one seasonal annex; owns its template, targets, letters and numbers."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.types import Moment, Word
from respbook.models.units import Unit
from respbook.rules.lifecycles import ProgrammeState
from respbook.rules.programmes import ProgrammeKind


class Programme(Base):
    """年度方案. The term is a range of dates and may cross New Year (field.md 3.2).

    ``clerk_may_issue`` is the switch 一人经办: the clerk issues what the leader has signed on paper; marked everywhere.
    """

    __tablename__ = "programmes"
    __table_args__ = (
        UniqueConstraint("unit_id", "name"),
        CheckConstraint("term_to >= term_from", name="term"),
        CheckConstraint("copies BETWEEN 1 AND 9", name="copies"),
        CheckConstraint("many_letters BETWEEN 1 AND 99", name="many_letters"),
        Index("ix_programmes_unit_year", "unit_id", "year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[ProgrammeKind] = mapped_column(Word(ProgrammeKind))
    year: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    issuer: Mapped[str] = mapped_column(String(60), doc="甲方名称")
    term_from: Mapped[date]
    term_to: Mapped[date]
    number_pattern: Mapped[str] = mapped_column(String(40))
    copies: Mapped[int] = mapped_column(default=2)
    many_letters: Mapped[int | None] = mapped_column(
        doc="在效责任书达到几份时提示; empty: rules/programmes.MANY_LETTERS"
    )
    clerk_may_issue: Mapped[bool] = mapped_column(default=False)
    needs_review: Mapped[bool | None] = mapped_column(
        default=False, doc="需要审核; empty in rows older than the switch: no"
    )
    state: Mapped[ProgrammeState] = mapped_column(Word(ProgrammeState), default=ProgrammeState.OPEN)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(30))
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}
