"""队列: huey works the batches off; SQLite storage on one PC, PostgreSQL storage when several hosts share one queue."""

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

from respbook import __version__, nightly, webhook
from respbook.actions import (
    action,
    audit,
    backups,
    batch,
    checkpoints,
    exporting,
    exports,
    hosts,
    robot_sending,
    scan_reading,
    signed_copies,
    verification,
)
from respbook.actions.issuing import Tools
from respbook.actions.workshop import Workshop
from respbook.models.base import affected_by_wal_reset, db
from respbook.models.leases import Kind, Leases
from respbook.press.binder import Binder
from respbook.queries.backups import unfinished_runs
from respbook.queries.hosts import server_time
from respbook.rules.anchor_files import Given
from respbook.rules.checkpoints import Occasion
from respbook.rules.chinese import CHINA
from respbook.rules.errors import RuleBroken
from respbook.rules.hosts import HostFacts, fingerprint
from respbook.settings import Settings

log = logging.getLogger("respbook.queue")
TICK = 30
"""Seconds between two checkpoints of the write-ahead log (safety C7)."""
WORKERS = 3
"""At most two make exports (rules/exports.py), so that one is always left for letters, scans and messages."""


class Queue:
    """队列: hand a batch over; work it off in a thread of ``serve`` or in ``respbook work``."""

    def __init__(self, app: Flask, settings: Settings, *, immediate: bool = False) -> None:
        self.app = app
        self._post = webhook.poster(settings.robot_hosts)
        self.huey = _huey(settings, immediate)
        self._work = self.huey.task(name="work_batch")(self.work)
        self._read = self.huey.task(name="read_scan")(self.read)
        self._send = self.huey.task(name="send_message")(self.send)
        self._export = self.huey.task(name="make_exports")(self.make_exports)
        self._verify = self.huey.task(name="verify_book")(self.verify)
        self._anchor = self.huey.task(name="write_checkpoint")(self.anchor)
        self._back_up = self.huey.task(name="work_backup")(self.back_up)
        self._stop = threading.Event()
        self._leases = Leases(settings.folder / "leases")
        self._settings = settings

    def start(self, job_id: int) -> None:
        """交办: put the batch in the queue; safe to repeat, every letter is issued once."""
        self._work(job_id)

    def work(self, job_id: int) -> None:
        """办理 one batch to its end, unless somebody is at it on this or another host."""
        with self.app.app_context(), self._leases.hold(db.engine, Kind.BATCH, job_id) as mine:
            if mine:
                batch.work_off(job_id, tools(self.app), self._now)
        if mine:
            self.anchor(Occasion.ISSUE)

    def start_reading(self, scan_id: int) -> None:
        """交付识别: put the scans in the queue; safe to repeat, every page is filed once."""
        self._read(scan_id)

    def read(self, scan_id: int) -> None:
        """识别 one batch of scans to its end; not part of the form that handed it over."""
        with self._alone(Kind.SCAN, scan_id) as mine:
            if mine:
                scan_reading.read_off(scan_id, self.app.extensions["store"], self._now)

    def start_export(self) -> None:
        """交办导出: wakes a worker; the database says what waits, so that no word is lost."""
        self._export()

    def make_exports(self) -> None:
        """生成导出 one after the other, until two are being made elsewhere or nothing waits (safety R68)."""
        with self.app.app_context(), audit.origin(audit.Origin()):
            shop = exports.Shop(self.app.extensions["exports"], exporting.maker(workshop(self.app)), self._stop.is_set)
            while not self._stop.is_set() and (order := exports.take_next(self._now)) is not None:
                exports.make(order, shop, self._now)

    def exports_due(self) -> None:
        """等着的导出, should the queue have lost them or their maker have been stopped."""
        with self.app.app_context():
            waiting = exports.any_waiting(self._now())
        if waiting:
            self.start_export()

    def start_backup(self, run_id: int) -> None:
        """交付备份, 拷盘 or 核验: safe to repeat, a backup is whole or nothing."""
        self._back_up(run_id)

    def back_up(self, run_id: int) -> None:
        """办理 one of them to its end, unless somebody is at it."""
        with self._alone(Kind.BACKUP, run_id) as mine:
            if mine:
                backups.work_off(run_id, self.app.extensions["holdings"], self._now)

    def start_sending(self, message_id: int) -> None:
        """交群机器人: put the message in the queue; safe to repeat, what is not due yet is left alone."""
        self._send(message_id)

    def send(self, message_id: int) -> None:
        """提交 one part of a message; the next one, or the next try, is put in the queue for its time."""
        with self.app.app_context(), audit.origin(audit.Origin()):
            again = robot_sending.send_off(message_id, self._post, self._now)
        if again is not None and not self.huey.immediate:
            self._send.schedule((message_id,), delay=max(1, (again - self._now()).total_seconds()))

    def start_anchor(self, occasion: Occasion) -> None:
        """交付存证: after a deed that others rely on; it waits for nothing of it."""
        self._anchor(occasion)

    def anchor(self, occasion: Occasion) -> None:
        """写检查点; what hinders it is told and tried again by the daily errand."""
        with self.app.app_context(), audit.origin(audit.Origin()):
            try:
                checkpoints.write(self.app.extensions["anchorage"], occasion, self._now())
            except RuleBroken as problem:
                log.warning("anchor: %s", problem.sentence)

    def start_verification(self, user_id: int, given: Given) -> None:
        """交付查验 of a large book."""
        self._verify(user_id, given)

    def verify(self, user_id: int, given: Given) -> None:
        """查验 for whoever asked for it."""
        with self.app.app_context(), audit.origin(audit.Origin()):
            where, store = self.app.extensions["anchorage"], self.app.extensions["store"]
            verification.carry_out_for(user_id, where, store, given, self._now())

    def send_due(self) -> None:
        """到时间的消息, should the queue have lost them: by the database, which loses nothing."""
        with self.app.app_context():
            for message_id in robot_sending.due(self._now()):
                self.start_sending(message_id)

    def take_up(self) -> None:
        """接续: whatever was queued or running when a program stopped goes on (features I1).

        What a living host is at is left to it; when that one dies, the next round of any other finds it.
        """
        with self.app.app_context():
            for job_id in batch.unfinished():
                if self._leases.free(db.engine, Kind.BATCH, job_id):
                    self.start(job_id)
            for scan_id in scan_reading.unfinished():
                if self._leases.free(db.engine, Kind.SCAN, scan_id):
                    self.start_reading(scan_id)
            for run_id in unfinished_runs():
                if self._leases.free(db.engine, Kind.BACKUP, run_id):
                    self.start_backup(run_id)

    def take_over(self) -> None:
        """接手 from a host that died; while the queue holds work, its turn has not come."""
        if not self.huey.pending_count():
            self.take_up()

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
        self._again_and_again(
            self.checkpoint,
            self.keep_clock,
            self.present,
            self.take_over,
            self.freeze,
            self.send_due,
            self.exports_due,
        )

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
    def _alone(self, kind: Kind, number: int) -> Iterator[bool]:
        """独办 one piece of work, not as part of the form that handed it over; False where somebody else is at it."""
        with (
            self.app.app_context(),
            audit.origin(audit.Origin()),
            self._leases.hold(db.engine, kind, number) as mine,
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
        with self.app.app_context(), self._leases.hold(db.engine, Kind.COPIES, 0) as mine:
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


def tools(app: Flask) -> Tools:
    """What issuing needs besides the database: the store, the binder, the public address."""
    settings: Settings = app.extensions["settings"]
    binder: Binder = app.extensions["binder"]
    return Tools(app.extensions["store"], binder, settings.public_url)


def workshop(app: Flask) -> Workshop:
    """What makers of large files need: the store, the binder, the copies of photos."""
    return Workshop(app.extensions["store"], app.extensions["binder"], app.extensions["copies"])


def _huey(settings: Settings, immediate: bool) -> Huey:
    rest: dict[str, Any] = {"immediate": immediate, "results": False}
    if settings.sqlite:
        return SqliteHuey("respbook", filename=str(settings.folder / "queue.db"), fsync=True, **rest)
    queue = PostgresHuey("respbook", dsn=_dsn(settings.database_url), create_tables=False, **rest)
    if not immediate:
        _make_tables(queue, _dsn(settings.owner_url or settings.database_url))
    return queue


def _dsn(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def _make_tables(queue: PostgresHuey, dsn: str) -> None:
    """The queue's own tables, by the account that may make some; afterwards nobody tries again (safety R80)."""
    there = queue.storage.sql("SELECT to_regclass('huey_counter')", results=True)[0][0]
    queue.storage.close()
    if there is None:
        with suppress(InsufficientPrivilege):  # the upgrade that comes next says in words what is missing
            PostgresStorage("respbook", dsn=dsn)
