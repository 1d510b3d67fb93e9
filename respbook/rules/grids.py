"""表样: a sheet as it was read, with its line numbers; corrections, and what is left of it (features I2, M2)."""

import base64
import json
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

MOST_ROWS = 20_000
"""行数上限 of one import (safety R63)."""
MOST_COLUMNS = 120
MOST_CELLS = 1_500_000


@dataclass(frozen=True)
class Grid:
    """一张表: its cells as trimmed text; ``lines`` are the line numbers in the office's own file.

    ``left_out`` are the lines that are not to be imported (不导入此行): they stay, so that it can be taken back.
    """

    name: str
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    remarks: tuple[str, ...] = ()
    left_out: frozenset[int] = frozenset()

    @classmethod
    def of(cls, name: str, rows: Sequence[Sequence[str]], remarks: tuple[str, ...] = ()) -> "Grid":
        """The rows from line 1 on."""
        return cls(name, rows, range(1, len(rows) + 1), remarks)

    @cached_property
    def by_line(self) -> Mapping[int, Sequence[str]]:
        """行 by its line number, looked through once however many cells are asked for."""
        return dict(zip(self.lines, self.rows, strict=True))

    def cell(self, line: int, place: int) -> str:
        """一格, empty where there is none."""
        cells = self.by_line.get(line, ())
        return cells[place] if place < len(cells) else ""


def corrected(grid: Grid, cells: Mapping[tuple[int, int], str]) -> Grid:
    """改正: some cells typed anew, told by (line in the file, place); a place that is not there is passed over."""
    index = {line: at for at, line in enumerate(grid.lines)}
    rows = list(grid.rows)
    for (line, place), text in cells.items():
        if line in index and place < MOST_COLUMNS:
            row = list(rows[index[line]])
            row.extend([""] * (place + 1 - len(row)))
            row[place] = " ".join(text.replace("\x00", "").split())
            rows[index[line]] = row
    return replace(grid, rows=rows)


def left_out(grid: Grid, lines: Mapping[int, bool]) -> Grid:
    """不导入此行: line → whether it stays out; a line that is not there is passed over."""
    wanted = {line for line in grid.lines if lines.get(line, line in grid.left_out)}
    return replace(grid, left_out=frozenset(wanted))


def only(grid: Grid, lines: Collection[int], head: int) -> Grid:
    """留下几行: the rows down to the heads, and those lines, with their numbers."""
    kept = [at for at, line in enumerate(grid.lines) if at <= head or line in lines]
    return replace(grid, rows=[grid.rows[at] for at in kept], lines=[grid.lines[at] for at in kept])


def packed(grids: Sequence[Grid]) -> str:
    """装起: as text for one column of the book, a tenth of the size."""
    plain = [[grid.name, grid.rows, list(grid.lines), grid.remarks, sorted(grid.left_out)] for grid in grids]
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode("utf-8", "replace"), 1)).decode()


def unpacked(text: str) -> list[Grid]:
    """打开 what ``packed`` wrote; a sheet of an older release tells no lines left out."""
    plain = json.loads(zlib.decompress(base64.b64decode(text)))
    return [Grid(name, rows, lines, tuple(remarks), frozenset(*out)) for name, rows, lines, remarks, *out in plain]
