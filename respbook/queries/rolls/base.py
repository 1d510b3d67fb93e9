"""名册的共同部分: the sheet, and units found by their full or short name."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from sqlalchemy import Row, select

from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.registers import Register
from respbook.models.units import Unit
from respbook.queries.scope import under
from respbook.rules.cells import Value, phone_fault, plain_phone, shown
from respbook.rules.chinese import shown_phone
from respbook.rules.columns import SHEETS, Sheet, SheetKind
from respbook.rules.errors import RuleBroken
from respbook.rules.grids import Grid
from respbook.rules.heads import Heads
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.programmes import check_open
from respbook.rules.sheet_check import Found, Record, Stand, need_columns, plain_records

Place = Row[Any]
"""A unit's id, name, short_name, kind, path, parent_id, retired_on."""

MOST_SUGGESTED = 50
"""Different unknown names of one sheet that get a suggestion: each is compared with the whole roll."""


class StandingRoll:
    """名册: loaded with a fixed number of statements; a row of the sheet costs none."""

    kind: SheetKind
    permission: Permission
    longest: Mapping[str, int] = {}
    of_programme = False
    of_register = False
    takes_retired = False
    """Whether rows may still speak of a unit that was retired; ``judge`` then looks at new ones."""
    unknown = "请核对名称，或先登记该单位。"
    """What to do about a unit that is not in the book."""
    read_besides: frozenset[int] = frozenset()
    """Places that are read without being a column of the sheet (targets across)."""

    def __init__(self, viewer: Viewer, programme: Programme | None, on: date, register: Register | None = None) -> None:
        self.viewer, self.on = viewer, on
        self._programme = programme
        self.register = register
        if programme is not None:
            check_open(programme.state, programme.name)
        self.stands: dict[Any, Stand] = {}
        self.load()

    @property
    def programme(self) -> Programme:
        """方案 of a sheet that belongs to one."""
        assert self._programme is not None
        return self._programme

    @property
    def sheet(self) -> Sheet:
        """表的样式."""
        return SHEETS[self.kind]

    @property
    def offered(self) -> Mapping[str, Sequence[str]]:
        """下拉选项 of a 样表, besides those of its columns."""
        if all(column.name != "unit" for column in self.sheet.columns):
            return {}
        return {"unit": [each.name for each in self.places if each.retired_on is None][:2000]}

    def load(self) -> None:
        """What stands now."""

    def records(self, grid: Grid, heads: Heads) -> list[Record]:
        """See ``Roll``."""
        need_columns(self.sheet, heads, self.sheet.key)
        return plain_records(grid, heads)

    def key(self, values: Mapping[str, Value]) -> Hashable:
        """See ``Roll``."""
        key = tuple(values.get(name) for name in self.sheet.key)
        return None if None in key else key

    def stand(self, key: Any) -> Stand | None:
        """See ``Roll``."""
        return self.stands.get(key)

    def judge(self, found: Found) -> None:
        """See ``Roll``."""

    def together(self, rows: Sequence[Found]) -> list[str]:
        """See ``Roll``."""
        return []

    @cached_property
    def places(self) -> list[Place]:
        """单位 in sight, retired ones too: one statement."""
        statement = select(
            Unit.id, Unit.name, Unit.short_name, Unit.kind, Unit.path, Unit.parent_id, Unit.retired_on
        ).where(under(self.viewer))
        return list(db.session.execute(statement.order_by(Unit.id)))

    @cached_property
    def place_by_id(self) -> dict[int, Place]:
        """单位 by id."""
        return {place.id: place for place in self.places}

    @cached_property
    def _named(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = {}
        for place in self.places:
            for name in {place.name, place.short_name} - {""}:
                found.setdefault("".join(name.split()), []).append(place)
        return found

    @cached_property
    def _looked_up(self) -> dict[str, Place | RuleBroken]:
        return {}

    def unit(self, name: str, column: str = "unit") -> Place:
        """单位 by its full or short name. Raises RuleBroken that suggests the nearest name."""
        if name not in self._looked_up:
            try:
                self._looked_up[name] = self._unit(name, column)
            except RuleBroken as refusal:
                self._looked_up[name] = refusal
        answer = self._looked_up[name]
        if isinstance(answer, RuleBroken):
            raise answer
        return answer

    def _unit(self, name: str, column: str) -> Place:
        found = self._named.get("".join(name.split()), [])
        exact = [place for place in found if place.name == name] or found
        living = [place for place in exact if place.retired_on is None]
        if self.takes_retired and not living:
            living = exact
        if len(living) == 1:
            return living[0]
        if len(living) > 1:
            raise RuleBroken(f"名册中有{len(living)}个“{name}”，分不清是哪一个；请写单位全称。", column)
        if exact:
            raise RuleBroken(f"“{name}”已经停用；请核对，或删去此行。", column)
        raise RuleBroken(f"名册中没有“{name}”{self.near(name)}；{self.unknown}", column)

    @cached_property
    def _nearest(self) -> dict[str, str]:
        return {}

    def near(self, name: str) -> str:
        """最相近的名称, as part of a sentence; only the first unknown names get one."""
        if name not in self._nearest and len(self._nearest) < MOST_SUGGESTED:
            close = get_close_matches("".join(name.split()), self._named, 1, 0.6)
            self._nearest[name] = f"，相近的有“{close[0]}”" if close else ""
        return self._nearest.get(name, "")

    def judge_living(self, found: Found) -> None:
        """停用的单位 get nothing new."""
        name = found.values.get("unit")
        if found.stand is None and name and "unit" not in found.errors and self.unit(str(name)).retired_on is not None:
            found.wrong("unit", f"“{name}”已经停用，不能再新增；请核对，或删去此行。")

    def judge_phone(self, found: Found, stood: str) -> None:
        """电话: a masked number is the one that stands; anything else must be one."""
        phone = found.values.get("phone")
        if phone is None or "phone" in found.errors:
            return
        if str(phone) == shown_phone(stood) or str(phone) == stood:
            found.values["phone"] = stood or None
        elif fault := phone_fault(str(phone)):
            found.wrong("phone", fault)
        else:
            found.values["phone"] = plain_phone(str(phone))

    def frozen(self, found: Found, columns: Sequence[str], sentence: str) -> None:
        """不许改: a value that differs from what stands is wrong in these columns."""
        if found.stand is None:
            return
        for name in columns:
            if name in found.values and found.values[name] != found.stand.values.get(name):
                stood = shown(found.stand.values.get(name)) or "空"
                found.wrong(name, f"{sentence}，现为“{stood}”；请改回，或留空。")


def with_choices(sheet: Sheet, name: str, choices: Sequence[str]) -> Sheet:
    """选项 of a column that only the book knows."""
    columns = tuple(
        replace(column, choices=tuple(choices)) if column.name == name else column for column in sheet.columns
    )
    return replace(sheet, columns=columns)
