"""增量更新: adds to a finished PDF behind its last byte; what was there stays as it is (ISO 32000-1 7.5.6).

No clock and no random name: the same PDF and the same additions give the same bytes.
"""

import hashlib
import io
import zlib

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
)

from respbook.rules.errors import RuleBroken


class Increment:
    """增量: objects to be added to, or put over those of, one PDF."""

    def __init__(self, pdf: bytes) -> None:
        """Raises RuleBroken for what cannot be read as a plain PDF."""
        try:
            self.reader = PdfReader(io.BytesIO(pdf), strict=True)
            self.pages = list(self.reader.pages)
            self.root = self.reader.trailer.raw_get("/Root")
            self._size = _number(self.reader.trailer["/Size"])
            self._before = _last_table(pdf)
        except (PyPdfError, KeyError, ValueError, RecursionError) as wrong:
            raise RuleBroken("这份PDF打不开或已损坏，不能在上面加盖；请从系统里重新下载原件。") from wrong
        if self.reader.is_encrypted or not isinstance(self.root, IndirectObject):
            raise RuleBroken("这份PDF加了密码，不能在上面加盖；请从系统里重新下载原件。")
        self._pdf = pdf
        self._changed: dict[int, tuple[int, PdfObject]] = {}

    @property
    def signed(self) -> bool:
        """已数字签名: whether anything in it is signed; one more mark would count as a change."""
        return b"/ByteRange" in self._pdf

    def add(self, value: PdfObject) -> IndirectObject:
        """加一个对象; returns what refers to it."""
        number = self._size
        self._size += 1
        self._changed[number] = (0, value)
        return IndirectObject(number, 0, self.reader)

    def replace(self, reference: IndirectObject, value: PdfObject) -> None:
        """Put ``value`` over an object that is there."""
        self._changed[reference.idnum] = (reference.generation, value)

    def finished(self) -> bytes:
        """成文: the PDF as it was, and the increment."""
        out = io.BytesIO()
        out.write(self._pdf if self._pdf.endswith((b"\n", b"\r")) else self._pdf + b"\n")
        places: dict[int, tuple[int, int]] = {}
        for number in sorted(self._changed):
            generation, value = self._changed[number]
            places[number] = (out.tell(), generation)
            out.write(f"{number} {generation} obj\n".encode("ascii"))
            value.write_to_stream(out)
            out.write(b"\nendobj\n")
        start = out.tell()
        out.write(_table(places))
        self._trailer(out.getbuffer()[len(self._pdf) :].tobytes()).write_to_stream(out)
        out.write(f"\nstartxref\n{start}\n%%EOF\n".encode("ascii"))
        return out.getvalue()

    def _trailer(self, added: bytes) -> DictionaryObject:
        old = self.reader.trailer
        trailer = dictionary(Size=NumberObject(self._size), Root=self.root, Prev=NumberObject(self._before))
        if "/Info" in old:
            trailer[NameObject("/Info")] = old.raw_get("/Info")
        first = ByteStringObject(_first_id(self.reader) or hashlib.sha256(self._pdf).digest()[:16])
        last = ByteStringObject(hashlib.sha256(first + added).digest()[:16])
        trailer[NameObject("/ID")] = ArrayObject([first, last])
        return trailer


def dictionary(**entries: PdfObject) -> DictionaryObject:
    """字典: a PDF dictionary by keyword."""
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})


def stream(content: bytes, **entries: PdfObject) -> StreamObject:
    """流: content, which is compressed here, with its dictionary."""
    return packed_stream(zlib.compress(content, 9), **entries)


def packed_stream(compressed: bytes, **entries: PdfObject) -> StreamObject:
    """压缩流: content that is compressed already."""
    made = StreamObject()
    made.set_data(compressed)
    made.update(dictionary(Filter=NameObject("/FlateDecode"), **entries))
    return made


def numbers(*values: int) -> ArrayObject:
    """数组 of whole numbers."""
    return ArrayObject([NumberObject(value) for value in values])


def _number(value: PdfObject) -> int:
    if not isinstance(value, NumberObject):
        raise ValueError("not a number")
    return int(value)


def _last_table(pdf: bytes) -> int:
    at = pdf.rindex(b"startxref")
    return int(pdf[at + 9 : at + 40].split()[0])


def _first_id(reader: PdfReader) -> bytes:
    pair = reader.trailer.get("/ID")
    if not isinstance(pair, ArrayObject) or not pair:
        return b""
    first = pair[0]
    return first.original_bytes if hasattr(first, "original_bytes") else bytes(first)


def _table(places: dict[int, tuple[int, int]]) -> bytes:
    """The cross-reference table: one section for each run of numbers, the head of the free list first, as readers expect."""
    lines = ["xref", "0 1", "0000000000 65535 f "]
    for number in places:
        if number - 1 not in places:
            length = 1
            while number + length in places:
                length += 1
            lines.append(f"{number} {length}")
            lines += [f"{places[k][0]:010d} {places[k][1]:05d} n " for k in range(number, number + length)]
    return ("\n".join(lines) + "\ntrailer\n").encode("ascii")
