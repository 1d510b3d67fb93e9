"""写入任务分解: cell by cell; what the parts add up to was checked before."""

from datetime import datetime
from typing import Any

from respbook.actions.pen import Pen
from respbook.models.targets import Allocation, Target
from respbook.queries.rolls.allocations import AllocationRoll
from respbook.rules.cells import shown
from respbook.rules.permissions import Viewer
from respbook.rules.sheet_check import Found


def write(pen: Pen, roll: AllocationRoll, ready: list[Found], by: Viewer, now: datetime) -> dict[int, str]:
    """写入任务分解表; a target whose division changes is a new version of it, and its old shortfall is no longer said."""
    changed: dict[int, dict[str, Any]] = {}
    new: list[dict[str, Any]] = []
    touched: dict[int, dict[str, Any]] = {}
    for found in ready:
        assert found.stand is not None
        row, cell = found.stand.row, _cell(found)
        touched[row.target_id] = {"shortfall_reason": ""}
        if row.id is None:
            new.append(cell | {"target_id": row.target_id, "unit_id": row.unit_id})
        else:
            changed[row.id] = cell
    pen.change(Target, touched)
    pen.change(Allocation, changed)
    pen.add(Allocation, new)
    return {}


def _cell(found: Found) -> dict[str, Any]:
    stood = found.stand.values if found.stand else {}
    values = {**stood, **found.values}
    amount = values["amount"]
    return {
        "amount": amount,
        "pinned": values["pinned"] == "是" and amount is not None,
        "applies": values["applies"] == "是",
        "note": shown(values["note"]),
    }
