"""字形子集: cuts a TrueType face down to some glyphs. Holds no reading position, so threads may share a face."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_WORDS, _MORE, _SCALE, _TWO_SCALES, _MATRIX = 0x01, 0x20, 0x08, 0x40, 0x80
_KEPT = ("cvt ", "fpgm", "prep")


@dataclass(frozen=True)
class Outlines:
    """轮廓: the tables of one face that a subset is made from."""

    tables: Mapping[str, bytes]
    glyf: memoryview
    positions: Sequence[int]
    metrics: Sequence[tuple[int, int]]

    def glyph(self, number: int) -> bytes:
        """The outline of one glyph, empty for a blank one."""
        return bytes(self.glyf[self.positions[number] : self.positions[number + 1]])


def cut(face: Outlines, glyphs: Sequence[int]) -> bytes:
    """子集: a TrueType file with .notdef, then ``glyphs`` in order, then the parts that composite glyphs need."""
    order = [0, *glyphs]
    place = {glyph: k for k, glyph in reversed(list(enumerate(order)))}
    drawn: list[bytes] = []
    for glyph in order:  # grows while it runs
        outline = face.glyph(glyph)
        if len(outline) > 2 and outline[0] & 0x80:
            outline = _renumbered(outline, order, place)
        drawn.append(outline + bytes(-len(outline) % 4))
    return _file(_tables(face, order, drawn))


def _renumbered(outline: bytes, order: list[int], place: dict[int, int]) -> bytes:
    data = bytearray(outline)
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, part = struct.unpack_from(">HH", data, at)
        if part not in place:
            place[part] = len(order)
            order.append(part)
        struct.pack_into(">H", data, at + 2, place[part])
        at += 8 if flags & _WORDS else 6
        at += 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _MATRIX else 0
    return bytes(data)


def _tables(face: Outlines, order: list[int], drawn: list[bytes]) -> dict[str, bytes]:
    offsets = [0]
    for outline in drawn:
        offsets.append(offsets[-1] + len(outline))
    head = bytearray(face.tables["head"])
    struct.pack_into(">I", head, 8, 0)
    struct.pack_into(">H", head, 50, 1)  # long offsets
    hhea = bytearray(face.tables["hhea"])
    struct.pack_into(">H", hhea, 34, len(order))
    maxp = bytearray(face.tables["maxp"])
    struct.pack_into(">H", maxp, 4, len(order))
    numbers = [number & 0xFFFF for glyph in order for number in face.metrics[glyph]]
    tables = {tag: face.tables[tag] for tag in _KEPT if tag in face.tables}
    return tables | {
        "head": bytes(head),
        "hhea": bytes(hhea),
        "maxp": bytes(maxp),
        "hmtx": struct.pack(f">{len(numbers)}H", *numbers),
        "loca": struct.pack(f">{len(offsets)}I", *offsets),
        "glyf": b"".join(drawn),
    }


def _file(tables: dict[str, bytes]) -> bytes:
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    directory = [struct.pack(">IHHHH", 0x10000, count, power * 16, power.bit_length() - 1, (count - power) * 16)]
    at = 12 + 16 * count
    body: list[bytes] = []
    head_at = 0
    for tag in sorted(tables):
        padded = tables[tag] + bytes(-len(tables[tag]) % 4)
        if tag == "head":
            head_at = at
        directory.append(struct.pack(">4sIII", tag.encode("ascii"), _sum(padded), at, len(tables[tag])))
        body.append(padded)
        at += len(padded)
    whole = bytearray(b"".join(directory + body))
    struct.pack_into(">I", whole, head_at + 8, (0xB1B0AFBA - _sum(whole)) & 0xFFFFFFFF)
    return bytes(whole)


def _sum(data: bytes | bytearray) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(data) // 4}I", data)
    return sum(words) & 0xFFFFFFFF
