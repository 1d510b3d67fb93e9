"""版脚: page numbers outside, the check mark with its QR inside; both lie outside the type area.

Odd pages carry the number at the right and the check mark at the left, even pages the other way round
(GB/T 9704-2012 7.5), so the two never meet. A draft carries 草稿 above the type area and no QR.
"""

from typing import Literal

from respbook.papers.blocks import CheckMark, Paper, Run
from respbook.press.faces import Role
from respbook.press.grid import FOLIO, FOLIO_DROP, MM, QR_FOOT, QR_SIDE
from respbook.press.lines import Style, TextSetter
from respbook.press.sheet import Code, Piece, Sheet

_TINY = 7.0
_TINY_ROW = 10.0
_QUIET = 2.5 * MM
"""White between the QR and the words beside it (four modules)."""
DRAFT = "草稿　未正式签发，不作依据"


def finish(sheets: list[Sheet], paper: Paper, setter: TextSetter) -> list[Sheet]:
    """落版脚: page numbers on every page, and the check mark or the word 草稿."""
    url, words = _band(paper)
    for page, sheet in enumerate(sheets, 1):
        _folio(sheet, page, setter)
        if paper.mark is None and not paper.loose:
            _draft(sheet, setter)
        if url:
            _code(sheet, page, url)
        if words:
            _words(sheet, page, words, setter)
    return sheets


def _band(paper: Paper) -> tuple[str, tuple[str, ...]]:
    """What the footer band leads to and says."""
    if paper.mark is not None and paper.invite is not None and not paper.mark.url:
        return paper.invite.url, (*paper.invite.words, f"校验码 {paper.mark.code}", paper.mark.anchor, *_noted(paper))
    if paper.mark is not None:
        return paper.mark.url, _check_words(paper, paper.mark)
    if paper.loose and paper.invite is not None:
        return paper.invite.url, (*paper.invite.words, *_noted(paper))
    return "", _noted(paper)


def _noted(paper: Paper) -> tuple[str, ...]:
    return (paper.note,) if paper.note else ()


def _check_words(paper: Paper, mark: CheckMark) -> tuple[str, ...]:
    asked = "扫码核验本页真伪" if mark.url else ""
    lines = (paper.number, f"校验码 {mark.code}", mark.anchor, asked, paper.note)
    return tuple(line for line in lines if line)


def _folio(sheet: Sheet, page: int, setter: TextSetter) -> None:
    text, area = f"— {page} —", sheet.page
    width = _width(setter, Role.NUM, text, FOLIO)
    x = area.left + area.width - FOLIO - width if page % 2 else area.left + FOLIO
    sheet.pieces.append(Piece(x, area.foot - FOLIO_DROP, Role.NUM, FOLIO, 0.0, text))


def _draft(sheet: Sheet, setter: TextSetter) -> None:
    size = 10.5
    x = sheet.page.left + sheet.page.width - _width(setter, Role.KAI, DRAFT, size)
    sheet.pieces.append(Piece(x, sheet.page.head + 6 * MM, Role.KAI, size, 0.0, DRAFT, grey=0.35))


def _code(sheet: Sheet, page: int, url: str) -> None:
    x = sheet.page.left if page % 2 else sheet.page.left + sheet.page.width - QR_SIDE
    sheet.code = Code(x, QR_FOOT, QR_SIDE, url, page)


def _words(sheet: Sheet, page: int, lines: tuple[str, ...], setter: TextSetter) -> None:
    align: Literal["left", "right"] = "left" if page % 2 else "right"
    style = Style(Role.FANG, _TINY, _TINY, _TINY_ROW, align, justify=False, grey=0.2)
    beside = QR_SIDE + _QUIET if sheet.code else 0.0
    area = sheet.page
    width = area.width - beside - 30 * MM
    x = area.left + beside if page % 2 else area.left + area.width - beside - width
    texts = [setter.set((Run(line),), style, width) for line in lines]
    top = QR_FOOT + sum(text.height for text in texts)
    for text in texts:
        text.put(sheet, x, top)
        top -= text.height


def _width(setter: TextSetter, role: Role, text: str, size: float) -> float:
    advances = setter.faces.advances[role]
    return sum(advances[character] for character in text) * size
