"""写检查点: the head of the book, signed, into our own folder and the auditor's; after the deed, never within it (safety R82)."""

from datetime import datetime
from pathlib import Path

from respbook.actions import audit
from respbook.actions.action import action, housekeeping
from respbook.anchorage import Anchorage
from respbook.models.base import db
from respbook.models.checkpoints import Checkpoint
from respbook.queries.audit_head import head
from respbook.rules.checkpoints import Occasion
from respbook.rules.codes import code_of
from respbook.rules.permissions import Permission, Viewer


def write(where: Anchorage, occasion: Occasion, now: datetime, also: Path | None = None) -> str:
    """写检查点, ``also`` into one more folder; gives a sentence on what was done.

    Raises RuleBroken where the auditor's folder took nothing; ours has it then.
    """
    db.session.rollback()
    seq, digest = head()
    if not seq:
        return "操作日志还是空的，没有写检查点。"
    text = where.note(seq, digest, now)
    where.keep(seq, digest, text)
    given: list[str] = []
    try:
        for folder in (where.outside, also):
            if folder is not None:
                where.give(folder, seq, digest, text)
                given.append(str(folder))
    finally:
        _remember(seq, digest, occasion, "；".join(given), now)
    copied = f"，副本存入{'、'.join(given)}" if given else "，没有设审计副本目录"
    return f"检查点写到第{seq}条{copied}。"


@housekeeping
def _remember(seq: int, digest: str, occasion: Occasion, place: str, now: datetime) -> None:
    db.session.add(Checkpoint(seq=seq, hash=digest, at=now, occasion=occasion, place=place[:200]))


@action(Permission.AUDIT_VERIFY)
def take(where: Anchorage, *, by: Viewer, now: datetime) -> tuple[int, str]:
    """取走检查点: (entry, note), to be kept by whoever takes it; that it was taken is written down."""
    seq, digest = head()
    note = where.note(seq, digest, now)
    db.session.add(Checkpoint(seq=seq, hash=digest, at=now, occasion=Occasion.HAND, place=by.name))
    audit.note_words("audit.take", "audit_entries", seq, f"第{seq}条的检查点", after={"校验码": code_of(digest)})
    return seq, note


@action(Permission.AUDIT_VERIFY)
def take_copy(where: Anchorage, *, by: Viewer, now: datetime) -> tuple[int, str]:
    """取走审计副本: the same with all entries, which are read after this one was written."""
    seq, note = take(where, by=by, now=now)
    audit.note_words("audit.copy", "audit_entries", seq, f"第1至{seq}条")
    return seq, note
