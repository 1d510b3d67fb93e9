"""恢复与迁移: what the book says of itself when it goes on elsewhere (safety R31, R83)."""

from datetime import datetime

from sqlalchemy import delete, update

from respbook.actions import audit
from respbook.actions.action import action
from respbook.models.base import db
from respbook.models.device_links import DeviceLink
from respbook.models.sessions import SignedIn
from respbook.rules.backups import Manifest
from respbook.rules.permissions import Permission, Viewer

_UNAPPROVED = "在服务器上用命令恢复，没有第二人批准"


@action(Permission.BACKUP_WRITE)
def note_restored(manifest: Manifest, approved_by: str, *, by: Viewer, now: datetime) -> None:
    """记恢复: up to which entry the backup went, when it was made, who approved it; everybody has to enter anew.

    Witnesses of entries that were written between backup and restoring find this entry, which names the gap.
    """
    ended = db.session.execute(delete(SignedIn)).rowcount  # type: ignore[attr-defined]
    links = update(DeviceLink).where(DeviceLink.revoked_at.is_(None)).values(revoked_at=now, revoked_by="恢复备份")
    revoked = db.session.execute(links).rowcount  # type: ignore[attr-defined]
    told = {
        "seq": manifest.seq,  # these two are read by whoever compares witnesses of entries that are gone
        "hash": manifest.head,
        "备份时间": manifest.made_at.isoformat(),
        "备份程序": manifest.program,
        "批准": approved_by or _UNAPPROVED,
        "结束登录": str(ended),
        "停用专用链接": str(revoked),
    }
    audit.note_words("restore.carried_out", "restore", manifest.seq, "备份", after=told)


@action(Permission.BACKUP_WRITE)
def note_moved(seq: int, head: str, *, by: Viewer, now: datetime) -> None:
    """记迁移: from here on the book is written in another database; nothing is missing between."""
    engine = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[db.engine.dialect.name]
    told = {"日志序号": str(seq), "日志散列": head, "数据库": engine}
    audit.note_words("move.carried_out", "audit_entries", seq, "全部内容", after=told)
