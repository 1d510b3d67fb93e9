"""写入名册: how the checked rows of each kind of sheet go into the book, many at a time."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from respbook.actions.pen import Pen
from respbook.actions.writers import accounts, allocations, findings, register, register_rows, targets, tasks, units
from respbook.rules.columns import SheetKind
from respbook.rules.permissions import Viewer
from respbook.rules.sheet_check import Found

Writer = Callable[[Pen, Any, list[Found], Viewer, datetime], dict[int, str]]
"""Takes the pen, the roll and the faultless rows; gives the one-time codes by account, where there are any."""

WRITERS: dict[SheetKind, Writer] = {
    SheetKind.UNITS: units.write,
    SheetKind.HOLDERS: units.write_holders,
    SheetKind.ACCOUNTS: accounts.write,
    SheetKind.TARGETS: targets.write,
    SheetKind.ALLOCATIONS: allocations.write,
    SheetKind.TASKS: tasks.write,
    SheetKind.REGISTER: register.write,
    SheetKind.REGISTER_ROWS: register_rows.write,
    SheetKind.FINDINGS: findings.write,
}
"""各种表的写入."""
