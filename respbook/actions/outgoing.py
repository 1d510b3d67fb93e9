"""导出留痕: a sheet of people that leaves the house is written down: which, how many, with full numbers or not (R98)."""

from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action
from respbook.queries.scope import unit_in_sight
from respbook.rules.permissions import Permission, Viewer, demand


@action(Permission.UNIT_READ)
def units_out(title: str, rows: int, *, full: bool, by: Viewer, now: datetime) -> None:
    """导出单位或任职名册. Raises NotAllowed when full numbers are asked for without the permission."""
    _note(title, rows, full, by)


@action(Permission.PERSON_READ)
def people_out(title: str, rows: int, *, full: bool, by: Viewer, now: datetime) -> None:
    """导出用户名册. Raises NotAllowed when full numbers are asked for without the permission."""
    _note(title, rows, full, by)


def _note(title: str, rows: int, full: bool, by: Viewer) -> None:
    if full:
        demand(by, Permission.PHONE_READ)
    phones = "完整" if full else "部分隐去"
    audit.note("sheet.export", unit_in_sight(by, by.unit_id), title, after={"行数": str(rows), "电话": phones})
