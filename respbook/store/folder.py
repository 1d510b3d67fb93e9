"""文件夹文件库: originals on disk, named by their sha256 (safety C8, R70). Write temp → fsync → rename → fsync folder."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from respbook import disk
from respbook.rules.errors import RuleBroken
from respbook.rules.evidence import reserve_of
from respbook.store.base import CHANGED, FULL, MISSING, SCARCE, DiskFull, Looked, Store, checked


class FolderStore(Store):
    """文件库: a folder of this machine: one host, or several processes on it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, content: bytes) -> str:
        """存入: safe on disk when it returns; gives the sha256. Raises DiskFull."""
        digest = hashlib.sha256(content).hexdigest()
        place = self._place(digest)
        if place.exists() and place.stat().st_size == len(content):
            return digest
        try:
            place.parent.mkdir(mode=0o700, exist_ok=True)
            disk.write(place, content)
        except OSError as problem:
            raise DiskFull(FULL) from problem
        return digest

    def take(self, stream: IO[bytes], look: Callable[[Path], Looked]) -> tuple[str, int, Looked]:
        """收下 a large file piece by piece: (sha256, bytes, what ``look`` found). Nothing stays when ``look`` refuses.

        Raises DiskFull, and whatever ``look`` raises.
        """
        with disk.temporary(self._folder) as (handle, name):
            try:
                with os.fdopen(handle, "wb") as file:
                    shutil.copyfileobj(stream, file, 1 << 20)
                    file.flush()
                    os.fsync(file.fileno())
                size = os.stat(name).st_size
                found = look(Path(name))
                digest = disk.digest_of(Path(name))
                place = self._place(digest)
                if not place.exists() or place.stat().st_size != size:
                    place.parent.mkdir(mode=0o700, exist_ok=True)
                    os.replace(name, place)
                    disk.sync(place.parent)
            except OSError as problem:
                raise DiskFull(FULL) from problem
        return digest, size, found

    def path(self, digest: str) -> Path:
        """所在: for readers that take a file piece by piece; checked against its name. Raises RuleBroken."""
        place = self._place(digest)
        try:
            found = disk.digest_of(place)
        except FileNotFoundError:
            raise RuleBroken(MISSING) from None
        if found != digest:
            raise RuleBroken(CHANGED)
        return place

    def get(self, digest: str) -> bytes:
        """取出: the bytes, checked against their name. Raises RuleBroken when missing or changed."""
        place = self._place(digest)
        try:
            content = place.read_bytes()
        except FileNotFoundError:
            raise RuleBroken(MISSING) from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise RuleBroken(CHANGED)
        return content

    def spare(self, size: int) -> None:
        """余地检查: uploads stop while the disk still takes text (safety R95). Raises DiskFull."""
        room = shutil.disk_usage(self._folder)
        if room.free - size < reserve_of(room.total):
            raise DiskFull(SCARCE)

    def size(self, digest: str) -> int:
        """文件大小, bytes. Raises RuleBroken when missing."""
        try:
            return self._place(digest).stat().st_size
        except FileNotFoundError:
            raise RuleBroken(MISSING) from None

    def digests(self) -> Iterator[str]:
        """全部文件, by their names, in order; what is being written is not among them."""
        for folder in sorted(self._folder.iterdir()):
            if folder.is_dir() and len(folder.name) == 2:
                yield from sorted(place.name for place in folder.iterdir() if not place.name.startswith("."))

    def __contains__(self, digest: str) -> bool:
        return self._place(digest).exists()

    def _place(self, digest: str) -> Path:
        place = self._folder / checked(digest)[:2] / digest
        if place.is_symlink() or place.parent.is_symlink():
            raise RuleBroken("文件库中出现了不该有的链接，请联系系统管理员。")
        return place
