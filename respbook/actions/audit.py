"""操作日志: the one pen in the audit book (safety C5, R78, R84)."""

import contextlib
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, event, inspect, select, tuple_
from sqlalchemy.orm import Session, object_session

from respbook.actions import security_rows
from respbook.actions.former import Former
from respbook.models.audit import AuditEntry
from respbook.models.base import Base, db
from respbook.models.digests import digest_of
from respbook.models.undo_steps import UndoStep
from respbook.queries.owning import keepers_of, office_called
from respbook.rules.chain import ALG, GENESIS, canonical, canonical_key, entry_hash
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer, works_on
from respbook.rules.security_log import Happening
from respbook.rules.undoing import REMOVING


class Unaudited(AssertionError):
    """未记日志: an action that wrote no audit entry does not commit."""


@dataclass(frozen=True)
class Origin:
    """来源: the request that a deed came with; empty for commands and the queue."""

    request_id: str = ""
    address: str = ""
    key: str = ""
    body_sha256: str = ""
    done: list[int] = field(default_factory=list, compare=False)
    """What was done in this request, one number a deed: the step that takes it back, 0 where nothing does."""


_NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=_NOWHERE)


@contextlib.contextmanager
def origin(where: Origin) -> Iterator[None]:
    """Set by web/ around a request; read when the deed is written down."""
    token = _origin.set(where)
    try:
        yield
    finally:
        _origin.reset(token)


def current_origin() -> Origin:
    """来源 of the running request."""
    return _origin.get()


@dataclass
class Deed:
    """办理中的事项: what the running action has noted so far."""

    by: Viewer
    now: datetime
    permission: Permission | None = None
    notes: list[dict[str, Any]] = field(default_factory=list)
    touched: dict[tuple[str, str], tuple[Table, tuple[Any, ...]]] = field(default_factory=dict)
    gone: set[tuple[str, str]] = field(default_factory=set)
    happenings: list[Happening] = field(default_factory=list)
    former: Former | None = None


def note(
    verb: str,
    subject: Base,
    words: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """记日志: one entry of the running deed. ``words`` name the subject for people ("王家庄村责任书").

    What another office keeps is not changed here, whatever was in sight. Raises RuleBroken.
    """
    db.session.flush()
    _check_office(subject)
    identity = inspect(subject).identity or (0,)
    subject_id = identity[0] if isinstance(identity[0], int) else 0
    note_words(verb, subject.__tablename__, subject_id, words, before=before, after=after)


def _check_office(subject: Base) -> None:
    """本级核对: a county reads what its towns keep, a town answers what its county keeps; neither does the other's work."""
    deed = running()
    if deed.by.system or not deed.by.offices_around:
        return  # nothing is asked where one office keeps all that is in sight
    keepers = keepers_of(subject)
    if keepers and not any(works_on(deed.by, keeper, deed.permission) for keeper in keepers):
        called = office_called(keepers[0])
        raise RuleBroken(f"这是{called}的事项，由{called}办理；这里只能查看。")


def note_change(verb: str, subject: Base, words: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """记改动: one entry that tells only the facts that differ, each as it was and as it is."""
    changed = [name for name in after if after[name] != before.get(name, "")]
    told = {name: before.get(name, "") for name in changed}
    note(verb, subject, words, before=told, after={name: after[name] for name in changed})


def note_words(
    verb: str,
    kind: str,
    subject_id: int,
    words: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """记日志 of something that has no row of its own (a refused sign-in, an export, a run command)."""
    running().notes.append(
        {
            "verb": verb,
            "kind": kind,
            "subject_id": subject_id,
            "subject": words,
            "before": dict(before or {}),
            "after": dict(after or {}),
        }
    )


def touch(table: Table, keys: Iterable[tuple[Any, ...]]) -> None:
    """记下整批写过的行: what was written past the session has its digest taken like the rest."""
    deed = running()
    for key in keys:
        place = (table.name, canonical_key(key))
        deed.gone.discard(place)
        deed.touched[place] = (table, key)


def forget(table: Table, keys: Iterable[tuple[Any, ...]]) -> None:
    """记下整批删去的行."""
    deed = running()
    for key in keys:
        place = (table.name, canonical_key(key))
        deed.touched.pop(place, None)
        deed.gone.add(place)


def born(table: Table, keys: Iterable[tuple[Any, ...]]) -> None:
    """记下整批新增的行."""
    keys = list(keys)
    touch(table, keys)
    if (former := running().former) is not None:
        for key in keys:
            former.born((table.name, canonical_key(key)))


def was(table: Table, key: tuple[Any, ...], values: dict[str, Any]) -> None:
    """记下改前的值 of a row that is written past the session."""
    if (former := running().former) is not None:
        former.was((table.name, canonical_key(key)), key, values)


def was_removed(table: Table, key: tuple[Any, ...], row: dict[str, Any]) -> None:
    """记下删去的行, whole."""
    if (former := running().former) is not None:
        former.gone((table.name, canonical_key(key)), row)


def running() -> Deed:
    """The deed under way. Raises RuntimeError outside an action."""
    deed: Deed | None = db.session().info.get("deed")
    if deed is None:
        raise RuntimeError("audit entries are written inside an @action only")
    return deed


def seal(deed: Deed) -> None:
    """封存: append the deed's entries to the chain, the digests of all touched rows with the last one."""
    if not deed.notes:
        raise Unaudited("the action wrote no audit entry")
    session = db.session
    session.flush()
    deed.notes[-1]["rows"] = _digests(deed)
    kept = deed.former.text(set(deed.touched), deed.gone) if deed.former is not None else None
    if kept is not None:
        deed.notes[-1]["undo"] = hashlib.sha256(kept.encode()).hexdigest()
    head = session.execute(select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)).first()
    seq, prev = (head.seq, head.hash) if head else (0, GENESIS)
    where = current_origin()
    for written in deed.notes:
        seq += 1
        body = canonical(
            written
            | {
                "seq": seq,
                "at": deed.now,
                "user_id": deed.by.user_id,
                "name": deed.by.name,
                "role": deed.by.role_words,
                "request_id": where.request_id,
                "address": where.address,
            }
        )
        digest = entry_hash(seq, prev, body)
        session.add(
            AuditEntry(
                seq=seq,
                at=deed.now,
                user_id=deed.by.user_id,
                verb=written["verb"],
                kind=written["kind"],
                subject_id=written["subject_id"],
                body=body,
                alg=ALG,
                prev_hash=prev,
                hash=digest,
            )
        )
        prev = digest
        happening = security_rows.beside(written, deed.by, where.address, where.request_id, deed.now)
        if happening is not None:
            deed.happenings.append(happening)
    if kept is not None:
        session.add(_step(deed, seq, kept))
    session.flush()
    if where is not _NOWHERE:
        where.done.append(seq if kept is not None else 0)


def _step(deed: Deed, seq: int, kept: str) -> UndoStep:
    """撤销依据: the former values, whose digest stands in the deed's own entry."""
    last = deed.notes[-1]
    return UndoStep(
        seq=seq,
        user_id=deed.by.user_id,
        unit_id=deed.by.unit_id,
        at=deed.now,
        by_name=deed.by.name,
        permission=deed.permission,
        verb=last["verb"],
        kind=last["kind"],
        subject_id=last["subject_id"],
        subject=last["subject"][:180] + (f"等{len(deed.notes)}项" if len(deed.notes) > 1 else ""),
        removes=last["verb"] in REMOVING,
        former=kept,
    )


def _digests(deed: Deed) -> list[list[str]]:
    """[table, key, digest] of every touched row, read back as the database now holds it; "" marks a deleted row."""
    rows = [[*place, ""] for place in deed.gone]
    keys: dict[Table, list[tuple[Any, ...]]] = {}
    for table, key in deed.touched.values():
        keys.setdefault(table, []).append(key)
    for table, wanted in keys.items():
        columns = list(table.primary_key.columns)
        for start in range(0, len(wanted), 400):
            some = wanted[start : start + 400]
            chosen = columns[0].in_([key[0] for key in some]) if len(columns) == 1 else tuple_(*columns).in_(some)
            rows += [digest_of(table, row) for row in db.session.execute(select(table).where(chosen))]
    return sorted(rows)


def _place_of(row: Base) -> tuple[tuple[str, str], tuple[Table, tuple[Any, ...]]]:
    mapper = inspect(type(row))
    key = tuple(mapper.primary_key_from_instance(row))
    table = cast(Table, mapper.local_table)
    return (table.name, canonical_key(key)), (table, key)


@event.listens_for(Base, "after_delete", propagate=True)
def _remember_gone(_mapper: Any, _connection: Any, row: Base) -> None:
    """Told row by row: one whose owner let go of it (delete-orphan) stands in no list of the session."""
    session = object_session(row)
    deed: Deed | None = session.info.get("deed") if session else None
    if deed is not None and row.protected:
        place = _place_of(row)[0]
        deed.gone.add(place)
        deed.touched.pop(place, None)


@event.listens_for(Session, "after_flush")
def _remember_touched(session: Session, _context: Any) -> None:
    """Rows are remembered when they reach the database: by then a new row has its key."""
    deed: Deed | None = session.info.get("deed")
    if deed is None:
        if any(row.protected for row in (*session.new, *session.dirty, *session.deleted)):
            raise RuntimeError("protected rows are written inside an @action only")
        return
    changed = (row for row in (*session.dirty, *session.deleted) if row.added_only)
    if any(row in session.deleted or session.is_modified(row) for row in changed):
        raise RuntimeError("what is only added is not changed")
    for row in session.new:
        if row.protected:
            deed.gone.discard(_place_of(row)[0])
    for row in (*session.new, *session.dirty):
        if row.protected and (place := _place_of(row))[0] not in deed.gone:
            deed.touched[place[0]] = place[1]
