"""考核取数的范围: which units, which days, seen from which day; a retired unit answers up to its last day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from respbook.models.units import Unit

FEW = 200
"""Up to so many units are named one by one; more are read with the whole town."""


@dataclass(frozen=True)
class Assessed:
    """被考核单位."""

    id: int
    name: str
    called: str
    class_key: str = ""
    last_on: date | None = None
    """停用日期 of a unit that is no more: nothing later is held against it."""


@dataclass(frozen=True)
class ScoreScope:
    """取数范围: ``today`` decides what is overdue; a span may not be over yet."""

    town_id: int
    town_path: str
    programme_id: int
    first_on: date
    last_on: date
    today: date
    units: Mapping[int, Assessed] = field(default_factory=dict)

    @property
    def until(self) -> date:
        """算到哪一天: the last day of the span, or today where it goes on."""
        return min(self.last_on, self.today)

    def of(self, column: Any) -> ColumnElement[bool]:
        """所涉单位 by a column that holds their key."""
        if len(self.units) <= FEW:
            few: ColumnElement[bool] = column.in_(list(self.units))
            return few
        town: ColumnElement[bool] = column.in_(
            select(Unit.id).where(Unit.path.startswith(self.town_path, autoescape=True))
        )
        return town

    def holds(self, unit_id: int | None, on: date) -> bool:
        """计入否: a unit that is assessed, a day of the span, not after the unit's last day."""
        unit = self.units.get(unit_id) if unit_id is not None else None
        if unit is None or not self.first_on <= on <= self.last_on:
            return False
        return unit.last_on is None or on <= unit.last_on


def by_unit(units: Sequence[Assessed]) -> dict[int, Assessed]:
    """各单位 by key."""
    return {unit.id: unit for unit in units}
