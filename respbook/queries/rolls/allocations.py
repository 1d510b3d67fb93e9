"""任务分解表的比对: as a list, or as Excel keeps it: units down, targets across, a 合计 row below (features T1, X10)."""

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import and_, select

from respbook.models.base import db
from respbook.models.targets import Allocation, Target
from respbook.models.units import Unit
from respbook.queries.rolls.base import StandingRoll
from respbook.queries.scope import under
from respbook.queries.targets import fits, of_town
from respbook.rules.cells import Value, read_cell
from respbook.rules.chinese import figure
from respbook.rules.columns import SheetKind
from respbook.rules.errors import RuleBroken
from respbook.rules.grids import Grid
from respbook.rules.heads import Heads, plain_head
from respbook.rules.permissions import Permission
from respbook.rules.sheet_check import EXAMPLE, Found, Record, Stand, need_columns, plain_records
from respbook.rules.target_checks import LONGEST_NOTE

_TOTALS = {"合计", "总计", "全镇合计", "全镇", "小计", "总量", "全镇总量", "已分解", "差", "差额"}
"""What stands where a unit's name would: a row of sums, checked and not imported."""
_SUMS = {"合计", "总计", "全镇合计", "全镇", "小计", "总量", "全镇总量"}


class AllocationRoll(StandingRoll):
    """任务分解表 of one programme, told by target and unit."""

    kind = SheetKind.ALLOCATIONS
    permission = Permission.TARGET_WRITE
    of_programme = True
    longest = {"note": LONGEST_NOTE}

    def load(self) -> None:
        """Targets, and the cells that may stand: two statements."""
        self.targets = {
            row.name: row
            for row in db.session.execute(
                select(
                    Target.id, Target.name, Target.divided, Target.amount, Target.unit_word, Target.step, Target.version
                ).where(Target.programme_id == self.programme.id)
            )
        }
        self.by_id = {row.id: row for row in self.targets.values()}
        self.by_head = {plain_head(name): row for name, row in self.targets.items()}
        self.remarks: list[str] = []
        self.across: list[tuple[int, Mapping[str, int], Mapping[str, Value]]] = []
        for row in db.session.execute(
            select(
                Target.id.label("target_id"), Unit.id.label("unit_id"), Allocation.id, Allocation.amount,
                Allocation.pinned, Allocation.applies, Allocation.note,
            )
            .select_from(Target)
            .join(Unit, and_(of_town(self.programme), fits()))
            .outerjoin(Allocation, and_(Allocation.target_id == Target.id, Allocation.unit_id == Unit.id))
            .where(Target.programme_id == self.programme.id, under(self.viewer))
        ):  # fmt: skip
            self.stands[row.target_id, row.unit_id] = Stand(_values(row), row)

    @property
    def offered(self) -> Mapping[str, Sequence[str]]:
        """With the names of the targets."""
        return {**super().offered, "target": list(self.targets)}

    def records(self, grid: Grid, heads: Heads) -> list[Record]:
        """A list where there is a column of targets, else a matrix of the targets that its heads name."""
        need_columns(self.sheet, heads, ("unit",))
        if "target" in heads.places:
            return [record for record in plain_records(grid, heads) if record.cells["unit"] not in _TOTALS]
        across = self._across(heads)
        if not across:
            raise RuleBroken(
                "没有认出目标：表头里既没有“目标名称”列，也没有哪一列是本方案分解目标的名称；请核对目标名称，或先增加目标。"
            )
        unit_at = heads.places["unit"]
        records = []
        for at in range(heads.row + 1, len(grid.rows)):
            row = grid.rows[at]
            name = row[unit_at] if unit_at < len(row) else ""
            if name.replace(" ", "") in _TOTALS:
                self._sums(name, row, across)
            elif name and not name.startswith(EXAMPLE):
                records += self._line(grid.lines[at], row, name)
        return records

    def _across(self, heads: Heads) -> dict[int, Any]:
        unit_at = heads.places["unit"]
        across = {
            place: self.by_head[plain]
            for place, title in enumerate(heads.titles)
            if (plain := plain_head(title)) in self.by_head and self.by_head[plain].divided
        }
        self.read_besides = frozenset(across)
        self.across = [
            (place, {"unit": unit_at, "amount": place, "target": place}, {"target": target.name})
            for place, target in across.items()
        ]
        strange = [heads.titles[place] for place in heads.open if place not in across]
        if strange and across:
            self.remarks.append(f"这些列不是本方案的分解目标，没有读取：{'、'.join(strange[:10])}。")
        return across

    def _line(self, line: int, row: Sequence[str], name: str) -> list[Record]:
        return [
            Record(line, {"unit": name, "amount": row[place]}, places, given)
            for place, places, given in self.across
            if place < len(row) and row[place]
        ]

    def _sums(self, name: str, row: Sequence[str], across: Mapping[int, Any]) -> None:
        """合计行: held against the town total."""
        if name.replace(" ", "") not in _SUMS:
            return
        column = self.sheet.column("amount")
        for place, target in across.items():
            text = row[place] if place < len(row) else ""
            try:
                told = read_cell(column, text) if text else None
            except RuleBroken:
                told = None
            if isinstance(told, Decimal) and told != (target.amount or Decimal(0)):
                self.remarks.append(
                    f"表中“{target.name}”的{name}是{figure(told)}{target.unit_word}，与全镇总量"
                    f"{figure(target.amount)}{target.unit_word}不符，请核对。"
                )

    def key(self, values: Mapping[str, Value]) -> Hashable:
        """Target and unit."""
        name, unit = values.get("target"), values.get("unit")
        if name is not None and name not in self.targets:
            raise RuleBroken(f"本方案没有目标“{name}”；请核对名称，或先增加目标。", "target")
        if name is None or unit is None:
            return None
        target, place = self.targets[str(name)], self.unit(str(unit))
        if (target.id, place.id) not in self.stands:
            raise RuleBroken(f"“{unit}”不承担“{name}”；请核对，或先修改目标的承担单位和适用标签。", "unit")
        return target.id, place.id

    def judge(self, found: Found) -> None:
        """A share fits the step; what is excused has none."""
        if found.stand is None:
            return
        values, target = found.values, self.by_id[found.stand.row.target_id]
        amount = values.get("amount")
        if isinstance(amount, Decimal):
            self._judge_amount(found, amount, target)
        applies = values.get("applies", found.stand.values["applies"])
        if applies == "否" and amount is not None:
            found.wrong("amount", "不适用的单位不填承担数；请删去这个数，或把“适用”改为“是”。")
        if applies == "否" and found.stand.values["amount"] is not None:
            values["amount"] = None
        for name, usual in (("pinned", "否"), ("applies", "是")):
            if name in values and values[name] is None:
                values[name] = usual

    def _judge_amount(self, found: Found, amount: Decimal, target: Any) -> None:
        if not target.divided:
            found.wrong("amount", f"“{target.name}”对各单位同一要求，不用分解；请删去这个数。")
        elif amount < 0:
            found.wrong("amount", "承担数不能为负数；请改正。")
        elif amount % target.step if target.step % 1 == 0 else Fraction(amount) % Fraction(target.step):
            found.wrong("amount", f"承担数应是最小单位{figure(target.step)}的整数倍；请改正。")

    def together(self, rows: Sequence[Found]) -> list[str]:
        """The parts never exceed the total: of a target that would, no new figure goes in (目标守恒)."""
        placed: dict[int, Decimal] = {}
        for (target_id, _), stand in self.stands.items():
            if isinstance(stood := stand.values["amount"], Decimal) and stand.values["applies"] == "是":
                placed[target_id] = placed.get(target_id, Decimal(0)) + stood
        raised: dict[int, list[Found]] = {}
        for found in rows:
            if found.stand is None or found.errors or "amount" not in found.changes:
                continue
            target_id = found.stand.row.target_id
            old, new = found.changes["amount"]
            placed[target_id] = placed.get(target_id, Decimal(0)) + _figure(new) - _figure(old)
            raised.setdefault(target_id, []).append(found)
        for target_id, cells in raised.items():
            self._refuse_excess(self.by_id[target_id], placed[target_id], cells)
        return self.remarks

    def _refuse_excess(self, target: Any, placed: Decimal, cells: list[Found]) -> None:
        total = target.amount or Decimal(0)
        if placed > total:
            word = target.unit_word
            for found in cells:
                found.wrong(
                    "amount",
                    f"“{target.name}”各单位合计{figure(placed)}{word}，比全镇总量{figure(total)}{word}"
                    f"多{figure(placed - total)}{word}；请调减有关单位，或先修改总量。",
                )


def _figure(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)


_UNFILLED: Mapping[str, Value] = {"amount": None, "pinned": "否", "applies": "是", "note": None}


def _values(row: Any) -> Mapping[str, Value]:
    if row.id is None:
        return _UNFILLED
    return {
        "amount": row.amount,
        "pinned": "是" if row.pinned else "否",
        "applies": "否" if row.applies is False else "是",
        "note": row.note or None,
    }
