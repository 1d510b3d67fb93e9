"""操作日志: the book as people read it: the list, one entry, the last verification; its sentences are in audit_entries.py (safety R84)."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.jobs import Job
from respbook.models.letters import Letter
from respbook.models.people import User
from respbook.models.programmes import Programme
from respbook.models.tasks import Task
from respbook.models.units import Unit
from respbook.queries.audit_entries import Entry, entry_of
from respbook.queries.listing import within
from respbook.queries.scope import NotInSight, owners_of, under
from respbook.rules.chinese import CHINA
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.row_kinds import kind_words
from respbook.rules.verbs import verbs_like

PAGE_SIZE = 50


@dataclass(frozen=True)
class AuditFilter:
    """日志筛选: who, which kind, the deed's words, what it was about, from and to which day; the page by ``before``."""

    person: str = ""
    kind: str = ""
    deed: str = ""
    subject: str = ""
    first: date | None = None
    last: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class AuditPage:
    """一页日志: the youngest first; ``older`` is where the next page begins."""

    entries: tuple[Entry, ...]
    older: int | None


def in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """日志的视野: 审计/纪检 sees the deeds of the own subtree; others their own, and what was done to their account."""
    own_account = and_(AuditEntry.kind == "users", AuditEntry.subject_id == viewer.user_id)
    if viewer.system:
        return AuditEntry.seq > 0
    if not viewer.may(Permission.AUDIT_WHOLE):
        return or_(AuditEntry.user_id == viewer.user_id, own_account)
    people = select(User.id).join(User.unit).where(under(viewer))
    return or_(AuditEntry.user_id.in_(people), *_done_by_the_system(viewer, people))


def _done_by_the_system(viewer: Viewer, people: Any) -> list[ColumnElement[bool]]:
    """What commands and the queue did to things in sight."""
    units = select(Unit.id).where(under(viewer))
    programmes = select(Programme.id).where(owners_of(viewer))
    subjects = {
        "users": people,
        "units": units,
        "programmes": programmes,
        "letters": select(Letter.id).where(Letter.unit_id.in_(units)),
        "jobs": select(Job.id).where(Job.programme_id.in_(programmes)),
        "tasks": select(Task.id).where(Task.unit_id.in_(units)),
    }
    return [
        and_(AuditEntry.user_id == 0, AuditEntry.kind == kind, AuditEntry.subject_id.in_(ids))
        for kind, ids in subjects.items()
    ]


def all_entries(viewer: Viewer, wanted: AuditFilter) -> Iterator[Entry]:
    """全部日志 of a filter, the youngest first, read as it is written down."""
    statement = select(AuditEntry).where(in_sight(viewer), *_conditions(wanted)).order_by(AuditEntry.seq.desc())
    return (entry_of(row) for row in db.session.scalars(statement.execution_options(yield_per=1000)))


def audit_page(viewer: Viewer, wanted: AuditFilter) -> AuditPage:
    """日志 in sight, the youngest first: one statement however many entries."""
    statement = select(AuditEntry).where(in_sight(viewer), *_conditions(wanted))
    if wanted.before is not None:
        statement = statement.where(AuditEntry.seq < wanted.before)
    rows = db.session.scalars(statement.order_by(AuditEntry.seq.desc()).limit(PAGE_SIZE + 1)).all()
    entries = tuple(entry_of(row) for row in rows[:PAGE_SIZE])
    return AuditPage(entries, entries[-1].seq if len(rows) > PAGE_SIZE else None)


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.person.strip():
        like = within(wanted.person)
        people = select(User.id).where(User.name.like(like, escape="\\") | User.login.like(like, escape="\\"))
        about = and_(AuditEntry.kind == "users", AuditEntry.subject_id.in_(people))
        found.append(or_(AuditEntry.user_id.in_(people), about))
    if wanted.kind:
        found.append(AuditEntry.kind == wanted.kind)
    if wanted.deed.strip():
        found.append(AuditEntry.verb.in_(verbs_like(wanted.deed.strip())))
    if wanted.subject.strip():
        found.append(AuditEntry.body.like(f'%"subject":"{within(_quoted(wanted.subject))}"%', escape="\\"))
    if wanted.first is not None:
        found.append(AuditEntry.at >= datetime.combine(wanted.first, time.min, CHINA))
    if wanted.last is not None:
        found.append(AuditEntry.at <= datetime.combine(wanted.last, time.max, CHINA))
    return found


def _quoted(text: str) -> str:
    """As it stands inside a JSON text."""
    return json.dumps(text.strip(), ensure_ascii=False)[1:-1]


def entry_in_sight(viewer: Viewer, seq: int) -> Entry:
    """日志条目 in sight. Raises NotInSight."""
    row = db.session.scalars(select(AuditEntry).where(AuditEntry.seq == seq, in_sight(viewer))).one_or_none()
    if row is None:
        raise NotInSight
    return entry_of(row)


def trail_of(viewer: Viewer, kind: str, subject_id: int, most: int = 20) -> Sequence[Entry]:
    """经过: what was done to one thing that the viewer has in sight, the youngest first; for the office (features U2)."""
    if not viewer.of_office:
        return ()
    rows = select(AuditEntry).where(AuditEntry.kind == kind, AuditEntry.subject_id == subject_id)
    return [entry_of(row) for row in db.session.scalars(rows.order_by(AuditEntry.seq.desc()).limit(most))]


@dataclass(frozen=True)
class Verification:
    """查验记录: when, by whom, how far, what was looked at, what was found; earlier ones told less."""

    seq: int
    at: datetime
    name: str
    last: int
    code: str
    compared: int
    faults: int
    sentences: tuple[str, ...]
    given: int = 0
    witnessed: int = 0
    tables: int = 0
    rows: int = 0
    files: int = 0
    restores: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """未发现改动."""
        return self.faults == 0


def last_verification() -> Verification | None:
    """最近一次查验, as its entry tells it."""
    row = db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.kind == "audit_entries", AuditEntry.verb == "audit.verify")
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    body = json.loads(row.body)
    after = body["after"]
    return Verification(
        seq=row.seq,
        at=row.at,
        name=body["name"],
        last=row.subject_id,
        code=after["校验码"],
        compared=int(after["比对存证"]),
        faults=int(after["不符"]),
        sentences=tuple(after.get("明细", ())),
        given=int(after.get("其中交来", 0)),
        witnessed=int(after.get("存证管到", 0)),
        tables=int(after.get("业务表", 0)),
        rows=int(after.get("业务记录", 0)),
        files=int(after.get("文件", 0)),
        restores=tuple(after.get("恢复", ())),
        gaps=tuple(after.get("缺口", ())),
    )


def rows_left_by(verb: str, kind: str, subject_id: int) -> list[tuple[str, str, str]]:
    """办后的行摘要 of the last deed of that kind: (table, key, digest; empty for a row that was removed)."""
    body = db.session.scalar(
        select(AuditEntry.body)
        .where(AuditEntry.kind == kind, AuditEntry.subject_id == subject_id, AuditEntry.verb == verb)
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    )
    return [(table, key, digest) for table, key, digest in json.loads(body)["rows"]] if body else []


def kinds_written() -> Sequence[tuple[str, str]]:
    """对象类别 to choose from: those that entries may be about."""
    return [
        (kind, kind_words(kind))
        for kind in (
            "users",
            "units",
            "programmes",
            "letter_templates",
            "targets",
            "letters",
            "jobs",
            "tasks",
            "registers",
            "register_rows",
            "imports",
        )
    ]


def renamed_units(unit_ids: Collection[int]) -> Sequence[tuple[int, str]]:
    """改过名的单位 of these: (unit id, what it was called), out of the book; one statement."""
    chosen = select(AuditEntry.subject_id, AuditEntry.body).where(
        AuditEntry.kind == "units",
        AuditEntry.subject_id.in_(list(unit_ids)),
        AuditEntry.verb == "unit.change",
        AuditEntry.body.like('%"名称"%'),
    )
    told = ((unit_id, json.loads(body)["before"].get("名称", "")) for unit_id, body in db.session.execute(chosen))
    return [(unit_id, name) for unit_id, name in told if name]
