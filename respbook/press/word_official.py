"""Word版头、署名、版记: the parts of a paper with a red head as paragraphs, and photos in pairs in a bare table."""

import io
from collections.abc import Mapping
from typing import Any

from docx.shared import Pt

from respbook.papers.blocks import Imprint, Masthead, Official, Photo, PhotoPair, Photos, Subscription
from respbook.press.grid import CELL, MM, ROW, WIDTH
from respbook.press.official import annex_lines
from respbook.press.photo_pairs import printed_photo
from respbook.press.word_styles import SONG, twips
from respbook.press.word_tables import cell_of, frame
from respbook.press.word_text import element, exact, paragraph, put_text, under

_RED = "DC1414"
_SMALL = 14


def official(block: Official, part: Any, pictures: Mapping[str, bytes]) -> list[Any]:
    """构件 as body elements; ``part`` takes the pictures in."""
    match block:
        case Masthead():
            return _masthead(block)
        case Subscription():
            return _subscription(block)
        case Imprint():
            return _imprint(block)
        case Photos():
            return [each for pair in block.pairs for each in _pair(pair, part, pictures)]


def _letters(made: Any, size: float, red: bool = False, face: str = "") -> Any:
    """字样 of all runs of a paragraph, in the order that the schema asks for."""
    for run in made.findall(element("r").tag):
        shape = element("rPr")
        run.insert(0, shape)
        if face:
            under(shape, "rFonts", hint="eastAsia", ascii=face, hAnsi=face, eastAsia=face, cs=face)
        if red:
            under(shape, "color", val=_RED)
        under(shape, "sz", val=round(size * 2))
    return made


def _line(side: str, weight: int, red: bool = False) -> Any:
    borders = element("pBdr")
    under(borders, side, val="single", sz=weight, space=4, color=_RED if red else "auto")
    return borders


def _masthead(block: Masthead) -> list[Any]:
    size = min(46.0, WIDTH / max(len(block.mark), 1) / 1.02)
    mark = paragraph("Normal", block.mark, [exact(twips(1.3 * size), twips(35 * MM), 0), element("jc", val="center")])
    number = paragraph(
        "Number", block.number, [_line("bottom", 12, True), element("spacing", before=twips(ROW), after=twips(2 * ROW))]
    )
    return [_letters(mark, size, True, SONG), number]


def _subscription(block: Subscription) -> list[Any]:
    annexes = [
        paragraph("Text", words, [element("keepNext"), element("spacing", before=0 if place else twips(ROW))])
        for place, words in enumerate(annex_lines(block.annexes))
    ]
    right = element("ind", right=twips(4 * CELL))
    issuer = paragraph(
        "Normal", block.issuer, [element("keepNext"), element("spacing", before=twips(2 * ROW)), right, _to_right()]
    )
    date = paragraph("Normal", block.date, [element("ind", right=twips(4 * CELL)), _to_right()])
    return [*annexes, issuer, date]


def _to_right() -> Any:
    return element("jc", val="right")


def _imprint(block: Imprint) -> list[Any]:
    made = []
    if block.copies_to:
        made.append(paragraph("Normal", f"抄送：{block.copies_to}。", [_line("top", 8), _inside()]))
    tabs = element("tabs")
    under(tabs, "tab", val="right", pos=twips(WIDTH - _SMALL))
    borders = _line("top", 6)
    under(borders, "bottom", val="single", sz=8, space=4, color="auto")
    last = paragraph("Normal", block.printer, [borders, tabs, _inside()])
    under(under(last, "r"), "tab")
    put_text(last, f"{block.date}印发")
    return [_letters(each, _SMALL) for each in (*made, last)]


def _inside() -> Any:
    return element("ind", left=twips(_SMALL), right=twips(_SMALL))


def _pair(pair: PhotoPair, part: Any, pictures: Mapping[str, bytes]) -> list[Any]:
    widths = [twips(WIDTH / 2)] * 2
    made = frame(widths)
    row = under(made, "tr")
    under(under(row, "trPr"), "cantSplit")
    for photo, none, width in (
        (pair.before, "整改前（无照片）", widths[0]),
        (pair.after, "整改后（无照片）", widths[1]),
    ):
        cell = cell_of(row, width)
        if photo is not None and photo.sha256 in pictures:
            cell.append(_picture(photo, part, pictures[photo.sha256]))
        cell.append(paragraph("SignName", photo.words if photo else none))
    return [paragraph("Normal", pair.caption, [element("keepNext"), element("spacing", before=120)]), made]


def _picture(photo: Photo, part: Any, content: bytes) -> Any:
    made = paragraph("Normal", "", [element("keepNext"), element("jc", val="center")])
    inline = part.new_pic_inline(io.BytesIO(printed_photo(content)), width=Pt(WIDTH / 2 - CELL))
    inline.docPr.set("descr", photo.words)
    under(under(made, "r"), "drawing").append(inline)
    return made
