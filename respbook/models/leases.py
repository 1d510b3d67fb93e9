"""租约: one piece of queued work has one worker among all threads, processes and hosts.

Whoever dies loses it at once: the lock belongs to an open file (SQLite, one machine) or to a connection (PostgreSQL), and
kernel and server take both back; no clock is compared. Nothing is right only because of it: each letter and each page is
looked at again in its own transaction. It saves the second host from doing the same work in vain.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from respbook.rules.works import Kind

if sys.platform == "win32":
    import msvcrt

    def _seize(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _seize(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


_FAMILY = 7_226_100
"""First half of the keys of our advisory locks; the writers' lock has a single number and cannot meet them."""


class Leases:
    """租约处: ``folder`` holds the files where the database is SQLite."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def hold(self, engine: Engine, kind: Kind, number: int, seats: int = 0) -> Iterator[bool]:
        """占用 until the block ends; False where somebody else is at it, here or on another host.

        ``seats``: of so many, which all work of the kind shares; False too where all are taken.
        """
        with ExitStack() as held:
            mine = held.enter_context(self._one(engine, kind, number))
            if mine and seats:
                mine = any(held.enter_context(self._one(engine, kind, -nth)) for nth in range(1, seats + 1))
            yield mine

    def _one(self, engine: Engine, kind: Kind, number: int) -> AbstractContextManager[bool]:
        on_server = engine.dialect.name == "postgresql"
        return self._on_server(engine, kind, number) if on_server else self._file(kind, number)

    def free(self, engine: Engine, kind: Kind, number: int) -> bool:
        """无人在办, at this moment."""
        with self.hold(engine, kind, number) as mine:
            return mine

    @contextmanager
    def _on_server(self, engine: Engine, kind: Kind, number: int) -> Iterator[bool]:
        with engine.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.detach()  # its closing, however it comes about, gives the lock back
            asked = f"SELECT pg_try_advisory_lock({_FAMILY + int(kind)}, {int(number)})"
            yield bool(connection.exec_driver_sql(asked).scalar())
            with suppress(DBAPIError):
                connection.exec_driver_sql("SELECT pg_advisory_unlock_all()")

    @contextmanager
    def _file(self, kind: Kind, number: int) -> Iterator[bool]:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        place = self._folder / f"{kind.name.lower()}-{number}"
        with open(place, "ab") as file:
            if not _seize(file) or not _still(file, place):
                yield False
                return
            try:
                yield True
            finally:
                with suppress(OSError):  # Windows keeps the name of an open file
                    place.unlink()


def _still(file: IO[bytes], place: Path) -> bool:
    """Whether the file is still the one of that name: the last worker may have taken it away in between."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(file.fileno()), os.stat(place))
    return False
