"""问题清单的比对: a sheet of problems — the county's list, or our own 台账 come back, of which nothing is changed."""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from respbook.models.base import db
from respbook.models.findings import Finding
from respbook.models.units import Unit
from respbook.queries.rolls.base import StandingRoll
from respbook.queries.scope_findings import findings_in_sight
from respbook.rules.cells import Value
from respbook.rules.chinese import day
from respbook.rules.columns import SheetKind
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import LONGEST_PLACE, LONGEST_REASON, LONGEST_WORDS, SOURCE_LABELS, number_words
from respbook.rules.permissions import Permission
from respbook.rules.sheet_check import Found, Stand

_AT = aliased(Unit)


class FindingRoll(StandingRoll):
    """问题清单 of the viewer's town. A line with a 编号 is one that stands; others are told by village, category, words and day."""

    kind = SheetKind.FINDINGS
    permission = Permission.FINDING_WRITE
    unknown = "请核对名称；还不清楚的留空，导入后再定。"
    longest = {
        "reference": 60,
        "found_by": 30,
        "place": LONGEST_PLACE,
        "category": 20,
        "text": LONGEST_WORDS,
        "goal": LONGEST_REASON,
        "note": LONGEST_REASON,
    }

    def load(self) -> None:
        """What stands: one statement."""
        self.placed: dict[tuple[int, str], int] = {}
        """单位 by line and column."""
        self.alike: dict[Hashable, str] = {}
        for row in db.session.execute(_rows(self)):
            number = number_words(row.year, row.serial)
            values = _values(row, number)
            self.stands["number", number] = Stand(values, row)
            self.alike[row.at_unit_id, row.category, values["text"], row.found_on] = number

    def key(self, values: Mapping[str, Value]) -> Hashable:
        """编号, else what makes two lines the same problem."""
        if values.get("number"):
            key = ("number", str(values["number"]))
            if key not in self.stands:
                raise RuleBroken(f"没有编号“{values['number']}”。编号由系统编，新登记的请留空。", "number")
            return key
        if not values.get("category") or not values.get("text"):
            return None
        name = values.get("at_unit") or values.get("unit")
        place = self.unit(str(name), "at_unit").id if name else None
        told = place, values["category"], values["text"], values.get("found_on")
        if number := self.alike.get(told):
            return "number", number
        return ("new", *told)

    def judge(self, found: Found) -> None:
        """One row: one that stands is only compared; a new one is looked at as on the entry page."""
        for column in ("at_unit", "unit"):
            self._judge_unit(found, column)
        if found.stand is not None:
            self.frozen(found, list(found.stand.values), "已登记的问题请在问题页办理，不能从表中改")
            return
        values = found.values
        found_on, due_on = values.get("found_on"), values.get("due_on")
        if isinstance(found_on, date) and found_on > self.on:
            found.wrong("found_on", f"发现日期{day(found_on)}还没有到；请核对。")
        if values.get("unit") and due_on is None and "due_on" not in found.errors:
            found.wrong("due_on", "有责任单位的，请填整改时限；还没定的，把责任单位也留空。")
        if isinstance(found_on, date) and isinstance(due_on, date) and due_on < found_on:
            found.wrong("due_on", f"整改时限{day(due_on)}早于发现日期{day(found_on)}；请核对。")
        if isinstance(due_on, date) and due_on < self.on and not found.errors:
            found.hint = "整改时限已过，导入后列为逾期（红）。"

    def _judge_unit(self, found: Found, column: str) -> None:
        name = found.values.get(column)
        if name is None or column in found.errors:
            return
        stand = found.stand
        if stand is not None and name in (stand.values[column], getattr(stand.row, f"{column}_short")):
            found.values[column] = stand.values[column]
            return
        try:
            place = self.unit(str(name), column)
        except RuleBroken as refusal:
            found.wrong(column, refusal.sentence)
            return
        self.placed[found.record.line, column] = place.id
        found.values[column] = place.name


def _rows(roll: FindingRoll) -> Any:
    return (
        select(
            Finding.id, Finding.year, Finding.serial, Finding.source, Finding.reference, Finding.found_on,
            Finding.found_by, Finding.at_unit_id, Finding.place, Finding.category, Finding.text, Finding.goal,
            Finding.due_on, Finding.note, Unit.name.label("unit"), Unit.short_name.label("unit_short"),
            _AT.name.label("at_unit"), _AT.short_name.label("at_unit_short"),
        )
        .outerjoin(Unit, Unit.id == Finding.unit_id)
        .outerjoin(_AT, _AT.id == Finding.at_unit_id)
        .where(findings_in_sight(roll.viewer), Finding.town_id == roll.viewer.unit_id)
        .order_by(Finding.id)
    )  # fmt: skip


def _plain(text: str | None) -> str | None:
    """As the common check reads a text cell: blanks of any width and number are one."""
    return " ".join((text or "").split()) or None


def _values(row: Any, number: str) -> dict[str, Value]:
    return {
        "number": number,
        "source": SOURCE_LABELS[row.source],
        "reference": _plain(row.reference),
        "found_on": row.found_on,
        "found_by": _plain(row.found_by),
        "at_unit": row.at_unit,
        "place": _plain(row.place),
        "category": row.category,
        "text": _plain(row.text),
        "goal": _plain(row.goal),
        "unit": row.unit,
        "due_on": row.due_on,
        "note": _plain(row.note),
    }
