"""细则栏目 columns: how each field of a rubric is written by people, on a page or in a sheet, and read back.

One ``Column`` a field; ``read`` gives the value or raises NotRead with a sentence, ``write`` gives the text that reads as the same.
What refers to another place of the rubric (``refers``) is written by that place's label and kept as its key.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from decimal import Decimal
from enum import Enum, auto
from typing import Any

from respbook.rules.chinese import figure
from respbook.rules.scoring import typed_lists as lists
from respbook.rules.scoring.rubric import Rubric
from respbook.rules.scoring.rule_kinds import Direction
from respbook.rules.scoring.typed_lists import FilterWords, NotRead
from respbook.rules.typed import read_number, whole_in

NO_FLOOR = "不保底"
LONGEST_TEXT = 2000
LONGEST_LINE = 200


class Kind(Enum):
    """写法."""

    LINE = auto()
    LINES = auto()
    POINTS = auto()
    FIGURE = auto()
    PERCENT = auto()
    FLOOR = auto()
    WHOLE = auto()
    FLAG = auto()
    CHOICE = auto()
    CHOICES = auto()
    REF = auto()
    REFS = auto()
    IDS = auto()
    TEXTS = auto()
    NUMBERS = auto()
    ENTRIES = auto()
    VALUES = auto()
    STAGES = auto()
    PLACES = auto()
    GROUPS = auto()
    VARIANTS = auto()
    FILTERS = auto()
    EXAMPLES = auto()


@dataclass(frozen=True)
class Column:
    """栏目. ``choices``: code → label; ``refers``: the list of the rubric whose keys are meant."""

    name: str
    title: str
    kind: Kind = Kind.LINE
    must: bool = False
    choices: Mapping[Any, str] = field(default_factory=dict)
    refers: str = ""
    hint: str = ""
    longest: int = LONGEST_LINE

    @property
    def several_lines(self) -> bool:
        """多行的栏目."""
        return self.kind in _TALL

    def offered(self, rubric: Rubric) -> Mapping[Any, str]:
        """可选的 codes with their labels."""
        return labels_of(rubric, self.refers) if self.refers else self.choices


_TALL = {
    Kind.LINES,
    Kind.ENTRIES,
    Kind.VALUES,
    Kind.STAGES,
    Kind.PLACES,
    Kind.GROUPS,
    Kind.VARIANTS,
    Kind.FILTERS,
    Kind.EXAMPLES,
}


def labels_of(rubric: Rubric, place: str) -> dict[str, str]:
    """某处的编号和名称: of classes, groups, parts, bands, rows, ladder. Bands are told by their label alone."""
    if place == "bands":
        return {band.label: band.label for band in rubric.bands}
    if place == "rows":
        return {row.key: f"{row.key} {row.title}" for row in rubric.rows}
    if place == "ladder":
        return {step.key: step.key for step in rubric.ladder}
    return {one.key: one.label for one in getattr(rubric, place)}


@dataclass(frozen=True)
class Around:
    """读写时的上下文: the rubric that the text belongs to, and the value that stood there before (its keys are kept)."""

    rubric: Rubric
    before: Any = None
    direction: Direction = Direction.AT_LEAST
    keyed: bool = False
    """Whether keys are written beside labels: in a sheet, which must come back as the same value."""
    filters: FilterWords = field(default_factory=dict)


def read(column: Column, text: str, around: Around) -> Any:
    """读一栏; MISSING where nothing stands: the field's own default then holds. Raises NotRead."""
    text = text.strip()
    if not text:
        if column.must:
            raise NotRead(f"请填写“{column.title}”。")
        return MISSING
    return _READ[column.kind](column, text, around)


def write(column: Column, value: Any, around: Around) -> str:
    """写一栏: the text that reads as this value."""
    if value is None:
        return NO_FLOOR if column.kind is Kind.FLOOR else ""
    return _WRITE.get(column.kind, _plain)(column, value, around)


def _plain(_: Column, value: Any, __: Around) -> str:
    return str(value)


def _worded(column: Column, text: str) -> str:
    if len(text) > column.longest:
        raise NotRead(f"“{column.title}”不能超过{column.longest}个字，现有{len(text)}个字。")
    return text


def _figure(column: Column, text: str) -> Decimal:
    number = read_number(text)
    if number is None:
        raise NotRead(f"“{column.title}”应填数字，最多三位小数，“{text[:20]}”读不出。")
    return number


def _percent(column: Column, text: str) -> Decimal:
    number = read_number(text.replace("％", "%").removesuffix("%"), 1)
    if number is None:
        raise NotRead(f"“{column.title}”应填百分数，最多一位小数，例如20%，“{text[:20]}”读不出。")
    return number / 100


def _whole(column: Column, text: str) -> int:
    number = read_number(text, 0)
    whole = None if number is None else whole_in(str(int(number)))
    if whole is None:
        raise NotRead(f"“{column.title}”应填不小于0的整数，“{text[:20]}”读不出。")
    return whole


def _flag(column: Column, text: str) -> bool:
    if text not in ("是", "否"):
        raise NotRead(f"“{column.title}”应填“是”或“否”，不能填“{text[:20]}”。")
    return text == "是"


def _one_of(column: Column, text: str, around: Around) -> Any:
    offered = column.offered(around.rubric)
    found = next((key for key, label in offered.items() if text in (str(key), label)), None)
    if found is None:
        known = "、".join(list(offered.values())[:12]) or "（还没有）"
        raise NotRead(f"“{column.title}”中的“{text[:20]}”不认识，可填：{known}。")
    return found


def _label(column: Column, value: Any, around: Around) -> str:
    offered = column.offered(around.rubric)
    label = offered.get(value, str(value))
    return label if list(offered.values()).count(label) == 1 else str(value)


def _several(column: Column, text: str, around: Around) -> tuple[str, ...]:
    return tuple(_one_of(column, each.strip(), around) for each in text.split("、") if each.strip())


_READ: dict[Kind, Callable[[Column, str, Around], Any]] = {
    Kind.LINE: lambda column, text, _: _worded(column, " ".join(text.split())),
    Kind.LINES: lambda column, text, _: _worded(column, text),
    Kind.POINTS: lambda column, text, _: lists.points_in(text, column.title),
    Kind.FIGURE: lambda column, text, _: _figure(column, text),
    Kind.PERCENT: lambda column, text, _: _percent(column, text),
    Kind.FLOOR: lambda column, text, _: None if text == NO_FLOOR else lists.points_in(text, column.title),
    Kind.WHOLE: lambda column, text, _: _whole(column, text),
    Kind.FLAG: lambda column, text, _: _flag(column, text),
    Kind.CHOICE: _one_of,
    Kind.REF: _one_of,
    Kind.CHOICES: _several,
    Kind.REFS: _several,
    Kind.IDS: lambda _, text, __: lists.read_ids(text),
    Kind.TEXTS: lambda _, text, __: tuple(dict.fromkeys(each.strip() for each in text.split("、") if each.strip())),
    Kind.NUMBERS: lambda _, text, __: lists.read_numbers(text),
    Kind.ENTRIES: lambda _, text, around: lists.read_entries(text, around.before or ()),
    Kind.VALUES: lambda _, text, __: lists.read_values(text),
    Kind.STAGES: lambda _, text, around: lists.read_stages(text, around.direction),
    Kind.PLACES: lambda _, text, __: lists.read_places(text),
    Kind.GROUPS: lambda _, text, around: lists.read_groups(text, around.before or ()),
    Kind.VARIANTS: lambda _, text, around: lists.read_variants(text, labels_of(around.rubric, "classes")),
    Kind.FILTERS: lambda _, text, around: lists.read_filters(text, around.filters),
    Kind.EXAMPLES: lambda _, text, __: lists.read_examples(text),
}
_WRITE: dict[Kind, Callable[[Column, Any, Around], str]] = {
    Kind.POINTS: lambda _, value, __: figure(value),
    Kind.FIGURE: lambda _, value, __: figure(value),
    Kind.FLOOR: lambda _, value, __: figure(value),
    Kind.PERCENT: lambda _, value, __: f"{figure(value * 100)}%",
    Kind.FLAG: lambda _, value, __: "是" if value else "否",
    Kind.CHOICE: lambda column, value, around: _label(column, value, around),
    Kind.REF: lambda column, value, around: _label(column, value, around),
    Kind.CHOICES: lambda column, value, around: "、".join(_label(column, each, around) for each in value),
    Kind.REFS: lambda column, value, around: "、".join(_label(column, each, around) for each in value),
    Kind.IDS: lambda _, value, __: "、".join(str(each) for each in value),
    Kind.TEXTS: lambda _, value, __: "、".join(value),
    Kind.NUMBERS: lambda _, value, __: lists.write_numbers(value),
    Kind.ENTRIES: lambda _, value, around: lists.write_entries(value, around.keyed),
    Kind.VALUES: lambda _, value, __: lists.write_values(value),
    Kind.STAGES: lambda _, value, around: lists.write_stages(value, around.direction),
    Kind.PLACES: lambda _, value, __: lists.write_places(value),
    Kind.GROUPS: lambda _, value, around: lists.write_groups(value, around.keyed),
    Kind.VARIANTS: lambda _, value, around: lists.write_variants(value, labels_of(around.rubric, "classes")),
    Kind.FILTERS: lambda _, value, around: lists.write_filters(value, around.filters),
    Kind.EXAMPLES: lambda _, value, __: lists.write_examples(value),
}


def made(of: type, columns: tuple[Column, ...], values: Mapping[str, Any]) -> Any:
    """合成一项 from what was read of its columns; what is MISSING has the field's default."""
    known = {one.name for one in fields(of)}
    return of(**{name: value for name, value in values.items() if value is not MISSING and name in known})


def code_text(column: Column, value: Any, around: Around) -> str:
    """表单里的文字: as written, but what is chosen from a list by its code."""
    if column.kind in (Kind.CHOICE, Kind.REF):
        return "" if value is None else str(value)
    return write(column, value, around)


def read_all(
    columns: tuple[Column, ...], texts: Mapping[str, str], around: Around
) -> tuple[dict[str, Any], dict[str, str]]:
    """读各栏: what was read by the column's name, and the sentence of each that could not be."""
    found: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for column in columns:
        try:
            found[column.name] = read(column, texts.get(column.name, ""), around)
        except NotRead as problem:
            faults[column.name] = str(problem)
    return found, faults
