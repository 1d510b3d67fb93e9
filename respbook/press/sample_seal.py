"""样章: a seal for the demo and the tests, drawn with our own faces. 样章 stands across it: it can pass for no real one."""

import io
import math

from PIL import Image, ImageChops, ImageDraw, ImageFont

from respbook.press.faces import Faces, Role
from respbook.press.seal_image import KEPT_SIDE, normalise

_RED = (205, 28, 28)
_FINE = 2
"""Drawn so many times larger, then made smaller: smooth edges."""
_SIDE = KEPT_SIDE * _FINE
_MIDDLE = _SIDE / 2
_WORD = "样章"


def sample_seal(unit: str, faces: Faces) -> bytes:
    """样章 of a unit as a normalised PNG: ring, star, the unit's name along the arc, 样章 across."""
    ink = Image.new("L", (_SIDE, _SIDE), 0)
    pen = ImageDraw.Draw(ink)
    rim = _SIDE // 32
    pen.ellipse((2, 2, _SIDE - 3, _SIDE - 3), outline=255, width=rim)
    pen.polygon(_star(_SIDE * 0.155), fill=255)
    _arc(ink, unit, faces)
    _across(ink, faces)
    seal = Image.new("RGBA", ink.size, (*_RED, 0))
    seal.putalpha(ink)
    out = io.BytesIO()
    seal.resize((KEPT_SIDE, KEPT_SIDE), Image.Resampling.LANCZOS).save(out, "PNG", compress_level=1)
    return normalise(out.getvalue())


def _star(radius: float) -> list[tuple[float, float]]:
    points = []
    for k in range(10):
        angle, reach = math.pi * k / 5, radius if k % 2 == 0 else radius * 0.382
        points.append((_MIDDLE + reach * math.sin(angle), _MIDDLE - reach * math.cos(angle)))
    return points


def _arc(ink: Image.Image, unit: str, faces: Faces) -> None:
    """The name from the left foot over the top to the right foot; long names are set closer and smaller."""
    count = max(len(unit), 1)
    span = math.radians(min(250, 26 * (count - 1)))
    size = round(_SIDE * min(0.125, 1.55 * span / count / 4.6 if count > 9 else 0.125))
    radius = _MIDDLE - _SIDE * 0.045 - size * 0.62
    for k, character in enumerate(unit):
        angle = -span / 2 + span * (k / (count - 1) if count > 1 else 0.5)
        glyph = _glyph(character, size, faces).rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
        at = (_MIDDLE + radius * math.sin(angle), _MIDDLE - radius * math.cos(angle))
        _lay(ink, glyph, at)


def _glyph(character: str, size: int, faces: Faces) -> Image.Image:
    face = faces.drawing(Role.SONG, character) or faces.face(Role.SONG)
    glyph = Image.new("L", (size * 2, size * 2), 0)
    font = ImageFont.truetype(face.path, size)
    ImageDraw.Draw(glyph).text((size, size), character, font=font, fill=255, anchor="mm")
    return glyph


def _across(ink: Image.Image, faces: Faces) -> None:
    """样章 large over the middle and below it, with a clear edge so that it stays readable on the star."""
    font = ImageFont.truetype(faces.face(Role.HEI).path, round(_SIDE * 0.2))
    word, edge = Image.new("L", ink.size, 0), Image.new("L", ink.size, 0)
    at = (_MIDDLE, _MIDDLE + _SIDE * 0.2)
    ImageDraw.Draw(word).text(at, _WORD, font=font, fill=255, anchor="mm")
    ImageDraw.Draw(edge).text(at, _WORD, font=font, fill=255, anchor="mm", stroke_width=_SIDE // 60, stroke_fill=255)
    ink.paste(ImageChops.lighter(ImageChops.subtract(ink, edge), word))


def _lay(ink: Image.Image, glyph: Image.Image, middle: tuple[float, float]) -> None:
    left, top = round(middle[0] - glyph.width / 2), round(middle[1] - glyph.height / 2)
    box = (left, top, left + glyph.width, top + glyph.height)
    ink.paste(ImageChops.lighter(ink.crop(box), glyph), box)
