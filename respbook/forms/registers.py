"""台账表单: a register, a column, the columns taken from a sheet; the filters of its table."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField

from respbook.forms.base import EditForm, filled
from respbook.forms.fields import choice, line, lines, on, whole
from respbook.queries.registers import RegisterFilter, asked_by
from respbook.rules.cells import split_tags
from respbook.rules.register_guess import Guess
from respbook.rules.registers import (
    FIELD_KIND_LABELS,
    LONGEST_NAME,
    LONGEST_TEXT,
    FieldFacts,
    FieldKind,
    RegisterFacts,
)
from respbook.rules.typed import whole_in

_KINDS = [(kind.value, words) for kind, words in FIELD_KIND_LABELS.items()]
_CHOICES = 600
"""Characters of all choices of a column together."""


class RegisterForm(EditForm):
    """建立、修改台账."""

    name = line("台账名称", LONGEST_NAME)
    name_title = line("登记对象", LONGEST_NAME)
    note = lines("说明", LONGEST_TEXT, must=False, render_kw={"rows": "2"})
    village_fills = BooleanField("由村填写：各村填报员可以登记、修改本村的内容")

    @classmethod
    def of(cls, register: Any, **rest: Any) -> "RegisterForm":
        """The form as it stands in the book."""
        names = ("name", "name_title", "note", "village_fills", "version")
        return cls(data={name: getattr(register, name) for name in names}, **rest)

    @property
    def facts(self) -> RegisterFacts:
        """The frozen value for the action."""
        name, name_title = (" ".join(filled(each).split()) for each in (self.name, self.name_title))
        return RegisterFacts(name, name_title, filled(self.note), bool(self.village_fills.data))


class FieldForm(EditForm):
    """增加、修改栏目."""

    title = line("栏目名称", LONGEST_NAME)
    kind = choice("种类", _KINDS)
    unit_word = line("计量单位", 12, must=False)
    choices = line("选项", _CHOICES, must=False)
    must = BooleanField("新登记时必填")
    tells = BooleanField("用来认行：同一单位有同名的，凭这一栏分清")
    position = whole("排序", 0, 9999)

    @classmethod
    def of(cls, field: Any, **rest: Any) -> "FieldForm":
        """The form as it stands in the book."""
        names = ("title", "unit_word", "choices", "must", "tells", "position", "version")
        return cls(data={name: getattr(field, name) for name in names} | {"kind": field.kind.value}, **rest)

    @property
    def facts(self) -> FieldFacts:
        """The frozen value for the action."""
        return FieldFacts(
            " ".join(filled(self.title).split()),
            FieldKind(self.kind.data),
            filled(self.unit_word),
            split_tags(filled(self.choices)),
            bool(self.must.data),
            bool(self.tells.data),
        )


class CloseForm(EditForm):
    """注销."""

    on = on("注销日期")
    reason = line("注销原因", LONGEST_TEXT)


class SheetFieldsForm(RegisterForm):
    """按表头建立: the register, and for every head of the sheet whether and as what it becomes a column.

    The fields ``use_3``, ``title_3`` … are added by ``sheet_fields_form``, one set for each place.
    """

    count = 0

    @property
    def fields(self) -> dict[int, FieldFacts]:
        """要的栏目 by their places."""
        return {place: self._fact(place) for place in range(self.count) if self[f"use_{place}"].data}

    def _fact(self, place: int) -> FieldFacts:
        told = {name: self[f"{name}_{place}"] for name in ("title", "kind", "unit_word", "choices", "must", "tells")}
        return FieldFacts(
            " ".join(filled(told["title"]).split()),
            FieldKind(told["kind"].data),
            filled(told["unit_word"]),
            split_tags(filled(told["choices"])),
            bool(told["must"].data),
            bool(told["tells"].data),
        )


def sheet_fields_form(guess: Guess, name: str) -> SheetFieldsForm:
    """按表头建立的表单, filled in with what was guessed."""
    parts: dict[str, Any] = {"count": len(guess.fields)}
    data: dict[str, Any] = {"name": name[:LONGEST_NAME], "name_title": guess.name_title}
    for place, facts in enumerate(guess.fields):
        parts |= {
            f"use_{place}": BooleanField("要"),
            f"title_{place}": line(f"第{place + 1}栏名称", LONGEST_NAME),
            f"kind_{place}": choice(f"第{place + 1}栏种类", _KINDS),
            f"unit_word_{place}": line(f"第{place + 1}栏计量单位", 12, must=False),
            f"choices_{place}": line(f"第{place + 1}栏选项", _CHOICES, must=False),
            f"must_{place}": BooleanField("必填"),
            f"tells_{place}": BooleanField("认行"),
        }
        data |= {
            f"use_{place}": True,
            f"title_{place}": facts.title,
            f"kind_{place}": facts.kind.value,
            f"unit_word_{place}": facts.unit_word,
            f"choices_{place}": "、".join(facts.choices),
        }
    made: Any = type("SheetFieldsForm", (SheetFieldsForm,), parts)
    form: SheetFieldsForm = made(data=data)
    return form


def register_filter(sent: Mapping[str, str], register: Any) -> RegisterFilter:
    """筛选 of an address; what cannot be read is left out."""
    known: Sequence[str] = [name for name, _ in asked_by(register)]
    return RegisterFilter(
        sent.get("q", "").strip()[:60],
        whole_in(sent.get("unit", "")),
        {int(name[1:]): value[:LONGEST_TEXT] for name in known if (value := sent.get(name, "").strip())},
        sent.get("closed", "") == "1",
    )
