"""排好的文字: runs of text broken to a width in one face, ready to be put at a height."""

import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from respbook.papers.blocks import Align, Runs
from respbook.press.breaking import Line, Measure, break_lines
from respbook.press.faces import Faces, Role
from respbook.press.grid import BODY, CELL, ROW, WIDTH, baseline
from respbook.press.sheet import Piece, Sheet, Spot

_KEPT_TEXTS = 4096
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


@dataclass(frozen=True)
class Style:
    """字样: face, size, cell width (tracking = cell - size), distance of lines, alignment; points."""

    role: Role
    size: float = BODY
    cell: float = CELL
    leading: float = ROW
    align: Align = "left"
    justify: bool = True
    grey: float = 0.0
    red: bool = False


@dataclass(frozen=True)
class SetText:
    """排好的文字: lines of one style; ``fields`` are (start, end, name) of filled pieces; ``indent`` in points."""

    lines: tuple[Line, ...]
    style: Style
    width: float
    indent: float
    fields: tuple[tuple[int, int, str], ...]

    @property
    def height(self) -> float:
        """Height of all lines, in points."""
        return len(self.lines) * self.style.leading

    def part(self, start: int, end: int | None = None) -> "SetText":
        """Some of the lines; the first line's indent stays with the first line."""
        return replace(self, lines=self.lines[start:end], indent=self.indent if start == 0 else 0.0)

    def put(self, sheet: Sheet, x: float, top: float) -> None:
        """Put the lines on a page, the first one's upper edge at ``top``."""
        style = self.style
        for k, line in enumerate(self.lines):
            left = x + self._offset(line, k)
            y = baseline(top - k * style.leading, style.leading, style.size)
            if line.text:
                sheet.pieces.append(
                    Piece(left, y, style.role, style.size, line.tracking, line.text, line.cuts, style.grey, style.red)
                )

    def spots(self, sheet: Sheet, x: float, top: float, faces: Faces) -> None:
        """Note where filled pieces stand (only for texts that have some)."""
        advances, style = faces.advances[self.style.role], self.style
        for k, line in enumerate(self.lines):
            left = x + self._offset(line, k)
            y = baseline(top - k * style.leading, style.leading, style.size) - 0.14 * style.size
            cuts = dict(line.cuts)
            for start, end, name in self.fields:
                first, last = max(start - line.start, 0), min(end - line.start, len(line.text))
                if first < last:
                    ends = [0.0]
                    for at, character in enumerate(line.text[:last]):
                        ends.append(ends[-1] + advances[character] * style.size + line.tracking - cuts.get(at, 0.0))
                    sheet.spots.append(Spot(left + ends[first], y, ends[last] - ends[first], style.size, name))

    def _offset(self, line: Line, k: int) -> float:
        indent = self.indent if k == 0 else 0.0
        if self.style.align == "centre":
            return (self.width - line.width) / 2
        if self.style.align == "right":
            return self.width - line.width
        return indent


class TextSetter:
    """排字: turns runs into lines; the same runs in the same style are broken once (4,096 texts are kept)."""

    def __init__(self, faces: Faces) -> None:
        self.faces = faces
        self.set = lru_cache(_KEPT_TEXTS)(self._set)

    def _set(self, runs: Runs, style: Style, width: float = WIDTH, indent: float = 0.0) -> SetText:
        text, fields = _joined(runs)
        justify = style.justify and style.align == "left"
        measure = Measure(style.size, style.cell - style.size, width - indent, width, justify)
        lines = break_lines(text, self.faces.advances[style.role], measure)
        return SetText(lines, style, width, indent, fields)

    def put(self, text: SetText, sheet: Sheet, x: float, top: float) -> None:
        """Put a text on a page and note where its filled pieces stand."""
        text.put(sheet, x, top)
        if text.fields:
            text.spots(sheet, x, top, self.faces)


def _joined(runs: Runs) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    parts: list[str] = []
    fields: list[tuple[int, int, str]] = []
    at = 0
    for run in runs:
        text = printable(run.text)
        parts.append(text)
        if run.field is not None and text:
            fields.append((at, at + len(text), run.field))
        at += len(text)
    return "".join(parts), tuple(fields)


def printable(text: str) -> str:
    """可印文字: NFC, without control and invisible characters; odd spaces become plain ones, line feeds stay."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", " ")
    return "".join(filter(None, map(_printed, text)))


def _printed(character: str) -> str:
    if character in "\n\u3000":
        return character
    kind = unicodedata.category(character)
    return " " if kind == "Zs" else "" if kind in _UNSEEN else character
