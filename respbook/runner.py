"""队列: huey wakes a worker, a lease says who is at it, the database what is unfinished (works.py: kind by kind).

SQLite storage on one PC, PostgreSQL storage when several hosts share one queue.
"""

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from flask import Flask
from huey.api import Huey, PostgresHuey, SqliteHuey
from huey.consumer import Consumer
from huey.storage import PostgresStorage
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import text
from sqlalchemy.engine import make_url

from respbook import __version__, nightly, webhook
from respbook.actions import action, audit, hosts, signed_copies
from respbook.models.base import KEPT_ALIVE, affected_by_wal_reset, db
from respbook.models.leases import Leases
from respbook.queries.hosts import server_time
from respbook.rules.chinese import CHINA
from respbook.rules.hosts import HostFacts, fingerprint
from respbook.rules.works import Kind
from respbook.settings import Settings
from respbook.works import WORKS, Desk, Work, tools

log = logging.getLogger("respbook.queue")
TICK = 30
"""Seconds between two checkpoints of the write-ahead log (safety C7)."""
WORKERS = 3
"""At most two make exports (their seats in works.py), so that one is always left for letters, scans and messages."""


class Queue:
    """队列: what was handed over is worked off in a thread of ``serve`` or in ``respbook work``."""

    def __init__(self, app: Flask, settings: Settings, *, immediate: bool = False) -> None:
        self.app = app
        self.huey = _huey(settings, immediate)
        self._task = self.huey.task(name="work")(self.work)
        self._stop = threading.Event()
        self._leases = Leases(settings.folder / "leases")
        self._settings = settings
        self._desk = Desk(app, self._now, webhook.poster(settings.robot_hosts), self._stop.is_set)

    def start(self, kind: Kind, number: int) -> None:
        """交办: wakes a worker. The row says what is to be done: a word that is lost or said twice does no harm."""
        self._task(int(kind), number)

    def work(self, kind: int, number: int) -> None:
        """办理 it to its end, unless somebody is at it on this or another host, or all seats are taken."""
        work = WORKS[Kind(kind)]
        with self._alone(work.kind, number, work.seats) as mine:
            try:
                again = work.do(self._desk, number) if mine else None
            except action.Busy as problem:  # its row stays unfinished: the next round takes it up
                log.warning("%s %s: %s", work.kind.name, number, problem.sentence)
                return
        if again is not None and not self.huey.immediate:
            self._task.schedule((kind, number), delay=max(1, (again - self._now()).total_seconds()))
        if mine and work.seats and not self._stop.is_set():
            self._wake(work)

    def take_up(self) -> None:
        """接续: whatever was queued or running when a program stopped goes on (features I1).

        What a living host is at is left to it; when that one dies, the next round of any other finds it.
        """
        for work in WORKS.values():
            self._wake(work)

    def take_over(self) -> None:
        """接手 from a host that died, or what a queue has lost; while the queue holds work, its turn has not come."""
        if not self.huey.pending_count():
            self.take_up()

    def _wake(self, work: Work) -> None:
        """叫人来办 what is unfinished and nobody is at."""
        with self.app.app_context():
            waiting = [each for each in work.unfinished(self._now()) if self._leases.free(db.engine, work.kind, each)]
        for number in waiting:
            self.start(work.kind, number)

    def consume(self, workers: int = WORKERS) -> Consumer:
        """Start the worker threads and the maintenance tick; gives the consumer, to be stopped.

        Raises RuleBroken where this host lacks what the others on the same database have.
        """
        self.present(hosts.enter)
        self.take_up()
        consumer: Consumer = self.huey.create_consumer(
            workers=workers, worker_type="thread", periodic=False, max_delay=1.0
        )
        consumer.start()
        threading.Thread(target=self._tick, name="maintenance", daemon=True).start()
        threading.Thread(target=self._nights, name="nightly", daemon=True).start()
        return consumer

    def stop(self, consumer: Consumer) -> None:
        """Stop after the letter at hand."""
        self._stop.set()
        consumer.stop(graceful=True)
        self.present(hosts.leave)

    def _tick(self) -> None:
        self._again_and_again(self.checkpoint, self.keep_clock, self.present, self.take_over, self.freeze)

    def _nights(self) -> None:
        """In a thread of its own: a backup takes minutes, and the rest of the tick must not wait for it."""
        self._again_and_again(self.nightly)

    def _again_and_again(self, *errands: Callable[[], None]) -> None:
        while not self._stop.wait(TICK):
            for errand in errands:
                try:
                    errand()
                except Exception:
                    log.exception("%s failed", errand.__name__)

    @contextmanager
    def _alone(self, kind: Kind, number: int, seats: int = 0) -> Iterator[bool]:
        """独办 one piece of work, not as part of the form that handed it over; False where somebody else is at it."""
        with (
            self.app.app_context(),
            audit.origin(audit.Origin()),
            self._leases.hold(db.engine, kind, number, seats) as mine,
        ):
            yield mine

    def present(self, tell: Callable[[HostFacts], None] = hosts.here) -> None:
        """在运行, told to the other hosts on this database; one PC has none."""
        if not self._settings.sqlite:
            with self.app.app_context():
                tell(host_facts(self._settings, self._now()))

    def checkpoint(self) -> None:
        """WAL 检查点 inside the gate, where this SQLite must not do it by itself (safety C7, R93)."""
        with self.app.app_context():
            if db.engine.dialect.name != "sqlite" or not affected_by_wal_reset():
                return
            with action.gate().turn(), db.engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.detach()  # closed afterwards: its short patience is for this one errand
                connection.execute(text("PRAGMA busy_timeout=100"))  # a long reader must not hold up all who write
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def freeze(self) -> None:
        """签订本定稿 of what was signed since the last round and is not frozen yet (features S6)."""
        with self._alone(Kind.COPIES, 0) as mine:
            if mine:
                signed_copies.freeze_waiting(None, tools(self.app), self._now())

    def keep_clock(self) -> None:
        """记下可信的时间 (safety R96)."""
        with self.app.app_context():
            self.app.extensions["clock_watch"].keep(self._now())

    def nightly(self) -> None:
        """定时事务 that are due; none while the clock is doubted, or a jump would clear what is to be kept."""
        with self._alone(Kind.NIGHT, 0) as mine:
            if mine and self.app.extensions["clock_watch"].look(self._now()) is None:
                nightly.run_due(self.app, self._now())

    def _now(self) -> datetime:
        clock = self.app.config.get("CLOCK")
        return clock() if clock else datetime.now(CHINA)


def init_app(app: Flask, settings: Settings, *, immediate: bool = False) -> Queue:
    """Hang the queue on the app as ``app.extensions["queue"]``."""
    queue = Queue(app, settings, immediate=immediate)
    app.extensions["queue"] = queue
    return queue


def host_facts(settings: Settings, now: datetime) -> HostFacts:
    """本机, as the other hosts on a PostgreSQL database see it."""
    bucket = settings.bucket
    return HostFacts(
        socket.gethostname()[:100],
        str(settings.folder.resolve())[:300],
        __version__,
        tuple(fingerprint(key) for key in settings.secret_keys),
        f"{bucket.url}/{bucket.bucket}"[:300] if bucket else "",
        round((now - server_time()).total_seconds()),
    )


def _huey(settings: Settings, immediate: bool) -> Huey:
    rest: dict[str, Any] = {"immediate": immediate, "results": False}
    if settings.sqlite:
        return SqliteHuey("respbook", filename=str(settings.folder / "queue.db"), fsync=True, **rest)
    queue = PostgresHuey("respbook", dsn=_dsn(settings.database_url), create_tables=False, **rest)
    if not immediate:
        _make_tables(queue, _dsn(settings.owner_url or settings.database_url))
    return queue


def _dsn(url: str) -> str:
    given = make_url(url)
    told = given.set(drivername="postgresql", query=KEPT_ALIVE | dict(given.query))
    return told.render_as_string(hide_password=False)


def _make_tables(queue: PostgresHuey, dsn: str) -> None:
    """The queue's own tables, by the account that may make some; afterwards nobody tries again (safety R80)."""
    there = queue.storage.sql("SELECT to_regclass('huey_counter')", results=True)[0][0]
    queue.storage.close()
    if there is None:
        with suppress(InsufficientPrivilege):  # the upgrade that comes next says in words what is missing
            PostgresStorage("respbook", dsn=dsn)
