"""存证链: canonical form, row digests and the hash chain of the audit book (safety C5, R74, R78)."""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from respbook.rules.canonical import canonical_text
from respbook.rules.codes import code_of, is_digest

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


def check_chain(links: Iterable[Link], anchors: Mapping[int, str]) -> tuple[int, str, list[Broken]]:
    """查链: read the book from the start; gives (last seq, head hash, what is broken).

    ``anchors`` are (seq → hash or printed code) held by other people; a tail cut or a rewritten book only shows there.
    """
    broken: list[Broken] = []
    last, head = 0, GENESIS
    left = dict(anchors)
    for link in links:
        if link.seq != last + 1:
            broken.append(Broken(last + 1, f"第{last + 1}条缺失，后面是第{link.seq}条。"))
        elif link.prev_hash != head:
            broken.append(Broken(link.seq, f"第{link.seq}条与前一条接不上。"))
        if entry_hash(link.seq, link.prev_hash, link.body) != link.hash:
            broken.append(Broken(link.seq, f"第{link.seq}条的内容与散列不符。"))
        anchor = left.pop(link.seq, None)
        if anchor and not _agrees(anchor, link.hash):
            broken.append(Broken(link.seq, f"第{link.seq}条与外部存证不符，日志曾被整体改写。"))
        last, head = link.seq, link.hash
    for seq in sorted(left):
        broken.append(Broken(seq, f"外部存证有第{seq}条，日志中没有，尾部曾被截断。"))
    return last, head, broken


def _agrees(anchor: str, digest: str) -> bool:
    plain = anchor.replace("-", "").upper()
    return anchor == digest or (is_digest(digest) and plain == code_of(digest).replace("-", ""))
