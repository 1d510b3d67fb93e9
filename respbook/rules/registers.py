"""台账: a register that the office keeps by village, its columns chosen by the town; what a row may say (features D4, M1)."""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from respbook.rules import pinyin
from respbook.rules.cells import Value, read_cell, shown
from respbook.rules.chinese import day
from respbook.rules.column_kinds import CellKind, Column
from respbook.rules.columns import SHEETS, Sheet, SheetKind
from respbook.rules.errors import RuleBroken
from respbook.rules.heads import plain_head

MOST_FIELDS = 30
MOST_CHOICES = 30
LONGEST_NAME = 20
"""Characters of a register's or a column's name."""
LONGEST_CALLED = 60
LONGEST_TEXT = 200
NAME, UNIT, ENTRY = "name", "unit", "entry"
"""The columns that every register has: what the row is called, whose it is, and how it is told when it comes back."""


class FieldKind(StrEnum):
    """栏目种类: what a column of a register holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"


FIELD_KIND_LABELS = {
    FieldKind.TEXT: "文字",
    FieldKind.NUMBER: "数字",
    FieldKind.DATE: "日期",
    FieldKind.YES_NO: "是否",
    FieldKind.CHOICE: "选项",
}
_CELLS = {
    FieldKind.TEXT: CellKind.TEXT,
    FieldKind.NUMBER: CellKind.NUMBER,
    FieldKind.DATE: CellKind.DATE,
    FieldKind.YES_NO: CellKind.CHOICE,
    FieldKind.CHOICE: CellKind.CHOICE,
}
YES_NO = ("是", "否")


@dataclass(frozen=True)
class FieldFacts:
    """栏目: its title, what it holds, in which unit or from which choices.

    ``must``: a new row may not leave it empty. ``tells``: it tells rows of one village and one name apart.
    """

    title: str
    kind: FieldKind = FieldKind.TEXT
    unit_word: str = ""
    choices: tuple[str, ...] = ()
    must: bool = False
    tells: bool = False

    @property
    def heading(self) -> str:
        """表头: the title with the unit of its numbers."""
        return f"{self.title}（{self.unit_word}）" if self.unit_word else self.title


@dataclass(frozen=True)
class RegisterFacts:
    """台账的设定: its name, what its rows are called by, a note, whether a village's own reporter fills it in."""

    name: str
    name_title: str
    note: str = ""
    village_fills: bool = False


_RESERVED = frozenset(
    plain_head(word)
    for column in SHEETS[SheetKind.REGISTER_ROWS].columns
    if column.name != NAME
    for word in (column.title, *column.also)
) | {plain_head(word) for word in ("序号", "注销日期", "注销原因")}


def check_register(facts: RegisterFacts, others: Iterable[str]) -> None:
    """台账设定核对. Raises RuleBroken on its field."""
    if facts.name in others:
        raise RuleBroken(f"已有一本“{facts.name}”；请换个名称，或直接使用那一本。", "name")
    if plain_head(facts.name_title) in _RESERVED:
        raise RuleBroken(f"“{facts.name_title}”是各本台账都有的栏目；请换个名称，例如“网点名称”。", "name_title")


def check_field(facts: FieldFacts, name_title: str, others: Sequence[str]) -> FieldFacts:
    """栏目核对, against the titles beside it; gives it without what its kind has no use for. Raises RuleBroken."""
    plain = plain_head(facts.title)
    if plain in _RESERVED:
        raise RuleBroken(f"“{facts.title}”由系统填写，不用另设；请换个名称。", "title")
    same = next((title for title in (name_title, *others) if plain_head(title) == plain), "")
    if same:
        raise RuleBroken(f"与栏目“{same}”同名（括号里的字不算），导入时分不清；请换个名称。", "title")
    if facts.kind is FieldKind.CHOICE:
        if len(facts.choices) < 2:
            raise RuleBroken("选项至少要两个，用顿号分开，例如“已取缔、经营中”。", "choices")
        if len(facts.choices) > MOST_CHOICES:
            raise RuleBroken(f"选项有{len(facts.choices)}个，最多{MOST_CHOICES}个；请改用“文字”。", "choices")
        if long := next((word for word in facts.choices if len(word) > LONGEST_NAME), ""):
            raise RuleBroken(f"选项“{long}”超过{LONGEST_NAME}个字；请缩短。", "choices")
    return FieldFacts(
        facts.title,
        facts.kind,
        facts.unit_word if facts.kind is FieldKind.NUMBER else "",
        facts.choices if facts.kind is FieldKind.CHOICE else (),
        facts.must,
        facts.tells,
    )


def key_of(field_id: int) -> str:
    """栏目代号: what the column is called in forms, addresses and sheets under check."""
    return f"f{field_id}"


def column_of(name: str, facts: FieldFacts, more_choices: Iterable[str] = ()) -> Column:
    """表列 of a column; ``more_choices`` stand in rows and are offered no longer."""
    offered = YES_NO if facts.kind is FieldKind.YES_NO else facts.choices
    choices = tuple(dict.fromkeys((*offered, *more_choices)))
    return Column(name, facts.heading, _CELLS[facts.kind], must=facts.must, choices=choices, width=10)


def sheet_of(register: RegisterFacts, fields: Mapping[int, FieldFacts]) -> Sheet:
    """表样 of a register: its own columns between those that all registers have."""
    unit, name, entry = SHEETS[SheetKind.REGISTER_ROWS].columns
    called = Column(NAME, register.name_title, also=name.also, width=name.width, must=True)
    own = [column_of(key_of(field_id), facts) for field_id, facts in fields.items()]
    return Sheet(SheetKind.REGISTER_ROWS, register.name, (called, unit, *own, entry), (UNIT, NAME))


def limits_of(sheet: Sheet) -> dict[str, int]:
    """字数上限 by column."""
    return {column.name: LONGEST_CALLED if column.name == NAME else LONGEST_TEXT for column in sheet.columns}


def stored(kind: FieldKind, text: str) -> Value:
    """存值: a kept text as the value that its column holds."""
    match kind:
        case FieldKind.NUMBER:
            return Decimal(text)
        case FieldKind.DATE:
            return date.fromisoformat(text)
    return text


@dataclass(frozen=True)
class Row:
    """台账的一行, checked: what it is called, and the texts of its cells by the ids of their columns."""

    name: str
    cells: Mapping[str, str]


def read_row(
    name_title: str, fields: Mapping[int, FieldFacts], told: Mapping[str, str], stood: Mapping[str, str]
) -> Row:
    """读一行 as a form tells it, over what stands; cells that nobody told stay. Raises RuleBroken on its first fault."""
    row, faults = row_and_faults(name_title, fields, told, stood)
    for field, sentence in faults.items():
        raise RuleBroken(sentence, field)
    return row


def row_and_faults(
    name_title: str, fields: Mapping[int, FieldFacts], told: Mapping[str, str], stood: Mapping[str, str]
) -> tuple[Row, dict[str, str]]:
    """读一行和它的差错, each by the name of its field."""
    faults: dict[str, str] = {}
    cells = dict(stood)
    name = _read(Column(NAME, name_title, must=True), told.get(NAME, ""), LONGEST_CALLED, faults)
    for field_id, facts in fields.items():
        key = key_of(field_id)
        if key not in told:
            continue
        kept = stood.get(str(field_id), "")
        column = column_of(key, facts, [kept] if kept and facts.kind is FieldKind.CHOICE else ())
        value = _read(column, told[key], LONGEST_TEXT, faults)
        if value:
            cells[str(field_id)] = value
        else:
            cells.pop(str(field_id), None)
    return Row(name, cells), faults


def _read(column: Column, text: str, longest: int, faults: dict[str, str]) -> str:
    try:
        value = read_cell(column, text, longest) if text.strip() else None
    except RuleBroken as refusal:
        faults.setdefault(column.name, refusal.sentence)
        return ""
    if value is None and column.must:
        faults.setdefault(column.name, f"请填写{column.title}。")
    return shown(value)


def plain_key(text: str) -> str:
    """认行用的写法: １号点, 1 号点 and 1号点 are one."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def telling(name: str, cells: Mapping[str, str], fields: Mapping[int, FieldFacts]) -> tuple[str, ...]:
    """认行的内容 besides the village: the name, and what the town tells rows of one name apart by."""
    return (plain_key(name), *(plain_key(cells.get(str(key), "")) for key, facts in fields.items() if facts.tells))


def search_words(name: str, cells: Mapping[str, str]) -> dict[str, str]:
    """检索字段: what the row says as one text, and the initials of its name for those who type letters."""
    return {"words": "\n".join((name, *cells.values())), "initials": pinyin.initials(name)[:LONGEST_CALLED]}


def cell_words(facts: FieldFacts, text: str) -> str:
    """一格的用词 on pages: a day as people write it; the unit of a number stands in the heading."""
    if text and facts.kind is FieldKind.DATE:
        return day(date.fromisoformat(text))
    return text


def entry_words(row_id: int) -> str:
    """系统登记号: tells a row when its sheet comes back, though two be of one name."""
    return f"T{row_id}"


def entry_in(text: str) -> int | None:
    """读系统登记号; None for what is none: the office's own 1, 2, 3 is never taken for ours."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    digits = plain.removeprefix("T")
    return int(digits) if plain != digits and digits.isdecimal() and digits.isascii() and len(digits) < 10 else None


def cell_pattern(field_id: int, value: str) -> str:
    """找一格: the stretch of the kept cells that says this value in this column, whatever the others say."""
    return json.dumps({str(field_id): value}, ensure_ascii=False, separators=(",", ":"))[1:-1]
