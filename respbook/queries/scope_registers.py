"""门 to registers and their rows; as those of ``scope.py``, which is full."""

from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload, selectinload

from respbook.models.base import db
from respbook.models.registers import Register, RegisterField, RegisterRow
from respbook.models.units import Unit
from respbook.queries.scope import one, under
from respbook.rules.permissions import Permission, Viewer


def registers_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """台账的视野: registers of towns above, at or below the viewer's own unit."""
    above = [int(part) for part in viewer.unit_path.split("/") if part]
    return or_(Register.town_id.in_(above), Register.town_id.in_(select(Unit.id).where(under(viewer))))


def register_in_sight(viewer: Viewer, register_id: int) -> Register:
    """台账 with its columns. Raises NotInSight."""
    found: Register = one(
        select(Register)
        .where(Register.id == register_id, registers_in_sight(viewer))
        .options(selectinload(Register.fields), joinedload(Register.town))
    )
    return found


def register_field_in_sight(viewer: Viewer, field_id: int) -> RegisterField:
    """台账栏目 with its register and the columns beside it. Raises NotInSight."""
    found: RegisterField = one(
        select(RegisterField)
        .join(RegisterField.register)
        .where(RegisterField.id == field_id, registers_in_sight(viewer))
        .options(joinedload(RegisterField.register).selectinload(Register.fields))
    )
    return found


def rows_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """台账登记的视野, joined to Unit: those of units at or below the viewer's own."""
    return under(viewer)


def register_row_in_sight(viewer: Viewer, row_id: int) -> RegisterRow:
    """台账登记 of a unit in sight, with its unit, register and columns. Raises NotInSight."""
    found: RegisterRow = one(
        select(RegisterRow)
        .join(RegisterRow.unit)
        .join(RegisterRow.register)
        .where(RegisterRow.id == row_id, rows_in_sight(viewer), registers_in_sight(viewer))
        .options(joinedload(RegisterRow.unit), joinedload(RegisterRow.register).selectinload(Register.fields))
    )
    return found


def may_enter(viewer: Viewer, register: Register) -> bool:
    """可登记: the clerk in all registers in use, a village's own reporter where the town lets villages fill them in."""
    if register.retired_on is not None:
        return False
    return viewer.may(Permission.REGISTER_WRITE) or (register.village_fills and viewer.may(Permission.REGISTER_FILL))


def rows_alike(register_id: int, unit_id: int, but: int | None = None) -> list[Any]:
    """在册的登记 of one register and one unit (id, name, cells): among them a second one of the same name is looked for."""
    asked = select(RegisterRow.id, RegisterRow.name, RegisterRow.cells).where(
        RegisterRow.register_id == register_id,
        RegisterRow.unit_id == unit_id,
        RegisterRow.closed_on.is_(None),
        RegisterRow.id != (but or 0),
    )
    return list(db.session.execute(asked))
