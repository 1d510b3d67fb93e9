"""上级报表: what the county's form looks like, what its cells may be filled with, and what goes where (features X3)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from respbook.rules.column_kinds import CellKind
from respbook.rules.county_sources import SOURCES, Source
from respbook.rules.errors import RuleBroken
from respbook.rules.outgoing import Value
from respbook.rules.units import UNIT_KIND_LABELS, UnitKind

MOST_ROWS, MOST_COLUMNS = 120, 30
"""What of a form is shown and can be mapped; the county's forms are pages, not databases."""
_FOOT = re.compile(r"^\s*(合\s*计|总\s*计|小\s*计|制表|填表|填报|审核|负责人|说明|备注|注[:：])")
_TOTAL = re.compile(r"^\s*[合总]\s*计")


def place_words(row: int, column: int) -> str:
    """格的名称: B5, as spreadsheets call it."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


@dataclass(frozen=True)
class FormCell:
    """报表的一格, merged ones once: where it begins, how far it reaches, what stands in it."""

    row: int
    column: int
    text: str = ""
    rows: int = 1
    columns: int = 1
    formula: bool = False


@dataclass(frozen=True)
class FormSheet:
    """一张报表: its cells row by row; ``cut`` when it is larger than what can be mapped."""

    title: str
    lines: tuple[tuple[FormCell, ...], ...]
    cut: bool = False

    @property
    def width(self) -> int:
        """列数."""
        return max((cell.column + cell.columns - 1 for line in self.lines for cell in line), default=0)

    def places(self) -> dict[tuple[int, int], FormCell]:
        """Every place → the cell that covers it."""
        return {
            (row, column): cell
            for line in self.lines
            for cell in line
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        }

    def label_of(self, row: int, column: int, *, down: bool) -> str:
        """旁边的字: the heads above, and for a single cell those to its left: by them a cell is known again."""
        places = self.places()
        above = self._heads((places.get((each, column)) for each in range(row - 1, 0, -1)), 2)
        left = [] if down else self._heads((places.get((row, each)) for each in range(column - 1, 0, -1)), 2)
        told = [f"上方“{'／'.join(reversed(above))}”"] if above else []
        told += [f"左方“{'／'.join(reversed(left))}”"] if left else []
        return "，".join(told)[:300]

    def _heads(self, cells: Iterable[FormCell | None], most: int) -> list[str]:
        """The nearest texts; a title that runs over most of the sheet is no head of a cell."""
        found: dict[FormCell, str] = {}
        for cell in cells:
            if cell is not None and cell.text and cell.columns * 2 <= max(self.width, 3):
                found[cell] = re.sub(r"\s+", "", cell.text)
            if len(found) == most:
                break
        return list(found.values())

    def room_at(self, row: int, column: int) -> tuple[int, bool]:
        """留的行数 from here down to the foot of the table, and whether a row of totals follows."""
        places, room = self.places(), 0
        texts = {cell.row: cell.text for line in self.lines for cell in reversed(line) if cell.text}
        while (cell := places.get((row + room, column))) is not None:
            if _FOOT.match(texts.get(row + room, "")) or cell.row != row + room or cell.formula:
                break
            if room and cell.text:
                break
            room += 1
        return max(room, 1), bool(_TOTAL.match(texts.get(row + room, "")))


@dataclass(frozen=True)
class CellFacts:
    """填报设置: what goes into a cell, or from it downwards one row a unit."""

    sheet: str
    row: int
    column: int
    source: str
    target: str = ""
    unit_kind: UnitKind | None = None
    rows: int = 1
    totalled: bool = False

    @property
    def what(self) -> Source:
        """取数项."""
        return SOURCES[self.source]

    @property
    def words(self) -> str:
        """取什么数, in words: 户数（村）."""
        about = [self.target] if self.what.of_target else []
        about += [UNIT_KIND_LABELS[self.unit_kind]] if self.unit_kind else []
        return f"{self.what.title}（{'，'.join(about)}）" if about else self.what.title


def check_cell(facts: CellFacts, sheet: FormSheet) -> None:
    """设置核对: the cell is there, is no formula, and the rows below are free. Raises RuleBroken."""
    if facts.source not in SOURCES:
        raise RuleBroken("请选择这一格填什么。", "source")
    if facts.what.of_target and not facts.target:
        raise RuleBroken(f"“{facts.what.title}”要说明是哪一项目标，请选择目标。", "target")
    if not facts.what.of_target and facts.target:
        raise RuleBroken(f"“{facts.what.title}”不分目标，请把目标一栏改为不选。", "target")
    if facts.unit_kind and not facts.what.by_kind:
        raise RuleBroken(f"“{facts.what.title}”不分单位类别，请改为全部单位。", "unit_kind")
    if why := _blocked(facts, sheet):
        raise RuleBroken(why, "rows" if facts.rows > 1 else "source")


def _blocked(facts: CellFacts, sheet: FormSheet) -> str:
    places = sheet.places()
    for row in range(facts.row, facts.row + (facts.rows if facts.what.down else 1)):
        cell, name = places.get((row, facts.column)), place_words(row, facts.column)
        if cell is None:
            return f"{name}不在表内；请减少行数，或在表中补足空行后换新表。"
        if (cell.row, cell.column) != (row, facts.column):
            return f"{name}在合并单元格中间，填不进去；请从合并格的第一格指定，或减少行数。"
        if cell.formula:
            return f"{name}是公式，由表格自己计算，不用填；请另选一格，或减少行数。"
    return ""


def misfit(facts: CellFacts, label: str, sheet: FormSheet | None) -> str:
    """对不上的原因 when the county has changed its form; "" where the cell is the same one as before."""
    if sheet is None:
        return f"新表中没有“{facts.sheet}”这张工作表"
    if why := _blocked(facts, sheet):
        return why.rstrip("。")
    now = sheet.label_of(facts.row, facts.column, down=facts.what.down)
    return "" if now == label else f"旁边的字原为{label or '空白'}，现为{now or '空白'}"


@dataclass(frozen=True)
class Figures:
    """取数结果 of one month: single figures by (source, target, kind of unit), a row of values for each unit."""

    single: Mapping[tuple[str, str, UnitKind | None], Value]
    units: Sequence[tuple[UnitKind, Mapping[tuple[str, str], Value]]]


@dataclass(frozen=True)
class Filling:
    """填入: one value at one place."""

    sheet: str
    row: int
    column: int
    value: Value


def fillings(cells: Iterable[CellFacts], figures: Figures) -> list[Filling]:
    """填报: every value and its place. Raises RuleBroken where a form has too few rows or a target is not there."""
    made: list[Filling] = []
    for facts in cells:
        made += _down(facts, figures) if facts.what.down else _single(facts, figures)
    return made


def _single(facts: CellFacts, figures: Figures) -> Iterator[Filling]:
    key = (facts.source, facts.target, facts.unit_kind)
    if key not in figures.single:
        raise _missing(facts)
    yield Filling(facts.sheet, facts.row, facts.column, figures.single[key])


def _missing(facts: CellFacts) -> RuleBroken:
    name = place_words(facts.row, facts.column)
    return RuleBroken(f"这一年没有目标“{facts.target}”，{name}填不出来；请重新指定这一格，或先登记该目标。")


def _down(facts: CellFacts, figures: Figures) -> Iterator[Filling]:
    units = [values for kind, values in figures.units if facts.unit_kind in (None, kind)]
    if len(units) > facts.rows:
        name = place_words(facts.row, facts.column)
        raise RuleBroken(
            f"表上从{name}起只留了{facts.rows}行，现有{len(units)}个单位，填不下；请在表中补足空行，换新表后再填。"
        )
    column = [_of_unit(facts, values, place) for place, values in enumerate(units, 1)]
    for place, value in enumerate(column):
        yield Filling(facts.sheet, facts.row + place, facts.column, value)
    for place in range(len(units), facts.rows):
        yield Filling(facts.sheet, facts.row + place, facts.column, None)
    if facts.totalled and facts.what.kind in (CellKind.WHOLE, CellKind.NUMBER):
        total = sum((Decimal(value) for value in column if isinstance(value, int | Decimal)), Decimal(0))
        yield Filling(facts.sheet, facts.row + facts.rows, facts.column, total)


def _of_unit(facts: CellFacts, values: Mapping[tuple[str, str], Value], place: int) -> Value:
    if facts.source == "each.place":
        return place
    if (facts.source, facts.target) not in values:
        raise _missing(facts)
    return values[facts.source, facts.target]
