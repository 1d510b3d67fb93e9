"""快照: the database of one moment as one SQLite file, whichever database it comes from (safety C12, R102).

SQLite: the one-shot backup API. In pieces it would begin anew whenever somebody writes, and never end. PostgreSQL: every
row by the same copying as ``respbook move``, so that any backup can be checked and restored without a server; pg_dump's own
file beside it where that client is there.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from respbook.backups import rows
from respbook.backups.holdings import Holdings, engine_of, sqlite_url
from respbook.disk import sync
from respbook.models import schema
from respbook.models.base import WRITE
from respbook.models.gate import Gate
from respbook.rules.backups import DUMP
from respbook.rules.errors import RuleBroken

_NO_CLIENT = "没有另存 pg_dump 文件：本机没有 pg_dump"


def snapshot(holdings: Holdings, gate: Gate, to: Path) -> str:
    """快照 into the new file ``to``; gives what is to be said of pg_dump's file. Raises RuleBroken."""
    if holdings.database is not None:
        copy_file(holdings.database, gate, to)
        return ""
    return _of_server(holdings, to)


def copy_file(database: Path, gate: Gate, to: Path) -> None:
    """One-shot copy of a database at work. The gate is held only until the view of that moment is taken."""
    with closing(sqlite3.connect(_readable(database), uri=True, isolation_level=None)) as source:
        with gate.turn():
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(sqlite3.connect(to, isolation_level=None)) as copy:
            source.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file alone, readable from a stick that cannot be written
    sync(to)


def _readable(database: Path) -> str:
    return f"{database.resolve().as_uri()}?mode=rw"  # never made anew; its write-ahead log has to be opened for writing


def _of_server(holdings: Holdings, to: Path) -> str:
    source, copy = engine_of(holdings.url), engine_of(sqlite_url(to))
    schema.upgrade(copy, holdings.migrations)
    modes = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with source.connect().execution_options(**modes) as reading:
        if not schema.at_head(source, holdings.migrations):
            raise RuleBroken("数据库的库表与本程序的版本不同，不能备份。请先用本程序启动一次网站，完成升级。")
        token = str(reading.exec_driver_sql("SELECT pg_export_snapshot()").scalar())
        said = _dumped(holdings.url, token, to.with_name(DUMP))
        with copy.connect().execution_options(**WRITE) as writing:
            without_links(writing)
            with writing.begin():
                rows.copy_rows(reading, writing)
    with closing(sqlite3.connect(to, isolation_level=None)) as done:
        done.execute("PRAGMA journal_mode=DELETE")
    sync(to)
    return said


def without_links(connection: Connection) -> None:
    """Foreign keys rest while tables are filled one after the other; outside a transaction, for this connection alone."""
    raw = connection.connection.driver_connection
    if isinstance(raw, sqlite3.Connection):
        raw.execute("PRAGMA foreign_keys=OFF")


def _dumped(url: str, token: str, to: Path) -> str:
    """pg_dump -Fc of the same moment, for who restores with PostgreSQL's own tools; a sentence where there is none."""
    client = shutil.which("pg_dump")
    if client is None:
        return _NO_CLIENT
    whole, secret = make_url(url), to.with_name(".pgpass")
    address = whole.set(drivername="postgresql", password=None).update_query_dict({"passfile": str(secret)})
    _keep_secret(secret, str(whole.password or ""))
    words = [
        client,
        "-Fc",
        "--no-owner",
        f"--snapshot={token}",
        f"--file={to}",
        f"--dbname={address.render_as_string()}",
    ]
    try:
        ran = subprocess.run(words, capture_output=True, check=False)
    finally:
        secret.unlink()
    if ran.returncode:
        to.unlink(missing_ok=True)
        version = b"version mismatch" in ran.stderr
        return f"没有另存 pg_dump 文件：{'pg_dump 的版本与服务器不同' if version else 'pg_dump 没有成功'}"
    sync(to)
    return ""


def _keep_secret(file: Path, password: str) -> None:
    """For the client alone, in the form that libpq reads; an argument would be seen by everybody on the machine."""
    with os.fdopen(
        os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="\n"
    ) as written:
        written.write("*:*:*:*:" + password.replace("\\", "\\\\").replace(":", "\\:") + "\n")
