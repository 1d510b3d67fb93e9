"""督办文书: 整改通知书、督办单、督办函, the problems that they list, and what a leader decided not to pursue (Q2, Q6, Y3)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.evidence import Evidence
from respbook.models.findings import Finding
from respbook.models.types import Moment, Word
from respbook.models.units import Unit
from respbook.rules.lifecycles import OrderState
from respbook.rules.lights import Light
from respbook.rules.orders import LONGEST_LINE, LONGEST_PART, LONGEST_REASON, OrderKind, ReceiptHow


class Order(Base):
    """督办文书 to one unit: a draft until it is issued; then frozen as paper and PDF, and signed for by the unit."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("town_id", "number_text"),
        CheckConstraint("(state IN ('draft', 'proposed')) = (number_text IS NULL)", name="numbered"),
        CheckConstraint("(number_text IS NULL) = (paper IS NULL)", name="frozen"),
        CheckConstraint("(kind = 'supervise') = (light IS NOT NULL)", name="coloured"),
        CheckConstraint("(received_at IS NULL) = (receipt_how IS NULL)", name="received_pair"),
        CheckConstraint("state <> 'received' OR received_at IS NOT NULL", name="received"),
        CheckConstraint("(state IN ('withdrawn', 'void')) = (ended_at IS NOT NULL)", name="ended"),
        Index("ix_orders_state", "town_id", "state", "issued_on", "id"),
        Index("ix_orders_unit", "unit_id", "state", "id"),
        Index("ix_orders_receipt_evidence", "receipt_evidence_id"),
        Index("ix_orders_measure", "measure_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[OrderKind] = mapped_column(Word(OrderKind))
    light: Mapped[Light | None] = mapped_column(Word(Light), doc="督办颜色; only a 督办单 has one")
    state: Mapped[OrderState] = mapped_column(Word(OrderState), default=OrderState.DRAFT)
    opening: Mapped[str] = mapped_column(String(LONGEST_PART))
    basis: Mapped[str] = mapped_column(String(LONGEST_PART), default="")
    demand: Mapped[str] = mapped_column(String(LONGEST_PART))
    reply: Mapped[str] = mapped_column(String(LONGEST_PART))
    due_on: Mapped[date] = mapped_column(doc="期限 of the order as a whole")
    photos: Mapped[bool] = mapped_column(default=True, doc="附整改前照片")
    year: Mapped[int | None]
    serial: Mapped[int | None]
    number_text: Mapped[str | None] = mapped_column(String(60))
    issuer: Mapped[str] = mapped_column(String(60), default="")
    issued_on: Mapped[date | None] = mapped_column(doc="成文日期")
    issued_at: Mapped[datetime | None] = mapped_column(Moment)
    issued_by: Mapped[str] = mapped_column(String(30), default="")
    issued_by_id: Mapped[int | None]
    paper: Mapped[str | None] = mapped_column(Text, deferred=True, deferred_raiseload=True)
    paper_sha256: Mapped[str | None] = mapped_column(String(64))
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))
    pages: Mapped[int | None]
    proposed_by: Mapped[str] = mapped_column(String(30), default="")
    proposed_at: Mapped[datetime | None] = mapped_column(Moment)
    returned: Mapped[str] = mapped_column(String(LONGEST_REASON), default="", doc="退回修改的意见")
    received_at: Mapped[datetime | None] = mapped_column(Moment)
    received_by: Mapped[str] = mapped_column(String(30), default="", doc="签收人 of the unit")
    receipt_how: Mapped[ReceiptHow | None] = mapped_column(Word(ReceiptHow))
    receipt_taken_by: Mapped[str] = mapped_column(String(30), default="", doc="代签收的经办人")
    receipt_evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[str] = mapped_column(String(30), default="")
    end_reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    replaces_id: Mapped[int | None] = mapped_column(
        ForeignKey("orders.id"), doc="改发: the order that this one follows"
    )
    measure_id: Mapped[int | None] = mapped_column(
        ForeignKey("measures.id"), doc="问责事项 that this letter carries out"
    )
    made_by: Mapped[str] = mapped_column(String(30))
    made_by_id: Mapped[int]
    made_on: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)

    town: Mapped[Unit] = relationship(lazy="raise", foreign_keys=[town_id])
    unit: Mapped[Unit] = relationship(lazy="raise", foreign_keys=[unit_id])
    replaces: Mapped["Order | None"] = relationship(lazy="raise", remote_side=[id])
    receipt_evidence: Mapped[Evidence | None] = relationship(lazy="raise")
    items: Mapped[list["OrderItem"]] = relationship(
        lazy="raise", order_by="OrderItem.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}


class OrderItem(Base):
    """文书所列问题: its line of the table as it is printed, whatever becomes of the problem later."""

    __tablename__ = "order_items"
    __table_args__ = (Index("ix_order_items_finding", "finding_id"),)

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"), primary_key=True)
    position: Mapped[int]
    place: Mapped[str] = mapped_column(String(LONGEST_LINE), default="")
    problem: Mapped[str] = mapped_column(String(LONGEST_LINE))
    demand: Mapped[str] = mapped_column(String(LONGEST_LINE), default="")
    due_on: Mapped[date]

    finding: Mapped[Finding] = relationship(lazy="raise")


class OrderRefusal(Base):
    """暂不督办决定 on one problem: which step was refused, why, and from which day on it may be proposed again."""

    __tablename__ = "order_refusals"
    __table_args__ = (Index("ix_order_refusals_finding", "finding_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"))
    kind: Mapped[OrderKind] = mapped_column(Word(OrderKind))
    light: Mapped[Light | None] = mapped_column(Word(Light))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    decided_on: Mapped[date]
    again_on: Mapped[date]
    decided_by: Mapped[str] = mapped_column(String(30))
    decided_by_id: Mapped[int]

    finding: Mapped[Finding] = relationship(lazy="raise")
