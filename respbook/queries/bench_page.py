"""核对页: a checked sheet as rows of cells to be shown, and as faults and changes by place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from respbook.queries.imports import Bench
from respbook.rules.cells import shown
from respbook.rules.chinese import shown_phone
from respbook.rules.grids import Grid
from respbook.rules.sheet_check import Checked, Found, RowState

SHOWN_ROWS = 200
"""Rows of each kind that one page shows; all are imported."""
SHOWN_FAULTS = 100


@dataclass(frozen=True)
class CellShown:
    """一格: ``old`` is what stands now where it changes, ``fault`` the sentence where it is wrong."""

    place: int
    text: str
    old: str | None = None
    fault: str = ""


@dataclass(frozen=True)
class LineShown:
    """一行."""

    line: int
    cells: Sequence[CellShown]
    hint: str = ""


@dataclass(frozen=True)
class BenchPage:
    """核对页: the columns that are read, and the lines of each state."""

    columns: Sequence[tuple[int, str]]
    wrong: Sequence[LineShown]
    changed: Sequence[LineShown]
    new: Sequence[LineShown]
    left_out: Sequence[LineShown]
    lines: Mapping[RowState, int]
    out: int


def faults_of(checked: Checked) -> dict[tuple[int, int], str]:
    """错误 by (line, place in the sheet)."""
    faults: dict[tuple[int, int], str] = {}
    for found in checked.rows:
        for name, sentence in found.errors.items():
            faults.setdefault((found.record.line, _place(found, name)), sentence)
    return faults


def _place(found: Found, name: str) -> int:
    """A missing column has no place of its own: its sentence stands at the first cell of the row."""
    places = found.record.places
    return places[name] if name in places else min(places.values(), default=0)


def changes_of(checked: Checked) -> dict[tuple[int, int], str]:
    """改动 by (line, place): the words that stand now; a phone number is not shown in full (safety R98)."""
    changes = {}
    for found in checked.rows:
        if found.state is RowState.CHANGED:
            for name, (old, _) in found.changes.items():
                words = shown(old)
                changes[found.record.line, _place(found, name)] = shown_phone(words) if name == "phone" else words
    return changes


def bench_page(bench: Bench) -> BenchPage:
    """核对页 of a sheet that could be read."""
    checked = bench.checked
    assert checked is not None
    faults, changes = faults_of(checked), changes_of(checked)
    by_line: dict[int, set[RowState]] = {}
    hints: dict[int, str] = {}
    used: set[int] = set()
    for found in checked.rows:
        line = found.record.line
        by_line.setdefault(line, set()).add(found.state)
        used.update(found.record.places.values())
        if found.hint:
            hints[line] = found.hint
    out = dict.fromkeys(record.line for record in checked.left_out)
    used.update(place for record in checked.left_out for place in record.places.values())
    columns = [(place, bench.heads.titles[place] or f"第{place + 1}列") for place in sorted(used)]
    rows = {line: at for at, line in enumerate(bench.grid.lines)}
    groups: dict[RowState, list[int]] = {state: [] for state in RowState}
    for line, states in by_line.items():
        first = next(
            state for state in (RowState.WRONG, RowState.CHANGED, RowState.NEW, RowState.SAME) if state in states
        )
        groups[first].append(line)

    def lines(wanted: Iterable[int], most: int) -> list[LineShown]:
        return [
            _line(bench.grid, rows[line], columns, faults, changes, hints.get(line, ""))
            for line in islice(wanted, most)
        ]

    return BenchPage(
        columns,
        lines(groups[RowState.WRONG], SHOWN_FAULTS),
        lines(groups[RowState.CHANGED], SHOWN_ROWS),
        lines(groups[RowState.NEW], SHOWN_ROWS),
        lines(out, SHOWN_ROWS),
        {state: len(found) for state, found in groups.items()},
        len(out),
    )


def _line(
    grid: Grid,
    at: int,
    columns: Sequence[tuple[int, str]],
    faults: Mapping[tuple[int, int], str],
    changes: Mapping[tuple[int, int], str],
    hint: str,
) -> LineShown:
    row, line = grid.rows[at], grid.lines[at]
    cells = [
        CellShown(
            place,
            row[place] if place < len(row) else "",
            changes.get((line, place)),
            faults.get((line, place), ""),
        )
        for place, _ in columns
    ]
    return LineShown(line, cells, hint)
