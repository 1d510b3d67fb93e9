"""印迹: a seal drawn fresh for one paper: flat on white, no finer than 200 dpi, its paper's number through the ink.

Whoever lifts the picture out of a finished PDF has a seal that says of which letter it is, in every piece of it.
The words stand against the ink: white where there is ink, pale red where there is none. No layer of it is clean.
"""

import zlib
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image

from respbook.press.faces import Faces
from respbook.press.lettering import lettering, repeated
from respbook.press.seal_image import seal_alpha
from respbook.rules.errors import RuleBroken

SIDE = 330
"""Dots of the side: 42 mm at 199.6 dpi."""
_SHADES = 15
_SIZE, _LEAST_SIZE = 12, 9
_ROOM = 170
"""Dots that one set of words may take: the chord of the outermost line across the seal, less its rim."""
_LINES = 7
_STEP = 44
"""Dots between two lines across a seal, and the width of an edge piece for which one more pair of lines is drawn."""
_TINT = 0.55
"""How red a letter is where the seal has no ink."""


@dataclass(frozen=True)
class Ink:
    """印迹的点: ``width`` × SIDE dots, one byte each, compressed: an index into ``table``, from white to the seal's red."""

    width: int
    table: bytes
    dots: bytes


def whole_ink(png: bytes, through: tuple[str, ...], faces: Faces) -> Ink:
    """整枚印迹: lines of ``through`` by turns, level across the seal. Raises RuleBroken without words, or for no seal."""
    rows = _rows(through, faces)
    words = Image.new("L", (SIDE, SIDE), 0)
    for k in range(_LINES):
        middle = SIDE // 2 + (k - _LINES // 2) * _STEP
        row = _within(rows[k % len(rows)], middle)
        words.paste(row, ((SIDE - row.width) // 2, middle - row.height // 2))
    return _inked(png, words, (0, SIDE))


def edge_ink(png: bytes, through: tuple[str, ...], part: int, parts: int, faces: Faces) -> Ink:
    """骑缝印迹 number ``part`` of ``parts``, from the left: its own lines run down it, all the words in each piece."""
    rows = _rows(through, faces)
    left, right = (round(SIDE * k / parts) for k in (part, part + 1))
    words = Image.new("L", (SIDE, SIDE), 0)
    count = len(rows) * max(1, round((right - left) / (_STEP * len(rows))))
    for k in range(count):
        middle = left + round((right - left) * (k + 0.5) / count)
        # In a narrow piece the longer words stand on the side where the seal is higher.
        row = rows[k % len(rows) if left + right > SIDE else -1 - k % len(rows)]
        row = _within(row, middle).transpose(Image.Transpose.ROTATE_90)
        words.paste(row, (middle - row.width // 2, (SIDE - row.height) // 2))
    return _inked(png, words, (left, right))


@lru_cache(8)
def _rows(through: tuple[str, ...], faces: Faces) -> list[Image.Image]:
    """The words as full lines, the longest first; the pieces of one letter's seals share them."""
    if not through or not all(text.strip() for text in through):
        raise RuleBroken("责任书没有文号或核验标识，不能加盖印章图片。")
    sized = sorted(((lettering(text, _SIZE, faces).width, text) for text in through), reverse=True)
    return [repeated(text, max(_LEAST_SIZE, min(_SIZE, _SIZE * _ROOM // wide)), SIDE, faces) for wide, text in sized]


def _within(row: Image.Image, middle: int) -> Image.Image:
    """The middle of a line, as long as the seal's circle is there."""
    chord = 2 * round(max((SIDE / 2) ** 2 - (middle - SIDE / 2) ** 2, 0) ** 0.5)
    cut = max(SIDE - max(chord, row.height), 0) // 2
    return row.crop((cut, 0, SIDE - cut, row.height))


def _inked(png: bytes, words: Image.Image, across: tuple[int, int]) -> Ink:
    ink, red = _plain(png)
    against = ink.point([round((255 - value) * _TINT) for value in range(256)])
    drawn = Image.composite(against, ink, words).crop((across[0], 0, across[1], SIDE))
    dots = drawn.point([round(value * _SHADES / 255) for value in range(256)]).tobytes()
    table = bytes(round(255 + (part - 255) * k / _SHADES) for k in range(_SHADES + 1) for part in red)
    return Ink(across[1] - across[0], table, zlib.compress(dots, 6))


@lru_cache(8)
def _plain(png: bytes) -> tuple[Image.Image, bytes]:
    """The kept picture in the dots of a print, and its red; a batch of letters reads the town's seal once."""
    alpha, red = seal_alpha(png)
    return alpha.resize((SIDE, SIDE), Image.Resampling.LANCZOS), red
