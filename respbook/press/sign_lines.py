"""签字行: a label, a line to sign on, a date to fill in; as many beside each other as asked, all rows of one height."""

from dataclasses import dataclass

from respbook.papers.blocks import Run, SignLines
from respbook.press.faces import Role
from respbook.press.flow import Flow
from respbook.press.grid import CELL, ROW, Page
from respbook.press.lines import SetText, Style, TextSetter
from respbook.press.part import SetPart
from respbook.press.sheet import Stroke

_SIZE = 14.0
_WORDS = Style(Role.FANG, _SIZE, _SIZE, ROW, justify=False)
_GAP = 2 * CELL
_LEAST_LINE = 5 * CELL
"""Least length of a line to sign on."""
_ROOM = 0.5 * ROW
"""Above each row, so that a name has the height that it is written in."""
DATE = "　　年　　月　　日"


@dataclass(frozen=True)
class _Line:
    """One place: the label, where the line begins beside its last row or, with 0, on a row of its own below it."""

    label: SetText
    start: float

    @property
    def beside(self) -> bool:
        return self.start > 0


class SetSignLines(SetPart):
    """排好的签字行: the lines of a column begin alike, and all dates stand alike, beside the lines or below."""

    closing = True

    def __init__(self, block: SignLines, setter: TextSetter, page: Page) -> None:
        self._columns = max(1, block.columns)
        self._width = (page.width - (self._columns - 1) * _GAP) / self._columns
        labels = [setter.set((Run(f"{words.rstrip('：')}："),), _WORDS, self._width) for words in block.labels]
        starts = [self._start(labels[k :: self._columns]) for k in range(self._columns)]
        self._date = setter.set((Run(DATE),), _WORDS, len(DATE) * _SIZE) if block.dated else None
        date = self._date.lines[0].width if self._date else 0.0
        self._beside = all(self._width - start - date >= _LEAST_LINE for start in starts)
        if any(self._width - start < _LEAST_LINE for start in starts):
            starts = [0.0] * self._columns
        self._lines = [_Line(label, starts[k % self._columns]) for k, label in enumerate(labels)]

    @staticmethod
    def _start(labels: list[SetText]) -> float:
        """Where the lines of one column begin: behind its longest label."""
        return max((label.lines[-1].width for label in labels), default=0.0)

    @property
    def _rows(self) -> list[list[_Line]]:
        step = self._columns
        return [self._lines[k : k + step] for k in range(0, len(self._lines), step)]

    def _height(self, row: list[_Line]) -> float:
        below = bool(self._date) and not self._beside
        return _ROOM + max(line.label.height + (not line.beside) * ROW for line in row) + below * ROW

    @property
    def height(self) -> float:
        """With half a row of room above each."""
        return sum(map(self._height, self._rows))

    def put(self, flow: Flow) -> None:
        """Row by row; all of them stand on one page, if one can hold them."""
        flow.need(self.height)
        for row in self._rows:
            height = self._height(row)
            flow.need(height)
            for k, line in enumerate(row):
                self._put(flow, line, flow.page.left + k * (self._width + _GAP), flow.top - _ROOM)
            flow.used += height
        flow.used = min(flow.used, flow.page.height)

    def _put(self, flow: Flow, line: _Line, x: float, top: float) -> None:
        flow.setter.put(line.label, flow.sheet, x, top)
        base = top - line.label.height - (not line.beside) * ROW
        date = self._date.lines[0].width if self._date else 0.0
        length = self._width - line.start - date * self._beside
        flow.sheet.strokes.append(Stroke(x + line.start, base + 0.22 * ROW, length))
        if self._date:
            self._date.put(flow.sheet, x + self._width - date, base + ROW * self._beside)
