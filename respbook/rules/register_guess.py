"""猜栏目: the columns that a sheet's heads and cells seem to mean; shown to the clerk, who has the last word."""

from collections.abc import Sequence
from dataclasses import dataclass

from respbook.rules.columns import SHEETS, SheetKind
from respbook.rules.grids import Grid
from respbook.rules.heads import DEEPEST_HEAD, plain_head
from respbook.rules.registers import LONGEST_NAME, MOST_FIELDS, YES_NO, FieldFacts, FieldKind
from respbook.rules.typed import NotADay, read_day, read_number

_LOOKED_AT = 200
_FEW = 8
"""Different values up to which a column may be a choice."""
_MOSTLY = 0.8
"""Share of numbers under a head that names their unit: the others are to be put right in the check."""
_NUMBERING = frozenset(("序号", "编号", "序", "no", "系统登记号", "注销日期", "注销原因"))
_UNIT = SHEETS[SheetKind.REGISTER_ROWS].column("unit")
_UNITS = frozenset(plain_head(word) for word in (_UNIT.title, *_UNIT.also))


@dataclass(frozen=True)
class Guess:
    """猜测: which column names the rows, and what the others hold; ``unit_found``: whether one says whose they are."""

    name_title: str
    fields: tuple[FieldFacts, ...]
    unit_found: bool


def head_row(rows: Sequence[Sequence[str]]) -> int:
    """表头行: the first of the upper rows that is filled in as many places as any."""
    upper = [sum(map(bool, row)) for row in rows[:DEEPEST_HEAD]]
    return upper.index(max(upper)) if upper else 0


def guessed(grid: Grid) -> Guess:
    """猜栏目 of a sheet: heads that all registers have, and running numbers, are left out; the first of the others names."""
    at = head_row(grid.rows)
    heads = list(grid.rows[at]) if grid.rows else []
    below = grid.rows[at + 1 : at + 1 + _LOOKED_AT]
    wanted: list[tuple[int, str]] = []
    seen: set[str] = set()
    unit_found = False
    for place, title in enumerate(heads):
        plain = plain_head(title) if title else ""
        if plain in _UNITS and not unit_found:
            unit_found = True
        elif plain and plain not in _NUMBERING | _UNITS | seen:
            seen.add(plain)
            wanted.append((place, title))
    if not wanted:
        return Guess("名称", (), unit_found)
    naming = next((each for each in wanted if "名称" in each[1] or "姓名" in each[1]), wanted[0])
    fields = [
        _field(title, [row[place] for row in below if place < len(row) and row[place]])
        for place, title in wanted
        if (place, title) != naming
    ]
    return Guess(_cut(naming[1]), tuple(fields[:MOST_FIELDS]), unit_found)


def _cut(title: str) -> str:
    return " ".join(title.split())[:LONGEST_NAME]


def _field(title: str, cells: Sequence[str]) -> FieldFacts:
    """The kind that all cells of the column agree with; 日期 only where the head or the marks say so."""
    bare, unit_word = _apart(title)
    if cells and all(text in (*YES_NO, "有", "无", "√", "×") for text in cells):
        return FieldFacts(_cut(title), FieldKind.YES_NO)
    if cells and all(map(_is_day, cells)):
        return FieldFacts(_cut(title), FieldKind.DATE)
    numbers = sum(read_number(text) is not None for text in cells)
    most = len(cells) if not unit_word else len(cells) * _MOSTLY
    if cells and numbers >= most and not _is_code(title, cells):
        return FieldFacts(_cut(bare), FieldKind.NUMBER, unit_word)
    kinds = list(dict.fromkeys(" ".join(text.split()) for text in cells))
    if (
        2 <= len(kinds) <= _FEW
        and len(cells) >= 3 * len(kinds)
        and all(len(text) <= 10 and "、" not in text for text in kinds)
    ):
        return FieldFacts(_cut(title), FieldKind.CHOICE, choices=tuple(kinds))
    return FieldFacts(_cut(title), FieldKind.TEXT)


def _apart(title: str) -> tuple[str, str]:
    """存煤量（吨） → 存煤量, 吨."""
    plain = title.replace("(", "（").replace(")", "）").strip()
    head, found, rest = plain.partition("（")
    if found and rest.endswith("）") and head and len(rest) <= 7:
        return head.strip(), rest[:-1].strip()
    return title, ""


def _is_day(text: str) -> bool:
    if text.isdecimal():
        return False
    try:
        read_day(text)
    except NotADay:
        return False
    return True


def _is_code(title: str, cells: Sequence[str]) -> bool:
    """Numbers that nobody adds up: telephones, account and licence numbers keep their noughts as text."""
    return any(word in title for word in ("电话", "手机", "编号", "证", "号码", "账号")) or any(
        len(text) > 10 or (text[0] == "0" and len(text) > 1 and text[1] != ".") for text in cells
    )
