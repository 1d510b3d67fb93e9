"""存证链: canonical form, row digests and the hash chain of the audit book (safety C5, R74, R78)."""

import hashlib
import unicodedata
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from respbook.rules.anchors import Anchor
from respbook.rules.canonical import canonical_text
from respbook.rules.restores import Gap, Restore, gap_of, restore_of

ALG = "sha256-v1"
GENESIS = "0" * 64
_ENTRY = b"respbook-audit-v1"
_ROW = b"respbook-row-v1"


def canonical(value: Any) -> str:
    """规范形式: JCS (RFC 8785) after NFC; decimals as strings, moments as UTC, dates as ISO."""
    return canonical_text(_plain(value))


def canonical_key(key: Sequence[Any]) -> str:
    """规范形式 of a primary key; most are one number."""
    return f"[{key[0]}]" if len(key) == 1 and type(key[0]) is int else canonical(list(key))


_AS_THEY_ARE = frozenset({int, bool, type(None)})


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in _AS_THEY_ARE or (kind is str and value.isascii()):  # most values of most rows
        return value
    return _turned(value)


def _turned(value: Any) -> Any:
    match value:
        case None | bool() | int():
            return value
        case Enum():
            return str(value.value)
        case str():
            return unicodedata.normalize("NFC", value)
        case Decimal():
            return format(value.normalize() + 0, "f")
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case _:
            return _collection(value)


def _collection(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    raise TypeError(f"no canonical form for {type(value).__name__}")


def row_digest(table: str, columns: Mapping[str, Any]) -> str:
    """行摘要: over every column that is not empty, so that a new empty column changes no old digest."""
    filled = {name: value for name, value in columns.items() if value is not None}
    return hashlib.sha256(_ROW + b"\0" + table.encode() + b"\0" + canonical(filled).encode()).hexdigest()


def entry_hash(seq: int, prev_hash: str, body: str) -> str:
    """条目散列: over domain, seq, the one before, and the canonical body."""
    return hashlib.sha256(b"\0".join((_ENTRY, str(seq).encode(), prev_hash.encode(), body.encode()))).hexdigest()


@dataclass(frozen=True)
class Link:
    """链上一环: what the verifier needs of one entry."""

    seq: int
    prev_hash: str
    hash: str
    body: str


@dataclass(frozen=True)
class Broken:
    """断点: where and why the chain does not hold."""

    seq: int
    sentence: str


@dataclass(frozen=True)
class Reading:
    """读链结果: how far it was read, its head, what is broken, what a restore explains, and which anchors agree."""

    last: int
    head: str
    broken: tuple[Broken, ...] = ()
    gaps: tuple[Gap, ...] = ()
    restores: tuple[Restore, ...] = ()
    agreed: tuple[Anchor, ...] = ()


_NEAR = 1000
"""Entries between which a restore and the head that it names may stand."""


class _Reader:
    """读链的人: goes through the book once and remembers what does not hold."""

    def __init__(self, anchors: Iterable[Anchor]) -> None:
        self.last, self.head = 0, GENESIS
        self.broken: list[Broken] = []
        self.restores: list[Restore] = []
        self.agreed: list[Anchor] = []
        self.odd: list[tuple[Anchor, str]] = []
        self._left: dict[int, list[Anchor]] = {}
        for anchor in anchors:
            self._left.setdefault(anchor.seq, []).append(anchor)
        self._recent: deque[tuple[int, str]] = deque(maxlen=_NEAR)

    def take(self, link: Link) -> None:
        """One entry further."""
        if link.seq != self.last + 1:
            self._fault(self.last + 1, f"日志缺第{self.last + 1}条，后面接的是第{link.seq}条。")
        elif link.prev_hash != self.head:
            self._fault(link.seq, f"日志第{link.seq}条与前一条衔接不上。")
        if entry_hash(link.seq, link.prev_hash, link.body) != link.hash:
            self._fault(link.seq, f"日志第{link.seq}条的内容与散列不符，内容被人改动过。")
        if restore := restore_of(link.body):
            self.restores.append(restore)
            if (restore.kept, restore.hash) not in self._recent:
                self._fault(link.seq, f"日志第{link.seq}条所记的恢复与日志不符，备份时的日志头不在日志中。")
        self._compare(link)
        self.last, self.head = link.seq, link.hash
        self._recent.append((link.seq, link.hash))

    def _compare(self, link: Link) -> None:
        for anchor in self._left.pop(link.seq, ()):
            if anchor.agrees(link.hash):
                self.agreed.append(anchor)
            else:
                self.odd.append((anchor, f"日志第{link.seq}条与外部存证不符{_from(anchor)}，有人整体改写过日志。"))

    def close(self) -> Reading:
        """The book is at its end."""
        for seq in sorted(self._left):
            for anchor in self._left[seq]:
                self.odd.append((anchor, f"外部存证中有第{seq}条{_from(anchor)}，日志中却没有，尾部被人截去了。"))
        gaps: list[Gap] = []
        for anchor, sentence in self.odd:
            cause = next((each for each in self.restores if each.explains(anchor)), None)
            if cause is None:
                self._fault(anchor.seq, sentence)
            else:
                gaps.append(gap_of(anchor, cause))
        return Reading(self.last, self.head, tuple(self.broken), tuple(gaps), tuple(self.restores), tuple(self.agreed))

    def _fault(self, seq: int, sentence: str) -> None:
        self.broken.append(Broken(seq, sentence))


def check_chain(links: Iterable[Link], anchors: Iterable[Anchor] = ()) -> Reading:
    """查链: read the book from the start.

    ``anchors`` are held by other people; a tail cut or a rewritten book only shows there.
    """
    reader = _Reader(anchors)
    for link in links:
        reader.take(link)
    return reader.close()


def _from(anchor: Anchor) -> str:
    return f"（{anchor.whence}）" if anchor.whence else ""
