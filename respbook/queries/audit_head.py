"""日志头: the youngest entry of the chain, as an anchor for papers (safety C5), and as the version of all content."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import exists, or_, select

from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.papers.blocks import Paper
from respbook.papers.stored import marked
from respbook.rules.anchor_files import copy_line
from respbook.rules.chain import GENESIS
from respbook.rules.chinese import china_day
from respbook.rules.codes import code_of, is_digest
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


def printed_anchor() -> str:
    """存证 as papers print it: how far the book has come, and the code of its head; empty of an empty book."""
    seq, digest = head()
    return f"存证 {seq} {code_of(digest)}" if seq else ""


def anchored(paper: Paper) -> Paper:
    """加存证: a paper that goes out carries its own 校验码 and the head of the book, so that whoever has it holds an anchor."""
    return marked(paper, anchor=printed_anchor())


def copy_lines(last: int) -> Iterator[str]:
    """审计副本: every entry up to ``last`` as it stands, read as it is written down."""
    columns = (AuditEntry.seq, AuditEntry.prev_hash, AuditEntry.hash, AuditEntry.body)
    asked = select(*columns).where(AuditEntry.seq <= last).order_by(AuditEntry.seq)
    for row in db.session.execute(asked.execution_options(yield_per=1000)):
        yield copy_line(row.seq, row.prev_hash, row.hash, row.body)


def anchor_of(kind: str, subject_id: int, verbs: Sequence[str]) -> str:
    """存证 of the last of these deeds on one thing, as papers about it print it; the same whenever they are printed."""
    asked = select(AuditEntry.seq, AuditEntry.hash).where(
        AuditEntry.kind == kind, AuditEntry.subject_id == subject_id, AuditEntry.verb.in_(verbs)
    )
    row = db.session.execute(asked.order_by(AuditEntry.seq.desc()).limit(1)).one_or_none()
    return f"存证 {row.seq} {code_of(row.hash)}" if row and is_digest(row.hash) else ""


def last_day() -> date | None:
    """日志记到哪一天: the day of the youngest entry; None of an empty book."""
    at = db.session.scalar(select(AuditEntry.at).order_by(AuditEntry.seq.desc()).limit(1))
    return china_day(at) if at is not None else None


def content_changed_since(seq: int) -> bool:
    """内容是否有过改动 after entry ``seq``: nothing protected is written without an entry, so the book tells (safety R81)."""
    return bool(db.session.scalar(select(exists().where(AuditEntry.seq > seq, ~_BESIDE))))
