"""更正、补充: what a letter changes in another one, sentence by sentence; never changed once it is issued (I6)."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.letters import Letter


class Amendment(Base):
    """更正内容 of a letter that amends another one: why, and because of which objection."""

    __tablename__ = "amendments"

    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(300))
    objection_id: Mapped[int | None] = mapped_column(ForeignKey("objections.id"))

    letter: Mapped[Letter] = relationship(lazy="raise")
    items: Mapped[list["AmendmentItem"]] = relationship(
        lazy="raise", order_by="AmendmentItem.position", cascade="all, delete-orphan"
    )


class AmendmentItem(Base):
    """更正条目: a sentence before and after; an empty ``before`` adds, an empty ``after`` takes away."""

    __tablename__ = "amendment_items"

    letter_id: Mapped[int] = mapped_column(ForeignKey("amendments.letter_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    clause_id: Mapped[int | None]
    target: Mapped[str] = mapped_column(String(100), default="", doc="the 目标任务 whose figure the sentence is")
