"""文件库: what every store of originals offers. The name of a file is its sha256: nothing is ever overwritten (safety R70)."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TypeVar

from respbook.rules.errors import RuleBroken

Looked = TypeVar("Looked")
FULL = "磁盘空间不足或不可写，文件没有存上。请清理磁盘后重试，已办理的不受影响。"
SCARCE = "服务器的磁盘快满了，暂时不能再传照片和文件；文字照常可以填报。请联系系统管理员清理磁盘。"
MISSING = "文件库中没有这份文件，请联系系统管理员从备份恢复。"
CHANGED = "文件内容与登记的校验值不符，可能已被改动。请停止使用，并告知审计人员。"


class DiskFull(RuleBroken):
    """磁盘已满."""


class Store(ABC):
    """文件库: put bytes, get bytes. A folder of this machine, or a bucket that several hosts share."""

    @abstractmethod
    def put(self, content: bytes) -> str:
        """存入: safe when it returns; gives the sha256. Raises DiskFull."""

    @abstractmethod
    def take(self, stream: IO[bytes], look: Callable[[Path], Looked]) -> tuple[str, int, Looked]:
        """收下 a large file piece by piece: (sha256, bytes, what ``look`` found). Nothing stays when ``look`` refuses.

        Raises DiskFull, and whatever ``look`` raises.
        """

    @abstractmethod
    def path(self, digest: str) -> Path:
        """所在 on this machine, for readers that take a file piece by piece; checked. Raises RuleBroken."""

    @abstractmethod
    def get(self, digest: str) -> bytes:
        """取出: the bytes, checked against their name. Raises RuleBroken when missing or changed."""

    @abstractmethod
    def spare(self, size: int) -> None:
        """余地检查: uploads stop while the disk still takes text (safety R95). Raises DiskFull."""

    @abstractmethod
    def size(self, digest: str) -> int:
        """文件大小, bytes. Raises RuleBroken when missing."""

    @abstractmethod
    def digests(self) -> Iterator[str]:
        """所存各件: the sha256 of everything that lies here, in order."""

    @abstractmethod
    def __contains__(self, digest: str) -> bool: ...


def checked(digest: str) -> str:
    """A name that may be looked for. Raises ValueError: it would be a fault of ours, never of what somebody typed."""
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise ValueError("not a sha256")
    return digest
