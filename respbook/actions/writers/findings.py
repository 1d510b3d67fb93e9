"""写入问题清单: each line a problem with its number and its first step; handed out at once where a unit is named."""

from datetime import date, datetime
from typing import Any

from respbook.actions.counters import next_number
from respbook.actions.pen import Pen
from respbook.models.findings import Finding, FindingStep
from respbook.queries.finding_facts import tasks_for
from respbook.queries.rolls.findings import FindingRoll
from respbook.rules.chinese import china_day
from respbook.rules.findings import SOURCE_LABELS, FindingKind
from respbook.rules.lifecycles import FINDING, FindingState
from respbook.rules.permissions import Viewer
from respbook.rules.sheet_check import Found

_SOURCES = {words: source for source, words in SOURCE_LABELS.items()}


def write(pen: Pen, roll: FindingRoll, ready: list[Found], by: Viewer, now: datetime) -> dict[int, str]:
    """写入问题清单; lines that stand already are left as they are."""
    new = [found for found in ready if found.stand is None]
    asked = [(_unit(found, roll, "unit"), str(found.values["category"]), _day(found)) for found in new]
    tasks = tasks_for([(unit_id, category, on) for unit_id, category, on in asked if unit_id])
    rows = [
        _facts(found, roll, by, now) | {"task_id": tasks.get((unit_id, category, on.year)) if unit_id else None}
        for found, (unit_id, category, on) in zip(new, asked, strict=True)
    ]
    ids = pen.add(Finding, rows)
    steps = []
    for finding_id, row in zip(ids, rows, strict=True):
        steps.append(_step(finding_id, 1, "finding.record", row, by, now))
        if row["unit_id"] is not None:
            steps.append(_step(finding_id, 2, "finding.assign", row, by, now))
    pen.add(FindingStep, steps)
    return {}


def _unit(found: Found, roll: FindingRoll, column: str) -> int | None:
    return roll.placed.get((found.record.line, column))


def _day(found: Found) -> date:
    on = found.values["found_on"]
    assert isinstance(on, date)
    return on


def _facts(found: Found, roll: FindingRoll, by: Viewer, now: datetime) -> dict[str, Any]:
    values, unit_id, on = found.values, _unit(found, roll, "unit"), _day(found)
    due_on = values.get("due_on") if unit_id else None
    state = FINDING.fire(FINDING.start, "assign", by) if unit_id else FindingState.RECORDED
    words = {name: str(values.get(name) or "") for name in ("reference", "place", "text", "goal", "note")}
    return words | {
        "town_id": by.unit_id,
        "year": on.year,
        "serial": next_number(f"finding/{by.unit_id}/{on.year}"),
        "kind": FindingKind.PROBLEM,
        "source": _SOURCES[str(values["source"])],
        "found_on": on,
        "found_by": str(values.get("found_by") or ""),
        "at_unit_id": _unit(found, roll, "at_unit") or unit_id,
        "unit_id": unit_id,
        "category": str(values["category"]),
        "state": state,
        "assigned_on": china_day(now) if unit_id else None,
        "due_on": due_on,
        "first_due_on": due_on,
        "measures": "",
        "person": "",
        "moved_for": "",
        "stop_gap": "",
        "checked_by": "",
        "closed_by": "",
        "failed": 0,
        "relapses": 0,
        "made_by": by.name,
        "made_by_id": by.user_id,
        "made_at": now,
        "version": 1,
    }


def _step(finding_id: int, number: int, deed: str, row: dict[str, Any], by: Viewer, now: datetime) -> dict[str, Any]:
    first = number == 1
    return {
        "finding_id": finding_id,
        "number": number,
        "deed": deed,
        "at": now,
        "on_day": row["found_on"] if first else china_day(now),
        "by_id": by.user_id,
        "by_name": by.name,
        "by_unit_id": by.unit_id,
        "for_unit": False,
        "state": FindingState.RECORDED if first else row["state"],
        "text": row["text"] if first else "",
        "due_on": None if first else row["due_on"],
        "pace": None,
    }
