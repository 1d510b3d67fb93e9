"""操作日志: the chained book of deeds. Written only by actions/audit.py; triggers refuse change and deletion."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base
from respbook.models.types import Moment


class AuditEntry(Base):
    """操作日志条目: ``body`` is the canonical JSON that ``hash`` covers; the other columns repeat it for searching."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_kind_subject", "kind", "subject_id", "seq"),
        Index("ix_audit_entries_user", "user_id", "seq"),
    )
    protected = False
    added_only = True

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    user_id: Mapped[int]
    verb: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    alg: Mapped[str] = mapped_column(String(16), default="sha256-v1")
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
