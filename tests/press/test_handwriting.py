"""手写签名的图: follows from the strokes alone, a few kB."""

import io

from PIL import Image

from respbook.press.handwriting import mark_png
from respbook.rules.strokes import Strokes

NAME = Strokes(2000, 900, (tuple((100 + 9 * n, 300 + n % 50 * 6, n * 8) for n in range(150)), ((1700, 200, 3000),)))


def test_the_same_strokes_give_the_same_picture():
    content = mark_png(NAME)
    assert content == mark_png(NAME) and len(content) < 40_000
    picture = Image.open(io.BytesIO(content))
    assert picture.format == "PNG" and picture.mode == "LA" and picture.width <= 960 and picture.height <= 240
    assert picture.getchannel("A").getextrema() == (0, 255)


def test_a_line_without_height_is_drawn_too():
    flat = Strokes(2000, 900, (((0, 5, 0), (1999, 5, 9)),))
    assert Image.open(io.BytesIO(mark_png(flat))).width <= 960
