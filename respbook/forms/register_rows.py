"""台账登记表单: one field for each column of the register, so that a new column needs no code."""

from collections.abc import Mapping, Sequence
from typing import Any

from respbook.forms.base import EditForm, filled
from respbook.forms.fields import choice, line, on, unit_choice
from respbook.rules.registers import (
    LONGEST_CALLED,
    LONGEST_TEXT,
    NAME,
    YES_NO,
    FieldFacts,
    FieldKind,
    key_of,
    row_and_faults,
    stored,
)


class RowForm(EditForm):
    """登记、修改一条; the columns are added by ``row_form``."""

    unit_id = unit_choice("单位")
    names: Sequence[str] = ()
    """What the register's own fields are called."""
    name_title = ""
    facts: Mapping[int, FieldFacts] = {}
    stood: Mapping[str, str] = {}

    def validate(self, extra_validators: Any = None) -> bool:
        """The shape, and every cell as the rules read it: all faults are told at once."""
        fine = super().validate(extra_validators)
        for name, sentence in row_and_faults(self.name_title, self.facts, self.told, self.stood)[1].items():
            if not self[name].errors:
                self[name].errors = [sentence]
            fine, self.status = False, 422
        return fine

    @property
    def told(self) -> dict[str, str]:
        """各栏 as they were typed; a day in its own spelling."""
        told = {NAME: filled(self[NAME])}
        for name in self.names:
            value = self[name].data
            told[name] = value if isinstance(value, str) else value.isoformat() if value else ""
        return told


def row_form(register: Any, units: Sequence[tuple[int, str]], row: Any = None, **rest: Any) -> RowForm:
    """登记表单 of a register; of a row as it stands in the book."""
    stood: Mapping[str, str] = row.cells if row is not None else {}
    parts: dict[str, Any] = {NAME: line(register.name_title, LONGEST_CALLED)}
    data: dict[str, Any] = {}
    for field_id, facts in register.live_facts.items():
        text = stood.get(str(field_id), "")
        parts[key_of(field_id)] = _field(facts, text)
        data[key_of(field_id)] = stored(facts.kind, text) if text and facts.kind is FieldKind.DATE else text
    parts["names"] = [name for name in parts if name != NAME]
    parts |= {"name_title": register.name_title, "facts": register.live_facts, "stood": stood}
    if row is not None:
        data |= {NAME: row.name, "unit_id": str(row.unit_id), "version": row.version}
    made: Any = type("RowForm", (RowForm,), parts)
    form: RowForm = made(data=data | rest.pop("offered", {}), **rest)
    form.unit_id.choices = [("", "（请选择）"), *((str(unit_id), name) for unit_id, name in units)]
    return form


def _field(facts: FieldFacts, stood: str) -> Any:
    """Shape only: what a cell may say is read where sheets are read too."""
    match facts.kind:
        case FieldKind.DATE:
            return on(facts.title, must=False)
        case FieldKind.YES_NO:
            return choice(facts.title, [("", "（未填）"), *((word, word) for word in YES_NO)], must=False)
        case FieldKind.CHOICE:
            offered = dict.fromkeys((*facts.choices, *([stood] if stood else [])))
            return choice(facts.title, [("", "（未填）"), *((word, word) for word in offered)], must=False)
    return line(facts.heading, LONGEST_TEXT, must=False)
