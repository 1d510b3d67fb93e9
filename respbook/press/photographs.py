"""照片页: photos two a row in frames of 4:3, each with its caption; made smaller first, so that a file stays light."""

import io
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image as Pillow

from respbook.papers.blocks import Pictures, Run
from respbook.press.faces import Role
from respbook.press.flow import Flow
from respbook.press.grid import LEFT, MM, WIDTH
from respbook.press.lines import SetText, Style, TextSetter
from respbook.press.sheet import Box, Image

_GAP = 6 * MM
_FRAME = (WIDTH - _GAP) / 2
_HEIGHT = _FRAME * 3 / 4
_BETWEEN = 4 * MM
_DOTS = 900
"""Longest side of what is printed: 300 dots an inch in its frame."""
_CAPTION = Style(Role.FANG, 12, 12, 18, "centre", justify=False)


@dataclass(frozen=True)
class _Photo:
    content: bytes
    width: float
    height: float


_Place = tuple[_Photo | None, SetText]


@dataclass(frozen=True)
class SetPictures:
    """排好的照片: in pairs."""

    pairs: tuple[tuple[_Place, ...], ...]

    @property
    def least(self) -> float:
        """Height of the first pair, in points."""
        return _height(self.pairs[0]) if self.pairs else 0.0


def set_pictures(block: Pictures, photos: Mapping[str, bytes], setter: TextSetter) -> SetPictures:
    """排照片; one without a file keeps its frame."""
    places = [
        (_fitted(photos[each.sha256]) if each.sha256 in photos else None, _caption(each.caption, setter))
        for each in block.pictures
    ]
    return SetPictures(tuple(tuple(places[k : k + 2]) for k in range(0, len(places), 2)))


def _caption(words: str, setter: TextSetter) -> SetText:
    return setter.set((Run(words),), _CAPTION, _FRAME)


def _fitted(content: bytes) -> _Photo:
    """A JPEG no larger than its frame needs, with its size in points."""
    with Pillow.open(io.BytesIO(content), formats=("JPEG",)) as picture:
        shown = picture.convert("RGB")
        shown.thumbnail((_DOTS, _DOTS))
        out = io.BytesIO()
        shown.save(out, "JPEG", quality=82)
        scale = min(_FRAME / shown.width, _HEIGHT / shown.height)
        return _Photo(out.getvalue(), shown.width * scale, shown.height * scale)


def _height(pair: tuple[_Place, ...]) -> float:
    return _HEIGHT + max(caption.height for _, caption in pair) + _BETWEEN


def put_pictures(flow: Flow, block: SetPictures) -> None:
    """放照片: pair by pair; a pair is never parted."""
    for pair in block.pairs:
        height = _height(pair)
        flow.need(height)
        for k, (photo, caption) in enumerate(pair):
            x, foot = LEFT + k * (_FRAME + _GAP), flow.top - _HEIGHT
            if photo is None:
                flow.sheet.boxes.append(Box(x, foot, _FRAME, _HEIGHT))
            else:
                left, low = x + (_FRAME - photo.width) / 2, foot + (_HEIGHT - photo.height) / 2
                flow.sheet.images.append(Image(left, low, photo.width, photo.height, photo.content))
            flow.setter.put(caption, flow.sheet, x, foot)
        flow.used = flow.used + height
