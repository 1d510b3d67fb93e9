"""细则的表格形式: sheet 指标和规则 with a line for each rule, sheet 设定 with a block for each setting; out, and back in unchanged.

What cannot be read is told with sheet, line and column; nothing is taken in as long as anything is wrong.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, replace
from typing import Any

from respbook.rules.errors import RuleBroken
from respbook.rules.grids import Grid
from respbook.rules.scoring.columns import Around, Column, Kind, read_all, write
from respbook.rules.scoring.editing import put_setting
from respbook.rules.scoring.row_columns import (
    CODE_LABELS,
    COMMON_COLUMNS,
    PARAMETER_COLUMNS,
    ROW_COLUMNS,
    around_rule,
    filters_of,
    made_rule,
    rule_values,
)
from respbook.rules.scoring.rubric import CapGroup, Row, Rubric, Rule
from respbook.rules.scoring.rule_kinds import Direction
from respbook.rules.scoring.sentences import DIRECTION_LABELS
from respbook.rules.scoring.setting_columns import SETTINGS, Setting, read_table, texts_of
from respbook.rules.scoring.typed_lists import free_key

ROWS_SHEET, SETTINGS_SHEET = "指标和规则", "设定"
TITLE = "细则名称"
MOST_FAULTS = 60
_LISTS = {Kind.ENTRIES, Kind.VALUES, Kind.STAGES, Kind.PLACES}
_DETAIL = "明细"
_PARAMETERS = {
    "value": "每处（件）扣、加分",
    "otherwise": "其余情形",
    "target": "目标数",
    "step": "一个单位是多少",
    "direction": "方向",
    "whole_steps": "不足一个单位的不计",
    "slope": "系数",
    "offset": "加减数",
    "least": "最少得分",
    "most": "最多得分",
    "empty": "应完成数为0时",
    "rate": "按完成率分档",
    "within_row": "抵扣本项扣分",
}
_COMMON = {column.name: "所属封顶组" if column.name == "group" else column.title for column in COMMON_COLUMNS}
_ROW_KEY, _RULE_KEY, _CODE = "指标编号", "规则编号", "规则类型"
ROW_HEADS = (
    _ROW_KEY,
    *(column.title for column in ROW_COLUMNS),
    _RULE_KEY,
    _CODE,
    _COMMON["words"],
    _DETAIL,
    *_PARAMETERS.values(),
    *(title for name, title in _COMMON.items() if name != "words"),
)
_RULE_HEADS = ROW_HEADS[len(ROW_COLUMNS) + 1 :]


def _head_of(column: Column) -> str:
    return _DETAIL if column.kind in _LISTS else _PARAMETERS[column.name]


def rows_sheet(rubric: Rubric) -> list[list[str]]:
    """指标和规则 with its heads; the row's own cells stand on its first line."""
    lines = [list(ROW_HEADS)]
    for row in rubric.rows:
        around = Around(rubric, keyed=True)
        own = [write(column, getattr(row, column.name), around) for column in ROW_COLUMNS]
        for at, rule in enumerate(row.rules or (None,)):
            cells = own if at == 0 else [""] * len(own)
            lines.append([row.key, *cells, *_rule_cells(rubric, rule)])
    return lines


def _rule_cells(rubric: Rubric, rule: Rule | None) -> list[str]:
    if rule is None:
        return [""] * len(_RULE_HEADS)
    around = around_rule(Around(rubric, keyed=True), rule)
    values = rule_values(rule)
    texts = {_RULE_KEY: rule.key, _CODE: CODE_LABELS[rule.code]}
    for column in PARAMETER_COLUMNS[rule.code]:
        texts[_head_of(column)] = write(column, values[column.name], around)
    for column in COMMON_COLUMNS:
        texts[_COMMON[column.name]] = write(column, values[column.name], around)
    return [texts.get(head, "") for head in _RULE_HEADS]


def settings_sheet(rubric: Rubric) -> list[list[str]]:
    """设定: a block each, parted by an empty line."""
    lines = [[TITLE, rubric.title]]
    around = Around(rubric, keyed=True)
    for setting in SETTINGS.values():
        held = getattr(rubric, setting.name)
        lines += [[], [setting.title], [column.title for column in setting.columns]]
        for item in (held,) if setting.single else held:
            texts = texts_of(setting, item, around)
            lines.append([texts[column.name] for column in setting.columns])
    return lines


@dataclass
class _Reading:
    """What was found wrong so far."""

    faults: list[str] = field(default_factory=list)

    def wrong(self, sheet: str, line: int, head: str, sentence: str) -> None:
        """One cell."""
        self.faults.append(f"“{sheet}”第{line}行“{head}”：{sentence}")


def read_sheets(grids: Sequence[Grid]) -> Rubric:
    """读回细则. Raises RuleBroken with a sentence for each cell that cannot be read."""
    named = {grid.name: grid for grid in grids}
    if ROWS_SHEET not in named:
        raise RuleBroken(f"文件中没有“{ROWS_SHEET}”这张表；请用本系统导出的表格修改后再导入。")
    reading = _Reading()
    rubric = Rubric("", ())
    if SETTINGS_SHEET in named:
        rubric = _settings(named[SETTINGS_SHEET], reading)
    rubric = replace(rubric, rows=_rows(named[ROWS_SHEET], rubric, reading))
    if reading.faults:
        raise RuleBroken(reading.faults[0], sentences=tuple(reading.faults[:MOST_FAULTS]))
    return rubric


def _settings(grid: Grid, reading: _Reading) -> Rubric:
    rubric = Rubric("", ())
    blocks = _blocks(grid)
    for title, lines in blocks.items():
        if title == TITLE:
            rubric = replace(rubric, title=lines[0][1][0] if lines and lines[0][1] else "")
    for setting in SETTINGS.values():
        if setting.title in blocks:
            items = _items(setting, blocks[setting.title], rubric, reading)
            held: Any = (items[0] if items else setting.of()) if setting.single else items
            rubric = put_setting(rubric, setting.name, held)
    return rubric


def _blocks(grid: Grid) -> dict[str, list[tuple[int, list[str]]]]:
    """设定 parted by the titles of its blocks."""
    titles = {setting.title for setting in SETTINGS.values()}
    found: dict[str, list[tuple[int, list[str]]]] = {}
    current = ""
    for line, cells in zip(grid.lines, grid.rows, strict=True):
        first, rest = (cells[0] if cells else ""), list(cells[1:])
        if first == TITLE:
            found[TITLE] = [(line, rest)]
        elif first in titles and not any(rest):
            current = first
            found[current] = []
        elif current and any(cells):
            found[current].append((line, list(cells)))
    return found


def _items(
    setting: Setting, lines: Sequence[tuple[int, list[str]]], rubric: Rubric, reading: _Reading
) -> tuple[Any, ...]:
    if not lines:
        return ()
    heads = {title: at for at, title in enumerate(lines[0][1]) if title}
    titles = {column.title: column.name for column in setting.columns}
    for title in heads:
        if title not in titles:
            reading.wrong(SETTINGS_SHEET, lines[0][0], title, f"“{setting.title}”没有这一栏，请照导出的表头。")
    texts = [
        {name: _at(cells, heads[title]) if title in heads else "" for title, name in titles.items()}
        for _, cells in lines[1:]
    ]
    table = read_table(setting, texts, Around(rubric))
    names = {column.name: column.title for column in setting.columns}
    for (at, name), sentence in table.faults.items():
        reading.wrong(SETTINGS_SHEET, lines[at + 1][0], names[name], sentence)
    return table.items


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _rows(grid: Grid, rubric: Rubric, reading: _Reading) -> tuple[Row, ...]:
    heads = {title: at for at, title in enumerate(grid.rows[0]) if title} if grid.rows else {}
    for title in heads:
        if title not in ROW_HEADS:
            reading.wrong(ROWS_SHEET, grid.lines[0], title, "没有这一栏，请照导出的表头。")
    missing = [title for title in (_ROW_KEY, "指标", "分值", _CODE) if title not in heads]
    if missing:
        reading.wrong(ROWS_SHEET, grid.lines[0] if grid.rows else 1, "、".join(missing), "缺这几栏，请照导出的表头。")
        return ()
    groups = list(_grouped(grid, heads))
    taken = [key for key, _ in groups if key]
    rows: list[Row] = []
    for key, lines in groups:
        if not key:
            key = free_key("r", taken)
            taken.append(key)
        if key in {row.key for row in rows}:
            reading.wrong(ROWS_SHEET, lines[0][0], _ROW_KEY, f"“{key}”写了两次，同一指标的规则请写在相连的行。")
            continue
        made = _row(key, lines, rubric, reading)
        if made is not None:
            rows.append(made)
    return tuple(rows)


def _grouped(grid: Grid, heads: Mapping[str, int]) -> Iterator[tuple[str, list[tuple[int, dict[str, str]]]]]:
    """Lines of one row: with its key again, or with neither key nor title."""
    key, lines = "", list[tuple[int, dict[str, str]]]()
    for line, cells in list(zip(grid.lines, grid.rows, strict=True))[1:]:
        texts = {title: _at(cells, place) for title, place in heads.items()}
        if not any(texts.values()):
            continue
        own, titled = texts[_ROW_KEY], texts["指标"]
        if lines and ((own and own == key) or not (own or titled)):
            lines.append((line, texts))
            continue
        if lines:
            yield key, lines
        key, lines = own, [(line, texts)]
    if lines:
        yield key, lines


def _row(key: str, lines: Sequence[tuple[int, dict[str, str]]], rubric: Rubric, reading: _Reading) -> Row | None:
    line, first = lines[0]
    texts = {column.name: first.get(column.title, "") for column in ROW_COLUMNS}
    found, wrong = read_all(ROW_COLUMNS, texts, Around(rubric))
    titles = {column.name: column.title for column in ROW_COLUMNS}
    for name, sentence in wrong.items():
        reading.wrong(ROWS_SHEET, line, titles[name], sentence)
    for later, cells in lines[1:]:
        for column in ROW_COLUMNS:
            if cells.get(column.title, "") not in ("", first.get(column.title, "")):
                reading.wrong(ROWS_SHEET, later, column.title, "与本指标第一行不同；这一栏只在第一行填写。")
    groups = found.get("groups", MISSING)
    rules = _rules(key, lines, () if groups is MISSING else groups, rubric, reading)
    if wrong:
        return None
    return Row(key=key, rules=rules, **{name: value for name, value in found.items() if value is not MISSING})


def _rules(
    key: str,
    lines: Sequence[tuple[int, dict[str, str]]],
    groups: Sequence[CapGroup],
    rubric: Rubric,
    reading: _Reading,
) -> tuple[Rule, ...]:
    rules: list[Rule] = []
    taken = [texts.get(_RULE_KEY, "") for _, texts in lines]
    for line, texts in lines:
        if not any(texts.get(head, "") for head in _RULE_HEADS):
            continue
        own = texts.get(_RULE_KEY, "")
        if not own:
            own = free_key(f"{key}-", taken)
            taken.append(own)
        if own in {rule.key for rule in rules}:
            reading.wrong(ROWS_SHEET, line, _RULE_KEY, f"“{own}”写了两次，请改成不同的。")
            continue
        made = _rule(own, line, texts, groups, rubric, reading)
        if made is not None:
            rules.append(made)
    return tuple(rules)


_CODES = {label: code for code, label in CODE_LABELS.items()}
_DIRECTIONS = {label: direction for direction, label in DIRECTION_LABELS.items()}


def _rule(
    key: str, line: int, texts: Mapping[str, str], groups: Sequence[CapGroup], rubric: Rubric, reading: _Reading
) -> Rule | None:
    said = texts.get(_CODE, "")
    code = _CODES.get(said, said)
    if code not in CODE_LABELS:
        reading.wrong(ROWS_SHEET, line, _CODE, f"“{said[:20]}”不认识，可填：{'、'.join(_CODES)}。")
        return None
    columns = (*PARAMETER_COLUMNS[code], *COMMON_COLUMNS)
    heads = {column.name: _COMMON[column.name] if column in COMMON_COLUMNS else _head_of(column) for column in columns}
    before = len(reading.faults)
    for head in (_DETAIL, *_PARAMETERS.values()):
        if texts.get(head, "") and head not in heads.values():
            reading.wrong(ROWS_SHEET, line, head, f"“{CODE_LABELS[code]}”不用这一栏，请清空。")
    around = Around(rubric, direction=_DIRECTIONS.get(texts.get(_PARAMETERS["direction"], ""), Direction.AT_LEAST))
    asked = {name: texts.get(head, "") for name, head in heads.items()}
    keys = {group.label: group.key for group in groups}
    asked["group"] = keys.get(asked["group"], asked["group"])
    found, wrong = read_all(columns, asked, replace(around, filters=filters_of(asked["source"])))
    for name, sentence in wrong.items():
        reading.wrong(ROWS_SHEET, line, heads[name], sentence)
    return made_rule(key, code, found) if len(reading.faults) == before else None
