"""手写签名的图: drawn here from the strokes, so that only strokes travel and the picture always follows from them.

What is kept is ink on nothing. What is shown is flat on white with the letter's words across, so that it signs nothing else.
"""

import io

from PIL import Image, ImageDraw

from respbook.press.faces import Faces
from respbook.press.lettering import repeated
from respbook.rules.strokes import Strokes

HEIGHT = 240
"""Pixels; at the size of a signature in print that is some 400 dpi."""
WIDEST = 960
_FINER = 4
_MARGIN = 12
_PEN = 7
_WORDS, _ROW, _GREY = 22, 48, 196
"""The words across what is shown: their size, from one line to the next, how pale they are."""
_LEAST = 340
"""So wide is what is shown at least, that the words go in once."""


def mark_png(strokes: Strokes) -> bytes:
    """签名图: black ink on nothing, cut to the ink, a few kB; the same strokes give the same bytes."""
    left, top, right, bottom = strokes.box
    scale = min((HEIGHT - 2 * _MARGIN) / max(bottom - top, 1), (WIDEST - 2 * _MARGIN) / max(right - left, 1)) * _FINER
    room = _MARGIN * _FINER
    size = round((right - left) * scale) + 2 * room, round((bottom - top) * scale) + 2 * room
    ink = Image.new("L", size, 0)
    pen = ImageDraw.Draw(ink)
    radius = _PEN * _FINER / 2
    for stroke in strokes.strokes:
        points = [((x - left) * scale + room, (y - top) * scale + room) for x, y, _ in stroke]
        if len(points) > 1:
            pen.line(points, fill=255, width=round(radius * 2))
        for x, y in points:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    ink = ink.resize((max(size[0] // _FINER, 1), max(size[1] // _FINER, 1)), Image.Resampling.BOX)
    return _saved(Image.merge("LA", (Image.new("L", ink.size, 0), ink)))


def shown_mark(kept: bytes, words: str, faces: Faces) -> bytes:
    """供查看的签名图: a kept picture on white, ``words`` in pale grey across paper and ink. The same gives the same bytes."""
    with Image.open(io.BytesIO(kept), formats=["PNG"]) as picture:
        ink = picture.convert("RGBA")
    flat = Image.new("RGBA", (max(ink.width, _LEAST), max(ink.height, _ROW)), "white")
    flat.alpha_composite(ink, ((flat.width - ink.width) // 2, (flat.height - ink.height) // 2))
    shown = flat.convert("L")
    for k, top in enumerate(range((shown.height % _ROW) // 2, shown.height - _ROW // 2, _ROW)):
        row = repeated(words, _WORDS, shown.width, faces, between=k % 2 == 1)
        shown.paste(_GREY, (0, top, shown.width, top + row.height), row)
    return _saved(shown)


def _saved(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
