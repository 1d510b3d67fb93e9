"""核对: the rows of a sheet against what stands in the book: 新增, 修改, 不变 or 错误, cell by cell (features M1, I2)."""

import hashlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Protocol

from respbook.rules.cells import Value, read_cell, shown
from respbook.rules.columns import Sheet
from respbook.rules.errors import RuleBroken
from respbook.rules.grids import Grid
from respbook.rules.heads import Heads

EXAMPLE = "（示例）"
"""Marks the grey row of a 样表, which is not imported."""


class RowState(StrEnum):
    """行的去向."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


ROW_LABELS = {RowState.NEW: "新增", RowState.CHANGED: "修改", RowState.SAME: "不变", RowState.WRONG: "错误"}


_NOTHING: Mapping[str, Value] = MappingProxyType({})


@dataclass(slots=True)
class Record:
    """一条: what one line (or one cell of a matrix) says. ``given`` are values that need no reading.

    A sheet has tens of thousands: slots, and mappings that are shared where they are alike.
    """

    line: int
    cells: Mapping[str, str]
    places: Mapping[str, int]
    given: Mapping[str, Value] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True)
class Stand:
    """现状 of one row of the book: its values by column, in the words of the sheet, and the row behind them."""

    values: Mapping[str, Value]
    row: Any = None


@dataclass(slots=True)
class Found:
    """核对结果 of one record; errors and changes by column."""

    record: Record
    values: dict[str, Value]
    errors: dict[str, str]
    stand: Stand | None = None
    changes: dict[str, tuple[Value, Value]] = field(default_factory=dict)
    hint: str = ""

    @property
    def state(self) -> RowState:
        """去向."""
        if self.errors:
            return RowState.WRONG
        if self.stand is None:
            return RowState.NEW
        return RowState.CHANGED if self.changes else RowState.SAME

    def wrong(self, column: str, sentence: str) -> None:
        """出错: the first sentence of a cell counts."""
        self.errors.setdefault(column, sentence)


class Roll(Protocol):
    """名册: what the common check must know of a kind of sheet."""

    @property
    def sheet(self) -> Sheet: ...
    @property
    def longest(self) -> Mapping[str, int]: ...
    def records(self, grid: Grid, heads: Heads) -> list[Record]:
        """The lines below the heads as records. Raises RuleBroken where a column is missing."""

    def key(self, values: Mapping[str, Value]) -> Hashable:
        """What tells the row from others, None as long as it cannot be told. Raises RuleBroken with its column."""

    def stand(self, key: Any) -> Stand | None:
        """The row of the book with this key."""

    def judge(self, found: Found) -> None:
        """What only this kind of sheet can find wrong with one row."""

    def together(self, rows: Sequence[Found]) -> list[str]:
        """What only all rows together can show; gives remarks for the head of the page."""


@dataclass
class Checked:
    """核对过的表."""

    grid: Grid
    heads: Heads
    rows: list[Found]
    remarks: list[str]
    left_out: list[Record] = field(default_factory=list)
    """不导入的行, at the clerk's word: they are neither read nor counted among the others."""

    @property
    def counts(self) -> dict[RowState, int]:
        """新增、修改、不变、错误的条数."""
        told = dict.fromkeys(RowState, 0)
        for found in self.rows:
            told[found.state] += 1
        return told

    @property
    def ready(self) -> list[Found]:
        """可导入: faultless, and not what stands already."""
        return [found for found in self.rows if found.state in (RowState.NEW, RowState.CHANGED)]

    @property
    def wrong_lines(self) -> set[int]:
        """有错的行号."""
        return {found.record.line for found in self.rows if found.errors}

    @property
    def digest(self) -> str:
        """核对码: differs as soon as somebody changes a row that was compared with."""
        told = hashlib.sha256()
        for each in self.ready:
            old = "\x1f".join([f"{name}={shown(pair[0])}" for name, pair in each.changes.items()])
            told.update(f"{each.record.line}\x1f{each.state}\x1f{old}\n".encode())
        return told.hexdigest()


def plain_records(grid: Grid, heads: Heads) -> list[Record]:
    """逐行: every line below the heads that is not empty, no example and no repetition of the heads."""
    records = []
    places = heads.places
    for at in range(heads.row + 1, len(grid.rows)):
        row = grid.rows[at]
        cells = {name: row[place] if place < len(row) else "" for name, place in places.items()}
        if any(cells.values()) and not _passed_over(cells, heads):
            records.append(Record(grid.lines[at], cells, places))
    return records


def _passed_over(cells: Mapping[str, str], heads: Heads) -> bool:
    if any(text.startswith(EXAMPLE) for text in cells.values()):
        return True
    return all(text == heads.titles[heads.places[name]] for name, text in cells.items())


def need_columns(sheet: Sheet, heads: Heads, names: Sequence[str]) -> None:
    """必有的列. Raises RuleBroken naming the first that is missing."""
    for name in names:
        if name not in heads.places:
            raise RuleBroken(
                f"没有找到“{sheet.column(name).title}”列，认不出每一行是哪一条；请补上列名，或在下面指定是哪一列。"
            )


def check(roll: Roll, grid: Grid, heads: Heads) -> Checked:
    """核对整张表. Raises RuleBroken where the sheet cannot be read at all."""
    records = roll.records(grid, heads)
    if not records:
        raise RuleBroken("表头下面没有可导入的行；请核对所选的工作表，或连同列名一起复制。")
    left = [record for record in records if record.line in grid.left_out] if grid.left_out else []
    read = {column.name: _reader(column, roll.longest.get(column.name, 60)) for column in roll.sheet.columns}
    seen: dict[Hashable, Found] = {}
    rows = []
    for record in records:
        if record.line in grid.left_out:
            continue
        found = Found(record, dict(record.given), {})
        for name, text in record.cells.items():
            if text:
                _read_into(found, name, text, read[name])
        _place(roll, found, seen)
        roll.judge(found)
        _compare(found)
        rows.append(found)
    return Checked(grid, heads, rows, roll.together(rows), left)


def _place(roll: Roll, found: Found, seen: dict[Hashable, Found]) -> None:
    """Which row of the book it is; one that is in none must say everything that a new one needs."""
    key = _key(roll, found)
    if key is not None:
        first = seen.setdefault(key, found)
        if first is not found:  # which of the two is meant nobody can tell: neither goes in
            name = _key_column(roll, found)
            found.wrong(name, f"与第{first.record.line}行是同一条；请只保留一行，多余的勾选“不导入”。")
            first.wrong(name, f"与第{found.record.line}行是同一条；请只保留一行，多余的勾选“不导入”。")
        found.stand = roll.stand(key)
    if found.stand is None:
        for column in roll.sheet.columns:
            if column.must and found.values.get(column.name) is None:
                found.wrong(column.name, f"{column.title}未填写；请补上。")


def _reader(column: Any, longest: int) -> Callable[[str], Value]:
    memory: dict[str, Value] = {}

    def read(text: str) -> Value:
        if text not in memory:
            memory[text] = read_cell(column, text, longest)
        return memory[text]

    return read


def _read_into(found: Found, name: str, text: str, read: Callable[[str], Value]) -> None:
    try:
        found.values[name] = read(text)
    except RuleBroken as refusal:
        found.errors[name] = refusal.sentence


def _key(roll: Roll, found: Found) -> Hashable:
    try:
        return roll.key(found.values)
    except RuleBroken as refusal:
        found.wrong(refusal.field or roll.sheet.key[0], refusal.sentence)
        return None


def _key_column(roll: Roll, found: Found) -> str:
    return next((name for name in roll.sheet.key if name in found.record.places), roll.sheet.key[0])


def _compare(found: Found) -> None:
    if found.stand is not None:
        stood = found.stand.values
        for name, value in found.values.items():
            if name in stood and value != stood[name]:
                found.changes[name] = (stood[name], value)
