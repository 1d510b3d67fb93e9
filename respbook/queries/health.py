"""体检: what the doctor and the other commands ask of the database."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select, text

from respbook.models.archive import ArchivedPaper
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.circulars import Circular
from respbook.models.county_forms import CountyForm
from respbook.models.evidence import Evidence
from respbook.models.handovers import Handover
from respbook.models.jobs import Job
from respbook.models.letter_sources import LetterSource
from respbook.models.letter_templates import Clause, LetterTemplate
from respbook.models.letters import Letter
from respbook.models.orders import Order
from respbook.models.people import User, UserRole
from respbook.models.pledges import PledgeStack
from respbook.models.programmes import Programme
from respbook.models.scans import FiledPage, ScanFile
from respbook.models.seals import SealImage
from respbook.models.signed_copies import Certificate, SignedCopy
from respbook.models.signing import Proxy, Signature
from respbook.models.studies import Study
from respbook.models.targets import Target
from respbook.models.units import Holder, Unit
from respbook.rules.chain import Broken, entry_hash
from respbook.rules.lifecycles import BatchState
from respbook.rules.permissions import Role
from respbook.rules.signing import SignatureMethod

MODES = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "trusted_schema", "wal_autocheckpoint")


def modes() -> dict[str, str]:
    """连接设置: of a real connection of this program; empty on PostgreSQL."""
    if db.engine.dialect.name != "sqlite":
        return {}
    return {name: str(db.session.scalar(text(f"PRAGMA {name}"))) for name in MODES}


def server_modes() -> dict[str, str]:
    """服务器设置: of PostgreSQL; empty on SQLite."""
    if db.engine.dialect.name != "postgresql":
        return {}
    names = ("server_version", "fsync", "synchronous_commit", "full_page_writes")
    return {name: str(db.session.scalar(text("SELECT current_setting(:name)"), {"name": name})) for name in names}


def last_entry_at() -> datetime | None:
    """最后一条日志的时间."""
    return db.session.scalar(select(AuditEntry.at).order_by(AuditEntry.seq.desc()).limit(1))


def older_than(seq: int, moment: datetime) -> int:
    """无存证的日志: how many entries after ``seq`` were written before ``moment``."""
    asked = select(func.count()).select_from(AuditEntry).where(AuditEntry.seq > seq, AuditEntry.at < moment)
    return db.session.scalar(asked) or 0


def broken_tail(length: int = 10_000) -> list[Broken]:
    """链尾: the youngest entries, each against its own hash and the one before it."""
    columns = (AuditEntry.seq, AuditEntry.prev_hash, AuditEntry.hash, AuditEntry.body)
    rows = db.session.execute(select(*columns).order_by(AuditEntry.seq.desc()).limit(length)).all()
    broken = [
        Broken(row.seq, f"第{row.seq}条的内容与散列不符。")
        for row in rows
        if entry_hash(row.seq, row.prev_hash, row.body) != row.hash
    ]
    for later, row in pairwise(rows):
        if (later.seq, later.prev_hash) != (row.seq + 1, row.hash):
            broken.append(Broken(later.seq, f"第{later.seq}条与前一条接不上。"))
    return sorted(broken, key=lambda each: each.seq)


def stored_papers() -> list[tuple[str, str]]:
    """应在文件库中的文件: (sha256, whose)."""
    kept = (
        select(Letter.pdf_sha256, Letter.number_text).where(Letter.pdf_sha256.is_not(None)).order_by(Letter.id),
        select(ArchivedPaper.sha256, ArchivedPaper.file_name).order_by(ArchivedPaper.id),
        select(LetterSource.sha256, LetterSource.name).order_by(LetterSource.id),
        select(CountyForm.sha256, CountyForm.file_name).order_by(CountyForm.id),
        select(PledgeStack.sha256, PledgeStack.file_name).order_by(PledgeStack.id),
        _of_signatures(Signature.mark_sha256).where(Signature.method == SignatureMethod.HAND),
        _of_signatures(Signature.strokes_sha256),
        select(Proxy.scan_sha256, Proxy.scan_name).order_by(Proxy.id),
        select(ScanFile.sha256, ScanFile.name).order_by(ScanFile.id),
        select(FiledPage.picture_sha256, ScanFile.name).join(FiledPage.file).order_by(FiledPage.id),
        select(FiledPage.thumbnail_sha256, ScanFile.name).join(FiledPage.file).order_by(FiledPage.id),
        select(Handover.pdf_sha256, Unit.name + "的责任交接书").join(Handover.unit).order_by(Handover.id),
        select(Handover.scan_sha256, Unit.name + "的责任交接书").join(Handover.unit).order_by(Handover.id),
        select(Order.pdf_sha256, Order.number_text).order_by(Order.id),
        select(Certificate.root_sha256, Certificate.issuer).order_by(Certificate.id),
        select(SealImage.sha256, SealImage.name).order_by(SealImage.id),
        select(SignedCopy.sha256, Letter.number_text).join(SignedCopy.letter).order_by(SignedCopy.id),
        select(Certificate.key_sha256, Certificate.subject).order_by(Certificate.id),
        select(Evidence.sha256, Evidence.name).order_by(Evidence.id),
        select(Circular.pdf_sha256, Circular.title).order_by(Circular.id),
        select(Study.pdf_sha256, Unit.name + "的会议纪要").join(Study.town).order_by(Study.id),
    )
    return [(digest, whose) for statement in kept for digest, whose in db.session.execute(statement) if digest]


def _of_signatures(digest: Any) -> Any:
    whose = Letter.number_text + "的签名"
    return select(digest, whose).join(Letter, Letter.id == Signature.letter_id).order_by(Signature.id)


def administrators() -> int:
    """在用的系统管理员 who have entered."""
    asked = (
        select(func.count())
        .select_from(User)
        .join(UserRole, UserRole.user_id == User.id)
        .where(UserRole.role == Role.ADMIN, User.suspended_at.is_(None), User.password_hash != "")
    )
    return db.session.scalar(asked) or 0


def unfinished_batches() -> int:
    """未办结的批次: queued, running or interrupted."""
    open_states = (BatchState.QUEUED, BatchState.RUNNING, BatchState.INTERRUPTED)
    return db.session.scalar(select(func.count()).select_from(Job).where(Job.state.in_(open_states))) or 0


def words_on_paper() -> Iterator[str]:
    """会上纸的文字: names, posts, wording and targets, as they stand now."""
    columns = (
        Unit.name,
        Unit.short_name,
        Holder.name,
        Holder.post,
        Programme.name,
        Programme.issuer,
        LetterTemplate.title,
        Clause.text,
        Target.name,
        Target.text,
        Target.duty,
        Target.lead_unit,
        Target.helping_units,
        Target.evidence,
    )
    for column in columns:
        yield from db.session.scalars(select(column).distinct())
