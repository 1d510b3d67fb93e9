"""签订仪式: set, and ticked off who came and who has taken the copies of the unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.models.base import db
from respbook.models.ceremonies import Attendance, Ceremony
from respbook.queries.ceremonies import attendance_of, units_called
from respbook.queries.scope import NotInSight, programme_in_sight
from respbook.queries.scope_around import ceremony_in_sight
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer

MOST_COPIES = 9


@dataclass(frozen=True)
class CeremonyFacts:
    """仪式安排."""

    held_on: date
    held_at: str
    place: str
    host: str
    demands: str = ""


@dataclass(frozen=True)
class Mark:
    """登记 for one unit: whether it came and as whom, whether and by whom copies were taken."""

    unit_id: int
    came_as: str
    taken_by: str
    copies: int = 1


@action(Permission.CEREMONY_WRITE, undo=True)
def arrange(programme_id: int, facts: CeremonyFacts, version: int, *, by: Viewer, now: datetime) -> Ceremony:
    """安排签订仪式, or change it; the notice bears the day of the last change. Raises RuleBroken, StaleVersion, NotInSight."""
    programme = programme_in_sight(by, programme_id)
    if not units_called(by, programme_id):
        raise RuleBroken("还没有签发过责任书，没有要通知的单位；请签发以后再安排签订仪式。")
    row = ceremony_in_sight(by, programme_id)
    if row is None:
        row = Ceremony(programme_id=programme_id)
        db.session.add(row)
    else:
        expect_version(row, version)
    row.held_on, row.held_at, row.place, row.host = facts.held_on, facts.held_at, facts.place, facts.host
    row.demands, row.notice_on = facts.demands, china_day(now)
    row.made_by, row.made_at = by.name, now
    audit.note(
        "ceremony.set",
        row,
        programme.name,
        after={"时间": f"{day(row.held_on)}{row.held_at}", "地点": row.place, "主持人": row.host},
    )
    return row


@action(Permission.CEREMONY_WRITE, undo=True)
def note(programme_id: int, marks: Sequence[Mark], *, by: Viewer, now: datetime) -> int:
    """登记签到和领取: the list as it stands on the page; says how many rows changed. Raises RuleBroken, NotInSight."""
    ceremony = ceremony_in_sight(by, programme_id)
    if ceremony is None:
        raise NotInSight
    called = {row.unit_id: row.called for row in units_called(by, programme_id)}
    standing, came, taken, changed = attendance_of(ceremony.id), [], [], 0
    for mark in marks:
        if mark.unit_id not in called:
            continue
        row = standing.get(mark.unit_id)
        if row is None and not (mark.came_as or mark.taken_by):
            continue
        if row is None:
            row = Attendance(ceremony_id=ceremony.id, unit_id=mark.unit_id, name="", taken_by="", copies=0)
            standing[mark.unit_id] = row
        copies = min(max(mark.copies, 1), MOST_COPIES) if mark.taken_by else 0
        if (row.name, row.taken_by, row.copies) == (mark.came_as, mark.taken_by, copies):
            continue
        row.came_at = (row.came_at or now) if mark.came_as else None
        row.taken_at = (row.taken_at or now) if mark.taken_by else None
        row.name, row.taken_by, row.copies, row.noted_by = mark.came_as[:30], mark.taken_by[:30], copies, by.name
        db.session.add(row)
        changed += 1
        came += [f"{called[mark.unit_id]}（{row.name}）"] if row.name else []
        taken += [f"{called[mark.unit_id]}（{row.taken_by}，{copies}份）"] if row.taken_by else []
    audit.note(
        "ceremony.note",
        ceremony,
        ceremony.programme.name,
        after={"改动": f"{changed}个单位", "到会": "、".join(came)[:900], "领取": "、".join(taken)[:900]},
    )
    return changed
