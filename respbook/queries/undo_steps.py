"""最近的改动: what somebody may take back, what lies in the bin, and what has gone out on the ground of it since."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import undefer

from respbook.models.audit import AuditEntry
from respbook.models.base import Base, db
from respbook.models.people import User
from respbook.models.programmes import Programme
from respbook.models.reports import Report
from respbook.models.undo_steps import UndoStep
from respbook.queries.scope import NotInSight, under
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.removals import KEPT as IN_THE_BIN
from respbook.rules.undoing import KEPT

MOST = 100


def _own(viewer: Viewer) -> ColumnElement[bool]:
    return and_(UndoStep.user_id == viewer.user_id, UndoStep.unit_id == viewer.unit_id)


def _binned(viewer: Viewer) -> ColumnElement[bool]:
    return and_(UndoStep.removes, UndoStep.unit_id == viewer.unit_id)


def own_steps(viewer: Viewer, now: datetime) -> Sequence[UndoStep]:
    """本人最近的改动, the youngest first."""
    chosen = select(UndoStep).where(_own(viewer), UndoStep.at > now - KEPT)
    return db.session.scalars(chosen.order_by(UndoStep.seq.desc()).limit(MOST)).all()


def binned(viewer: Viewer, now: datetime) -> Sequence[UndoStep]:
    """回收站 of what hangs on no programme: what the viewer's office removed in the last thirty days."""
    chosen = select(UndoStep).where(_binned(viewer), UndoStep.at > now - IN_THE_BIN)
    rows = db.session.scalars(chosen.order_by(UndoStep.seq.desc()).limit(MOST)).all()
    return [each for each in rows if viewer.may(Permission(each.permission))]


def step_in_sight(viewer: Viewer, seq: int) -> UndoStep:
    """撤销依据: one's own, or out of the bin of one's office. Raises NotInSight."""
    may = _own(viewer)
    if viewer.may(Permission.REMOVAL_RESTORE):
        may = or_(may, _binned(viewer))
    step = db.session.scalars(select(UndoStep).where(UndoStep.seq == seq, may).options(undefer(UndoStep.former)))
    row = step.one_or_none()
    if row is None:
        raise NotInSight
    return row


@dataclass(frozen=True)
class Written:
    """日志所记 of the deed: the rows as it left them, the digest of what it kept, what it told."""

    rows: tuple[tuple[str, str, str], ...]
    former_sha256: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def written(seq: int) -> Written:
    """日志所记 at an entry."""
    body = json.loads(db.session.scalars(select(AuditEntry.body).where(AuditEntry.seq == seq)).one())
    rows = tuple((table, key, digest) for table, key, digest in body["rows"])
    return Written(rows, body.get("undo", ""), body["before"], body["after"])


def gone_out(viewer: Viewer, seq: int, verbs: Collection[str]) -> str | None:
    """此后发出的: the first deed after ``seq`` by which people of the office sent something out; None when there is none."""
    if not verbs:
        return None
    people = select(User.id).join(User.unit).where(under(viewer))
    later = select(AuditEntry.verb).where(
        AuditEntry.seq > seq, AuditEntry.verb.in_(list(verbs)), AuditEntry.user_id.in_(people)
    )
    return db.session.scalar(later.order_by(AuditEntry.seq).limit(1))


def reported_on(task_ids: Collection[int]) -> bool:
    """已有报送 on one of these tasks."""
    if not task_ids:
        return False
    return db.session.scalar(select(Report.id).where(Report.task_id.in_(list(task_ids))).limit(1)) is not None


_OWNERS = (
    ("template_id", "letter_templates"),
    ("target_id", "targets"),
    ("task_id", "tasks"),
    ("letter_id", "letters"),
)
"""上一级, by which a row without a programme of its own finds its one."""


def programmes_of(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> Sequence[Programme]:
    """所属方案 of rows, through what they hang on."""
    found: set[int] = set()
    above: dict[str, set[int]] = {}
    for table, row in rows:
        if table == "programmes":
            continue
        if row.get("programme_id"):
            found.add(row["programme_id"])
            continue
        for column, owner in _OWNERS:
            if row.get(column):
                above.setdefault(owner, set()).add(row[column])
    for owner, ids in above.items():
        owners = Base.metadata.tables[owner]
        found.update(db.session.scalars(select(owners.c.programme_id).where(owners.c.id.in_(ids))))
    return db.session.scalars(select(Programme).where(Programme.id.in_(found))).all() if found else []
