"""照片检查: header, limits, full decode, what it claims, its mark, and clean copies to be shown (safety R59–R61, R69).

The original is never shown: what people see is made anew from its dots, so that nothing else in the file travels on.
"""

import io
import re
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from threading import BoundedSemaphore
from typing import Any

from PIL import Image

from respbook.rules.errors import RuleBroken
from respbook.rules.evidence import (
    BROKEN,
    MOVING,
    PHOTO_BYTES,
    TOO_WIDE,
    Claims,
    EvidenceKind,
    check_sides,
    taken_moment,
)

SHOWN, SMALL = 1600, 320
"""Longest side of the copies, in dots."""
_KINDS = {"JPEG": EvidenceKind.JPEG, "MPO": EvidenceKind.JPEG, "PNG": EvidenceKind.PNG, "WEBP": EvidenceKind.WEBP}
"""MPO is a phone's JPEG with a second picture behind it; the first is the photo."""
_ROOM = BoundedSemaphore(2)
"""Two photos are decoded at once: twelve million dots take 40 MB and a tenth of a second (safety R68)."""
_PATIENCE = 30
_MOST_SCANS, _MOST_SEGMENTS, _MOST_CHUNKS = 64, 2000, 20_000
"""Passes over a JPEG (cameras write one, the web ten), its labels, and the parts of a PNG (10 MB in parts of 4 KB are 2,560).

Hundreds of thousands of them keep a server busy for minutes.
"""
_ORIENTATION, _EXIF, _GPS = 0x0112, 0x8769, 0x8825
_TAKEN = ((0x9003, 0x9011), (0x9004, 0x9012))
"""拍摄时间 and its offset: when it was taken, when it was digitised."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


@dataclass(frozen=True)
class Photo:
    """照片: what it is, as it is held upright, what it claims, its mark and its clean copies."""

    kind: EvidenceKind
    width: int
    height: int
    claims: Claims
    mark: str
    shown: bytes
    small: bytes


def is_photo(head: bytes) -> bool:
    """照片否, by the beginning of the file."""
    return head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def inspect(content: bytes) -> Photo:
    """检查 a photo: its size is looked at before its dots are, then all of it is decoded. Raises RuleBroken on ``file``."""
    if len(content) > PHOTO_BYTES:
        raise ValueError("the caller looks at the size first")
    with _opened(content) as picture:
        exif = _exif(picture)
        kind, sides, turned = _KINDS[picture.format or ""], picture.size, _orientation(exif)
        upright = _upright(picture, turned)
    if turned in (5, 6, 7, 8):
        sides = sides[1], sides[0]
    return Photo(kind, *sides, _claims(exif), _mark(upright), *_copies(upright))


def copies(content: bytes) -> tuple[bytes, bytes]:
    """清洁副本: the large and the small one, made again from the original. Raises RuleBroken."""
    with _opened(content) as picture:
        upright = _upright(picture, _orientation(_exif(picture)))
    return _copies(upright)


@contextmanager
def _opened(content: bytes) -> Iterator[Image.Image]:
    """Whatever breaks inside the block is a broken photo: decoders fail in any way."""
    if not _ROOM.acquire(timeout=_PATIENCE):
        raise RuleBroken("正在处理的照片较多，这一张还没有收下。请过一会儿再传。", "file")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a bomb is refused by its size, a broken label is no reason to refuse
            _check_parts(content)
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
                check_sides(*picture.size, picture.format in ("JPEG", "MPO"))
                if picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1:
                    raise RuleBroken(MOVING, "file")
                yield picture
    except RuleBroken:
        raise
    except Image.DecompressionBombError:
        raise RuleBroken(TOO_WIDE, "file") from None
    except Exception:
        raise RuleBroken(BROKEN, "file") from None
    finally:
        _ROOM.release()


def _check_parts(content: bytes) -> None:
    """Of how many parts the file is made, before anything reads them one by one. Raises RuleBroken."""
    jpeg, png = content.startswith(b"\xff\xd8"), content.startswith(b"\x89PNG")
    if (jpeg and _many_segments(content)) or (png and _many_chunks(content)):
        raise RuleBroken(BROKEN, "file")


def _many_segments(content: bytes) -> bool:
    """Of a JPEG, up to where the picture ends; whatever lies behind it, a phone's short film, is not looked at."""
    scans, at = 0, 2
    for _ in range(_MOST_SEGMENTS):
        mark = _MARKER.search(content, at)
        if mark is None or mark[0][1] == 0xD9 or mark.end() + 2 > len(content):
            return False
        scans += mark[0][1] == 0xDA
        if scans > _MOST_SCANS:
            return True
        bare = mark[0][1] in (0x01, 0xD8)
        at = mark.end() + (0 if bare else struct.unpack_from(">H", content, mark.end())[0])
    return True


def _many_chunks(content: bytes) -> bool:
    at = 8
    for _ in range(_MOST_CHUNKS):
        if at + 12 > len(content):
            return False
        at += 12 + int.from_bytes(content[at : at + 4])
    return True


def _upright(picture: Image.Image, turned: int) -> Image.Image:
    """The dots alone, as large as they are shown, in red, green and blue, held upright: no label of the file stays."""
    picture.draft("RGB", (SHOWN, SHOWN))  # a JPEG is read whole and decoded no larger than needed
    picture.load()
    large = picture
    if "transparency" in picture.info or picture.mode in ("P", "PA", "LA", "La", "RGBa"):
        large = picture.convert("RGBA")
    elif picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        large = picture.convert("I").point(lambda value: value / 256).convert("L")
    large.thumbnail((SHOWN, SHOWN), Image.Resampling.LANCZOS, reducing_gap=2.0)
    plain = Image.new("RGB", large.size, "white")
    plain.paste(large.convert("RGB"), (0, 0), large.getchannel("A") if large.mode == "RGBA" else None)
    return plain.transpose(_TURNS[turned]) if turned in _TURNS else plain


def _copies(upright: Image.Image) -> tuple[bytes, bytes]:
    small = upright.copy()
    small.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    return _jpeg(upright, 82), _jpeg(small, 75)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _mark(upright: Image.Image) -> str:
    """图形标记: of nine by eight greys, whether each is darker than its right neighbour."""
    greys = upright.convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            at = row * 9 + column
            bits = bits << 1 | (greys[at] < greys[at + 1])
    return f"{bits:016x}"


def _exif(picture: Image.Image) -> Any:
    """The label of the camera; nothing where it cannot be read."""
    try:
        return picture.getexif()
    except Exception:
        return {}


def _orientation(exif: Any) -> int:
    try:
        found = exif.get(_ORIENTATION, 1)
    except Exception:
        return 1
    return found if isinstance(found, int) else 1


def _claims(exif: Any) -> Claims:
    """声称: rubbish claims nothing."""
    return Claims(_taken_at(exif), *_place(exif))


def _taken_at(exif: Any) -> datetime | None:
    try:
        label = exif.get_ifd(_EXIF)
        said = [taken_moment(str(label.get(taken, "")), str(label.get(offset, ""))) for taken, offset in _TAKEN]
    except Exception:
        return None
    return next(filter(None, said), None)


def _place(exif: Any) -> tuple[int | None, int | None]:
    try:
        label = exif.get_ifd(_GPS)
        north = _degrees(label[2], str(label.get(1, "N")), "S", 90)
        east = _degrees(label[4], str(label.get(3, "E")), "W", 180)
    except Exception:
        return None, None
    return (north, east) if (north, east) != (0, 0) else (None, None)


def _degrees(parts: Any, side: str, negative: str, most: int) -> int:
    degrees: float = sum(float(part) / 60**power for power, part in enumerate(parts[:3]))
    if not isfinite(degrees) or not 0 <= degrees <= most:
        raise ValueError("no place on earth")
    return round(degrees * 1_000_000) * (-1 if side.strip("\0 ").upper() == negative else 1)
