"""印章预览: a seal as it will look on a letter, for whoever may use it; words across it, so that it is no seal to take."""

from respbook.press.appearance import blank
from respbook.press.faces import Faces
from respbook.press.grid import MM, PAGE_HEIGHT
from respbook.press.pictures import page_png
from respbook.press.places import SEAL_SIDE, Place
from respbook.press.stamping import Framed, Mark, SealImprint, stamp

WIDTH, HEIGHT = 74.0, 50.0
_DPI = 110


def seal_preview(png: bytes, unit: str, faces: Faces) -> bytes:
    """印章预览 as a page picture. Raises RuleBroken."""
    left, top = (WIDTH - SEAL_SIDE) / 2, (HEIGHT - SEAL_SIDE) / 2
    marks: list[Mark] = [
        SealImprint(_place("seal", left, top, SEAL_SIDE, SEAL_SIDE), png, ("仅供核对", "不作用印"), ()),
        *(Framed(_place("sign", 2, top + k * 14, WIDTH - 4, 9), (f"仅供核对　不作用印　{unit}",)) for k in range(3)),
    ]
    return page_png(stamp(blank(WIDTH * MM, HEIGHT * MM), marks, faces), 1, _DPI, colour=True)


def _place(kind: str, x: float, y: float, width: float, height: float) -> Place:
    return Place(
        "seal" if kind == "seal" else "sign", None, None, 1, x, PAGE_HEIGHT / MM - HEIGHT + y, width, height, 0, 0
    )
