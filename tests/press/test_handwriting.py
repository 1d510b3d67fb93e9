"""手写签名的图: follows from the strokes alone, a few kB."""

import io

from PIL import Image, ImageChops

from respbook.press.handwriting import mark_png, shown_mark
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


def test_what_is_shown_is_flat_and_carries_the_letters_words(faces):
    kept = mark_png(NAME)
    shown = shown_mark(kept, "青环责〔2026〕44号　2026-03-05", faces)
    assert shown == shown_mark(kept, "青环责〔2026〕44号　2026-03-05", faces) != kept
    picture = Image.open(io.BytesIO(shown))
    assert picture.mode == "L" and "transparency" not in picture.info
    counts = picture.histogram()
    assert counts[255] > counts[0] > 200 and counts[196] > 500
    bare = Image.new("L", picture.size, 255)
    ink = Image.open(io.BytesIO(kept)).getchannel("A")
    bare.paste(0, (0, (bare.height - ink.height) // 2), ink)
    grown = ImageChops.subtract(picture, bare)
    assert sum(grown.histogram()[150:]) > 20, "the words run through the ink too"
    for top in range(0, picture.height - 60, 20):
        assert ImageChops.subtract(bare, picture).crop((0, top, picture.width, top + 60)).getbbox()
    other = shown_mark(kept, "青环责〔2026〕45号　2026-03-05", faces)
    assert other != shown


def test_a_tiny_picture_still_carries_all_the_words(faces):
    dot = mark_png(Strokes(2000, 900, (((5, 5, 0), (6, 9, 3)),)))
    picture = Image.open(io.BytesIO(shown_mark(dot, "青环责〔2026〕44号　2026-03-05", faces)))
    assert picture.width >= 340 and picture.histogram()[196] > 100
