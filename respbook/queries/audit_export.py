"""日志导出: every entry as a line that a program of anybody's can verify; its text only where the asker may read it (C3, C5)."""

import json
from collections.abc import Iterator

from sqlalchemy import case, select

from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.queries.audit import in_sight
from respbook.rules.permissions import Viewer

_AT_ONCE = 500


def chain_lines(viewer: Viewer, last: int) -> Iterator[str]:
    """entries.jsonl from the first entry to ``last``: {seq, prev_hash, hash, alg, body}; what is out of sight has no body.

    A view of the database is taken for each few hundred only: the book is never changed, so that it may grow meanwhile.
    """
    body = case((in_sight(viewer), AuditEntry.body), else_=None).label("body")
    columns = (AuditEntry.seq, AuditEntry.prev_hash, AuditEntry.hash, AuditEntry.alg, body)
    for start in range(0, last, _AT_ONCE):
        near = AuditEntry.seq.between(start + 1, min(start + _AT_ONCE, last))
        rows = db.session.execute(select(*columns).where(near).order_by(AuditEntry.seq)).all()
        db.session.rollback()
        for row in rows:
            told = {name: value for name, value in row._mapping.items() if value is not None}
            yield json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"
