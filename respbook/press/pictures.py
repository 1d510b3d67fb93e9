# mypy: disallow-untyped-calls=False
"""页面图: pages of a finished PDF as PNG for the preview. PDFium is not thread-safe: one at a time."""

import io

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
