"""导入记录的流转."""

from enum import StrEnum

from respbook.rules.machine import Machine, step
from respbook.rules.permissions import Permission


class ImportState(StrEnum):
    """导入状态: a sheet under check, imported, or taken back as a whole."""

    OPEN = "open"
    APPLIED = "applied"
    UNDONE = "undone"


_I = ImportState
IMPORT = Machine(
    "导入记录",
    {_I.OPEN: "核对中", _I.APPLIED: "已导入", _I.UNDONE: "已撤销"},
    _I.OPEN,
    [
        step("apply", "导入", _I.OPEN, _I.APPLIED, Permission.SHEET_IMPORT, "import.apply"),
        step("undo", "撤销本次导入", _I.APPLIED, _I.UNDONE, Permission.SHEET_IMPORT, "import.undo"),
    ],
)
