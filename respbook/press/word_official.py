"""Word版头、署名、版记: the parts of a paper with a red head as paragraphs, and photos in pairs in a bare table."""

import io
from collections.abc import Mapping
from typing import Any

from docx.shared import Pt

from respbook.papers.blocks import Imprint, Masthead, Official, Photo, PhotoRow, Photos, SignLines, Subscription
from respbook.press.grid import CELL, MM, ROW, Page
from respbook.press.official import annex_parts
from respbook.press.photographs import FRAME_HEIGHT, FRAME_WIDTH, printed_photo
from respbook.press.sign_lines import DATE
from respbook.press.word_styles import SONG, twips
from respbook.press.word_tables import cell_of, frame
from respbook.press.word_text import element, exact, paragraph, put_text, under

_RED = "DC1414"
_SMALL = 14
_FRAME = twips(FRAME_WIDTH + 3 * MM)


def official(block: Official, part: Any, pictures: Mapping[str, bytes], page: Page) -> list[Any]:
    """构件 as body elements; ``part`` takes the pictures in."""
    match block:
        case Masthead():
            return _masthead(block, page)
        case Subscription():
            return _subscription(block)
        case Imprint():
            return _imprint(block, page)
        case SignLines():
            return _sign_lines(block, page) if block.labels else []
        case Photos():
            return [each for row in block.rows for each in _row(row, part, pictures)]


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


def _masthead(block: Masthead, page: Page) -> list[Any]:
    size = min(46.0, page.width / max(len(block.mark), 1) / 1.02)
    mark = paragraph("Normal", block.mark, [exact(twips(1.3 * size), twips(35 * MM), 0), element("jc", val="center")])
    number = paragraph(
        "Number", block.number, [_line("bottom", 12, True), element("spacing", before=twips(ROW), after=twips(2 * ROW))]
    )
    return [_letters(mark, size, True, SONG), number]


def _subscription(block: Subscription) -> list[Any]:
    annexes = []
    for place, (lead, name) in enumerate(annex_parts(block.annexes)):
        hanging = twips((2 + len(lead)) * CELL)
        inside = element("ind", left=hanging, hanging=twips(len(lead) * CELL))
        above = element("spacing", before=0 if place else twips(ROW))
        annexes.append(paragraph("Normal", lead + name, [element("keepNext"), above, inside]))
    words = [each for each in (block.issuer, block.date) if each]
    free = (2, 2) if block.seal == "none" else (4, 4)
    signed = []
    for place, each in enumerate(words):
        above = [] if place else [element("spacing", before=twips((1 if block.seal == "none" else 2) * ROW))]
        kept = [element("keepNext")] if place < len(words) - 1 else []
        right = element("ind", right=twips(free[place] * CELL))
        signed.append(paragraph("Normal", each, [*kept, *above, right, _to_right()]))
    return [*annexes, *signed]


def _to_right() -> Any:
    return element("jc", val="right")


def _imprint(block: Imprint, page: Page) -> list[Any]:
    made = []
    if block.copies_to:
        made.append(paragraph("Normal", f"抄送：{block.copies_to}。", [_line("top", 8), _inside()]))
    tabs = element("tabs")
    under(tabs, "tab", val="right", pos=twips(page.width - _SMALL))
    borders = _line("top", 6)
    under(borders, "bottom", val="single", sz=8, space=4, color="auto")
    last = paragraph("Normal", block.printer, [borders, tabs, _inside()])
    under(under(last, "r"), "tab")
    put_text(last, f"{block.date}印发")
    return [_letters(each, _SMALL) for each in (*made, last)]


def _inside() -> Any:
    return element("ind", left=twips(_SMALL), right=twips(_SMALL))


def _sign_lines(block: SignLines, page: Page) -> list[Any]:
    """A bare table: a label with its line, below it the date where there is no room beside it."""
    columns = max(1, block.columns)
    width = twips(page.width) // columns
    made = frame([width] * columns)
    for first in range(0, len(block.labels), columns):
        row = under(made, "tr")
        under(under(row, "trPr"), "cantSplit")
        labels = block.labels[first : first + columns]
        for place in range(columns):
            cell = cell_of(row, width, stands="top")
            signed = _to_sign(labels[place], block.dated, width) if place < len(labels) else [paragraph("Sign")]
            for each in signed:
                cell.append(each)
    return [made]


def _to_sign(label: str, dated: bool, width: int) -> list[Any]:
    words = f"{label.rstrip('：')}："
    end = width - twips(2 * CELL)
    date = twips(len(DATE) * _SMALL) if dated else 0
    beside = end - twips(len(words) * _SMALL) - date >= twips(5 * CELL)
    tabs = element("tabs")
    under(tabs, "tab", val="left" if dated and beside else "right", leader="underscore", pos=end - date * beside)
    signing = paragraph("Sign", words, [tabs, exact(twips(ROW), twips(0.5 * ROW))])
    under(under(signing, "r"), "tab")
    if dated and beside:
        put_text(signing, DATE)
    below = (
        [paragraph("Sign", DATE, [element("ind", right=twips(2 * CELL)), _to_right()])] if dated and not beside else []
    )
    return [_letters(each, _SMALL) for each in (signing, *below)]


def _row(row: PhotoRow, part: Any, pictures: Mapping[str, bytes]) -> list[Any]:
    """A row in a bare table: each photo as large as its frame allows, its words below."""
    caption = (
        [paragraph("Normal", row.caption, [element("keepNext"), element("spacing", before=120)])] if row.caption else []
    )
    if not row.photos:
        return caption
    made = frame([_FRAME] * len(row.photos))
    line = under(made, "tr")
    under(under(line, "trPr"), "cantSplit")
    for photo in row.photos:
        cell = cell_of(line, _FRAME, stands="bottom")
        if photo.sha256 in pictures:
            cell.append(_picture(photo, part, pictures[photo.sha256]))
        cell.append(paragraph("SignName", photo.words))
    return [*caption, made]


def _picture(photo: Photo, part: Any, content: bytes) -> Any:
    made = paragraph("Normal", "", [element("keepNext"), element("jc", val="center")])
    printed, (across, down) = printed_photo(content)
    scale = min((FRAME_WIDTH - CELL) / across, FRAME_HEIGHT / down)
    inline = part.new_pic_inline(io.BytesIO(printed), Pt(across * scale), Pt(down * scale))
    inline.docPr.set("descr", photo.words)
    under(under(made, "r"), "drawing").append(inline)
    return made
