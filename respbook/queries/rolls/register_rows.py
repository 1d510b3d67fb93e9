"""台账的比对: rows told by their 系统登记号, else by village, name and what the town tells them apart by."""

from collections.abc import Hashable, Mapping
from functools import cached_property
from typing import Any

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.registers import RegisterRow
from respbook.models.units import Unit
from respbook.queries.rolls.base import StandingRoll, with_choices
from respbook.queries.scope_registers import rows_in_sight
from respbook.rules.cells import Value, shown
from respbook.rules.columns import Sheet, SheetKind
from respbook.rules.errors import RuleBroken
from respbook.rules.grids import Grid
from respbook.rules.heads import Heads
from respbook.rules.permissions import Permission
from respbook.rules.registers import (
    ENTRY,
    NAME,
    UNIT,
    FieldFacts,
    FieldKind,
    entry_in,
    entry_words,
    key_of,
    limits_of,
    stored,
    telling,
)
from respbook.rules.sheet_check import Found, Record, Stand


class RegisterRowRoll(StandingRoll):
    """一本台账. The columns are the register's own, so that it needs no code for a new one."""

    kind = SheetKind.REGISTER_ROWS
    permission = Permission.REGISTER_WRITE
    of_register = True
    takes_retired = True

    @property
    def fields(self) -> Mapping[int, FieldFacts]:
        """在用的栏目; none while the columns are not settled."""
        return self.register.live_facts if self.register else {}

    @cached_property
    def sheet(self) -> Sheet:
        """With the choices that stand in rows though they are offered no longer: they come back unchanged."""
        if self.register is None:
            return super().sheet
        sheet = self.register.sheet
        for field_id, facts in self.fields.items():
            if facts.kind is FieldKind.CHOICE and (old := self.used.get(field_id, set()) - set(facts.choices)):
                sheet = with_choices(sheet, key_of(field_id), [*facts.choices, *sorted(old)])
        return sheet

    @cached_property
    def longest(self) -> Mapping[str, int]:  # type: ignore[override]
        """字数上限."""
        return limits_of(self.sheet)

    def load(self) -> None:
        """All rows in sight: one statement."""
        self.used: dict[int, set[str]] = {}
        self.alike: dict[tuple[int, tuple[str, ...]], list[int]] = {}
        self.placed: dict[int, int] = {}
        """单位 of each line of the sheet, by its line number: names may repeat, ids do not."""
        if self.register is None:
            return
        for row in db.session.execute(_rows(self)):
            self.stands["row", row.id] = Stand(self._values(row), row)
            if row.closed_on is None:
                self.alike.setdefault((row.unit_id, telling(row.name, row.cells, self.fields)), []).append(row.id)
            for field_id, facts in self.fields.items():
                if facts.kind is FieldKind.CHOICE and (text := row.cells.get(str(field_id))):
                    self.used.setdefault(field_id, set()).add(text)

    def _values(self, row: Any) -> dict[str, Value]:
        cells = {
            key_of(field_id): stored(facts.kind, text) if (text := row.cells.get(str(field_id))) else None
            for field_id, facts in self.fields.items()
        }
        return {NAME: row.name, UNIT: row.unit_name, ENTRY: entry_words(row.id), **cells}

    def records(self, grid: Grid, heads: Heads) -> list[Record]:
        """The lines. Raises RuleBroken for a register that takes none."""
        if self.register is None:
            raise RuleBroken("这张表的栏目还没有定，请先核定栏目，再导入。")
        if self.register.retired_on is not None:
            raise RuleBroken(f"“{self.register.name}”已经停用，不能再导入；请先恢复使用。")
        return super().records(grid, heads)

    def key(self, values: Mapping[str, Value]) -> Hashable:
        """系统登记号, else the one row that says the same of village, name and what tells apart, else a new one."""
        if values.get(ENTRY):
            key = ("row", entry_in(str(values[ENTRY])))
            if key not in self.stands:
                raise RuleBroken(f"本台账没有系统登记号“{values[ENTRY]}”。它由系统编，请不要改；新登记的留空。", ENTRY)
            return key
        if not values.get(UNIT) or not values.get(NAME):
            return None
        unit = self.unit(str(values[UNIT]))
        told = unit.id, telling(str(values[NAME]), self.cells(values), self.fields)
        found = self.alike.get(told, [])
        if len(found) > 1:
            raise RuleBroken(
                f"本单位有{len(found)}条都叫“{values[NAME]}”，分不清是哪一条；请用台账页导出的表来改，表中有系统登记号。",
                NAME,
            )
        return ("row", found[0]) if found else ("new", *told)

    def cells(self, values: Mapping[str, Value], stood: Mapping[str, str] | None = None) -> dict[str, str]:
        """各格 of a row as they are kept: what the sheet says over what stands; 清空 takes one out."""
        cells = dict(stood or {})
        for field_id in self.fields:
            key = key_of(field_id)
            if key in values:
                cells[str(field_id)] = shown(values[key])
        return {name: text for name, text in cells.items() if text}

    def judge(self, found: Found) -> None:
        """One row: whose it is; a 注销 row is only compared; a choice that is offered no longer may only stay."""
        self._judge_unit(found)
        if found.stand is not None and found.stand.row.closed_on is not None:
            self.frozen(found, list(found.stand.values), "这一条已经注销，不能从表中改")
            return
        for field_id, facts in self.fields.items():
            key = key_of(field_id)
            text, stood = found.values.get(key), found.stand.values.get(key) if found.stand else None
            if facts.kind is FieldKind.CHOICE and text and text != stood and text not in facts.choices:
                found.wrong(key, f"“{text}”已不在选项中；{facts.title}请从“{'、'.join(facts.choices)}”中选填。")

    def _judge_unit(self, found: Found) -> None:
        name, stand = found.values.get(UNIT), found.stand
        if name is None or UNIT in found.errors:
            return
        if stand is not None and name in (stand.row.unit_name, stand.row.short_name):
            found.values[UNIT] = stand.row.unit_name
            return
        try:
            place = self.unit(str(name))
        except RuleBroken as refusal:
            found.wrong(UNIT, refusal.sentence)
            return
        same = stand is not None and stand.row.unit_id == place.id
        if place.retired_on is not None and not same:
            found.wrong(UNIT, f"“{place.name}”已经停用，不能再登记；请核对，或删去此行。")
        self.placed[found.record.line] = place.id
        found.values[UNIT] = stand.row.unit_name if stand is not None and same else place.name


def _rows(roll: RegisterRowRoll) -> Any:
    assert roll.register is not None
    return (
        select(
            RegisterRow.id, RegisterRow.unit_id, RegisterRow.name, RegisterRow.cells, RegisterRow.closed_on,
            Unit.name.label("unit_name"), Unit.short_name,
        )
        .join(RegisterRow.unit)
        .where(RegisterRow.register_id == roll.register.id, rows_in_sight(roll.viewer))
        .order_by(RegisterRow.id)
    )  # fmt: skip
