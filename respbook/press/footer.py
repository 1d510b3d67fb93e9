"""版脚: page numbers outside, the check mark with its QR inside; both lie outside the type area.

Odd pages carry the number at the right and the check mark at the left, even pages the other way round
(GB/T 9704-2012 7.5), so the two never meet. A draft carries 草稿 above the type area and no QR.
"""

from typing import Literal

from respbook.papers.blocks import CheckMark, Paper, Run
from respbook.press.faces import Role
from respbook.press.grid import FOLIO, FOLIO_BASE, HEAD, LEFT, MM, QR_FOOT, QR_SIDE, WIDTH
from respbook.press.lines import Style, TextSetter
from respbook.press.sheet import Code, Piece, Sheet

_TINY = 7.0
_TINY_ROW = 10.0
_QUIET = 2.5 * MM
"""White between the QR and the words beside it (four modules)."""
DRAFT = "草稿　未正式签发，不作依据"


def finish(sheets: list[Sheet], paper: Paper, setter: TextSetter) -> list[Sheet]:
    """落版脚: page numbers on every page, and the check mark or the word 草稿."""
    for page, sheet in enumerate(sheets, 1):
        _folio(sheet, page, setter)
        if paper.mark is None:
            if not paper.loose:
                _draft(sheet, setter)
            elif paper.invite is not None:
                _code(sheet, page, paper.invite.url)
                _words(sheet, page, paper.invite.words, setter)
        else:
            _code(sheet, page, paper.mark.url)
            _words(sheet, page, _check_words(paper, paper.mark), setter)
    return sheets


def _folio(sheet: Sheet, page: int, setter: TextSetter) -> None:
    text = f"— {page} —"
    width = _width(setter, Role.NUM, text, FOLIO)
    x = LEFT + WIDTH - FOLIO - width if page % 2 else LEFT + FOLIO
    sheet.pieces.append(Piece(x, FOLIO_BASE, Role.NUM, FOLIO, 0.0, text))


def _draft(sheet: Sheet, setter: TextSetter) -> None:
    size = 10.5
    x = LEFT + WIDTH - _width(setter, Role.KAI, DRAFT, size)
    sheet.pieces.append(Piece(x, HEAD + 6 * MM, Role.KAI, size, 0.0, DRAFT, grey=0.35))


def _code(sheet: Sheet, page: int, url: str) -> None:
    x = LEFT if page % 2 else LEFT + WIDTH - QR_SIDE
    sheet.code = Code(x, QR_FOOT, QR_SIDE, url, page)


def _check_words(paper: Paper, mark: CheckMark) -> tuple[str, ...]:
    lines = (paper.number, f"校验码 {mark.code}", mark.anchor, "扫码核验本页真伪")
    return tuple(line for line in lines if line)


def _words(sheet: Sheet, page: int, lines: tuple[str, ...], setter: TextSetter) -> None:
    align: Literal["left", "right"] = "left" if page % 2 else "right"
    style = Style(Role.FANG, _TINY, _TINY, _TINY_ROW, align, justify=False, grey=0.2)
    width = WIDTH - QR_SIDE - _QUIET - 30 * MM
    x = LEFT + QR_SIDE + _QUIET if page % 2 else LEFT + WIDTH - QR_SIDE - _QUIET - width
    texts = [setter.set((Run(line),), style, width) for line in lines]
    top = QR_FOOT + sum(text.height for text in texts)
    for text in texts:
        text.put(sheet, x, top)
        top -= text.height


def _width(setter: TextSetter, role: Role, text: str, size: float) -> float:
    advances = setter.faces.advances[role]
    return sum(advances[character] for character in text) * size
