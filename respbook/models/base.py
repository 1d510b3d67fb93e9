"""db, Base and the connection: one naming convention, one writer at a time, FULL sync (safety C7)."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase

from respbook.models.gate import Gate

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

WRITE = {"respbook_write": True}
"""Execution option of a connection whose transaction writes: BEGIN IMMEDIATE on SQLite."""
UNSETTLED = {"respbook_unsettled": True}
"""With WRITE: committed without waiting for the disk. After a power cut it may be gone, and nothing that came before it."""

PATIENCE = 15.0
"""Seconds for which a writer waits for the turn of another process (SQLite) or another host (PostgreSQL)."""

KEPT_ALIVE = {"connect_timeout": "10", "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3"}
"""PostgreSQL: a server that is gone, or a wall between that forgets quiet connections, is noticed within a minute."""

_KEPT_ALIVE_THERE = (
    "SELECT set_config('tcp_keepalives_idle', '30', false), set_config('tcp_keepalives_interval', '10', false), "
    "set_config('tcp_keepalives_count', '3', false)"
)
"""The same asked of the server: a host whose power is cut gives back turn and leases within a minute, not after two hours."""

_WRITERS_LOCK = 7_226_001
"""PostgreSQL advisory lock: one writer at a time, so the order of the audit chain is the order of commits."""


class Base(DeclarativeBase):
    """Every table. ``protected`` rows have their digest in the audit book (safety R81); those that are ``added_only`` are
    never changed, and the account that the site works with may not (R80)."""

    metadata = MetaData(naming_convention=CONVENTION)
    protected = True
    added_only = False


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False}, disable_autonaming=True)


def affected_by_wal_reset(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite has the WAL-reset corruption bug: 3.7.0–3.51.2 but for two repaired lines (safety C7)."""
    if version >= (3, 51, 3) or version < (3, 7, 0):
        return False
    repaired = ((3, 50, 7), (3, 44, 6))
    return not any(version[:2] == fix[:2] and version >= fix for fix in repaired)


def _one_moment(connection: Connection) -> None:
    """同一时刻: all that a page reads is of one moment, as SQLite has it, however much is committed beside it.

    Who writes has the turn and looks anew with each statement.
    """
    told = connection.get_execution_options()
    if not told.get("respbook_write") and told.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _keep_alive(_dialect: Any, _record: Any, _args: Any, told: dict[str, Any]) -> None:
    """What the address says itself is left as it is."""
    told.update(KEPT_ALIVE | told)


def _keep_alive_there(connection: Any, _record: Any) -> None:
    """A statement and no option of the address: poolers between here and there refuse those."""
    connection.autocommit = True
    connection.execute(_KEPT_ALIVE_THERE)
    connection.autocommit = False


def prepare(engine: Engine) -> None:
    """Give every connection of the engine its modes."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "begin", _one_moment)
        event.listen(engine, "do_connect", _keep_alive)
        event.listen(engine, "connect", _keep_alive_there)
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={PATIENCE * 1000:.0f}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "cache_size=-65536",
            "temp_store=MEMORY",
            f"wal_autocheckpoint={0 if affected_by_wal_reset() else 1000}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        told = connection.get_execution_options()
        if not told.get("respbook_write"):
            connection.exec_driver_sql("BEGIN")
            return
        _wait_for_the_disk(connection, settled=not told.get("respbook_unsettled"))
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _wait_for_the_disk(connection: Connection, *, settled: bool) -> None:
    """A pooled connection stays as the writer before left it, so each writer says how he wants it."""
    if connection.info.get("settled", True) != settled:
        connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if settled else 'NORMAL'}")
        connection.info["settled"] = settled


@contextmanager
def write_transaction(gate: Gate, *, settled: bool = True) -> Iterator[None]:
    """写事务: leave the read view, wait for the turn, begin; commit on success, roll back on any error.

    ``settled``: on the disk when it is committed; without it nobody may be told that it is done.

    Whoever has the turn reads what the one before has committed: the lock is given back after the commit is seen, and each
    statement of READ COMMITTED looks anew. So no deed decides on what another is changing, on all hosts together.
    """
    session = db.session
    session.rollback()
    session.info["committing"] = False
    with gate.turn():
        try:
            connection = session.connection(execution_options=WRITE if settled else WRITE | UNSETTLED)
            if connection.dialect.name == "postgresql":
                told = {"lock_timeout": f"{PATIENCE * 1000:.0f}"} | ({} if settled else {"synchronous_commit": "off"})
                said = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in told.items())
                connection.exec_driver_sql(f"SELECT {said}, pg_advisory_xact_lock({_WRITERS_LOCK})")
            yield
            session.flush()
            session.info["committing"] = True
            session.commit()
        except BaseException:
            session.rollback()
            raise


def committing() -> bool:
    """Whether the last write transaction of this session got as far as its commit: then its outcome is not ours to guess."""
    return bool(db.session().info.get("committing"))
