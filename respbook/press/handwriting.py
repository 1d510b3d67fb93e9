"""手写签名的图: drawn here from the strokes, so that only strokes travel and the picture always follows from them."""

import io

from PIL import Image, ImageDraw

from respbook.rules.strokes import Strokes

HEIGHT = 240
"""Pixels; at the size of a signature in print that is some 400 dpi."""
WIDEST = 960
_FINER = 4
_MARGIN = 12
_PEN = 7


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
    picture = Image.merge("LA", (Image.new("L", ink.size, 0), ink))
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
