"""解锁补报: a closed period is opened again for some days, with the reason (features R3)."""

from datetime import date, datetime, timedelta

from respbook.actions import audit
from respbook.actions.action import action
from respbook.actions.reports import asked_period, living_tasks
from respbook.models.base import db
from respbook.models.reports import ReportOpening
from respbook.queries.closing import closing_of
from respbook.queries.obligations import periods_at
from respbook.rules.changeable import check_closed
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.reports import LONGEST_REASON

LONGEST_OPENING = timedelta(days=60)
"""How long a closed period may be opened again."""


@action(Permission.REPORT_REVIEW)
def open_again(
    task_id: int, starts_on: date, open_until: date, reason: str, *, by: Viewer, now: datetime
) -> ReportOpening:
    """解锁补报: a closed period may be reported until ``open_until``. Raises RuleBroken, NotInSight."""
    tasks = living_tasks(by, {task_id})
    task = tasks[task_id]
    asked = asked_period(periods_at(tasks, {(task_id, starts_on)}), task, starts_on)
    check_closed(asked, china_day(now), closing_of([task], china_day(now)).after_of(task))
    if not reason.strip():
        raise RuleBroken("请写明为什么解锁；解锁的经过长期保留。", "reason")
    if not china_day(now) <= open_until <= china_day(now) + LONGEST_OPENING:
        raise RuleBroken(f"解锁的截止日应在今天以后{LONGEST_OPENING.days}天以内。", "open_until")
    row = ReportOpening(
        task_id=task.id,
        starts_on=starts_on,
        open_until=open_until,
        reason=reason.strip()[:LONGEST_REASON],
        made_by=by.name,
        made_at=now,
    )
    db.session.add(row)
    said = f"{task.unit_called}“{task.title}”{asked.label}"
    audit.note("report.open", row, said, after={"补报截止": day(open_until), "原因": row.reason})
    return row
