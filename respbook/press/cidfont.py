# mypy: disallow-untyped-calls=False
"""字体嵌入: one face in one document as Identity-H fonts — the template's characters shared, the paper's own apart.

The shared subset is cut and compressed once and goes unchanged into every letter of that template;
the few characters that only this paper has (names, figures) go into a second small font of the same face.
"""

import hashlib
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from threading import Lock
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.ttfonts import TTFontFace

from respbook.press.subset import Outlines, cut

_TABLES = ("head", "hhea", "maxp", "cvt ", "fpgm", "prep")
_CMAP_HEAD = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap "
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def "
    "/CMapName /Adobe-Identity-UCS def /CMapType 2 def "
    "1 begincodespacerange <0000> <FFFF> endcodespacerange"
)
_CMAP_FOOT = "endcmap CMapName currentdict /CMap defineresource pop end end"


@dataclass(frozen=True)
class Subset:
    """子集: characters with their codes (four hex digits) and what is written into the PDF for them."""

    name: str
    codes: dict[str, str]
    outlines: bytes
    length: int
    to_unicode: bytes
    widths: tuple[int, ...]


class Face:
    """字面: one TrueType face, read into memory at its first use; not changed after that, so threads may share it."""

    name: str
    glyphs: dict[str, int]
    widths: dict[str, float]
    ascent: int
    descent: int
    box: list[int]
    cap_height: int
    version: str
    _outlines: Outlines

    def __init__(self, path: str, index: int = 0, *, later: bool = False) -> None:
        """``later``: only when it is asked for something; five faces take half a second that a site's start can spare.

        Raises reportlab's TTFError where the file is not TrueType with outlines of its own.
        """
        self.path, self.index = path, index
        self._lock = Lock()
        if not later:
            self._read()

    def __getattr__(self, name: str) -> Any:
        """Comes here only for what is not there yet."""
        if name not in Face.__annotations__:
            raise AttributeError(name)
        with self._lock:
            if name not in self.__dict__:
                self._read()
        return self.__dict__[name]

    def _read(self) -> None:
        parsed = TTFontFace(self.path, subfontIndex=self.index)
        self.name = parsed.name.decode("latin1")
        self.glyphs = {chr(code): glyph for code, glyph in parsed.charToGlyph.items() if glyph}
        self.widths = {chr(code): width for code, width in parsed.charWidths.items()}
        self.ascent, self.descent = int(parsed.ascent), int(parsed.descent)
        self.box = [int(side) for side in parsed.bbox]
        self.cap_height = int(parsed.capHeight or 700)
        self._outlines = _outlines(parsed)
        self.version = hashlib.sha256(self._outlines.glyf).hexdigest()[:12]

    def subset(self, characters: Sequence[str], level: int = 9) -> Subset:
        """The subset with ``characters``, all of which the face must have; code n is the n-th character."""
        glyphs = [self.glyphs[character] for character in characters]
        raw = cut(self._outlines, glyphs)
        tag = hashlib.sha256("".join(characters).encode("utf-8")).digest()
        letters = "".join(chr(65 + byte % 26) for byte in tag[:6])
        return Subset(
            name=f"{letters}+{self.name}",
            codes={character: f"{k:04X}" for k, character in enumerate(characters, 1)},
            outlines=zlib.compress(raw, level),
            length=len(raw),
            to_unicode=zlib.compress(_to_unicode(characters), level),
            widths=tuple(round(self.widths[character]) for character in characters),
        )


def _outlines(parsed: TTFontFace) -> Outlines:
    tables: dict[str, bytes] = {}
    for tag in _TABLES:
        if tag in parsed.table:
            tables[tag] = bytes(parsed.get_table(tag))
    metrics = [(int(advance), int(bearing)) for advance, bearing in parsed.hmetrics]
    return Outlines(tables, memoryview(parsed.get_table("glyf")), list(parsed.glyphPos), metrics)


def _to_unicode(characters: Sequence[str]) -> bytes:
    """ToUnicode CMap; characters beyond U+FFFF as UTF-16BE surrogate pairs (ISO 32000-1 9.10.3)."""
    lines = [_CMAP_HEAD]
    for first in range(0, len(characters), 100):
        block = characters[first : first + 100]
        lines.append(f"{len(block)} beginbfchar")
        for code, character in enumerate(block, first + 1):
            lines.append(f"<{code:04X}> <{character.encode('utf-16-be').hex().upper()}>")
        lines.append("endbfchar")
    lines.append(_CMAP_FOOT)
    return "\n".join(lines).encode("ascii")


Cutter = Callable[[Face, tuple[str, ...]], Subset]
"""What cuts a subset, or hands out one that was cut before."""


class _OwnCodes(dict[str, str]):
    """Codes in order of first use. Raises KeyError for a character that the face lacks."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._glyphs = face.glyphs

    def __missing__(self, character: str) -> str:
        if character not in self._glyphs:
            raise KeyError(character)
        code = self[character] = f"{len(self) + 1:04X}"
        return code


class FaceUse:
    """用字: one face in one document. Hands out codes while text is set; writes its fonts when the PDF is saved."""

    def __init__(self, face: Face, name: str, shared: Subset | None, cutter: Cutter) -> None:
        self._face = face
        self._cutter = cutter
        self._shared = shared
        self._shared_codes = shared.codes if shared else {}
        self._own = _OwnCodes(face)
        self._touched = False
        self.shared_name, self.own_name = f"/{name}C", f"/{name}"

    def encode(self, text: str) -> list[tuple[str, str, int]]:
        """编码: pieces of ``text`` as (font name, hex codes, number of characters).

        Raises KeyError for a character that the face lacks.
        """
        if self._shared is None:
            own = self._own
            return [(self.own_name, "".join([own[character] for character in text]), len(text))]
        shared = self._shared_codes
        try:
            codes = "".join([shared[character] for character in text])
        except KeyError:
            return self._mixed(text)
        self._touched = True
        return [(self.shared_name, codes, len(text))]

    def _mixed(self, text: str) -> list[tuple[str, str, int]]:
        pieces: list[tuple[str, str, int]] = []
        for from_shared, group in groupby(text, self._shared_codes.__contains__):
            codes = self._shared_codes if from_shared else self._own
            characters = list(group)
            name = self.shared_name if from_shared else self.own_name
            pieces.append((name, "".join([codes[character] for character in characters]), len(characters)))
            self._touched |= from_shared
        return pieces

    def addObjects(self, document: pdfdoc.PDFDocument) -> None:
        """Write the font objects (ReportLab calls this for each delayed font when a document is saved)."""
        if self._shared and self._touched:
            _add_font(document, self._face, self._shared, self.shared_name[1:])
        if self._own:
            _add_font(document, self._face, self._cutter(self._face, tuple(self._own)), self.own_name[1:])


def _add_font(document: pdfdoc.PDFDocument, face: Face, subset: Subset, name: str) -> None:
    named, table = pdfdoc.PDFName, pdfdoc.PDFDictionary
    outlines = _compressed(subset.outlines)
    outlines.dictionary["Length1"] = subset.length
    descriptor = table(
        {
            "Type": named("FontDescriptor"),
            "FontName": named(subset.name),
            "Flags": 4,
            "FontBBox": pdfdoc.PDFArray(face.box),
            "ItalicAngle": 0,
            "Ascent": face.ascent,
            "Descent": face.descent,
            "CapHeight": face.cap_height,
            "StemV": 80,
            "FontFile2": document.Reference(outlines, f"outlines:{name}"),
        }
    )
    system = {"Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0}
    descendant = table(
        {
            "Type": named("Font"),
            "Subtype": named("CIDFontType2"),
            "BaseFont": named(subset.name),
            "CIDToGIDMap": named("Identity"),
            "DW": 1000,
            "W": pdfdoc.PDFArray(_runs(subset.widths)),
            "CIDSystemInfo": table(system),
            "FontDescriptor": document.Reference(descriptor, f"descriptor:{name}"),
        }
    )
    font = table(
        {
            "Type": named("Font"),
            "Subtype": named("Type0"),
            "BaseFont": named(subset.name),
            "Encoding": named("Identity-H"),
            "DescendantFonts": pdfdoc.PDFArray([document.Reference(descendant, f"descendant:{name}")]),
            "ToUnicode": document.Reference(_compressed(subset.to_unicode), f"unicode:{name}"),
        }
    )
    document.idToObject["BasicFonts"].dict[name] = document.Reference(font, f"font:{name}")


def _compressed(content: bytes) -> pdfdoc.PDFStream:
    stream = pdfdoc.PDFStream(content=content, filters=[])
    stream.dictionary["Filter"] = pdfdoc.PDFName("FlateDecode")
    return stream


def _runs(widths: tuple[int, ...]) -> list[int]:
    """The W array: runs of equal widths that differ from the default of 1000."""
    numbers: list[int] = []
    first = 0
    while first < len(widths):
        end = first
        while end < len(widths) and widths[end] == widths[first]:
            end += 1
        if widths[first] != 1000:
            numbers += [first + 1, end, widths[first]]
        first = end
    return numbers
