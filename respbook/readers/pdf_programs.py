"""程序检查: whether a PDF carries a program or a file, however the words for it are written (safety R59).

A name may be spelt with escapes (/J#61vaScript) and may lie packed in an object stream, where its letters do not stand
in the file. So three looks: at the file's bytes, at what every object stream unpacks to, at every object as parsed.
"""

import io
import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

from pypdf import PdfReader, apply_configuration
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

from respbook.rules.errors import RuleBroken

_WORDS = (b"JavaScript", b"Launch", b"SubmitForm", b"ImportData", b"RichMedia")
"""What a plain scan never does; long enough to stand in no picture by chance."""
_ACTS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/RichMediaExecute"})
"""Values of /S: what an action does."""
_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/EF", "/RichMediaContent"})
"""Keys behind which a program or a file lies."""
_KINDS = frozenset({"/EmbeddedFile", "/FileAttachment", "/RichMedia"})
"""Values of /Type and /Subtype."""
_PIECE = 1 << 20
_LONGEST = 64
"""More than the longest word with every letter escaped."""
PATIENCE = 10.0
"""Seconds for one file; a scan of 500 pages takes less than one."""
MOST_VALUES = 500_000
"""Values looked at in one file; a scan of 500 pages has about 20 000."""
MOST_PACKED = 1 << 20
"""Bytes that one object stream unpacks to, and any table of the file; those of a scan have some thousands."""

_TANGLED = "这份PDF的内部结构太乱，查不出里面有没有程序，没有收下；请打印成普通PDF后再传。"

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it says of a stranger's file helps nobody


def _spelt(word: bytes) -> bytes:
    """One word as a pattern, each letter plain or escaped: a → (?:a|#61)."""
    return b"".join(b"(?:%c|#%s)" % (letter, b"".join(_either(digit) for digit in b"%02X" % letter)) for letter in word)


def _either(digit: int) -> bytes:
    """A hex digit in both cases."""
    return b"[%c%c]" % (digit, digit | 0x20) if digit > 0x39 else b"%c" % digit


_SPELT = re.compile(b"/(?:" + b"|".join(_spelt(word) for word in _WORDS) + b")")


def carries(source: bytes | Path) -> bool:
    """程序或附件 in a PDF that is not encrypted. Raises RuleBroken for what cannot be looked through."""
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        if _in_bytes(file):
            return True
        file.seek(0)
        return _in_objects(file)


def _in_bytes(file: IO[bytes]) -> bool:
    """A word in the file as it lies, looked for piece by piece."""
    before = b""
    while piece := file.read(_PIECE):
        if _SPELT.search(before + piece):
            return True
        before = piece[-_LONGEST:]
    return False


def _in_objects(file: IO[bytes]) -> bool:
    """A program or file in any object that the file lists, used or not."""
    clock = _Clock()
    try:
        with apply_configuration(
            zlib_maximum_output_length=MOST_PACKED,
            lzw_maximum_output_length=MOST_PACKED,
            run_length_maximum_output_length=MOST_PACKED,
        ):
            return any(_acts(found, clock) or _packed(found) for found in _objects(_Watched(file, clock), clock))
    except RuleBroken:
        raise
    except Exception:  # a file made to break readers breaks them in any way
        raise RuleBroken(_TANGLED, "file") from None


def _objects(file: "_Watched", clock: "_Clock") -> Iterator[Any]:
    """Every object of the file. Raises LimitReachedError, RuleBroken."""
    reader = _Bounded(file, xref_stream_maximum_entries=MOST_VALUES)
    for number, generation in list(_numbers(reader)):
        clock.tick()
        try:
            yield reader.get_object(IndirectObject(number, generation, reader))
        except LimitReachedError:
            raise
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, AssertionError, IndexError):
            continue  # a broken object is nothing to a viewer either; its bytes have been looked at


def _numbers(reader: PdfReader) -> Iterator[tuple[int, int]]:
    """Every object: those that lie in the file by themselves, then those packed in streams."""
    for generation, places in reader.xref.items():
        for number in places:
            yield number, generation
    for number in reader.xref_objStm:
        yield number, 0


class _Clock:
    """时限 of one file. Raises RuleBroken when it is over."""

    def __init__(self) -> None:
        self.until, self.left = time.monotonic() + PATIENCE, MOST_VALUES

    def tick(self) -> None:
        """One more value."""
        self.left -= 1
        if self.left < 0:
            raise RuleBroken(_TANGLED, "file")
        self.look()

    def look(self) -> None:
        """Whether there is time left."""
        if time.monotonic() > self.until:
            raise RuleBroken(_TANGLED, "file")


class _Watched(io.BufferedReader):
    """The file, read against the clock: one object may be as large as the file."""

    def __init__(self, file: IO[bytes], clock: _Clock) -> None:
        super().__init__(cast(Any, file))
        self.clock, self.reads = clock, 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Most reads are of one byte: the clock is looked at now and then."""
        self.reads += 1
        if self.reads % 256 == 0 or size is None or not 0 <= size <= 256:
            self.clock.look()
        return super().read(size)


class _Bounded(PdfReader):
    """pypdf's reader, which takes no object from a stream that would keep it busy for minutes."""

    def _get_object_from_stream(self, indirect_reference: IndirectObject) -> PdfObject:
        carrier = IndirectObject(self.xref_objStm[indirect_reference.idnum][0], 0, self).get_object()
        if isinstance(carrier, StreamObject) and len(carrier.get_data()) > MOST_PACKED:
            raise LimitReachedError("object stream")
        return super()._get_object_from_stream(indirect_reference)


def _acts(found: Any, clock: _Clock) -> bool:
    """Whether this value, or one inside it, is a program or a file; references are not followed, all objects come."""
    waiting = [found]
    while waiting:
        clock.tick()
        value = waiting.pop()
        if isinstance(value, DictionaryObject):
            if not _KEYS.isdisjoint(value) or _named(value, "/S", _ACTS):
                return True
            if _named(value, "/Type", _KINDS) or _named(value, "/Subtype", _KINDS):
                return True
            waiting.extend(value.values())
        elif isinstance(value, ArrayObject):
            waiting.extend(value)
    return False


def _named(value: DictionaryObject, key: str, names: frozenset[str]) -> bool:
    """A key's name; one that is only referred to is followed, names need not stand where they are used."""
    said = value.get(key)
    if isinstance(said, IndirectObject):
        said = said.get_object()
    return isinstance(said, str) and str(said) in names


def _packed(found: Any) -> bool:
    """A word in what an object stream unpacks to, also of one that no table of the file lists any more."""
    if not isinstance(found, StreamObject) or found.get("/Type") != "/ObjStm":
        return False
    return bool(_SPELT.search(found.get_data()))
