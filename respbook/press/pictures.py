# mypy: disallow-untyped-calls=False
"""页面图: pages of a finished PDF as PNG for the preview. PDFium is not thread-safe: one at a time."""

import io
import re

import pypdfium2

from respbook.pdfium import LOCK


def page_count(pdf: bytes) -> int:
    """页数: the number of pages. Raises pypdfium2.PdfiumError for what is not a PDF."""
    with LOCK:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def page_png(pdf: bytes, page: int, dpi: int = 110, *, colour: bool = False) -> bytes:
    """页面图: page ``page`` (from 1) as a PNG, in greys unless ``colour`` (signed copies have red seals).

    Raises IndexError for a page that is not there.
    """
    with LOCK:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 1 <= page <= len(document):
                raise IndexError(f"page {page} of {len(document)}")
            document.init_forms()  # what a digital signature shows belongs to a form field
            leaf = document[page - 1]
            picture = leaf.render(scale=dpi / 72).to_pil().convert("RGB" if colour else "L")
            leaf.close()
        finally:
            document.close()
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=6)
    return out.getvalue()


def page_with(pdf: bytes, words: str) -> int | None:
    """第几页 a sentence begins on, by its first characters without blanks; None where no page has it."""
    begins = _bare(words)[:_BEGINNING]
    if not begins:
        return None
    with LOCK:
        document = pypdfium2.PdfDocument(pdf)
        try:
            texts = [_bare(_text_of(leaf)) for leaf in document]
        finally:
            document.close()
    for number, text in enumerate(texts, 1):
        following = texts[number][:_BEGINNING] if number < len(texts) else ""
        at = (text + following).find(begins)
        if 0 <= at < len(text):
            return number
    return None


_BEGINNING = 16
"""Characters by which a sentence is told: it may go on overleaf."""


def _bare(words: str) -> str:
    return re.sub(r"\s", "", words)


def _text_of(leaf: pypdfium2.PdfPage) -> str:
    text = leaf.get_textpage()
    try:
        found: str = text.get_text_range()
        return found
    finally:
        text.close()
        leaf.close()
