"""Word版脚: page numbers outside, QR and 校验码 inside, odd and even pages mirrored; a draft says so above the text.

A footer is the same on all its pages, so its QR leads to the letter and not, as on the PDF, to one page of it.
"""

import io
from collections.abc import Iterable
from typing import Any

from docx.shared import Pt

from respbook.papers.blocks import CheckMark, Paper
from respbook.press.footer import DRAFT
from respbook.press.grid import FOLIO, MM, QR_FOOT, QR_SIDE
from respbook.press.matrix import code_png, code_rows
from respbook.press.word_styles import twips
from respbook.press.word_tables import cell_of, frame
from respbook.press.word_text import element, exact, paragraph, put_text, under

_COPY = "可编辑副本，以签发的PDF为准，可扫码核验"
_OWN_COPY = "可编辑副本，以印发的文件为准"
_BAND = 21.5 * MM
"""Height of the band: its first line is the page number, whose dash stands 7 mm below the type area."""
_FOLIO_DROP = 7 * MM + FOLIO / 2
_NUMBER_WIDTH = 32 * MM
_TINY = 10


def put_footers(sections: Any, paper: Paper) -> None:
    """落版脚 for odd and even pages; later sections lie otherwise and take over the first one's."""
    mark = paper.mark if paper.mark and paper.mark.url else None
    lines = () if mark else _lines(paper)
    for each in sections:
        each.footer_distance = Pt(QR_FOOT - 1 if mark else each.bottom_margin.pt - _FOLIO_DROP - _TINY * len(lines))
        each.header_distance = Pt(each.top_margin.pt - 6 * MM - 14)
    section = sections[0]
    width = twips(section.page_width.pt - section.left_margin.pt - section.right_margin.pt)
    for even in (False, True):
        footer = section.even_page_footer if even else section.footer
        footer.is_linked_to_previous = False
        inside = footer._element
        inside.clear()
        for made in _marked(footer.part, paper, mark, even, width) if mark else (_folio(even), *_tiny(lines, even)):
            inside.append(made)
        header = section.even_page_header if even else section.header
        header.is_linked_to_previous = False
        header._element.clear()
        header._element.append(paragraph("Draft", _above(paper)))


def _marked(part: Any, paper: Paper, mark: CheckMark, even: bool, width: int) -> tuple[Any, Any]:
    return _band(part, paper, mark, even, width), paragraph("Gap")


def _above(paper: Paper) -> str:
    """Above the text: 草稿; a paper of the office that was never to have a mark says nothing, unless it has a number."""
    if paper.mark is not None:
        return ""
    if not paper.loose:
        return DRAFT
    return _OWN_COPY if paper.number else ""


def _folio(even: bool) -> Any:
    side = "left" if even else "right"
    made = paragraph("Folio", "", [element("ind", **{side: twips(FOLIO)}), element("jc", val=side)])
    put_text(made, "— ")
    put_text(under(made, "fldSimple", instr=" PAGE "), "2" if even else "1")
    put_text(made, " —")
    return made


def _band(part: Any, paper: Paper, mark: CheckMark, even: bool, width: int) -> Any:
    ends = [twips(QR_SIDE + 2.5 * MM), twips(_NUMBER_WIDTH)]
    widths = [ends[0], width - sum(ends), ends[1]]
    cells = [[_picture(part, mark.url, even)], _tiny(_lines(paper), even), [_folio(even)]]
    if even:
        widths, cells = widths[::-1], cells[::-1]
    made = frame(widths)
    row = under(made, "tr")
    under(under(row, "trPr"), "trHeight", val=twips(_BAND), hRule="exact")
    for k, wide in enumerate(widths):
        cell = cell_of(row, wide, stands="top" if k == (0 if even else 2) else "bottom")
        for each in cells[k]:
            cell.append(each)
    return made


def _lines(paper: Paper) -> tuple[str, ...]:
    """What the footer says beside its number; a paper without a mark only its note."""
    mark = paper.mark
    marked = (paper.number, f"校验码 {mark.code}", mark.anchor, _COPY if mark.url else "") if mark else ()
    return tuple(line for line in (*marked, paper.note) if line)


def _tiny(lines: Iterable[str], even: bool) -> list[Any]:
    return [paragraph("Mark", line, [element("jc", val="right" if even else "left")]) for line in lines]


def _picture(part: Any, url: str, even: bool) -> Any:
    made = paragraph("Mark", "", [exact(twips(QR_SIDE)), element("jc", val="right" if even else "left")])
    inline = part.new_pic_inline(io.BytesIO(code_png(code_rows(url))), Pt(QR_SIDE), Pt(QR_SIDE))
    for side in "TBLR":
        inline.set(f"dist{side}", "0")
    under(under(made, "r"), "drawing").append(inline)
    return made
