"""写入往年文书登记表: new lines wait for their scans; what a sheet says of a line that has one does not touch the scan."""

from datetime import datetime
from typing import Any

from respbook.actions.pen import Pen
from respbook.models.archive import ArchivedPaper
from respbook.queries.rolls.register import RegisterRoll
from respbook.rules.permissions import Viewer
from respbook.rules.sheet_check import Found

_PLAIN = ("year", "title", "issued_on", "issued_by", "copies", "note")


def write(pen: Pen, roll: RegisterRoll, ready: list[Found], by: Viewer, now: datetime) -> dict[int, str]:
    """写入往年文书登记表."""
    new = [found for found in ready if found.stand is None]
    made = {"town_id": by.unit_id, "added_at": now, "added_by": by.name}
    pen.add(ArchivedPaper, [made | _said(found, roll, ("number", "unit", *_PLAIN)) for found in new])
    pen.change(
        ArchivedPaper,
        {found.stand.row.id: _said(found, roll, found.changes) for found in ready if found.stand is not None},
    )
    return {}


def _said(found: Found, roll: RegisterRoll, names: Any) -> dict[str, Any]:
    told: dict[str, Any] = {name: found.values.get(name) for name in _PLAIN if name in names}
    if "number" in names:
        told["number_text"] = found.values["number"]
    if "unit" in names:
        told["unit_id"] = roll.placed.get(found.record.line)
    return told
