"""Word版: any paper as docx for reuse, on the same page as its PDF; it opens in WPS, Word and LibreOffice.

The PDF is what is issued. The same paper always gives the same bytes: fixed dates, no author, no random id.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from respbook.papers.blocks import (
    Block,
    Heading,
    Masthead,
    PageBreak,
    Paper,
    Paragraph,
    SignatureBlock,
    SignLines,
    Subscription,
    Table,
    Title,
    is_annex,
)
from respbook.press.grid import LANDSCAPE, PORTRAIT, ROW, Page
from respbook.press.setter import lying
from respbook.press.word_footer import put_footers
from respbook.press.word_official import official
from respbook.press.word_styles import LINE, SETTINGS, styles, twips
from respbook.press.word_tables import signatures, table
from respbook.press.word_text import clean, element, exact, paragraph, under

_KEPT_PARTS = {RT.STYLES, RT.SETTINGS, RT.FONT_TABLE}
_FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_TABLE = qn("w:tbl")
_CLOSING = (SignatureBlock, Subscription, SignLines)
_ALIGNED = {"left": "left", "centre": "center", "right": "right"}


def word(paper: Paper, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """成文: the paper as docx; ``pictures`` as the binder is handed them."""
    document = Document(io.BytesIO(_blank()))
    _describe(document, paper)
    body = document.element.body
    shape = body.sectPr
    body.clear()
    for each in _blocks(paper, document.part, pictures or {}):
        body.append(each)
    _page(shape, lying(paper.blocks)[-1] if paper.blocks else PORTRAIT)
    body.append(shape)
    put_footers(document.sections, paper)
    return _packed(document)


@lru_cache(maxsize=1)
def _blank() -> bytes:
    """空白文档: of the library's own only what a paper needs; no theme, no thumbnail, no 160 styles."""
    document = Document()
    part = document.part
    for key in [key for key, each in part.rels.items() if each.reltype not in _KEPT_PARTS]:
        del part.rels[key]
    package = part.package
    for key in [key for key, each in package.rels.items() if each.reltype.endswith("/thumbnail")]:
        del package.rels[key]
    part._styles_part._element = styles()
    part._settings_part._element = parse_xml(SETTINGS)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _describe(document: Any, paper: Paper) -> None:
    about = document.core_properties
    about.title = clean(paper.title)[:255]
    about.subject = clean(f"{paper.kind} {paper.subject}".strip())[:255]
    about.keywords = clean(paper.keywords)[:255]
    about.author = about.last_modified_by = about.comments = ""
    about.created = about.modified = _FIRST_DAY
    about.revision = 1


def _page(shape: Any, page: Page) -> None:
    shape.clear()
    across = {"orient": "landscape"} if page is LANDSCAPE else {}
    under(shape, "pgSz", w=twips(page.paper_width), h=twips(page.paper_height), **across)
    under(
        shape,
        "pgMar",
        top=twips(page.paper_height - page.head),
        right=twips(page.paper_width - page.left - page.width),
        bottom=twips(page.foot),
        left=twips(page.left),
        header=0,
        footer=0,
        gutter=0,
    )
    under(shape, "docGrid", type="lines", linePitch=LINE)


def _section_end(page: Page) -> Any:
    """The last paragraph of pages that lie otherwise than the next ones."""
    made = paragraph("Gap")
    _page(under(made.find(element("pPr").tag), "sectPr"), page)
    return made


def _blocks(paper: Paper, part: Any, pictures: Mapping[str, bytes]) -> Iterator[Any]:
    """Body elements in order; a table never touches another, and the last element is a paragraph."""
    last = ""
    for made in (each for block in _Walk(paper, part, pictures).places() for each in block):
        if last == made.tag == _TABLE:
            yield paragraph("Gap")
        yield made
        last = made.tag
    if last in ("", _TABLE):
        yield paragraph("Gap")


class _Walk:
    """One paper being written: what stands before and after a block decides on breaks and blank rows."""

    def __init__(self, paper: Paper, part: Any, pictures: Mapping[str, bytes]) -> None:
        self._paper, self._blocks = paper, paper.blocks
        self._part, self._pictures = part, pictures
        headed = any(isinstance(block, Masthead) for block in paper.blocks)  # it carries the number itself
        self._numbered = headed or not (paper.number or (paper.mark is None and not paper.loose))
        self._turned = False
        self._page = PORTRAIT

    def places(self) -> Iterator[list[Any]]:
        for k, block in enumerate(self._blocks):
            if isinstance(block, PageBreak):
                lies = LANDSCAPE if block.landscape else PORTRAIT
                if k and lies is not self._page:
                    yield [_section_end(self._page)]
                self._turned = k > 0 and lies is self._page
                self._page = lies
                continue
            yield self._elements(k, block)
            self._turned = False

    def _elements(self, k: int, block: Block) -> list[Any]:
        fresh = [element("pageBreakBefore")] if self._turned else []
        signed = k + 1 < len(self._blocks) and isinstance(self._blocks[k + 1], _CLOSING)
        match block:
            case Title():
                return self._title(block, fresh, self._annexed(k))
            case Heading():
                return [paragraph("Annex" if is_annex(block) else f"Heading{block.level}", block.runs, fresh)]
            case Paragraph():
                return [_text(block, [*([element("keepNext")] if signed else []), *fresh])]
            case Table():
                caption = [paragraph("Caption", block.caption, fresh)] if block.caption else []
                return [*caption, table(block, self._turned and not caption, signed)]
            case SignatureBlock():
                return signatures(block)
            case PageBreak():
                return []
            case _:
                return official(block, self._part, self._pictures, self._page)

    def _annexed(self, k: int) -> bool:
        before = self._blocks[k - 1] if k else None
        return isinstance(before, Heading) and is_annex(before)

    def _title(self, title: Title, fresh: list[Any], annexed: bool) -> list[Any]:
        """One line stands two rows high, several fill whole rows together; then the number, then a blank row."""
        count = len(title.lines)
        line = twips(2 * ROW if count == 1 and not annexed else 1.25 * ROW)
        below = 0 if annexed else LINE
        rest = -(count * line) % LINE + (below if self._numbered else 0)
        made = [
            paragraph("Title", runs, [*([] if place else fresh), exact(line, 0, 0 if place < count - 1 else rest)])
            for place, runs in enumerate(title.lines)
        ]
        if not self._numbered:
            self._numbered = True
            made.append(paragraph("Number", self._paper.number, [element("spacing", after=below)]))
        return made


def _text(block: Paragraph, properties: list[Any]) -> Any:
    aligned = [] if block.align == "left" else [element("jc", val=_ALIGNED[block.align])]
    return paragraph(
        "Text" if block.indent and block.align == "left" else "Normal", block.runs, [*properties, *aligned]
    )


def _packed(document: Any) -> bytes:
    """The package again with its entries in order and without their time."""
    raw, out = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for name in package.namelist():
            again.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), package.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
