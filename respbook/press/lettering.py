"""点阵小字: words as a picture of their coverage, for what is drawn as dots: seals and marks that carry their letter's name."""

from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from respbook.press.faces import Faces, Role

_KEPT_FONTS = 32


def lettering_width(text: str, size: int, faces: Faces) -> float:
    """字宽 in dots."""
    return sum(_font(character, size, faces).getlength(character) for character in text)


def lettering(text: str, size: int, faces: Faces) -> Image.Image:
    """点阵字: ``text`` in one line, white on black, as wide as it is; what no face has is a box."""
    height = round(size * 1.25)
    line = Image.new("L", (max(round(lettering_width(text, size, faces)), 1), height), 0)
    pen, x = ImageDraw.Draw(line), 0.0
    for character in text:
        font = _font(character, size, faces)
        pen.text((round(x), height / 2), character, font=font, fill=255, anchor="lm")
        x += font.getlength(character)
    return line


def repeated(text: str, size: int, length: int, faces: Faces, *, between: bool = False) -> Image.Image:
    """满行字: the text again and again over ``length`` dots, a whole one in the middle, or the gap ``between`` two."""
    one, gap = lettering(text, size, faces), size
    row = Image.new("L", (length, one.height), 0)
    step = one.width + gap
    first = (length - one.width + step * between) // 2
    for left in range(first % step - step, length, step):
        row.paste(one, (left, 0))
    return row


def _font(character: str, size: int, faces: Faces) -> ImageFont.FreeTypeFont:
    face = faces.drawing(Role.HEI, character) or faces.face(Role.HEI)
    return _loaded(face.path, face.index, size)


@lru_cache(_KEPT_FONTS)
def _loaded(path: str, index: int, size: int) -> ImageFont.FreeTypeFont:
    """The plain layout: whether a shaping library is installed must not change a byte."""
    return ImageFont.truetype(path, size, index, layout_engine=ImageFont.Layout.BASIC)
