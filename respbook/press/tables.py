"""表格: tables on the grid. Head repeated, rows never cut, a cut span's label drawn again on the next page.

The one exception is a row taller than a page: it is cut between lines. Rows are counted below the head.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from respbook.papers.blocks import Align, Cell, Run, Runs, Table
from respbook.press.faces import Role
from respbook.press.flow import Flow
from respbook.press.grid import MM, PORTRAIT, ROW, TABLE_PAD, TABLE_ROW, TABLE_SMALL, TABLE_SMALL_ROW, TABLE_TEXT, Page
from respbook.press.lines import SetText, Style, TextSetter
from respbook.press.sheet import Box

_CAPTION = Style(Role.HEI, 14, 14, ROW, "centre")
_LEAST_ROW = 25.0
"""Least height of a row, points: room to write a figure by hand."""
_LEAST_ROWS = 2
"""Rows that stand together before and after a break."""


def _styles(size: float, leading: float) -> dict[Align | Literal["head"], Style]:
    return {
        "left": Style(Role.FANG, size, size, leading, "left", justify=False),
        "centre": Style(Role.FANG, size, size, leading, "centre"),
        "right": Style(Role.FANG, size, size, leading, "right"),
        "head": Style(Role.HEI, size, size, leading, "centre"),
    }


_USUAL, _SMALL = _styles(TABLE_TEXT, TABLE_ROW), _styles(TABLE_SMALL, TABLE_SMALL_ROW)


@dataclass(frozen=True)
class _Area:
    """A cell: rows ``first`` up to but not including ``end``, its left edge and width, its text."""

    first: int
    end: int
    x: float
    width: float
    text: SetText


@dataclass(frozen=True)
class SetTable:
    """排好的表: caption, head and areas; ``rows`` are the heights that one-row cells ask for."""

    caption: SetText | None
    head: tuple[_Area, ...]
    head_height: float
    areas: tuple[_Area, ...]
    rows: tuple[float, ...]

    def heights(self, first: int, end: int) -> list[float]:
        """Row heights of a piece; the last row of a span grows where the span's label needs more."""
        heights = list(self.rows[first:end])
        for area in self.areas:
            start, stop = max(area.first, first) - first, min(area.end, end) - first
            if stop - start > 1 or (stop > start and area.end - area.first > 1):
                lacking = _height(area.text) - sum(heights[start:stop])
                heights[stop - 1] += max(0.0, lacking)
        return heights

    @property
    def least(self) -> float:
        """Height that the table needs to begin on a page: caption, head and two rows."""
        caption = self.caption.height if self.caption else 0.0
        return caption + self.head_height + sum(self.heights(0, min(_LEAST_ROWS, len(self.rows))))


def set_table(table: Table, setter: TextSetter, page: Page = PORTRAIT) -> SetTable:
    """排表: break every cell's text to its width. Raises ValueError for columns wider than the type area together."""
    styles = _SMALL if table.small else _USUAL
    widths = [column.width * MM for column in table.columns]
    if sum(widths) > page.width + 0.5:
        raise ValueError(f"columns of {sum(widths) / MM:.1f} mm in a type area of {page.width / MM:.0f} mm")
    if any(len(row) > len(widths) for row in table.rows):
        raise ValueError("a row with more cells than the table has columns")
    left = page.left + max(0.0, page.width - sum(widths)) / 2
    edges = [left]
    for width in widths:
        edges.append(edges[-1] + width)
    titles = [
        _set_cell(setter, (Run(column.title),), width, styles["head"])
        for column, width in zip(table.columns, widths, strict=True)
    ]
    head = tuple(_Area(0, 1, edges[k], widths[k], title) for k, title in enumerate(titles))
    head_height = max([_LEAST_ROW, *(_height(area.text) for area in head)])
    areas = _areas(table, edges, setter, styles)
    whole = page.height - head_height - (ROW if table.caption else 0.0)
    areas, count = _cut_tall(areas, len(table.rows), whole)
    rows = [_LEAST_ROW] * count
    for area in areas:
        if area.end - area.first == 1:
            rows[area.first] = max(rows[area.first], _height(area.text))
    caption = setter.set((Run(table.caption),), _CAPTION, page.width) if table.caption else None
    return SetTable(caption, head, head_height, tuple(areas), tuple(rows))


def _set_cell(setter: TextSetter, runs: Runs, width: float, style: Style) -> SetText:
    """Text of a cell; a left line is a whole number of characters so that full and short lines look alike."""
    room = width - 2 * TABLE_PAD
    whole = room - room % style.size if style.align == "left" else room
    return setter.set(runs, style, max(style.size, whole))


def _height(text: SetText) -> float:
    return text.height + 2 * TABLE_PAD


def _areas(table: Table, edges: Sequence[float], setter: TextSetter, styles: Mapping[Any, Style]) -> list[_Area]:
    areas: list[_Area] = []
    for r, row in enumerate(table.rows):
        for k, cell in enumerate(row):
            if cell is not None:
                width = edges[min(k + cell.cols, len(edges) - 1)] - edges[k]
                style = styles[_align(table, k, cell)]
                text = _set_cell(setter, cell.runs, width, style)
                areas.append(_Area(r, min(r + cell.rows, len(table.rows)), edges[k], width, text))
    return areas


def _align(table: Table, k: int, cell: Cell) -> Align:
    return "centre" if cell.cols > 1 and cell.cols < len(table.columns) else table.columns[k].align


def _cut_tall(areas: list[_Area], count: int, whole: float) -> tuple[list[_Area], int]:
    """Cut rows that no page can hold into as many rows as it takes; spans over them grow along."""
    areas = [short for area in areas for short in _shortened(area, whole)]
    row = 0
    while row < count:
        single = [area for area in areas if area.first == row and area.end == row + 1]
        if all(_height(area.text) <= whole for area in single):
            row += 1
            continue
        lines = int((whole - 2 * TABLE_PAD) / single[0].text.style.leading)
        pieces = max(-(-len(area.text.lines) // lines) for area in single)
        areas = [part for area in areas for part in _stretched(area, row, pieces, lines)]
        count += pieces - 1
        row += pieces
    return areas, count


def _shortened(area: _Area, whole: float) -> list[_Area]:
    """A span whose own label is taller than a page keeps its text in its first row."""
    if area.end - area.first == 1 or _height(area.text) <= whole:
        return [area]
    return [replace(area, end=area.first + 1), replace(area, first=area.first + 1, text=area.text.part(0, 0))]


def _stretched(area: _Area, row: int, pieces: int, lines: int) -> list[_Area]:
    more = pieces - 1
    if area.first > row:
        return [replace(area, first=area.first + more, end=area.end + more)]
    if area.end <= row:
        return [area]
    if area.end - area.first > 1:
        return [replace(area, end=area.end + more)]
    parts = [area.text.part(k * lines, (k + 1) * lines) for k in range(pieces)]
    return [replace(area, first=row + k, end=row + k + 1, text=part) for k, part in enumerate(parts)]


def pour_table(flow: Flow, table: SetTable, after: float = 0.0) -> None:
    """放表: put a table over as many pages as it takes; ``after`` must fit below its last two rows."""
    flow.need(table.least)
    if table.caption:
        if not flow.fresh and not _first_piece(flow, table, table.caption.height, after):
            flow.turn()
        flow.put(table.caption)
    first, count = 0, len(table.rows)
    while first < count:
        end = _end_of_page(flow, table, first, after)
        if end == first:
            flow.turn()
            continue
        _draw(flow, table, first, end)
        first = end
        if first < count:
            flow.turn()
    flow.used = min(flow.used + TABLE_PAD, flow.page.height)
    flow.to_grid()


def _first_piece(flow: Flow, table: SetTable, caption: float, after: float) -> int:
    """How many rows stand under the caption if it is put here: none means it would stay behind alone."""
    flow.used += caption
    end = _end_of_page(flow, table, 0, after)
    flow.used -= caption
    return end


def _end_of_page(flow: Flow, table: SetTable, first: int, after: float) -> int:
    """The row before which this page ends; ``first`` itself where the piece should begin on a new page."""
    count = len(table.rows)
    end, height = first, table.head_height
    while end < count and flow.fits(height + table.rows[end]):
        height += table.rows[end]
        end += 1
    while end > first and not flow.fits(table.head_height + sum(table.heights(first, end))):
        end -= 1
    if end == count and (not after or flow.fits(table.head_height + sum(table.heights(first, end)) + after + ROW)):
        return end
    end = min(end, max(count - _LEAST_ROWS, first))
    begins_page = flow.used <= (table.caption.height if table.caption else 0.0) + 0.01
    if end - first >= _LEAST_ROWS:
        return end
    if not begins_page:
        return first
    return max(end, first + 1) if count - first > 1 or not after else count


def _draw(flow: Flow, table: SetTable, first: int, end: int) -> None:
    for area in table.head:
        _draw_area(flow, area, flow.top, table.head_height)
    tops = [flow.top - table.head_height]
    for height in table.heights(first, end):
        tops.append(tops[-1] - height)
    for area in table.areas:
        start, stop = max(area.first, first) - first, min(area.end, end) - first
        if start < stop:
            _draw_area(flow, area, tops[start], tops[start] - tops[stop])
    flow.used += flow.top - tops[-1]


def _draw_area(flow: Flow, area: _Area, top: float, height: float) -> None:
    sheet = flow.sheet
    sheet.boxes.append(Box(area.x, top - height, area.width, height))
    if area.text.lines:
        x = area.x + (area.width - area.text.width) / 2
        flow.setter.put(area.text, sheet, x, top - (height - area.text.height) / 2)
