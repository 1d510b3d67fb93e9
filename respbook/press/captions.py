"""小字: words in the press's faces for what is added to a finished PDF, each face embedded with the characters it draws."""

from collections.abc import Sequence

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
)

from respbook.press.cidfont import Face, Subset
from respbook.press.faces import Faces, Role
from respbook.press.increment import Increment, dictionary, numbers, packed_stream
from respbook.rules.errors import RuleBroken


class Captions:
    """小字集: hands out codes while words are put; writes the fonts at the end."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces
        self._used: dict[int, tuple[Face, str, dict[str, str]]] = {}

    def width(self, role: Role, size: float, text: str) -> float:
        """字宽 in points."""
        return sum(self._faces.advances[role][character] for character in text) * size

    def put(self, role: Role, size: float, x: float, y: float, text: str) -> str:
        """写字: operators that draw ``text`` from a baseline on. Raises RuleBroken for a character in no face."""
        parts = [f"BT 0 Tc 0 Tw 100 Tz 0 Tr 1 0 0 1 {x:.2f} {y:.2f} Tm"]
        for character in text:
            face = self._faces.drawing(role, character)
            if face is None:
                raise RuleBroken(f"字库中没有“{character}”（U+{ord(character):04X}），无法印出。")
            _, name, codes = self._used.setdefault(id(face), (face, f"F{len(self._used) + 1}", {}))
            code = codes.setdefault(character, f"{len(codes) + 1:04X}")
            parts.append(f"/{name} {size:g} Tf <{code}> Tj")
        return " ".join([*parts, "ET"])

    def fonts(self, increment: Increment) -> DictionaryObject:
        """字体: adds the fonts; what a resources dictionary says of them."""
        return dictionary(
            **{name: _font(increment, face, face.subset(tuple(codes))) for face, name, codes in self._used.values()}
        )


def _font(increment: Increment, face: Face, subset: Subset) -> IndirectObject:
    named, base = NameObject, NameObject(f"/{subset.name}")
    outlines = packed_stream(subset.outlines, Length1=NumberObject(subset.length))
    descriptor = dictionary(
        Type=named("/FontDescriptor"),
        FontName=base,
        Flags=NumberObject(4),
        FontBBox=numbers(*face.box),
        ItalicAngle=NumberObject(0),
        Ascent=NumberObject(face.ascent),
        Descent=NumberObject(face.descent),
        CapHeight=NumberObject(face.cap_height),
        StemV=NumberObject(80),
        FontFile2=increment.add(outlines),
    )
    system = dictionary(
        Registry=ByteStringObject(b"Adobe"), Ordering=ByteStringObject(b"Identity"), Supplement=NumberObject(0)
    )
    descendant = dictionary(
        Type=named("/Font"),
        Subtype=named("/CIDFontType2"),
        BaseFont=base,
        CIDToGIDMap=named("/Identity"),
        DW=NumberObject(1000),
        W=_advances(subset.widths),
        CIDSystemInfo=system,
        FontDescriptor=increment.add(descriptor),
    )
    return increment.add(
        dictionary(
            Type=named("/Font"),
            Subtype=named("/Type0"),
            BaseFont=base,
            Encoding=named("/Identity-H"),
            DescendantFonts=ArrayObject([increment.add(descendant)]),
            ToUnicode=increment.add(packed_stream(subset.to_unicode)),
        )
    )


def _advances(widths: Sequence[int]) -> ArrayObject:
    return ArrayObject([NumberObject(1), numbers(*widths)])
