"""写入台账: new rows, changed cells; each changed row has its own line in the book, so that its page can tell its history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from respbook.actions import audit
from respbook.actions.pen import Pen, restored, rows_at, table_of
from respbook.models.registers import Register, RegisterRow
from respbook.queries.rolls.register_rows import RegisterRowRoll
from respbook.queries.units import names_of
from respbook.rules.cells import shown
from respbook.rules.permissions import Viewer
from respbook.rules.registers import NAME, UNIT, cell_words, search_words
from respbook.rules.sheet_check import Found


def write(pen: Pen, roll: RegisterRowRoll, ready: list[Found], by: Viewer, now: datetime) -> dict[int, str]:
    """写入台账."""
    assert roll.register is not None
    made = {"register_id": roll.register.id, "made_at": now, "made_by": by.name}
    new = [found for found in ready if found.stand is None]
    pen.add(
        RegisterRow,
        [
            {
                **made,
                "unit_id": roll.placed[found.record.line],
                **_said(str(found.values[NAME]), roll.cells(found.values)),
            }
            for found in new
        ],
    )
    changed: dict[int, dict[str, Any]] = {}
    for found in ready:
        if found.stand is None:
            continue
        row = found.stand.row
        name = str(found.values.get(NAME) or row.name)
        changed[row.id] = _said(name, roll.cells(found.values, row.cells))
        if UNIT in found.changes:
            changed[row.id]["unit_id"] = roll.placed[found.record.line]
        titles = {column.name: column.title for column in roll.sheet.columns}
        before, after = ({titles[key]: shown(pair[at]) for key, pair in found.changes.items()} for at in (0, 1))
        audit.note_words("register.correct", RegisterRow.__tablename__, row.id, name, before=before, after=after)
    pen.change(RegisterRow, changed)
    return {}


def _said(name: str, cells: dict[str, str]) -> dict[str, Any]:
    return {"name": name, "cells": cells, **search_words(name, cells)}


def note_taken_back(register: Register, before: str) -> None:
    """撤销导入 as each of its changed rows tells it; called while the rows still say what the import wrote."""
    changed = restored(before)[0].get(RegisterRow.__tablename__, {})
    standing = rows_at(table_of(RegisterRow), list(changed))
    rows = {key: (dict(row._mapping), dict(row._mapping) | changed[key]) for key, row in standing.items()}
    units = names_of({row["unit_id"] for pair in rows.values() for row in pair})
    for key, pair in rows.items():
        was, now = (row_words(register, row["name"], units[row["unit_id"]], row["cells"]) for row in pair)
        told = [name for name in {**was, **now} if was.get(name, "") != now.get(name, "")]
        audit.note_words(
            "register.take_back",
            RegisterRow.__tablename__,
            key[0],
            pair[1]["name"],
            before={name: was.get(name, "") for name in told},
            after={name: now.get(name, "") for name in told},
        )


def row_words(register: Register, name: str, unit: str, cells: Mapping[str, str]) -> dict[str, str]:
    """一条登记 in words, column by column, for the book; retired columns only where they say something."""
    told = {register.name_title: name, "单位": unit}
    for field in register.fields:
        words = cell_words(field.facts, cells.get(str(field.id), ""))
        if field.retired_on is None or words:
            told[field.title if field.retired_on is None else f"{field.title}（已停用）"] = words
    return told
