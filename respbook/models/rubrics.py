"""考核细则: one canonical text for each edition, changed while it is a draft, frozen when published (features A1)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.programmes import Programme
from respbook.models.types import Moment, Word
from respbook.rules.assessments import LONGEST_NAME
from respbook.rules.lifecycles import RubricState


class Rubric(Base):
    """考核细则 of a programme. ``body`` is its JSON (``respbook.rubric/1``), the form that the engine and the command read."""

    __tablename__ = "rubrics"
    __table_args__ = (
        UniqueConstraint("programme_id", "edition"),
        CheckConstraint("(state IN ('published', 'replaced')) = (published_at IS NOT NULL)", name="published"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    edition: Mapped[int] = mapped_column(doc="第几版, from 1")
    title: Mapped[str] = mapped_column(String(LONGEST_NAME))
    state: Mapped[RubricState] = mapped_column(Word(RubricState), default=RubricState.DRAFT)
    body: Mapped[str] = mapped_column(Text, deferred=True, deferred_raiseload=True)
    body_sha256: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[str] = mapped_column(String(30))
    made_by_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(String(30))
    changed_at: Mapped[datetime] = mapped_column(Moment)
    published_on: Mapped[date | None]
    published_by: Mapped[str] = mapped_column(String(30), default="")
    published_by_id: Mapped[int | None]
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}
