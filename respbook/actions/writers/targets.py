"""写入目标任务: a new total, step or circle of units empties the shares that nobody fixed, as the form does."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from respbook.actions.pen import Pen
from respbook.models.targets import Allocation, Target
from respbook.queries.rolls.targets import TargetRoll, facts_of
from respbook.rules.permissions import Viewer
from respbook.rules.sheet_check import Found

GROUND = ("divided", "amount", "unit_word", "step", "unit_kinds", "tag")
"""What a division stands on."""


def write(pen: Pen, roll: TargetRoll, ready: list[Found], by: Viewer, now: datetime) -> dict[int, str]:
    """写入目标任务表."""
    changed: dict[int, dict[str, Any]] = {}
    emptied: dict[int, dict[str, Any]] = {}
    new: list[dict[str, Any]] = []
    for found in ready:
        columns = _columns(found)
        if found.stand is None:
            place = {"programme_id": roll.programme.id, "position": roll.last + len(new) + 1, "shortfall_reason": ""}
            new.append(columns | place)
            continue
        row = found.stand.row
        if any(columns[name] != getattr(row, name) for name in GROUND):
            columns["shortfall_reason"] = ""
            emptied |= {
                cell.id: {"amount": None, "pinned": False}
                for cell in roll.cells.get(row.id, [])
                if not columns["divided"] or not cell.pinned
            }
        changed[row.id] = {name: value for name, value in columns.items() if value != getattr(row, name)}
    pen.change(Target, changed)
    pen.change(Allocation, emptied)
    pen.add(Target, new)
    return {}


def _columns(found: Found) -> dict[str, Any]:
    facts = facts_of(found)
    told = {field.name: getattr(facts, field.name) for field in fields(facts) if field.name != "position"}
    return told | {"unit_kinds": ",".join(facts.unit_kinds)}
