"""一纸两份: pledges set in frames, one or two on an A4 sheet, with a line to cut along (features C4).

Two on a sheet are laid so that one cut through the pile, the upper half put on the lower, leaves them in order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from respbook.papers.blocks import Run
from respbook.papers.pledge import PledgePaper
from respbook.press.faces import Role
from respbook.press.grid import MM, PAGE_HEIGHT, PAGE_WIDTH
from respbook.press.lines import SetText, Style, TextSetter
from respbook.press.sheet import Piece, Sheet, Stroke
from respbook.rules.errors import RuleBroken

HALF = PAGE_HEIGHT / 2
_SIDE = 22 * MM
_MARK = 9.0
_DATE = "　　　年　　月　　日"
_CUT = "裁切线"


@dataclass(frozen=True)
class _Measures:
    """尺寸 of one setting: type and leading of the text, of the title, margins above and below."""

    size: float
    leading: float
    title: float
    top: float
    foot: float

    @property
    def text(self) -> Style:
        return Style(Role.FANG, self.size, self.size, self.leading, "left")

    @property
    def heading(self) -> Style:
        return Style(Role.SONG, self.title, self.title, 1.7 * self.title, "centre", justify=False)

    @property
    def signing(self) -> float:
        """Height of the signature lines with the room above them."""
        return 3.4 * self.leading


_WHOLE = _Measures(16.0, 28.0, 22.0, 30 * MM, 24 * MM)
_HALVES = tuple(
    _Measures(size, leading, title, 13 * MM, 9 * MM)
    for size, leading, title in ((14.0, 21.0, 20.0), (12.0, 19.0, 18.0), (10.5, 16.5, 16.0))
)
"""From 四号 down to 五号: the largest in which the text still fits into its half."""


@dataclass(frozen=True)
class _Set:
    """A paper broken into lines under some measures."""

    paper: PledgePaper
    measures: _Measures
    title: SetText
    lines: tuple[SetText, ...]

    @property
    def height(self) -> float:
        measures = self.measures
        return self.title.height + 0.4 * measures.leading + sum(each.height for each in self.lines) + measures.signing


def set_pledges(papers: Sequence[PledgePaper], setter: TextSetter) -> list[Sheet]:
    """排版: the papers in their order; those of two on a sheet follow those of one. Raises RuleBroken for a long text."""
    sheets: list[Sheet] = []
    for paper in papers:
        if paper.per_sheet == 1:
            pages = _whole(_prepared(paper, _WHOLE, setter), setter)
            sheets += pages if len(pages) % 2 == 0 or len(pages) == 1 else [*pages, Sheet()]
    halves = [_fitting(paper, setter) for paper in papers if paper.per_sheet == 2]
    half = -(-len(halves) // 2)
    for place in range(half):
        sheet = Sheet()
        _put(sheet, halves[place], PAGE_HEIGHT, setter)
        if place + half < len(halves):
            _put(sheet, halves[place + half], HALF, setter)
        _cut(sheet, setter)
        sheets.append(sheet)
    return sheets


def _prepared(paper: PledgePaper, measures: _Measures, setter: TextSetter) -> _Set:
    width = PAGE_WIDTH - 2 * _SIDE
    title = setter.set((Run(paper.title),), measures.heading, width)
    lines = tuple(setter.set((Run(words),), measures.text, width, 2 * measures.size) for words in paper.paragraphs)
    return _Set(paper, measures, title, lines)


def _fitting(paper: PledgePaper, setter: TextSetter) -> _Set:
    for measures in _HALVES:
        ready = _prepared(paper, measures, setter)
        if ready.height <= HALF - measures.top - measures.foot:
            return ready
    raise RuleBroken(
        f"“{paper.title}”的文字太长，半张A4纸印不下（{paper.number}）；请删减文字，或改为每张纸印1份。", "body"
    )


def _put(sheet: Sheet, ready: _Set, top: float, setter: TextSetter) -> None:
    """A paper in a half, its signatures at the foot."""
    measures = ready.measures
    _marks(sheet, ready.paper, top - measures.top + 1.5 * _MARK, setter)
    spare = HALF - measures.top - measures.foot - ready.height
    at = top - measures.top - min(spare / 3, measures.leading)
    ready.title.put(sheet, _SIDE, at)
    at -= ready.title.height + 0.4 * measures.leading
    for line in ready.lines:
        line.put(sheet, _SIDE, at)
        at -= line.height
    _sign(sheet, ready, top - HALF + measures.foot + measures.signing, setter)


def _whole(ready: _Set, setter: TextSetter) -> list[Sheet]:
    """A paper on sheets of its own, as many as it takes; the signatures never stand alone."""
    measures, sheets = ready.measures, [Sheet()]
    top, foot = PAGE_HEIGHT - measures.top, measures.foot
    _marks(sheets[0], ready.paper, top + 2.2 * _MARK, setter)
    ready.title.put(sheets[0], _SIDE, top)
    at = top - ready.title.height - 0.4 * measures.leading
    for place, line in enumerate(ready.lines):
        after = measures.signing if place == len(ready.lines) - 1 else 0.0
        for part in range(len(line.lines)):
            if at - measures.leading - after < foot:
                sheets.append(Sheet())
                at = PAGE_HEIGHT - measures.top
            piece = line.part(part, part + 1)
            piece.put(sheets[-1], _SIDE, at)
            at -= piece.height
    _sign(sheets[-1], ready, max(at, foot + measures.signing), setter)
    return sheets


def _marks(sheet: Sheet, paper: PledgePaper, base: float, setter: TextSetter) -> None:
    """编号 at the right above the title, the 社 at the left, small."""
    number = f"编号：{paper.number}"
    width = _width(setter, number, _MARK)
    sheet.pieces.append(Piece(PAGE_WIDTH - _SIDE - width, base, Role.FANG, _MARK, 0.0, number, grey=0.25))
    if paper.mark:
        sheet.pieces.append(Piece(_SIDE, base, Role.FANG, _MARK, 0.0, paper.mark, grey=0.25))


def _sign(sheet: Sheet, ready: _Set, top: float, setter: TextSetter) -> None:
    """Both sides with a line to sign on, the date below each."""
    measures = ready.measures
    column = (PAGE_WIDTH - 2 * _SIDE) / 2
    for place, words in enumerate(ready.paper.signers):
        x, base = _SIDE + place * column, top - 1.5 * measures.leading
        label = f"{words}："
        sheet.pieces.append(Piece(x, base, Role.FANG, measures.size, 0.0, label))
        start = x + _width(setter, label, measures.size)
        sheet.strokes.append(Stroke(start, base - 2, max(x + column - 6 * MM - start, 12 * MM)))
        date_x = x + column - 6 * MM - _width(setter, _DATE, measures.size)
        sheet.pieces.append(Piece(date_x, base - 1.35 * measures.leading, Role.FANG, measures.size, 0.0, _DATE))


def _cut(sheet: Sheet, setter: TextSetter) -> None:
    size = 7.0
    width = _width(setter, _CUT, size)
    middle = PAGE_WIDTH / 2
    for x, length in ((8 * MM, middle - width / 2 - 10 * MM), (middle + width / 2 + 2 * MM, 0.0)):
        sheet.strokes.append(Stroke(x, HALF, length or PAGE_WIDTH - 8 * MM - x, dashed=True))
    sheet.pieces.append(Piece(middle - width / 2, HALF - 0.36 * size, Role.FANG, size, 0.0, _CUT, grey=0.4))


def _width(setter: TextSetter, text: str, size: float) -> float:
    advances = setter.faces.advances[Role.FANG]
    return sum(advances[character] for character in text) * size
