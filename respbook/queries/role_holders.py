"""谁是什么角色: the people in sight by role, and how many units somebody sees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from respbook.models.base import db
from respbook.models.people import User, UserRole
from respbook.models.units import Unit
from respbook.queries.scope import under
from respbook.rules.permissions import Role, Viewer
from respbook.rules.units import UnitKind


@dataclass(frozen=True)
class RoleHolder:
    """担任某角色的人."""

    id: int
    name: str
    unit: str
    unit_id: int
    suspended: bool


def role_holders(viewer: Viewer) -> Mapping[Role, Sequence[RoleHolder]]:
    """各角色的人 in sight, by unit and name; those whose account rests come last. One statement."""
    rows = db.session.execute(
        select(
            UserRole.role,
            User.id,
            User.name,
            User.unit_id,
            Unit.path,
            Unit.short_name,
            Unit.name.label("unit"),
            User.suspended_at,
        )
        .join(User, User.id == UserRole.user_id)
        .join(Unit, Unit.id == User.unit_id)
        .where(under(viewer))
    )
    found: dict[Role, list[RoleHolder]] = {role: [] for role in Role}
    for row in sorted(rows, key=_place):
        holder = RoleHolder(row.id, row.name, row.short_name or row.unit, row.unit_id, row.suspended_at is not None)
        found[Role(row.role)].append(holder)
    return found


def _place(row: Any) -> tuple[bool, list[int], int]:
    """次序: down the tree, town by town."""
    return row.suspended_at is not None, [int(each) for each in row.path.split("/") if each], row.id


def units_below(unit_path: str) -> Mapping[UnitKind, int]:
    """下级单位 in use, counted by kind."""
    counted = db.session.execute(
        select(Unit.kind, func.count().label("number"))
        .where(Unit.path.startswith(unit_path, autoescape=True), Unit.path != unit_path, Unit.retired_on.is_(None))
        .group_by(Unit.kind)
    )
    return {row.kind: row.number for row in counted}
