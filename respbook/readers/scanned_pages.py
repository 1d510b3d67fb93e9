"""扫描页: the pages of a PDF or a picture from copier or phone, one at a time, with their codes, upright, made small.

A page is drawn when it is asked for and forgotten when the next one is, so that 500 pages need no more memory than one.
PDFium's lock is held while a page is drawn, not while it is looked at.
"""

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageChops, ImageOps

from respbook.disk import digest_of
from respbook.pdfium import LOCK
from respbook.readers.qr_codes import FoundCode, codes_on, codes_with_care
from respbook.readers.scans import BATCH, fit, head_of, inspect, is_pdf, opened_pdf, opened_picture
from respbook.rules.errors import RuleBroken
from respbook.rules.page_codes import own_codes

_LOOKED_AT, _LOOKED_CLOSER, _KEPT, _SMALL = 2339, 3508, 1754, 320
"""Longest side in dots: 200, 300, 150 dpi of A4, and the thumbnail."""
_QUALITY, _SMALL_QUALITY = 72, 60
_STRAIGHT = 0.4
"""Degrees that are left as they are: the corners of a code are known to the dot, which is as much."""
_SITTING = 20
"""Pages before a PDF is opened anew: PDFium keeps the pictures of all pages that it has drawn."""
_STRONG_INK, _INK_CELLS = 40, 40
"""空白页: what is a stroke — so much darker than the paper around, on so many half millimetres squared."""


@dataclass(frozen=True)
class ScannedPage:
    """扫描页. ``turn``: how it lay, 0, 90, 180 or 270 degrees clockwise, ``skew`` what was left, both put right
    in the picture; ``sha256`` of the photo as sent, empty for a page of a file with several.
    """

    position: int
    codes: tuple[str, ...]
    turn: int
    skew: float
    blank: bool
    picture: bytes
    thumbnail: bytes
    sha256: str = ""
    readable: bool = True

    @property
    def code(self) -> str | None:
        """本系统的码, where there is exactly one on the page."""
        own = [text for text in self.codes if own_codes([text])]
        return own[0] if len(own_codes(own)) == 1 else None


def scanned_pages(source: bytes | Path, after: int = 0) -> Iterator[ScannedPage]:
    """逐页读出 a file that ``inspect(source, BATCH)`` has let through; looked at once more, before the first page.

    ``after`` pages were read before: reading goes on behind them.

    Raises RuleBroken on ``file``. A page that cannot be drawn comes as a white one with ``readable`` false.
    """
    scan = inspect(source, BATCH)
    if is_pdf(head_of(source)):
        yield from _of_pdf(source, scan.pages, after)
    else:
        digest = _digest(source) if scan.pages == 1 else ""
        yield from _of_pictures(source, scan.pages, digest, after)


def _digest(source: bytes | Path) -> str:
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    return digest_of(source)


def _of_pdf(source: bytes | Path, count: int, after: int) -> Iterator[ScannedPage]:
    for start in range(after, count, _SITTING):
        with LOCK:
            document = opened_pdf(source)
        try:
            for at in range(start, min(start + _SITTING, count)):
                yield _looked_at(at + 1, partial(_drawn, document, at))
        finally:
            with LOCK:
                document.close()


def _drawn(document: Any, at: int, longest: int) -> Image.Image:
    """A page of a PDF; a scan's measures in points may be anything, so its longest side counts. Raises PdfiumError."""
    with LOCK:
        leaf = document[at]
        try:
            scale = longest / max(*leaf.get_size(), 1)
            bitmap = leaf.render(scale=scale, rev_byteorder=True)
            try:
                return Image.Image.copy(bitmap.to_pil().convert("RGB"))
            finally:
                bitmap.close()
        finally:
            leaf.close()


def _of_pictures(source: bytes | Path, count: int, digest: str, after: int) -> Iterator[ScannedPage]:
    for at in range(after, count):
        yield _looked_at(at + 1, partial(_photo, source, at), digest)


def _photo(source: bytes | Path, at: int, longest: int) -> Image.Image:
    with opened_picture(source, BATCH) as picture:
        if at:
            picture.seek(at)
            fit(picture)
        picture.draft(None, (longest, longest))  # a JPEG is unpacked no larger than needed
        plain = picture if picture.mode in ("L", "RGB") else picture.convert("L" if picture.mode == "1" else "RGB")
        plain.thumbnail((longest, longest), Image.Resampling.BOX)
        return ImageOps.exif_transpose(plain)


def _looked_at(position: int, draw: Callable[[int], Image.Image], digest: str = "") -> ScannedPage:
    try:
        picture = draw(_LOOKED_AT)
    except (pypdfium2.PdfiumError, RuleBroken):
        return _unreadable(position, digest)
    grey = picture.convert("L")
    codes = codes_on(grey)
    blank = False
    if not own_codes(each.text for each in codes):
        blank = not codes and is_blank(grey)
        codes = codes if blank else _looked_closer(draw, grey) or codes
    turn, skew = _lie(codes)
    upright = _upright(picture if _coloured(picture) else grey, turn, skew)
    return ScannedPage(
        position,
        tuple(each.text for each in codes),
        turn,
        skew,
        blank,
        _jpeg(upright, _KEPT, _QUALITY),
        _jpeg(upright, _SMALL, _SMALL_QUALITY),
        digest,
    )


def _unreadable(position: int, digest: str) -> ScannedPage:
    white = Image.new("L", (_KEPT * 210 // 297, _KEPT), 255)
    small = _jpeg(white, _SMALL, _SMALL_QUALITY)
    return ScannedPage(position, (), 0, 0.0, False, _jpeg(white, _KEPT, _QUALITY), small, digest, readable=False)


def _looked_closer(draw: Callable[[int], Image.Image], grey: Image.Image) -> list[FoundCode]:
    found = codes_with_care(grey)
    if own_codes(each.text for each in found):
        return found
    closer = draw(_LOOKED_CLOSER).convert("L")
    return codes_on(closer) or codes_with_care(closer) or found


def _lie(codes: list[FoundCode]) -> tuple[int, float]:
    """How the page lies: by our own codes, which are upright on an upright page; 0 where there is none."""
    own = [each.angle for each in codes if own_codes([each.text])]
    if not own:
        return 0, 0.0
    turn = round(own[0] / 90) % 4 * 90
    return turn, round((own[0] - turn + 180) % 360 - 180, 1)


def _upright(picture: Image.Image, turn: int, skew: float) -> Image.Image:
    turns = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}
    if turn:
        picture = picture.transpose(turns[turn])
    if abs(skew) < _STRAIGHT:
        return picture
    white = 255 if picture.mode == "L" else (255, 255, 255)
    return picture.rotate(skew, Image.Resampling.BILINEAR, fillcolor=white)


def _coloured(picture: Image.Image) -> bool:
    """Whether a seal's red or a pen's blue is on the page; a copier's grey has none."""
    if picture.mode == "L":
        return False
    saturation = picture.reduce(8).convert("HSV").getchannel("S").histogram()
    return sum(saturation[64:]) > 20


def _jpeg(picture: Image.Image, longest: int, quality: int) -> bytes:
    small = picture.copy()
    small.thumbnail((longest, longest), Image.Resampling.BICUBIC, reducing_gap=2.0)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=quality)
    return out.getvalue()


def is_blank(grey: Image.Image) -> bool:
    """空白页: no strokes on the page but for its rim, where copiers draw shadows and holes are punched.

    Looked at in half millimetres, which averages the scanner's noise away, and against the paper around each,
    so that shade is no ink; what shines through from behind is paler than any pen. One signature is enough to be not blank.
    """
    small = grey.reduce(max(1, round(max(grey.size) / 585)))
    wide, high = small.size
    paper = small.reduce(16).resize(small.size, Image.Resampling.BILINEAR)
    rim_x, rim_y = round(wide * 0.06), round(high * 0.06)
    ink = ImageChops.subtract(paper, small).crop((rim_x, rim_y, wide - rim_x, high - rim_y))
    return sum(ink.histogram()[_STRONG_INK:]) < _INK_CELLS
