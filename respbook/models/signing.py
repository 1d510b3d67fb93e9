"""签订: slots of a letter, the frozen records of what was signed, authorisations, objections (features S1–S9)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.letters import Letter
from respbook.models.types import Moment, Word
from respbook.models.units import Unit
from respbook.rules.lifecycles import ObjectionState
from respbook.rules.signing import Capacity, SignatureMethod
from respbook.rules.units import PostRole


class SigningSlot(Base):
    """签字位: where one post signs a letter, opened when it is issued; ``step`` is its turn, equal ones side by side.

    ``post`` and ``name`` are as printed; who may sign is decided by the 任职记录 of the day of signing.
    """

    __tablename__ = "signing_slots"
    __table_args__ = (
        UniqueConstraint("letter_id", "side", "place"),
        Index("ix_signing_slots_unit", "unit_id", "signature_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"))
    side: Mapped[int]
    place: Mapped[int]
    party: Mapped[str] = mapped_column(String(10))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), doc="empty: a party outside the tree of units")
    unit_name: Mapped[str] = mapped_column(String(60))
    role: Mapped[PostRole] = mapped_column(Word(PostRole))
    post: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(30))
    step: Mapped[int]
    seal: Mapped[bool]
    signature_id: Mapped[int | None] = mapped_column(
        doc="the record that stands, corrected ones stay beside it; no foreign key: the two tables would need each other"
    )
    version: Mapped[int] = mapped_column(default=1)

    letter: Mapped[Letter] = relationship(lazy="raise")
    unit: Mapped[Unit | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class Signature(Base):
    """签署记录: never changed; a correction is a new record that names the old one (safety C6)."""

    __tablename__ = "signatures"
    __table_args__ = (
        CheckConstraint("method IN ('paper_scan', 'handwritten', 'seal_image', 'pades')", name="method"),
        Index("ix_signatures_slot", "slot_id"),
        Index("ix_signatures_letter", "letter_id"),
    )
    added_only = True

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("signing_slots.id"))
    method: Mapped[SignatureMethod] = mapped_column(Word(SignatureMethod))
    capacity: Mapped[Capacity] = mapped_column(Word(Capacity))
    user_id: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(30), doc="签署人")
    holder: Mapped[str] = mapped_column(String(30), doc="the holder of the post that day")
    proxy_id: Mapped[int | None] = mapped_column(ForeignKey("proxies.id"))
    signed_on: Mapped[date]
    signed_at: Mapped[datetime] = mapped_column(Moment, doc="when it was taken into the book")
    recorded_by: Mapped[str] = mapped_column(String(30))
    mark_sha256: Mapped[str] = mapped_column(String(64), default="", doc="the image of the mark, or the scan")
    strokes_sha256: Mapped[str] = mapped_column(String(64), default="")
    kept_at: Mapped[str] = mapped_column(String(60), default="", doc="原件存放处 of a paper")
    record: Mapped[str] = mapped_column(Text, deferred=True, deferred_raiseload=True)
    record_sha256: Mapped[str] = mapped_column(String(64))
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("signatures.id"))


class Proxy(Base):
    """代签授权: a dated paper by which one person signs for another, with its scan (features S9)."""

    __tablename__ = "proxies"
    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="dates"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn_pair"),
        Index("ix_proxies_unit", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    holder: Mapped[str] = mapped_column(String(30), doc="授权人")
    proxy: Mapped[str] = mapped_column(String(30), doc="被授权人")
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), default="")
    scan_sha256: Mapped[str] = mapped_column(String(64))
    scan_name: Mapped[str] = mapped_column(String(200))
    media: Mapped[str] = mapped_column(String(40))
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_by: Mapped[str | None] = mapped_column(String(30))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class Objection(Base):
    """异议: pinned to a clause of one letter; it stops that letter until it is answered (features S9)."""

    __tablename__ = "objections"
    __table_args__ = (Index("ix_objections_letter", "letter_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"))
    clause_id: Mapped[int | None]
    clause: Mapped[str] = mapped_column(String(300), doc="the sentence as the letter prints it")
    text: Mapped[str] = mapped_column(String(500))
    state: Mapped[ObjectionState] = mapped_column(Word(ObjectionState), default=ObjectionState.OPEN)
    made_by: Mapped[str] = mapped_column(String(30))
    made_by_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[str] = mapped_column(String(500), default="")
    answered_by: Mapped[str | None] = mapped_column(String(30))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    letter: Mapped[Letter] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}
