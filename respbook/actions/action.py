"""@action: permission → turn → write → audit demanded → commit. The only way in which anything is changed."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import wraps
from random import uniform
from time import sleep
from typing import ParamSpec, TypeVar

from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from respbook.actions import audit, security_rows
from respbook.actions.former import Former
from respbook.models.base import Base, committing, db, write_transaction
from respbook.models.gate import Gate
from respbook.models.sessions import DoneKey
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import ONLY_LOOKING, NotAllowed, Permission, Viewer, demand
from respbook.store import DiskFull

P = ParamSpec("P")
R = TypeVar("R")

log = logging.getLogger("respbook.actions")
_gate = Gate(None)
_check_clock: Callable[[Permission, datetime], None] = lambda _permission, _now: None  # noqa: E731
_FULL = ("disk is full", "disk I/O error", "No space left on device")
"""What SQLite and PostgreSQL say when nothing more can be written."""
_LOCK_TIMEOUT = "55P03"
"""PostgreSQL: the turn did not come in time; its words are in the language of the server."""
_PATIENCE = 20
"""How often, at 50 ms, the place of a result that is just being made is looked for."""
_ROLLED_BACK = ("40001", "40P01")
"""PostgreSQL gave this transaction up for another one's sake, and says that nothing of it was done."""
_TRIES = 6
"""Once, and five times again (safety R92)."""
_PAUSE = 0.05
"""Seconds before the first repetition at most; twice as long each time, at random, so that two do not meet again."""
_STALE = "别人刚刚改过这条记录。请核对两份内容后再保存。"


def use_clock(check: Callable[[Permission, datetime], None]) -> None:
    """Set once by create_app: what refuses deeds of a doubted time (safety R96)."""
    global _check_clock
    _check_clock = check


def use_gate(gate: Gate) -> None:
    """Set once by create_app: the write gate of this database."""
    global _gate
    _gate = gate


_only_looking: ContextVar[bool] = ContextVar("only_looking", default=False)


def only_looking() -> AbstractContextManager[None]:
    """只看不写: set by web/ around a request of a preview; no writing transaction begins in it, not even for 内务."""
    return _looking(True)


def written_all_the_same() -> AbstractContextManager[None]:
    """照记: the security log is written during a preview too: what the clerk tried there is his own doing (safety R84)."""
    return _looking(False)


@contextmanager
def _looking(only: bool) -> Iterator[None]:
    token = _only_looking.set(only)
    try:
        yield
    finally:
        _only_looking.reset(token)


class StaleVersion(RuleBroken):
    """版本已变: somebody else saved first; the page shows both texts (safety R53)."""


class Busy(RuleBroken):
    """没有轮到: another process or host has kept the turn for longer than anybody should wait; nothing was done."""


class AlreadyDone(Exception):
    """已办理: the same form came again; ``location`` is where its result stands (safety R89)."""

    def __init__(self, location: str, same: bool) -> None:
        super().__init__(location)
        self.location = location
        self.same = same


def action(permission: Permission, *, undo: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """办理: wrap a deed in its one transaction. The deed takes ``by: Viewer`` and ``now: datetime`` by keyword.

    ``undo``: nothing of it leaves the office, it can be taken back (rules/undoing.py). A nested action joins
    the transaction of the outer one, which alone decides that. Raises NotAllowed, RuleBroken, StaleVersion, AlreadyDone.
    """

    def wrap(deed: Callable[P, R]) -> Callable[P, R]:
        @wraps(deed)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            by, now = kwargs["by"], kwargs["now"]
            assert isinstance(by, Viewer) and isinstance(now, datetime)
            if by.previewed_by:
                raise NotAllowed(ONLY_LOOKING)
            demand(by, permission)
            if db.session().info.get("deed") is not None:
                return deed(*args, **kwargs)
            _check_clock(permission, now)
            try:
                return _repeated(lambda: _carried_out(lambda: deed(*args, **kwargs), by, now, permission, undo))
            except StaleDataError:
                raise StaleVersion(_STALE) from None

        run.permission = permission  # type: ignore[attr-defined]
        run.undo = undo  # type: ignore[attr-defined]
        return run

    return wrap


@contextmanager
def _writing(*, settled: bool = True) -> Iterator[None]:
    """写事务 whose full disk, or turn that does not come, is told in words, so that the form keeps what was typed (safety R95).

    Raises DiskFull, Busy.
    """
    if _only_looking.get():
        raise NotAllowed(ONLY_LOOKING)
    try:
        with write_transaction(_gate, settled=settled):
            yield
    except OperationalError as problem:
        if any(words in str(problem.orig) for words in _FULL):
            raise DiskFull("磁盘空间不足，这一步没有存上。请清理磁盘后重试，已办理的不受影响。") from problem
        if "database is locked" in str(problem.orig) or getattr(problem.orig, "sqlstate", None) == _LOCK_TIMEOUT:
            raise Busy("正在办理的人太多，这一步没有轮到，没有存上。请稍后再办一次。") from problem
        raise


def _repeated(work: Callable[[], R]) -> R:
    """整件重做: the whole deed from its first reading on, where the database says, or it is certain, that nothing was done."""
    for nth in range(_TRIES - 1):
        try:
            return work()
        except DBAPIError as problem:
            if not _undone(problem):
                raise
        sleep(uniform(0, _PAUSE * 2**nth))
    return work()


def _undone(problem: DBAPIError) -> bool:
    """Nothing of it stands: given up by the server; or the connection was lost before the commit was sent.

    After that nobody knows: then the person is told, and the key of the form keeps a second press from doing it twice.
    """
    if getattr(problem.orig, "sqlstate", None) in _ROLLED_BACK:
        return True
    never_connected = isinstance(problem, OperationalError) and problem.statement is None
    return (problem.connection_invalidated or never_connected) and not committing()


def _carried_out(deed: Callable[[], R], by: Viewer, now: datetime, permission: Permission, undo: bool) -> R:
    with _writing():
        info = db.session().info
        info["deed"] = written = audit.Deed(by, now, permission)
        if undo and not by.system:
            written.former = Former()
        try:
            _refuse_replay(by)
            result = deed()
            _remember_key(by, now)
            audit.seal(written)
        finally:
            info["deed"] = None
    for each in written.happenings:  # told once it is committed
        security_rows.tell(each)
    return result


def _refuse_replay(by: Viewer) -> None:
    where = audit.current_origin()
    if not where.key or by.system:  # a mistyped sign-in comes again on the same form
        return
    done = db.session.get(DoneKey, (by.user_id, where.key))
    if done is not None:
        raise AlreadyDone(done.location, done.body_sha256 == where.body_sha256)


def _remember_key(by: Viewer, now: datetime) -> None:
    where = audit.current_origin()
    if where.key and not by.system:  # that it is not there yet was seen at the beginning
        db.session.add(DoneKey(user_id=by.user_id, key=where.key, body_sha256=where.body_sha256, at=now))


def housekeeping(deed: Callable[P, R]) -> Callable[P, R]:
    """内务: a write that is no business and needs no audit entry (sessions, throttles, form keys)."""

    @wraps(deed)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if db.session().info.get("deed") is not None:
            return deed(*args, **kwargs)

        def once() -> R:
            with _writing():
                return deed(*args, **kwargs)

        return _repeated(once)

    return run


def expect_version(row: Base, version: int) -> None:
    """版本核对: refuse an edit that was made on an older text. Raises StaleVersion."""
    if row.version != version:  # type: ignore[attr-defined]
        raise StaleVersion(_STALE)


def remember_location(user_id: int, key: str, location: str) -> None:
    """结果地址: where a second press of the same form is led. Lost, it leads to the first page instead: the deed is done already,
    and nobody is to hear that it is not."""
    named = update(DoneKey).where(DoneKey.user_id == user_id, DoneKey.key == key, DoneKey.location == "")

    def once() -> None:
        with _writing(settled=False):
            db.session.execute(named.values(location=location[:300]))

    try:
        _repeated(once)
    except (Busy, DiskFull) as problem:
        log.warning("where a form led was not kept: %s", problem.sentence)


def awaited_location(user_id: int, key: str) -> str:
    """结果地址 of a deed that another press of the same form has just done: it is known a moment after the deed."""
    for _ in range(_PATIENCE):
        db.session.rollback()
        location = db.session.scalar(select(DoneKey.location).where(DoneKey.user_id == user_id, DoneKey.key == key))
        if location:
            return location
        sleep(0.05)
    return ""


def gate() -> Gate:
    """写闸 of this database, for maintenance that must not meet a writer."""
    return _gate
