"""文件库: originals on disk, named by their sha256 (safety C8, R70). Write temp → fsync → rename → fsync folder."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TypeVar

from respbook.rules.errors import RuleBroken
from respbook.rules.evidence import reserve_of

Looked = TypeVar("Looked")
_FULL = "磁盘空间不足或不可写，文件没有存上。请清理磁盘后重试，已办理的不受影响。"
_SCARCE = "服务器的磁盘快满了，暂时不能再传照片和文件；文字照常可以填报。请联系系统管理员清理磁盘。"
_MISSING = "文件库中没有这份文件，请联系系统管理员从备份恢复。"
_CHANGED = "文件内容与登记的校验值不符，可能已被改动。请停止使用，并告知审计人员。"


class DiskFull(RuleBroken):
    """磁盘已满."""


class Store:
    """文件库: put bytes, get bytes. The name is the digest, so nothing is ever overwritten with something else."""

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
            with _temporary(place.parent) as (handle, name):
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(name, place)
            _sync_folder(place.parent)
        except OSError as problem:
            raise DiskFull(_FULL) from problem
        return digest

    def take(self, stream: IO[bytes], look: Callable[[Path], Looked]) -> tuple[str, int, Looked]:
        """收下 a large file piece by piece: (sha256, bytes, what ``look`` found). Nothing stays when ``look`` refuses.

        Raises DiskFull, and whatever ``look`` raises.
        """
        with _temporary(self._folder) as (handle, name):
            try:
                with os.fdopen(handle, "wb") as file:
                    shutil.copyfileobj(stream, file, 1 << 20)
                    file.flush()
                    os.fsync(file.fileno())
                size = os.stat(name).st_size
                found = look(Path(name))
                with open(name, "rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
                place = self._place(digest)
                if not place.exists() or place.stat().st_size != size:
                    place.parent.mkdir(mode=0o700, exist_ok=True)
                    os.replace(name, place)
                    _sync_folder(place.parent)
            except OSError as problem:
                raise DiskFull(_FULL) from problem
        return digest, size, found

    def path(self, digest: str) -> Path:
        """所在: for readers that take a file piece by piece; checked against its name. Raises RuleBroken."""
        place = self._place(digest)
        try:
            with place.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            raise RuleBroken(_MISSING) from None
        if found != digest:
            raise RuleBroken(_CHANGED)
        return place

    def get(self, digest: str) -> bytes:
        """取出: the bytes, checked against their name. Raises RuleBroken when missing or changed."""
        place = self._place(digest)
        try:
            content = place.read_bytes()
        except FileNotFoundError:
            raise RuleBroken(_MISSING) from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise RuleBroken(_CHANGED)
        return content

    def spare(self, size: int) -> None:
        """余地检查: uploads stop while the disk still takes text (safety R95). Raises DiskFull."""
        disk = shutil.disk_usage(self._folder)
        if disk.free - size < reserve_of(disk.total):
            raise DiskFull(_SCARCE)

    def digests(self) -> Iterator[str]:
        """全部文件, by their names, in order; what is being written is not among them."""
        for folder in sorted(self._folder.iterdir()):
            if folder.is_dir() and len(folder.name) == 2:
                yield from sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))

    def size(self, digest: str) -> int:
        """文件大小, bytes."""
        return self._place(digest).stat().st_size

    def __contains__(self, digest: str) -> bool:
        return self._place(digest).exists()

    def _place(self, digest: str) -> Path:
        if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            raise ValueError("not a sha256")
        place = self._folder / digest[:2] / digest
        if place.is_symlink() or place.parent.is_symlink():
            raise RuleBroken("文件库中出现了不该有的链接，请联系系统管理员。")
        return place


class Copies:
    """可重建的副本: small pictures made from originals. They may be deleted at any time; no digest speaks of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, digest: str, name: str, content: bytes) -> None:
        """存副本 of an original; whole or not at all. A full disk is no fault: it is made again when asked for."""
        place = self._place(digest, name)
        with suppress(OSError):
            place.parent.mkdir(mode=0o700, exist_ok=True)
            with _temporary(place.parent) as (handle, temporary):
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                os.replace(temporary, place)

    def find(self, digest: str, name: str) -> bytes | None:
        """取副本; None where it has to be made."""
        try:
            return self._place(digest, name).read_bytes()
        except OSError:
            return None

    def _place(self, digest: str, name: str) -> Path:
        if len(digest) != 64 or set(digest) - set("0123456789abcdef") or not name.isidentifier():
            raise ValueError("not a copy")
        return self._folder / digest[:2] / f"{digest}-{name}"


@contextmanager
def _temporary(folder: Path) -> Iterator[tuple[int, str]]:
    """A temporary file that never outlives a failure (safety M15)."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=".new-")
    try:
        yield handle, name
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
