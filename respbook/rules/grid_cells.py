"""格子 cells: one cell of a grid as people type or paste it: a share, 不适用, a due date (features T1, grid entry)."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from respbook.rules.errors import RuleBroken
from respbook.rules.target_checks import check_share, read_amount
from respbook.rules.typed import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_TYPED,
    NoSuchDay,
    NotADay,
    StrangeYear,
    half_width,
    read_day,
)

OFF = "不适用"
OFF_WORDS = frozenset({OFF, "不承担", "无此项", "-", "--", "—", "——", "–", "×", "✕", "/"})
"""不适用的写法: what offices write into a cell that does not concern the unit; full width is read as half width."""
MOST_CELLS = 20_000


@dataclass(frozen=True)
class Typed:
    """读出的格: the share, None where the cell is empty; ``applies`` False is 不适用."""

    amount: Decimal | None = None
    applies: bool = True


def read_share(text: str, step: Decimal) -> Typed:
    """读份额: a number of at most three places that is a whole number of steps, empty, or 不适用 in any spelling.

    Raises RuleBroken with the sentence for the cell.
    """
    if half_width(text) in OFF_WORDS:
        return Typed(applies=False)
    amount = read_amount(text)
    check_share(amount, step)
    return Typed(amount)


def read_due(text: str, year: int) -> date:
    """读时限: 3.31, 3/31, 3月31日, 2026-03-31 or 2026年3月31日; without a year it is the programme's ``year``.

    Raises RuleBroken with the sentence for the cell.
    """
    try:
        return read_day(text, year)
    except NoSuchDay:
        raise RuleBroken("没有这一天，请核对月、日。") from None
    except StrangeYear:
        raise RuleBroken(f"年份应在{FIRST_YEAR}至{LAST_YEAR}年之间，请核对。") from None
    except NotADay:
        raise RuleBroken("应填日期，如3.31、3月31日或2026-03-31。") from None


def due_words(on: date, year: int) -> str:
    """时限的写法 in a cell: 3月31日, with its year where that is not the programme's; ``read_due`` reads it again."""
    return f"{on.month}月{on.day}日" if on.year == year else f"{on.year}年{on.month}月{on.day}日"


@dataclass(frozen=True)
class SentCell:
    """送来的格: one changed cell of a units × targets grid, as it was typed."""

    unit_id: int
    target_id: int
    text: str
    pinned: bool
    note: str


def read_cells(sent: str) -> list[SentCell]:
    """读改动: a line a changed cell: unit, target, what was typed, 固 or nothing, the note; separated by tabs.

    Raises RuleBroken when it is not what the page sends, when a cell comes twice, or when there are too many.
    """
    cells = [_cell(line.split("\t")) for line in _lines(sent)]
    _check_once([(cell.unit_id, cell.target_id) for cell in cells])
    return cells


def _cell(parts: list[str]) -> SentCell:
    if len(parts) != 5:
        raise _unreadable()
    text = parts[2].strip()[: LONGEST_TYPED + 1]
    return SentCell(_row_number(parts[0]), _row_number(parts[1]), text, parts[3] == "固", parts[4].strip())


@dataclass(frozen=True)
class SentDue:
    """送来的时限: one changed due date of a units × tasks grid, as it was typed; ``version`` as the page was read."""

    task_id: int
    version: int
    text: str


def read_dues(sent: str) -> list[SentDue]:
    """读时限改动: a line a changed task: task, version, what was typed. Raises as ``read_cells``."""
    dues = []
    for line in _lines(sent):
        parts = line.split("\t")
        if len(parts) != 3:
            raise _unreadable()
        dues.append(SentDue(_row_number(parts[0]), _row_number(parts[1]), parts[2].strip()[: LONGEST_TYPED + 1]))
    _check_once([due.task_id for due in dues])
    return dues


def read_versions(sent: str) -> dict[int, int]:
    """读版本: a line a target: its id and the version that the page was made from. Raises RuleBroken."""
    versions: dict[int, int] = {}
    for line in _lines(sent):
        target_id, _, version = line.partition("\t")
        versions[_row_number(target_id)] = _row_number(version)
    return versions


def _lines(sent: str) -> list[str]:
    lines = [line for line in sent.replace("\r\n", "\n").split("\n") if line]
    if len(lines) > MOST_CELLS:
        raise RuleBroken(f"一次改动了{len(lines):,}格，最多{MOST_CELLS:,}格；请分几次保存。")
    return lines


def _row_number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,10}", text) or int(text) >= 2**31:
        raise _unreadable()
    return int(text)


def _check_once(places: list[object] | list[tuple[int, int]] | list[int]) -> None:
    if len(set(places)) != len(places):
        raise RuleBroken("同一格送来了两次，没有保存；请刷新页面后重试。")


def _unreadable() -> RuleBroken:
    return RuleBroken("送来的格子看不懂，没有保存；请刷新页面后重试。")
