"""加盖: draws marks on a finished PDF as an incremental update. The bytes that were there stay an exact prefix.

Handwriting, pictures of seals, a seal over the edges of the pages and the filled-in day belong to a signed copy.
A banner (已作废) is for copies made to be shown, never for what is kept. None of these is a digital signature.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from math import ceil

from pypdf import PageObject
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
)

from respbook.press.captions import Captions
from respbook.press.faces import Faces, Role
from respbook.press.grid import BODY, MM, PAGE_HEIGHT, PAGE_WIDTH
from respbook.press.increment import Increment, dictionary, packed_stream, stream
from respbook.press.ink import Strokes, Third, written
from respbook.press.places import NOTE_WIDTH, SEAL_SIDE, Place
from respbook.press.seal_ink import SIDE, Ink, edge_ink, whole_ink
from respbook.rules.errors import RuleBroken

_NOTE, _NOTE_ROW = 5.0, 6.0
_NOTE_INK = "0.35 g"
_RED = "0.80 0.10 0.10"
_SEAL = SEAL_SIDE * MM
_EDGE_PAGES = 10
"""A seal over more edges than this would leave slivers: the pages are sealed in groups (骑缝章)."""
_BLANK_CELLS = 11
"""Cells of a date line that was left open: 　　　　年　　月　　日."""


@dataclass(frozen=True)
class Handwriting:
    """手写影像: strokes at a line to sign on; ``beside`` is written after them (代), ``note`` small at the place's edge."""

    place: Place
    strokes: Strokes
    note: tuple[str, ...] = ("手写影像",)
    beside: str = ""
    third: Third = "pressure"


@dataclass(frozen=True)
class SealImprint:
    """图片印章: a picture of a seal, 42 mm, centred on a place (a side's seal place, or the date line).

    ``through``: words that run through its ink, so that it is of no use on another paper: number and token of the letter.
    """

    place: Place
    png: bytes
    through: tuple[str, ...]
    note: tuple[str, ...] = ("图片印章",)


@dataclass(frozen=True)
class EdgeSeal:
    """骑缝章: a seal cut into strips along the right edge of all pages; ``y`` is its centre, mm from the top."""

    png: bytes
    through: tuple[str, ...]
    y: float = 148.5


@dataclass(frozen=True)
class DateFill:
    """填日期: the day, in a date line that was printed open (年 月 日)."""

    place: Place
    day: date


@dataclass(frozen=True)
class Banner:
    """横标: a red word above the text of every page, for copies to be shown (已被替代, 已作废)."""

    words: str
    note: str = ""


@dataclass(frozen=True)
class Framed:
    """框内文字: lines in a thin red frame that fills a place, as large as they fit; what a digital signature shows."""

    place: Place
    lines: tuple[str, ...]


Mark = Handwriting | SealImprint | EdgeSeal | DateFill | Banner | Framed


def stamp(pdf: bytes, marks: Sequence[Mark], faces: Faces) -> bytes:
    """加盖: ``pdf`` and, behind its last byte, the marks. The same marks give the same bytes.

    Raises RuleBroken: unreadable PDF, no strokes, picture that is no seal, place on a page that is not there,
    and marks on a PDF that is digitally signed already (a banner alone is allowed: such a copy is only shown).
    """
    increment = Increment(pdf)
    if increment.signed and not all(isinstance(mark, Banner) for mark in marks):
        raise RuleBroken("这份文件已有数字签名，再加盖任何影像都会使签名失效；请在数字签名之前加盖。")
    stamping = _Stamping(increment, faces)
    for mark in marks:
        stamping.put(mark)
    return stamping.finished() if marks else pdf


class _Stamping:
    """Marks being put on the pages of one PDF: operators by page, pictures once each."""

    def __init__(self, increment: Increment, faces: Faces) -> None:
        self._increment = increment
        self._faces, self._captions = faces, Captions(faces)
        self._drawn: dict[int, list[str]] = {}
        self._seals: dict[tuple[object, ...], tuple[str, IndirectObject]] = {}

    def put(self, mark: Mark) -> None:
        match mark:
            case Handwriting():
                self._handwriting(mark)
            case SealImprint():
                x, y = mark.place.centre[0] * MM, PAGE_HEIGHT - mark.place.centre[1] * MM
                name = self._seal(lambda: whole_ink(mark.png, mark.through, self._faces), mark.png, mark.through)
                self._on(mark.place.page, _laid(name, x - _SEAL / 2, y - _SEAL / 2, _SEAL))
                self._note(mark.place, mark.note)
            case EdgeSeal():
                self._edges(mark)
            case DateFill():
                self._date(mark)
            case Framed():
                self._framed(mark)
            case Banner():
                for page in range(1, len(self._increment.pages) + 1):
                    self._banner(page, mark)

    def finished(self) -> bytes:
        """成文."""
        increment = self._increment
        fonts = self._captions.fonts(increment)
        seals = dictionary(**dict(self._seals.values()))
        # A seal is ink, not paint: black print under it stays black.
        states = dictionary(Ink=dictionary(Type=NameObject("/ExtGState"), BM=NameObject("/Multiply")))
        resources = increment.add(dictionary(Font=fonts, XObject=seals, ExtGState=states))
        opening, closing = increment.add(stream(b"q")), increment.add(stream(b"Q"))
        for page, parts in sorted(self._drawn.items()):
            form = stream(
                "\n".join(parts).encode("ascii"),
                Type=NameObject("/XObject"),
                Subtype=NameObject("/Form"),
                BBox=ArrayObject([FloatObject(f"{edge:.4f}") for edge in (0, 0, PAGE_WIDTH, PAGE_HEIGHT)]),
                Resources=resources,
            )
            self._lay(increment.pages[page - 1], increment.add(form), opening, closing)
        self._modern()
        return increment.finished()

    def _on(self, page: int, operators: str) -> None:
        if not 1 <= page <= len(self._increment.pages):
            raise RuleBroken(f"这份文件只有{len(self._increment.pages)}页，没有第{page}页，不能在那里加盖。")
        self._drawn.setdefault(page, []).append(operators)

    def _handwriting(self, mark: Handwriting) -> None:
        place = mark.place
        x, foot = place.x * MM, PAGE_HEIGHT - (place.y + place.height) * MM
        width, height = place.width * MM, place.height * MM
        size = 12.0
        taken = self._captions.width(Role.KAI, size, mark.beside) + 2 if mark.beside else 0.0
        self._on(place.page, written(mark.strokes, (x, foot, width - taken, height), mark.third))
        if mark.beside:
            beside = self._captions.put(Role.KAI, size, x + width - taken + 2, foot + 0.2 * size, mark.beside)
            self._on(place.page, f"0.05 0.06 0.16 rg {beside}")
        self._note(place, mark.note)

    def _note(self, place: Place, lines: tuple[str, ...]) -> None:
        """What the mark is, in tiny grey letters where the place leaves room; long lines are set smaller."""
        widest = max((self._captions.width(Role.FANG, 1, line) for line in lines), default=0.0)
        size = min(_NOTE, NOTE_WIDTH * MM / widest) if widest else _NOTE
        x, top = place.note_x * MM, PAGE_HEIGHT - place.note_y * MM
        for k, line in enumerate(lines):
            self._on(
                place.page, f"{_NOTE_INK} {self._captions.put(Role.FANG, size, x, top - k * _NOTE_ROW - 4.4, line)}"
            )

    def _seal(self, ink: Callable[[], Ink], *key: object) -> str:
        """The name of a drawn seal or piece of one, drawn once in a document."""
        if key not in self._seals:
            self._seals[key] = (f"S{len(self._seals) + 1}", _picture(self._increment, ink()))
        return self._seals[key][0]

    def _edges(self, mark: EdgeSeal) -> None:
        pages = len(self._increment.pages)
        if pages < 2:
            raise RuleBroken("只有一页的文件不用骑缝章。")
        foot = PAGE_HEIGHT - mark.y * MM - _SEAL / 2
        page = 0
        for size in _groups(pages):
            strip = _SEAL / size
            for k in range(size):
                page += 1
                piece = partial(edge_ink, mark.png, mark.through, k, size, self._faces)
                name = self._seal(piece, mark.png, mark.through, k, size)
                self._on(page, _laid(name, PAGE_WIDTH - strip, foot, strip))

    def _date(self, mark: DateFill) -> None:
        place, cell = mark.place, mark.place.width * MM / _BLANK_CELLS
        y = PAGE_HEIGHT - (place.y + place.height / 2) * MM - 0.38 * BODY
        for text, first, cells in ((str(mark.day.year), 0, 4), (str(mark.day.month), 5, 2), (str(mark.day.day), 8, 2)):
            width = self._captions.width(Role.FANG, BODY, text)
            # The year stands against its 年; month and day stand in the middle of their blanks.
            x = place.x * MM + first * cell + ((cells * cell - width) / (1 if cells == 4 else 2))
            self._on(place.page, f"0 g {self._captions.put(Role.FANG, BODY, x, y, text)}")

    def _framed(self, mark: Framed) -> None:
        place = mark.place
        x, foot = place.x * MM, PAGE_HEIGHT - (place.y + place.height) * MM
        width, height = place.width * MM, place.height * MM
        widest = max((self._captions.width(Role.FANG, 1, line) for line in mark.lines), default=1.0)
        size = min(8.0, (width - 6) / max(widest, 1.0), (height - 4) / (1.3 * max(len(mark.lines), 1)))
        top = foot + height / 2 + len(mark.lines) * 0.65 * size
        parts = [f"q {_RED} RG {_RED} rg 0.6 w {x + 0.5:.2f} {foot + 0.5:.2f} {width - 1:.2f} {height - 1:.2f} re S"]
        for k, line in enumerate(mark.lines):
            parts.append(self._captions.put(Role.FANG, size, x + 3, top - (1.3 * k + 1) * size, line))
        self._on(place.page, " ".join([*parts, "Q"]))

    def _banner(self, page: int, mark: Banner) -> None:
        size, small = 20.0, 9.0
        width = self._captions.width(Role.HEI, size, mark.words)
        x, y = (PAGE_WIDTH - width) / 2, PAGE_HEIGHT - 22 * MM
        frame = f"{x - 9:.2f} {y - 8:.2f} {width + 18:.2f} {size + 12:.2f} re S"
        parts = [f"q {_RED} RG {_RED} rg 1.4 w [] 0 d {frame}", self._captions.put(Role.HEI, size, x, y, mark.words)]
        if mark.note:
            x = (PAGE_WIDTH - self._captions.width(Role.FANG, small, mark.note)) / 2
            parts.append(self._captions.put(Role.FANG, small, x, y - 20, mark.note))
        self._on(page, " ".join([*parts, "Q"]))

    def _lay(self, page: PageObject, form: IndirectObject, opening: IndirectObject, closing: IndirectObject) -> None:
        """The page again, with the form drawn behind its content; the content's own state is closed off first."""
        reference = page.indirect_reference
        if reference is None:
            raise RuleBroken("这份PDF的页面结构不合规范，不能在上面加盖。")
        fresh = DictionaryObject({key: page.raw_get(key) for key in page})
        resources = DictionaryObject(_entry(page, "/Resources"))
        forms = DictionaryObject(_entry(resources, "/XObject"))
        name = f"/Mark{sum(key.startswith('/Mark') for key in forms) + 1}"
        forms[NameObject(name)] = form
        resources[NameObject("/XObject")] = forms
        fresh[NameObject("/Resources")] = resources
        drawing = self._increment.add(stream(f"q {name} Do Q".encode("ascii")))
        fresh[NameObject("/Contents")] = ArrayObject([opening, *_contents(page), closing, drawing])
        self._increment.replace(reference, fresh)

    def _modern(self) -> None:
        """Transparency came with PDF 1.4; the press writes 1.3. The catalog may say a later version than the head."""
        increment = self._increment
        root = increment.root
        catalog = root.get_object()
        if isinstance(root, IndirectObject) and isinstance(catalog, DictionaryObject) and "/Version" not in catalog:
            fresh = DictionaryObject({key: catalog.raw_get(key) for key in catalog})
            fresh[NameObject("/Version")] = NameObject("/1.7")
            increment.replace(root, fresh)


def _groups(pages: int) -> list[int]:
    """骑缝分组: as even as they come, none above ten pages, none of one page."""
    count = ceil(pages / _EDGE_PAGES)
    return [pages // count + (k < pages % count) for k in range(count)]


def _entry(holder: DictionaryObject, key: str) -> dict[PdfObject, PdfObject]:
    found = holder.get(key)
    value = found.get_object() if found is not None else None
    return {name: value.raw_get(name) for name in value} if isinstance(value, DictionaryObject) else {}


def _contents(page: PageObject) -> list[PdfObject]:
    if "/Contents" not in page:
        return []
    held = page.raw_get("/Contents")
    value = held.get_object()
    return list(value) if isinstance(value, ArrayObject) else [held]


def _laid(name: str, x: float, y: float, width: float) -> str:
    return f"q /Ink gs {width:.2f} 0 0 {_SEAL:.2f} {x:.2f} {y:.2f} cm /{name} Do Q"


def _picture(increment: Increment, ink: Ink) -> IndirectObject:
    """Flat on white; its white lets the print below through because a seal is multiplied, not laid over."""
    table = [NameObject("/Indexed"), NameObject("/DeviceRGB"), NumberObject(len(ink.table) // 3 - 1)]
    picture = packed_stream(
        ink.dots,
        Type=NameObject("/XObject"),
        Subtype=NameObject("/Image"),
        Width=NumberObject(ink.width),
        Height=NumberObject(SIDE),
        ColorSpace=ArrayObject([*table, ByteStringObject(ink.table)]),
        BitsPerComponent=NumberObject(8),
    )
    return increment.add(picture)
