"""临时文件: whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def temporary(folder: Path) -> Iterator[tuple[int, str]]:
    """A temporary file that never outlives a failure (safety M15).

    Windows does not take away what a reader that failed still holds open: that must not hide the failure itself.
    """
    handle, name = tempfile.mkstemp(dir=folder, prefix=".new-")
    try:
        yield handle, name
    finally:
        with suppress(FileNotFoundError, PermissionError):
            os.unlink(name)


def sync_folder(folder: Path) -> None:
    """A new name is on the disk only when its folder is (safety R88)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
