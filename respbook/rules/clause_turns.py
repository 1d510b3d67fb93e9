"""翻动条款: what each button and key of the editor does to the rows; nothing is saved (features L1)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from respbook.rules import outline
from respbook.rules.clause_rows import ClauseRow, numbered
from respbook.rules.wording import BLOCKS, FIELDS, LONGEST_TEXT, check

_TURN = re.compile(r"(insert|remove|restore|up|down|in|out|scope|hold)-([0-9]{1,4})(-folded)?")
_MOVE = re.compile(r"move-([0-9]{1,4})-([0-9]{1,4})(-folded)?")
_FIX = re.compile(r"fix-([0-9]{1,4})-([0-9]{1,2})")
Rows = list[ClauseRow]


def turned(rows: Rows, turn: str, targets: tuple[str, ...]) -> Rows:
    """增删移改: the rows after one press; an unknown button does nothing. Raises RuleBroken."""
    rows = [replace(row, fresh=False) for row in rows]
    if turn == "add":
        return numbered([*rows, ClauseRow(fresh=True, folded=False)])
    if fix := _FIX.fullmatch(turn):
        return numbered(_fixed(rows, int(fix[1]), int(fix[2]), targets))
    if move := _MOVE.fullmatch(turn):
        place, before = int(move[1]), int(move[2])
        if place >= len(rows) or before > len(rows):
            return rows
        return numbered(_ordered(_at_hand(rows, place, bool(move[3])), outline.moved(_levels(rows), place, before)))
    match = _TURN.fullmatch(turn)
    if match is None or int(match[2]) >= len(rows):
        return rows
    place = int(match[2])
    return numbered(_DEEDS[match[1]](_at_hand(rows, place, bool(match[3])), place))


def placed(rows: Rows, at: int, taken: ClauseRow) -> Rows:
    """写入: a clause put after the ``at``-th living one (0: first), on its level; beyond the end it comes last."""
    count = 0
    for place, row in enumerate(rows):
        count += not row.gone
        if count == at and not row.gone:
            taken = replace(taken, level=row.level)
            return numbered([*rows[: place + 1], taken, *rows[place + 1 :]])
    return numbered([taken, *rows] if at == 0 else [*rows, taken])


def _at_hand(rows: Rows, place: int, folded: bool) -> Rows:
    return [*rows[:place], replace(rows[place], fresh=True, folded=folded), *rows[place + 1 :]]


def _levels(rows: Sequence[ClauseRow]) -> list[int]:
    """A clause taken out holds nothing under it."""
    return [0 if row.gone else row.level for row in rows]


def _ordered(rows: Rows, order: Sequence[int]) -> Rows:
    return [rows[place] for place in order]


def _ranked(rows: Rows, levels: Sequence[int]) -> Rows:
    return [row if row.gone else replace(row, level=level) for row, level in zip(rows, levels, strict=True)]


def _inserted(rows: Rows, place: int) -> Rows:
    rows[place] = replace(rows[place], fresh=False, folded=True)
    return [*rows[: place + 1], ClauseRow(level=rows[place].level, fresh=True, folded=False), *rows[place + 1 :]]


def _removed(rows: Rows, place: int) -> Rows:
    """A clause never saved and left empty goes at once; any other stays at hand until the template is saved."""
    row = rows[place]
    if row.id is None and not row.text:
        return rows[:place] + rows[place + 1 :]
    rows[place] = replace(row, gone=True, scoping=False)
    return rows


def _restored(rows: Rows, place: int) -> Rows:
    rows[place] = replace(rows[place], gone=False)
    return rows


def _scoped(rows: Rows, place: int) -> Rows:
    return [replace(row, scoping=each == place) for each, row in enumerate(rows)]


_DEEDS: dict[str, Callable[[Rows, int], Rows]] = {
    "insert": _inserted,
    "remove": _removed,
    "restore": _restored,
    "scope": _scoped,
    "hold": lambda rows, _: rows,
    "up": lambda rows, place: _ordered(rows, outline.moved_up(_levels(rows), place)),
    "down": lambda rows, place: _ordered(rows, outline.moved_down(_levels(rows), place)),
    "in": lambda rows, place: _ranked(rows, outline.deeper(_levels(rows), place)),
    "out": lambda rows, place: _ranked(rows, outline.higher(_levels(rows), place)),
}


def _fixed(rows: Rows, place: int, which: int, targets: tuple[str, ...]) -> Rows:
    return [_corrected(row, which, targets) if each == place else row for each, row in enumerate(rows)]


def _corrected(row: ClauseRow, which: int, targets: tuple[str, ...]) -> ClauseRow:
    problems = check(row.text, (*FIELDS, *BLOCKS), targets) if len(row.text) <= LONGEST_TEXT else []
    if which >= len(problems) or not problems[which].suggestion:
        return row
    problem, lines = problems[which], row.text.split("\n")
    line, start = lines[problem.line - 1], problem.column - 1
    if not line.startswith(problem.found, start):
        return row
    lines[problem.line - 1] = line[:start] + problem.suggestion + line[start + len(problem.found) :]
    return replace(row, text="\n".join(lines), fresh=True, folded=False)
