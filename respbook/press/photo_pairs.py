"""对照照片: two frames beside each other, what each shows below it; a photo is fitted into its frame, never cut."""

import io
from typing import Any

from PIL import Image
from reportlab.lib.utils import ImageReader

from respbook.papers.blocks import Photo, PhotoPair, Photos, Run
from respbook.press.faces import Role
from respbook.press.flow import Flow
from respbook.press.grid import CELL, LEFT, MM, WIDTH
from respbook.press.lines import SetText, Style, TextSetter
from respbook.press.sheet import Box, Picture

_FRAME_WIDTH = (WIDTH - CELL) / 2
_FRAME_HEIGHT = 52 * MM
_CAPTION = Style(Role.FANG, 14, 14, 19, justify=False)
_LABEL = Style(Role.KAI, 12, 12, 20, "centre", justify=False)
_GAP = 8.0
_SIDE = 1000
"""Dots that a frame of 75 mm shows at 300 dpi, and some."""


class SetPhotos:
    """排好的对照照片."""

    def __init__(self, block: Photos, setter: TextSetter) -> None:
        self._pairs = [(pair, setter.set((Run(pair.caption),), _CAPTION)) for pair in block.pairs]
        self._setter = setter

    @property
    def height(self) -> float:
        """Height of the first pair, which is what must stand below its heading."""
        return self._height(self._pairs[0][1]) if self._pairs else 0.0

    @staticmethod
    def _height(caption: SetText) -> float:
        return caption.height + _FRAME_HEIGHT + _LABEL.leading + _GAP

    def put(self, flow: Flow) -> None:
        """Each pair whole."""
        for pair, caption in self._pairs:
            flow.need(self._height(caption))
            flow.put(caption)
            self._frames(flow, pair)
            flow.used += _FRAME_HEIGHT + _LABEL.leading + _GAP

    def _frames(self, flow: Flow, pair: PhotoPair) -> None:
        foot = flow.top - _FRAME_HEIGHT
        for photo, x, none in (
            (pair.before, LEFT, "整改前（无照片）"),
            (pair.after, LEFT + _FRAME_WIDTH + CELL, "整改后（无照片）"),
        ):
            flow.sheet.boxes.append(Box(x, foot, _FRAME_WIDTH, _FRAME_HEIGHT))
            self._filled(flow, photo, x, foot)
            label = self._setter.set((Run(photo.words if photo else none),), _LABEL, _FRAME_WIDTH)
            label.put(flow.sheet, x, foot)

    @staticmethod
    def _filled(flow: Flow, photo: Photo | None, x: float, foot: float) -> None:
        if photo is not None:
            inner = (x + 2, foot + 2, _FRAME_WIDTH - 4, _FRAME_HEIGHT - 4)
            flow.sheet.pictures.append(Picture(*inner, photo.sha256))


def printed_photo(content: bytes) -> bytes:
    """印刷用副本: the clean copy in the size that the frame needs, as JPEG."""
    with Image.open(io.BytesIO(content)) as picture:
        picture.thumbnail((_SIDE, _SIDE))
        out = io.BytesIO()
        picture.convert("RGB").save(out, "JPEG", quality=82)
    return out.getvalue()


def put_picture(canvas: Any, frame: Picture, content: bytes) -> None:
    """贴照片 into its frame, in the middle, with its proportions."""
    reader = ImageReader(io.BytesIO(printed_photo(content)))
    width, height = reader.getSize()
    scale = min(frame.width / width, frame.height / height)
    shown_width, shown_height = width * scale, height * scale
    x, y = frame.x + (frame.width - shown_width) / 2, frame.y + (frame.height - shown_height) / 2
    canvas.drawImage(reader, x, y, shown_width, shown_height)
