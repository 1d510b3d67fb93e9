"""写入任务清单: 临时交办任务 without a letter, with their periods; a new date of a standing one moves its period."""

from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import select

from respbook.actions.pen import Pen
from respbook.models.base import db
from respbook.models.tasks import Task, TaskPeriod
from respbook.queries.rolls.tasks import TaskRoll
from respbook.rules.cadence import CADENCE_LABELS
from respbook.rules.cells import shown
from respbook.rules.lifecycles import TaskState
from respbook.rules.permissions import Viewer
from respbook.rules.planning import periods_until
from respbook.rules.sheet_check import Found

_CADENCES = {words: cadence for cadence, words in CADENCE_LABELS.items()}


def write(pen: Pen, roll: TaskRoll, ready: list[Found], by: Viewer, now: datetime) -> dict[int, str]:
    """写入任务清单."""
    new = [found for found in ready if found.stand is None]
    rows = [_row(found, roll) for found in new]
    ids = pen.add(Task, rows)
    pen.add(TaskPeriod, [each for task_id, row in zip(ids, rows, strict=True) for each in _periods(task_id, row, roll)])
    changed: dict[int, dict[str, Any]] = {}
    for found in ready:
        if found.stand is not None:
            told = {name: found.values.get(name) for name in found.changes}
            changed[found.stand.row.id] = {
                name: value if name == "due_on" else shown(value) for name, value in told.items()
            }
    pen.change(Task, changed)
    _move_periods(pen, {task_id: told["due_on"] for task_id, told in changed.items() if "due_on" in told}, roll)
    return {}


def _row(found: Found, roll: TaskRoll) -> dict[str, Any]:
    values = found.values
    return {
        "letter_id": None,
        "target_id": None,
        "unit_id": roll.unit(shown(values["unit"])).id,
        "programme_id": roll.programme.id,
        "year": roll.programme.year,
        "title": shown(values["title"]),
        "demand": shown(values.get("demand")),
        "duty": shown(values.get("duty")),
        "evidence": shown(values.get("evidence")),
        "cadence": _CADENCES[shown(values["cadence"])],
        "due_on": values["due_on"],
        "state": TaskState.OPEN,
    }


def _periods(task_id: int, row: dict[str, Any], roll: TaskRoll) -> list[dict[str, Any]]:
    from_on = max(roll.on, roll.programme.term_from)
    return [
        {
            "task_id": task_id,
            "starts_on": each.starts_on,
            "ends_on": each.ends_on,
            "due_on": each.due_on,
            "label": each.label,
        }
        for each in periods_until(row["cadence"], min(from_on, row["due_on"]), row["due_on"])
    ]


def _move_periods(pen: Pen, moved: dict[int, Any], roll: TaskRoll) -> None:
    """一次性任务 have one period: it is taken out and put in with the new date."""
    if not moved:
        return
    stood = db.session.execute(
        select(TaskPeriod.task_id, TaskPeriod.starts_on, TaskPeriod.label).where(TaskPeriod.task_id.in_(list(moved)))
    ).all()
    pen.remove(TaskPeriod, [(row.task_id, row.starts_on) for row in stood])
    rows = []
    for row in stood:
        due_on = cast(date, moved[row.task_id])
        starts_on = min(row.starts_on, due_on)
        told = {"starts_on": starts_on, "ends_on": due_on, "due_on": due_on, "label": row.label}
        rows.append({"task_id": row.task_id, **told})
    pen.add(TaskPeriod, rows)
