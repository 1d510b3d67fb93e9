"""归档查验: an archive of a year as it lies in its ZIP — every file against the list, the book of deeds link by link (D5)."""

import hashlib
import json
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from respbook.rules.chain import GENESIS, entry_hash
from respbook.rules.errors import RuleBroken

_SUMS = "SHA256SUMS"
_ENTRIES, _HEAD = "操作日志/entries.jsonl", "操作日志/head.json"
_NO_ARCHIVE = "这个文件不是年度归档，或已损坏，打不开。"
_SPOILT = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError)
"""What a member says whose bytes were changed within the ZIP."""
_FOREIGN = (
    OSError, *_SPOILT, KeyError, ValueError, NotImplementedError, RuntimeError, TypeError, AttributeError, RecursionError,
)  # fmt: skip
"""The same, and what is written otherwise than we write it."""
_LONGEST = 64 << 20
"""Bytes of the list, of the head, of one entry: nobody fills the memory by a file that unpacks without end."""


@dataclass(frozen=True)
class Verified:
    """查验结果: how many files and entries were looked at, where the book ends, what is wrong."""

    files: int
    entries: int
    read: int
    head: str
    faults: tuple[str, ...]


def verify_archive(path: Path) -> Verified:
    """查验归档, piece by piece; nothing is unpacked. Raises RuleBroken for what is no archive of ours."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _verified(archive)
    except _FOREIGN as wrong:
        raise RuleBroken(_NO_ARCHIVE) from wrong


def _verified(archive: zipfile.ZipFile) -> Verified:
    names = archive.namelist()
    tops = {name.partition("/")[0] for name in names}
    if len(tops) != 1:
        raise RuleBroken(_NO_ARCHIVE)
    top = f"{tops.pop()}/"
    faults = list(_files(archive, top, names))
    seq, read, head, broken = _chain(archive, top)
    return Verified(len(names) - 1, seq, read, head, (*faults, *broken))


def _files(archive: zipfile.ZipFile, top: str, names: list[str]) -> Iterator[str]:
    listed: dict[str, str] = {}
    for line in _read(archive, top + _SUMS).decode().splitlines():
        digest, _, name = line.partition("  ")
        listed[top + name] = digest
    there = set(names)
    if len(there) != len(names):
        yield "压缩包里有重名的文件，可能被人加过东西。"
    for name, digest in listed.items():
        shown = name.removeprefix(top)
        if name not in there:
            yield f"缺少文件“{shown}”。"
        elif _digest(archive, name) != digest:
            yield f"文件“{shown}”与清单不符，被改动过。"
    for name in sorted(there - set(listed) - {top + _SUMS}):
        yield f"文件“{name.removeprefix(top)}”不在清单上，是另外加的。"


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small member. Raises ValueError where it is none."""
    with archive.open(name) as member:
        content = member.read(_LONGEST + 1)
    if len(content) > _LONGEST:
        raise ValueError(name)
    return content


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    found = hashlib.sha256()
    try:
        with archive.open(name) as member:
            while piece := member.read(1 << 20):
                found.update(piece)
    except _SPOILT:  # the ZIP's own sum differs
        return ""
    return found.hexdigest()


def _chain(archive: zipfile.ZipFile, top: str) -> tuple[int, int, str, list[str]]:
    faults: list[str] = []
    seq, head, read = 0, GENESIS, 0
    try:
        with archive.open(top + _ENTRIES) as lines:
            while line := lines.readline(_LONGEST):
                entry: dict[str, Any] = json.loads(line)
                if entry["seq"] != seq + 1 or entry["prev_hash"] != head:
                    faults.append(f"日志第{entry['seq']}条与前一条接不上。")
                if "body" in entry:
                    read += 1
                    if entry_hash(entry["seq"], entry["prev_hash"], entry["body"]) != entry["hash"]:
                        faults.append(f"日志第{entry['seq']}条的内容与散列不符。")
                seq, head = entry["seq"], entry["hash"]
    except _SPOILT:
        faults.append("日志文件已损坏，没有读完。")
    told = json.loads(_read(archive, top + _HEAD))
    if (told["seq"], told["hash"]) != (seq, head):
        faults.append("日志的末条与归档时记下的不符，尾部可能被截断。")
    return seq, read, head, faults
