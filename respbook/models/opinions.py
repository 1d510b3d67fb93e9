"""审核意见: who said what about a batch, a letter or a clause; and which wording each reader saw last (L7)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.jobs import Job
from respbook.models.types import Moment, Word
from respbook.rules.reviewing import Step, Verdict


class Opinion(Base):
    """审核意见: one sentence of one person; on the whole batch, or pinned to a letter or a clause as it then read.

    ``clause_id`` is no foreign key: a clause may be deleted because of the opinion on it.
    """

    __tablename__ = "opinions"
    __table_args__ = (
        Index("ix_opinions_job", "job_id", "id"),
        Index("ix_opinions_template", "template_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"))
    step: Mapped[Step] = mapped_column(Word(Step))
    verdict: Mapped[Verdict] = mapped_column(Word(Verdict))
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))
    template_id: Mapped[int | None] = mapped_column(ForeignKey("letter_templates.id"))
    clause_id: Mapped[int | None]
    clause_text: Mapped[str] = mapped_column(Text, default="", doc="the clause as it read when the opinion was given")
    words: Mapped[str] = mapped_column(String(300), default="")
    single_handed: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(30))
    made_by_id: Mapped[int]

    job: Mapped[Job] = relationship(lazy="raise")


class Look(Base):
    """阅看记录: the version of a template that a person had read when they last gave an opinion on it."""

    __tablename__ = "looks"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("letter_templates.id"), primary_key=True)
    version: Mapped[int]
    looked_at: Mapped[datetime] = mapped_column(Moment)
