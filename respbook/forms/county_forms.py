"""上级报表表单: the blank that the county sent, what goes into one cell, which month is told."""

import re
from datetime import date
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from respbook.actions.county_forms import Blank
from respbook.forms.base import EditForm, filled
from respbook.forms.fields import choice, file_name, line, whole
from respbook.queries.county_figures import Month
from respbook.readers.county_form import MOST_BYTES, read_form
from respbook.rules.county_forms import CellFacts
from respbook.rules.county_sources import DOWN, ONE, SOURCES
from respbook.rules.errors import RuleBroken
from respbook.rules.units import UNIT_KIND_LABELS, UnitKind, signing_kinds

_CELL = re.compile(r"([0-9]{1,3})-([0-9]{1,2})")
_MONTH = re.compile(r"\s*(20[0-9]{2})\s*[-年./]\s*(0?[1-9]|1[0-2])\s*月?\s*")


class RenewForm(EditForm):
    """换新表."""

    file = FileField(
        "空白表", validators=[FileRequired("请选择上级下发的空白表。")], render_kw={"accept": ".xlsx", "required": True}
    )

    def blank(self) -> Blank:
        """The workbook, read. Raises RuleBroken on ``file``."""
        content = self.file.data.stream.read(MOST_BYTES + 1)
        return Blank(file_name(self.file.data.filename or "", 120), content, read_form(content))


class NewForm(RenewForm):
    """登记上级报表."""

    name = line("报表名称", 60)


class CellForm(EditForm):
    """一格填什么."""

    sheet = HiddenField(validators=[InputRequired("请从报表上点一格。"), Length(max=31)])
    row = IntegerField(widget=HiddenInput(), validators=[InputRequired("请从报表上点一格。"), NumberRange(1, 999)])
    column = IntegerField(widget=HiddenInput(), validators=[InputRequired("请从报表上点一格。"), NumberRange(1, 99)])
    source = SelectField("填什么", validators=[InputRequired("请选择这一格填什么。")])
    target = choice("哪一项目标", must=False)
    unit_kind = choice("哪类单位", must=False)
    rows = whole("往下留了几行", 1, 500)
    totalled = BooleanField("这几行的下一行是合计，一并填上")

    def with_choices(self, targets: list[str], owner: UnitKind = UnitKind.TOWN) -> "CellForm":
        """Everything that can be chosen; a target that is gone stays to be seen."""
        self.source.choices = {
            "": [("", "请选择")],
            ONE: [(each.name, each.title) for each in SOURCES.values() if not each.down],
            DOWN: [(each.name, each.title) for each in SOURCES.values() if each.down],
        }
        known = targets if not self.target.data or self.target.data in targets else [*targets, self.target.data]
        self.target.choices = [("", "不选"), *((name, name) for name in known)]
        self.unit_kind.choices = [
            ("", "全部单位"),
            *((kind.value, UNIT_KIND_LABELS[kind]) for kind in signing_kinds(owner)),
        ]
        return self

    def facts(self) -> CellFacts:
        """The frozen value for the action."""
        return CellFacts(
            sheet=self.sheet.data or "",
            row=self.row.data or 0,
            column=self.column.data or 0,
            source=self.source.data or "",
            target=filled(self.target),
            unit_kind=UnitKind(self.unit_kind.data) if self.unit_kind.data else None,
            rows=self.rows.data or 1,
            totalled=bool(self.totalled.data),
        )


def cell_asked(text: str) -> tuple[int, int] | None:
    """点的是哪一格: "5-2" of the address."""
    found = _CELL.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


def month_asked(text: str, today: date) -> Month:
    """填哪个月: "2026-03" of the address, or 2026年3月 as people type it; without one the present month. Raises RuleBroken."""
    if not text:
        return Month(today.year, today.month, today)
    found: Any = _MONTH.fullmatch(text)
    if not found:
        raise RuleBroken("月份看不懂，请写成2026-03这样，或从日历中选择。", "month")
    asked = Month(int(found[1]), int(found[2]), today)
    if (asked.year, asked.month) > (today.year, today.month):
        raise RuleBroken("这个月还没有到，填不出数；请选择本月或以前的月份。", "month")
    return asked
