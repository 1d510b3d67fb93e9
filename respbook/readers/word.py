"""Word责任书 old letters: a .docx of last year as plain lines; parsed without entities, nothing of it is run (safety R41, R63).

Pictures stay packed: only the parts that hold words are opened.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import lxml.etree as etree

from respbook.readers.packages import PackageKind, inspect
from respbook.readers.word_numbers import Numbering
from respbook.readers.word_styles import Styles, W
from respbook.readers.word_text import MC, Read, Speaker, chosen
from respbook.rules.errors import RuleBroken
from respbook.rules.source_lines import CELL, Place, SourceLine, SourceText, clean, within_limits

LARGEST_FILE = 20 * 1024 * 1024
"""Bytes of an uploaded letter; a few photographs fit."""
_LARGEST_PART = 6 * 1024 * 1024
_MOST_PARAGRAPHS = 5_000
"""Paragraphs looked at, empty ones too: what bounds the time."""
_ASIDES = (("header", Place.HEADER), ("footer", Place.FOOTER))
_NOTES = (("footnotes", Place.FOOTNOTE), ("endnotes", Place.FOOTNOTE), ("comments", Place.COMMENT))
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")
_WRAPPERS = {W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo", W + "smartTag"}
_BROKEN = "Word文档的内部结构不正常，没有读取；请用Word或WPS打开，重新另存为.docx后再传。"


def read_word(content: bytes, field: str = "file") -> SourceText:
    """读入: every line of the document in order. Raises RuleBroken with a sentence that says what to do instead."""
    if len(content) > LARGEST_FILE:
        raise RuleBroken("文件超过20兆；请删去文档中的图片后再传。", field)
    inspect(content, PackageKind.DOCUMENT, field)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _Document(package, field).read()
    except (zipfile.BadZipFile, zlib.error, etree.LxmlError, NotImplementedError, EOFError, OSError, KeyError):
        raise RuleBroken(_BROKEN, field) from None


class _Document:
    """One opened package."""

    def __init__(self, package: zipfile.ZipFile, field: str) -> None:
        self._package, self._field = package, field
        self._parts = self._related()
        self._styles = Styles(self._named("styles"))
        self._numbering = Numbering(self._named("numbering"), self._styles)
        self._speaker = Speaker(self._styles)
        self._tables = self._paragraphs = 0

    def read(self) -> SourceText:
        root = self._parsed(PackageKind.DOCUMENT)
        body = root.find(W + "body")
        if body is None:
            raise RuleBroken(_BROKEN, self._field)
        lines = within_limits(self._all(body), self._field)
        return SourceText(lines, tuple(self._remarks(lines)))

    def _all(self, body: Any) -> Iterator[SourceLine]:
        yield from self._blocks(body, Place.BODY)
        for name, place in _ASIDES:
            found = (line for path in self._parts.get(name, ()) for line in self._blocks(self._parsed(path), place))
            yield from {line.printed: line for line in found}.values()
        for name, place in _NOTES:
            root = self._named(name)
            for note in root if root is not None else ():
                if note.get(W + "type") not in ("separator", "continuationSeparator", "continuationNotice"):
                    yield from self._blocks(note, place)
        for text in self._speaker.left.hidden:
            yield from _lines(text, SourceLine("", place=Place.HIDDEN))

    def _blocks(self, element: Any, place: Place) -> Iterator[SourceLine]:
        """Paragraphs and tables in order; a paragraph whose end is deleted goes on in the next one."""
        carried = ""
        for child in self._unwrapped(element):
            if child.tag == W + "p":
                self._count()
                number = self._numbering.label(child)
                read = self._speaker.read(child)
                if read.joined:
                    carried += number + read.text
                else:
                    yield from self._paragraph(child, carried, number, read, place)
                    carried = ""
                for box in read.boxes:
                    yield from self._blocks(box, Place.TEXT_BOX if place is Place.BODY else place)
            elif child.tag == W + "tbl":
                yield from self._table(child, place)
        yield from _lines(carried, SourceLine("", place=place))

    def _count(self) -> None:
        self._paragraphs += 1
        if self._paragraphs > _MOST_PARAGRAPHS:
            raise RuleBroken(f"文档超过{_MOST_PARAGRAPHS:,}段，没有读取；请只留责任书正文，另存后再传。", self._field)

    def _unwrapped(self, element: Any) -> Iterator[Any]:
        for child in element:
            if child.tag in _WRAPPERS:
                self._speaker.left.revisions += child.tag in (W + "ins", W + "moveTo")
                yield from self._unwrapped(child)
            elif child.tag == MC + "AlternateContent":
                yield from self._unwrapped(chosen(child)) if chosen(child) is not None else ()
            elif child.tag in (W + "del", W + "moveFrom"):
                self._speaker.left.revisions += 1
            else:
                yield child

    def _paragraph(self, element: Any, carried: str, number: str, read: Read, place: Place) -> Iterator[SourceLine]:
        shape = SourceLine(
            "",
            "" if carried else number,
            place,
            bold=read.bold,
            centred=self._styles.centred(element),
            style_level=self._styles.heading(element),
        )
        return _lines(carried + (number if carried else "") + read.text, shape)

    def _table(self, table: Any, place: Place) -> Iterator[SourceLine]:
        """One line a row; a row of one cell is a frame round paragraphs, a table in a cell follows its row."""
        self._tables += 1
        number = self._tables
        for row in self._unwrapped(table):
            if row.tag != W + "tr":
                continue
            if row.find(f"{W}trPr/{W}del") is not None:
                self._speaker.left.revisions += 1
                continue
            cells = [cell for cell in self._unwrapped(row) if cell.tag == W + "tc"]
            if len(cells) == 1:
                yield from self._blocks(cells[0], place)
            else:
                yield from self._row(cells, place, number)

    def _row(self, cells: list[Any], place: Place, number: int) -> Iterator[SourceLine]:
        words: list[str] = []
        inner: list[SourceLine] = []
        for cell in cells:
            own: list[str] = []
            for line in self._blocks(cell, place):
                if line.place is Place.TEXT_BOX or line.table:
                    inner.append(line)
                else:
                    own.append(line.printed)
            words.append(" ".join(own))
        if any(words):
            shown = Place.TABLE if place in (Place.BODY, Place.TEXT_BOX) else place
            yield SourceLine(CELL.join(words), place=shown, table=number)
        yield from inner

    def _related(self) -> dict[str, list[str]]:
        """The parts beside the document's text, by the last word of their kind; links outside are not followed."""
        found: dict[str, list[str]] = {}
        names = set(self._package.namelist())
        path = "word/_rels/document.xml.rels"
        if path in names:
            for each in self._parsed(path).iter(_RELATION):
                target = each.get("Target", "")
                inside = target.lstrip("/") if target.startswith("/") else f"word/{target}"
                if each.get("TargetMode") != "External" and inside in names:
                    found.setdefault(each.get("Type", "").rsplit("/", 1)[-1], []).append(inside)
        return {kind: list(dict.fromkeys(paths)) for kind, paths in found.items()}

    def _named(self, kind: str) -> Any:
        paths = self._parts.get(kind)
        return self._parsed(paths[0]) if paths else None

    def _parsed(self, path: str) -> Any:
        """The part as a tree. No document type, no entities, no network, one encoding (safety R41)."""
        with self._package.open(path) as member:
            content = member.read(_LARGEST_PART + 1)
        if len(content) > _LARGEST_PART:
            raise RuleBroken("Word文档的文字部分过大，没有读取；请只留责任书正文，另存后再传。", self._field)
        encoding = _ENCODING.match(content.removeprefix(b"\xef\xbb\xbf")[:200])
        if b"<!DOCTYPE" in content or b"\0" in content[:64] or (encoding and encoding[1].lower() != b"utf-8"):
            raise RuleBroken(_BROKEN, self._field)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        return etree.fromstring(content, parser)

    def _remarks(self, lines: tuple[SourceLine, ...]) -> Iterator[str]:
        left = self._speaker.left
        if left.revisions:
            yield f"{left.revisions}处修订按接受处理：增加的读入，删去的不读。"
        if any(line.place is Place.COMMENT for line in lines):
            yield "批注没有放进正文，列在未采用中。"
        if left.hidden:
            yield f"{len(left.hidden)}处隐藏文字没有放进正文，列在未采用中。"
        if left.pictures:
            yield f"{left.pictures}张图片没有读入；图片里的文字请自行补写。"


def _lines(text: str, shape: SourceLine) -> Iterator[SourceLine]:
    """A paragraph as lines: a soft line break ends one; the number belongs to the first."""
    number = shape.number
    for part in text.split("\n"):
        if words := clean(part):
            yield SourceLine(words, number, shape.place, shape.bold, shape.centred, shape.style_level, shape.table)
            number = ""
