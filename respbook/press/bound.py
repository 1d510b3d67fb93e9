"""合订本: finished PDFs joined page for page, numbered through, with bookmarks (features X20).

A page keeps what it shows; the number stands at its upper right, where archives stamp it. Bytes as issued are kept elsewhere.
"""

import io
from pathlib import Path

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject, StreamObject

from respbook.press.increment import dictionary
from respbook.rules.errors import RuleBroken

_SIZE = 11.0
_FROM_EDGE, _FROM_TOP = 42.0, 34.0
"""Points from the right edge and from the upper one."""
_DIGIT = 0.556
"""Width of a digit of Helvetica, which every viewer has."""
_FONT = "/RbFolio"


class Bound:
    """合订: pages are added in order; ``finish`` numbers them and writes the file."""

    def __init__(self) -> None:
        self._writer = PdfWriter()
        self._font = self._writer._add_object(
            dictionary(
                Type=NameObject("/Font"),
                Subtype=NameObject("/Type1"),
                BaseFont=NameObject("/Helvetica"),
                Encoding=NameObject("/WinAnsiEncoding"),
            )
        )

    @property
    def pages(self) -> int:
        """已装的页数."""
        return len(self._writer.pages)

    def add(self, pdf: bytes) -> int:
        """装入 all pages of a PDF; how many. Raises RuleBroken for one that cannot be opened: nothing of it is left."""
        return self._put(pdf, self.pages)

    def add_front(self, pdf: bytes) -> int:
        """装在最前面; how many pages."""
        return self._put(pdf, 0)

    def _put(self, pdf: bytes, place: int) -> int:
        before = self.pages
        try:
            reader = PdfReader(io.BytesIO(pdf))
            if reader.is_encrypted:
                raise RuleBroken("这份PDF加了密码，装订不进来。")
            self._writer.merge(place, reader, import_outline=False)
        except (PyPdfError, KeyError, ValueError, TypeError, RecursionError) as wrong:
            for _ in range(self.pages - before):
                self._writer.remove_page(place)
            raise RuleBroken("这份PDF打不开或已损坏，装订不进来。") from wrong
        return self.pages - before

    def mark(self, words: str, page: int, below: IndirectObject | None = None) -> IndirectObject:
        """书签 to a page, from 1; what it returns may have others below it."""
        return self._writer.add_outline_item(title=words, page_number=page - 1, parent=below)

    def finish(self, path: Path, title: str) -> None:
        """编页号 and write."""
        for number, page in enumerate(self._writer.pages, 1):
            self._number(page, number)
        self._writer.add_metadata({"/Title": title, "/Creator": "责任书"})
        self._writer.page_mode = "/UseOutlines"
        with path.open("wb") as out:
            self._writer.write(out)

    def _number(self, page: PageObject, number: int) -> None:
        """The page's own drawing is shut in ``q … Q``, so that the number stands upright whatever it left behind."""
        resources = page.get("/Resources")
        own = resources.get_object() if resources is not None else dictionary()
        assert isinstance(own, DictionaryObject)
        shared = own.get("/Font")
        fonts = DictionaryObject(shared.get_object()) if shared is not None else dictionary()
        fonts[NameObject(_FONT)] = self._font
        page[NameObject("/Resources")] = DictionaryObject({**own, NameObject("/Font"): fonts})
        before, after = self._stream(b"q\n"), self._stream(b"\nQ\n" + self._drawn(page, number))
        page[NameObject("/Contents")] = ArrayObject([before, *_contents(page), after])

    def _stream(self, operators: bytes) -> IndirectObject:
        made = StreamObject()
        made.set_data(operators)
        return self._writer._add_object(made)

    def _drawn(self, page: PageObject, number: int) -> bytes:
        """The number at the upper right of the page as it is seen, turned with it."""
        box, words = page.cropbox, str(number)
        left, low, right, high = (float(each) for each in (box.left, box.bottom, box.right, box.top))
        width = len(words) * _DIGIT * _SIZE
        match page.rotation % 360:
            case 90:
                place = f"0 1 -1 0 {left + _FROM_TOP:.2f} {high - _FROM_EDGE - width:.2f}"
            case 180:
                place = f"-1 0 0 -1 {left + _FROM_EDGE + width:.2f} {low + _FROM_TOP:.2f}"
            case 270:
                place = f"0 -1 1 0 {right - _FROM_TOP:.2f} {low + _FROM_EDGE + width:.2f}"
            case _:
                place = f"1 0 0 1 {right - _FROM_EDGE - width:.2f} {high - _FROM_TOP:.2f}"
        return f"q 0 g BT {_FONT} {_SIZE} Tf {place} Tm ({words}) Tj ET Q\n".encode("ascii")


def _contents(page: PageObject) -> list[PdfObject]:
    """What the page draws, as references."""
    if "/Contents" not in page:
        return []
    raw = page.raw_get("/Contents")
    found = raw.get_object() if isinstance(raw, IndirectObject) else raw
    return list(found) if isinstance(found, ArrayObject) else [raw]
