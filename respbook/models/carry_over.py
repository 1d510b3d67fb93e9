"""待核对清单: what somebody has to look at after a year was carried over (features L6)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base
from respbook.models.types import Moment, Word
from respbook.rules.carrying import CheckKind, CheckPlace


class CarryOverCheck(Base):
    """待核对事项: its sentence and both values are as they were at the copying; ticked off by somebody."""

    __tablename__ = "carry_over_checks"
    __table_args__ = (
        CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="done_pair"),
        Index("ix_carry_over_checks_programme", "programme_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    kind: Mapped[CheckKind] = mapped_column(Word(CheckKind))
    place: Mapped[CheckPlace] = mapped_column(Word(CheckPlace))
    subject_id: Mapped[int]
    words: Mapped[str] = mapped_column(String(200))
    before: Mapped[str] = mapped_column(Text, default="")
    after: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by: Mapped[str | None] = mapped_column(String(30))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
