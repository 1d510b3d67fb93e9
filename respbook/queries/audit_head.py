"""日志头: the youngest entry of the chain, as an anchor for papers (safety C5), and as the version of all content."""

from datetime import date

from sqlalchemy import exists, or_, select

from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.rules.chain import GENESIS
from respbook.rules.chinese import china_day
from respbook.rules.verbs import BESIDE_CONTENT

_BESIDE = or_(*(AuditEntry.verb.startswith(verb) for verb in BESIDE_CONTENT))


def head() -> tuple[int, str]:
    """(seq, hash) of the youngest entry; (0, zeros) of an empty book."""
    row = db.session.execute(
        select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)
    ).one_or_none()
    return (row.seq, row.hash) if row else (0, GENESIS)


def hash_of(seq: int) -> str:
    """某一条的散列; "" where the book does not have it."""
    return db.session.scalar(select(AuditEntry.hash).where(AuditEntry.seq == seq)) or ""


def last_day() -> date | None:
    """日志记到哪一天: the day of the youngest entry; None of an empty book."""
    at = db.session.scalar(select(AuditEntry.at).order_by(AuditEntry.seq.desc()).limit(1))
    return china_day(at) if at is not None else None


def content_changed_since(seq: int) -> bool:
    """内容是否有过改动 after entry ``seq``: nothing protected is written without an entry, so the book tells (safety R81)."""
    return bool(db.session.scalar(select(exists().where(AuditEntry.seq > seq, ~_BESIDE))))
