"""工作日历: change a day, take it back, read in the notice of a year. What was issued keeps its dates."""

from collections.abc import Iterable
from datetime import date, datetime

from respbook.actions import audit
from respbook.actions.action import StaleVersion, action
from respbook.models.base import db
from respbook.models.day_marks import DayChange
from respbook.queries.workdays import (
    calendar_of,
    change_before,
    change_in_sight,
    changed_days,
    last_change,
    told_by_notice,
)
from respbook.readers.state_council import announced
from respbook.rules.chinese import day
from respbook.rules.day_marks import LAST_YEAR, check_change, mark_words, read_notice
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.workdays import DayKind, DayMark

_STALE = "别人刚刚改过这一天的安排。请核对后再保存。"


@action(Permission.SETTING_WRITE)
def change_day(
    on: date, kind: DayKind | None, name: str, reason: str, seen: int, *, by: Viewer, now: datetime
) -> DayChange:
    """改一天 of the viewer's office; ``kind`` empty puts it back as the country has it; ``seen`` is the change last read.

    Raises RuleBroken, StaleVersion.
    """
    last = last_change(by.unit_id, on)
    if (last.id if last else 0) != seen:
        raise StaleVersion(_STALE)
    stood = calendar_of(by.unit_id).marks.get(on)
    if kind is None:
        if last is None or last.kind is None or last.notice_year is not None:
            raise RuleBroken(f"{day(on)}本来就按全国安排，没有改动。", "kind")
        told = told_by_notice(by.unit_id, on)
        kind, name, year = (told.kind, told.name, told.notice_year) if told else (None, "", None)
        check_change(on, None, "", reason, stood)
    else:
        name, year = name.strip(), None
        check_change(on, kind, name, reason, stood)
    row = _added(on, kind, name, reason.strip(), year, by, now)
    _note("workday.change", row, stood, by)
    return row


@action(Permission.SETTING_WRITE)
def undo_change(day_mark_id: int, *, by: Viewer, now: datetime) -> DayChange:
    """撤销改动: the day is as it was before, by one more row. Raises RuleBroken when it was changed again, NotInSight."""
    row = change_in_sight(by, day_mark_id)
    last = last_change(by.unit_id, row.day)
    if last is None or last.id != row.id:
        raise RuleBroken(f"{day(row.day)}后来又改过，不能撤销这一次；请直接改这一天。")
    stood = calendar_of(by.unit_id).marks.get(row.day)
    before = change_before(row)
    back = (before.kind, before.name, before.notice_year) if before else (None, "", None)
    new = _added(row.day, back[0], back[1], "撤销改动", back[2], by, now)
    _note("workday.undo", new, stood, by)
    return new


@action(Permission.SETTING_WRITE)
def take_notice(year: int, text: str, *, by: Viewer, now: datetime) -> list[DayChange]:
    """读入放假通知 of a year that the country's list does not have yet. Raises RuleBroken with the field ``notice``."""
    if not max(announced().published) < year <= LAST_YEAR:
        raise RuleBroken(f"{year}年的放假安排不用读入；个别日子有变动的，请点那一天修改。", "notice")
    if year in calendar_of(by.unit_id).published:
        raise RuleBroken(f"{year}年的放假通知已经读入；要重新读入的，请先撤回。", "notice")
    marks = read_notice(text, year)
    rows = [_added(on, mark.kind, mark.name, "放假通知", year, by, now) for on, mark in sorted(marks.items())]
    told = "、".join(f"{on.month}月{on.day}日{mark_words(mark)}" for on, mark in sorted(marks.items()))
    audit.note("workday.take_notice", rows[0], f"{year}年放假安排", after={"日子": told})
    return rows


@action(Permission.SETTING_WRITE)
def withdraw_notice(year: int, *, by: Viewer, now: datetime) -> None:
    """撤回放假通知: the year is counted by its weekends again; days changed by hand stay. Raises RuleBroken."""
    read_in = [row for row in changed_days(by.unit_id).values() if row.notice_year == year]
    if not read_in:
        raise RuleBroken(f"没有读入过{year}年的放假通知，不用撤回。")
    rows = _set_back(read_in, by, now)
    audit.note("workday.withdraw_notice", rows[0], f"{year}年放假安排", after={"日子": f"{len(rows)}天"})


def _set_back(read_in: Iterable[DayChange], by: Viewer, now: datetime) -> list[DayChange]:
    return [_added(row.day, None, "", "撤回放假通知", None, by, now) for row in read_in]


def _added(
    on: date, kind: DayKind | None, name: str, reason: str, year: int | None, by: Viewer, now: datetime
) -> DayChange:
    row = DayChange(
        unit_id=by.unit_id,
        day=on,
        kind=kind,
        name=name,
        reason=reason,
        notice_year=year,
        made_at=now,
        made_by=by.name,
    )
    db.session.add(row)
    return row


def _note(verb: str, row: DayChange, stood: DayMark | None, by: Viewer) -> None:
    db.session.flush()
    stands = calendar_of(by.unit_id).marks.get(row.day)
    told = {"安排": mark_words(stands), "缘由": row.reason}
    audit.note(verb, row, day(row.day), before={"安排": mark_words(stood)}, after=told)
