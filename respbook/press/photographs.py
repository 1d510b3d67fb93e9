"""照片: rows of one or two in frames of one size with their words below; a photo is fitted into its frame, never cut."""

import io
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image as Pillow

from respbook.papers.blocks import Photo, PhotoRow, Photos, Run
from respbook.press.faces import Role
from respbook.press.flow import Flow
from respbook.press.grid import MM
from respbook.press.lines import SetText, Style, TextSetter
from respbook.press.part import SetPart
from respbook.press.sheet import Box, Image

FRAME_WIDTH, FRAME_HEIGHT = 75 * MM, 52 * MM
"""Three rows and the 版记 go on a page."""
_GAP = 6 * MM
_BETWEEN = 3 * MM
_INSIDE = 2.0
_DOTS = 900
"""Longest side of what is printed: 300 dots an inch in its frame."""
_CAPTION = Style(Role.FANG, 14, 14, 20, justify=False)
_WORDS = Style(Role.KAI, 12, 12, 18, "centre", justify=False)


@dataclass(frozen=True)
class _Shown:
    content: bytes
    width: float
    height: float


@dataclass(frozen=True)
class _Row:
    caption: SetText | None
    places: tuple[tuple[_Shown | None, SetText], ...]

    @property
    def height(self) -> float:
        above = self.caption.height if self.caption else 0.0
        return above + FRAME_HEIGHT + max((words.height for _, words in self.places), default=0.0) + _BETWEEN


class SetPhotos(SetPart):
    """排好的照片."""

    def __init__(self, block: Photos, photos: Mapping[str, bytes], setter: TextSetter) -> None:
        self._rows = [_row(row, photos, setter) for row in block.rows]

    @property
    def height(self) -> float:
        """Height of the first row, which is what must stand below its heading."""
        return self._rows[0].height if self._rows else 0.0

    def put(self, flow: Flow) -> None:
        """Row by row, each whole."""
        for row in self._rows:
            flow.need(row.height)
            end = flow.used + row.height
            left = flow.page.left + (flow.page.width - 2 * FRAME_WIDTH - _GAP) / 2
            if row.caption:
                flow.setter.put(row.caption, flow.sheet, left, flow.top)
                flow.used += row.caption.height
            foot = flow.top - FRAME_HEIGHT
            for k, (shown, words) in enumerate(row.places):
                x = left + k * (FRAME_WIDTH + _GAP)
                flow.sheet.boxes.append(Box(x, foot, FRAME_WIDTH, FRAME_HEIGHT))
                if shown:
                    low = foot + (FRAME_HEIGHT - shown.height) / 2
                    middle = x + (FRAME_WIDTH - shown.width) / 2
                    flow.sheet.images.append(Image(middle, low, shown.width, shown.height, shown.content))
                flow.setter.put(words, flow.sheet, x, foot)
            flow.used = end


def _row(row: PhotoRow, photos: Mapping[str, bytes], setter: TextSetter) -> _Row:
    caption = setter.set((Run(row.caption),), _CAPTION, 2 * FRAME_WIDTH + _GAP) if row.caption else None
    return _Row(caption, tuple((_fitted(each, photos), _words(each, setter)) for each in row.photos))


def _words(photo: Photo, setter: TextSetter) -> SetText:
    return setter.set((Run(photo.words),), _WORDS, FRAME_WIDTH)


def _fitted(photo: Photo, photos: Mapping[str, bytes]) -> _Shown | None:
    """As large as its frame allows; None where there is no photo, or no file of it."""
    if photo.sha256 not in photos:
        return None
    content, (width, height) = printed_photo(photos[photo.sha256])
    scale = min((FRAME_WIDTH - 2 * _INSIDE) / width, (FRAME_HEIGHT - 2 * _INSIDE) / height)
    return _Shown(content, width * scale, height * scale)


def printed_photo(content: bytes) -> tuple[bytes, tuple[int, int]]:
    """印刷用副本: the clean copy as a JPEG no larger than its frame needs, and its dots across and down."""
    with Pillow.open(io.BytesIO(content), formats=("JPEG",)) as picture:
        shown = picture.convert("RGB")
    shown.thumbnail((_DOTS, _DOTS))
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=82)
    return out.getvalue(), shown.size
