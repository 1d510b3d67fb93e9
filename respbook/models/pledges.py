"""下级责任书、承诺书: what a village signs with its 社 and households under its letter, and how shares go down (C1, C4)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.tasks import Task
from respbook.models.types import Moment, Quantity, Word
from respbook.models.units import Unit
from respbook.rules.pledge_states import PledgeState
from respbook.rules.pledges import PledgeKind, PledgeWording, number_text
from respbook.rules.targets import Basis


class PledgeTemplate(Base):
    """下级文书样式 that an office has written itself; without a row the built-in wording holds."""

    __tablename__ = "pledge_templates"
    __table_args__ = (
        UniqueConstraint("programme_id", "kind"),
        CheckConstraint("per_sheet IN (1, 2)", name="per_sheet"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    kind: Mapped[PledgeKind] = mapped_column(Word(PledgeKind))
    title: Mapped[str] = mapped_column(String(100))
    body: Mapped[str] = mapped_column(Text)
    per_sheet: Mapped[int]
    changed_by: Mapped[str] = mapped_column(String(30))
    changed_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    @property
    def wording(self) -> PledgeWording:
        """样式 as a value."""
        return PledgeWording(self.title, self.body, self.per_sheet)


class PledgeText(Base):
    """下级文书定稿: the wording as papers were made from it, what they share filled in; kept once, by its digest."""

    __tablename__ = "pledge_texts"
    __table_args__ = (UniqueConstraint("sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    per_sheet: Mapped[int]

    @property
    def wording(self) -> PledgeWording:
        """定稿 as a value."""
        return PledgeWording(self.title, self.body, self.per_sheet)


class PledgeStack(Base):
    """签订留影: one photo or scan of the stack that was signed; its bytes stand in the store under ``sha256``."""

    __tablename__ = "pledge_stacks"
    __table_args__ = (Index("ix_pledge_stacks_letter", "letter_id"), CheckConstraint("count > 0", name="count"))

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(120))
    media: Mapped[str] = mapped_column(String(40))
    pages: Mapped[int]
    count: Mapped[int] = mapped_column(doc="how many papers were recorded with it")
    signed_on: Mapped[date]
    added_by: Mapped[str] = mapped_column(String(30))
    added_at: Mapped[datetime] = mapped_column(Moment)

    letter: Mapped[Letter] = relationship(lazy="raise")


class Pledge(Base):
    """下级责任书 of a 社 or 承诺书 of a household; ``parent_id`` is the paper above it, empty under the letter itself.

    ``unit_id`` is the 社, or the village where a household belongs to none; ``name`` the 社 or the 户主.
    """

    __tablename__ = "pledges"
    __table_args__ = (
        UniqueConstraint("letter_id", "serial"),
        CheckConstraint("(state = 'signed') = (signed_on IS NOT NULL)", name="signed"),
        CheckConstraint("(signed_on IS NULL) = (stack_id IS NULL)", name="stack"),
        Index("ix_pledges_letter_kind_state", "letter_id", "kind", "state"),
        Index("ix_pledges_parent", "parent_id"),
        Index("ix_pledges_unit", "unit_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("pledges.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    text_id: Mapped[int] = mapped_column(ForeignKey("pledge_texts.id"))
    kind: Mapped[PledgeKind] = mapped_column(Word(PledgeKind))
    serial: Mapped[int]
    village: Mapped[str] = mapped_column(String(30), doc="村名 in the 编号, as it was when the paper was made")
    name: Mapped[str] = mapped_column(String(60))
    group_name: Mapped[str] = mapped_column(String(60), default="")
    head: Mapped[str] = mapped_column(String(30), default="", doc="社长 of a 社")
    households: Mapped[int | None]
    people: Mapped[int | None]
    address: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[PledgeState] = mapped_column(Word(PledgeState), default=PledgeState.WAITING)
    reason: Mapped[str] = mapped_column(String(200), default="", doc="why it was refused, missed, corrected or voided")
    signed_on: Mapped[date | None]
    signed_by: Mapped[str] = mapped_column(String(30), default="", doc="代签人, where it was not the head")
    stack_id: Mapped[int | None] = mapped_column(ForeignKey("pledge_stacks.id"))
    recorded_by: Mapped[str] = mapped_column(String(30), default="")
    recorded_at: Mapped[datetime | None] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    letter: Mapped[Letter] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")
    text: Mapped[PledgeText] = relationship(lazy="raise")
    stack: Mapped[PledgeStack | None] = relationship(lazy="raise")
    parent: Mapped["Pledge | None"] = relationship(lazy="raise", remote_side=[id], viewonly=True)

    __mapper_args__ = {"version_id_col": version}

    @property
    def number_text(self) -> str:
        """编号 as printed."""
        return number_text(self.village, self.serial)

    @property
    def said(self) -> str:
        """编号和名称, for people."""
        return f"{self.number_text} {self.name}"


class PledgeDivision(Base):
    """再分解: one duty of a letter (``parent_id`` empty) or of a paper, shared out among those of one kind below it."""

    __tablename__ = "pledge_divisions"
    __table_args__ = (Index("ix_pledge_divisions_letter_parent_task", "letter_id", "parent_id", "task_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("pledges.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    kind: Mapped[PledgeKind] = mapped_column(Word(PledgeKind))
    basis: Mapped[Basis] = mapped_column(Word(Basis))
    reason: Mapped[str] = mapped_column(String(200), default="", doc="why the shares fall short of what is above")
    version: Mapped[int] = mapped_column(default=1)

    task: Mapped[Task] = relationship(lazy="raise")
    shares: Mapped[list["PledgeShare"]] = relationship(
        lazy="raise", order_by="PledgeShare.pledge_id", cascade="all, delete-orphan", back_populates="division"
    )

    __mapper_args__ = {"version_id_col": version}


class PledgeShare(Base):
    """再分解份额: what one paper carries of a duty, with the words it prints."""

    __tablename__ = "pledge_shares"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        Index("ix_pledge_shares_pledge", "pledge_id"),
    )

    division_id: Mapped[int] = mapped_column(ForeignKey("pledge_divisions.id"), primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledges.id"), primary_key=True)
    amount: Mapped[Decimal] = mapped_column(Quantity)
    pinned: Mapped[bool] = mapped_column(default=False)
    demand: Mapped[str] = mapped_column(String(100))

    division: Mapped[PledgeDivision] = relationship(lazy="raise", back_populates="shares")
