"""写闸: first come, first served. The busy handler of SQLite alone starves writers for seconds (safety C7, M5)."""

import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _hold(file: IO[bytes]) -> None:
        """LK_LOCK would look once a second and give up after ten: a backup may hold the gate for longer."""
        while True:
            file.seek(0)
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            except PermissionError:
                time.sleep(0.01)
            else:
                return

    def _free(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _hold(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)

    def _free(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


class Gate:
    """写闸: a ticket queue among the threads, and a file lock among the processes of one machine.

    Without ``lock_file`` (PostgreSQL, which has its own lock) only the threads queue.
    """

    def __init__(self, lock_file: Path | None) -> None:
        self._lock_file = lock_file
        self._lock = Lock()
        self._waiting: deque[Event] = deque()
        self._busy = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn and keep it until the block ends."""
        self._enter()
        try:
            if self._lock_file is None:
                yield
            else:
                with open(self._lock_file, "ab") as file:
                    _hold(file)
                    try:
                        yield
                    finally:
                        _free(file)
        finally:
            self._leave()

    def _enter(self) -> None:
        with self._lock:
            if not self._busy:
                self._busy = True
                return
            ticket = Event()
            self._waiting.append(ticket)
        ticket.wait()

    def _leave(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._busy = False
