"""二维码: the dark modules of a check code as a PDF path.

The codes of one letter's pages and copies differ in those numbers only. A QR code with a fixed mask is linear:
two texts of one length that differ in their last characters give codes that differ by a pattern which does not
depend on the rest. So one code is computed for a letter, and known patterns turn it into its other pages and copies.
"""

import re
import struct
import zlib
from functools import lru_cache

import segno

_MASK = 3
"""Fixed mask pattern: trying all eight costs as much as setting the whole page, and readers take any."""
_TAIL = re.compile(r"(?:\bc=\d+&p=)?\d+$")
_DIGIT = re.compile(r"\d")

Rows = tuple[int, ...]
"""Rows from the top; a row's leftmost module is its highest bit."""


def payload(url: str, page: int, copy: int = 1) -> str:
    """二维码内容: the check address with page and copy, so that a single sheet still says where it belongs.

    The first copy does not say so: it is the frozen PDF, whose bytes stay as they were issued.
    """
    return f"{url}{'&' if '?' in url else '?'}{f'c={copy}&' if copy > 1 else ''}p={page}"


def code_rows(text: str) -> Rows:
    """码点: the modules of a QR code at level M (15 % may be damaged) for ASCII text that ends in a number."""
    tail = _TAIL.search(text)
    if tail is None:
        return _encoded(text)
    stem, end = text[: tail.start()], tail.group()
    first = _of_stem(stem, _DIGIT.sub("0", end))
    pattern = _difference(len(stem), end)
    return tuple(row ^ change for row, change in zip(first, pattern, strict=True))


@lru_cache(256)
def _of_stem(stem: str, zeros: str) -> Rows:
    return _encoded(stem + zeros)


@lru_cache(4096)
def _difference(length: int, end: str) -> Rows:
    stem = "a" * length
    zero, other = _encoded(stem + _DIGIT.sub("0", end)), _encoded(stem + end)
    return tuple(row ^ change for row, change in zip(zero, other, strict=True))


def _encoded(text: str) -> Rows:
    code = segno.make(text, error="M", mode="byte", micro=False, mask=_MASK, boost_error=False)
    return tuple(int("".join(map(str, row)), 2) for row in code.matrix)


def dark_path(rows: Rows) -> str:
    """深色路径: rectangles over each run of dark modules, one unit a module, origin at the lower left."""
    width = len(rows)
    parts: list[str] = []
    for height, row in enumerate(reversed(rows)):
        for x, length in _runs(row, width):
            parts.append(f"{x} {height} {length} 1 re")
    return "\n".join(parts)


def code_png(rows: Rows, scale: int = 8) -> bytes:
    """码图: the modules as a picture in black and white, ``scale`` dots a module; the same bytes always."""
    side = len(rows) * scale
    room = -(-side // 8) * 8
    lines = []
    for row in rows:
        dots = "".join(("0" if module == "1" else "1") * scale for module in f"{row:0{len(rows)}b}")
        lines += [b"\0" + int(dots.ljust(room, "1"), 2).to_bytes(room // 8, "big")] * scale
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(lines), 9)), (b"IEND", b""))
    packed = (struct.pack(">I", len(c)) + name + c + struct.pack(">I", zlib.crc32(name + c)) for name, c in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


@lru_cache(1 << 15)
def _runs(row: int, width: int) -> tuple[tuple[int, int], ...]:
    modules = f"{row:0{width}b}"
    return tuple((run.start(), run.end() - run.start()) for run in re.finditer("1+", modules))
