"""落盘: how files come onto the disk, once for the whole house: whole or not at all, and safe when it is said so (safety M4, R88)."""

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_UNKNOWN = frozenset({errno.EINVAL, errno.ENOTSUP, errno.ENOSYS})
"""What disks and shares answer that know no syncing of folders."""


def digest_of(file: Path) -> str:
    """sha256, read piece by piece. Raises OSError."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@contextmanager
def temporary(folder: Path) -> Iterator[tuple[int, str]]:
    """A temporary file, for its owner alone, that never outlives a failure (safety M15).

    Windows does not take away what a reader that failed still holds open: that must not hide the failure itself.
    """
    handle, name = tempfile.mkstemp(dir=folder, prefix=".new-")
    try:
        yield handle, name
    finally:
        with suppress(FileNotFoundError, PermissionError):
            os.unlink(name)


def sync(place: Path) -> None:
    """落盘 of a file; of a folder too, where the system knows it: a new name is on the disk only when its folder is."""
    if not place.is_dir():
        _sync(place, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    elif os.name != "nt":
        try:
            _sync(place, os.O_RDONLY)
        except OSError as problem:
            if problem.errno not in _UNKNOWN:
                raise


def _sync(place: Path, how: int) -> None:
    handle = os.open(place, how)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write(place: Path, content: bytes, mode: int = 0o600, *, settled: bool = True) -> None:
    """写成, over what was there; readable by others only where ``mode`` says so. Raises OSError, and then nothing has changed.

    Without ``settled`` it may be gone after a power cut: for what can be made again.
    """
    with temporary(place.parent) as (handle, name):
        _fill(handle, content, settled)
        if mode != 0o600:
            os.chmod(name, mode)
        os.replace(name, place)
    if settled:
        sync(place.parent)


def write_once(place: Path, content: bytes) -> bool:
    """写一次, never over anything: False where it is there already, perhaps from another process just now. Raises OSError."""
    with temporary(place.parent) as (handle, name):
        _fill(handle, content, settled=True)
        try:
            os.link(name, place)
        except FileExistsError:
            return False
        except OSError:  # sticks know no second names
            if place.exists():
                return False
            os.rename(name, place)
    sync(place.parent)
    return True


def _fill(handle: int, content: bytes, settled: bool) -> None:
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        if settled:
            file.flush()
            os.fsync(file.fileno())
