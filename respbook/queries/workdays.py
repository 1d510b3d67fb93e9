"""工作日历: what the country has announced under what the office has changed, handed down as a value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.day_marks import DayChange
from respbook.queries.scope import one
from respbook.readers.state_council import announced
from respbook.rules.day_marks import Square, month_squares, rest_spans
from respbook.rules.permissions import Viewer
from respbook.rules.workdays import DayMark, WorkCalendar


def calendar_of(unit_id: int) -> WorkCalendar:
    """工作日历 of an office: one statement."""
    return overlaid(announced(), changed_days(unit_id))


def changed_days(unit_id: int) -> Mapping[date, DayChange]:
    """改动过的日子: the row of each that holds now, those set back to the country's left out."""
    rows = db.session.scalars(select(DayChange).where(DayChange.unit_id == unit_id).order_by(DayChange.id))
    return {row.day: row for row in {row.day: row for row in rows}.values() if row.kind is not None}


def overlaid(country: WorkCalendar, changes: Mapping[date, DayChange]) -> WorkCalendar:
    """本单位的工作日历; a year whose notice the office has read in counts as announced."""
    if not changes:
        return country
    own = {on: DayMark(row.kind, row.name) for on, row in changes.items() if row.kind is not None}
    told = {row.notice_year for row in changes.values() if row.notice_year is not None}
    return WorkCalendar(country.published | told, {**country.marks, **own})


def last_change(unit_id: int, on: date) -> DayChange | None:
    """最近一次改动 of a day, also one that set it back."""
    return db.session.scalars(
        select(DayChange)
        .where(DayChange.unit_id == unit_id, DayChange.day == on)
        .order_by(DayChange.id.desc())
        .limit(1)
    ).first()


def change_before(row: DayChange) -> DayChange | None:
    """它以前的改动 of the same day."""
    earlier = select(DayChange).where(DayChange.unit_id == row.unit_id, DayChange.day == row.day, DayChange.id < row.id)
    return db.session.scalars(earlier.order_by(DayChange.id.desc()).limit(1)).first()


def told_by_notice(unit_id: int, on: date) -> DayChange | None:
    """读入的通知对这一天的安排, where the notice still holds."""
    read_in = select(DayChange).where(
        DayChange.unit_id == unit_id, DayChange.day == on, DayChange.notice_year.is_not(None)
    )
    row = db.session.scalars(read_in.order_by(DayChange.id.desc()).limit(1)).first()
    if row is None or all(each.notice_year != row.notice_year for each in changed_days(unit_id).values()):
        return None
    return row


def change_in_sight(viewer: Viewer, day_mark_id: int) -> DayChange:
    """改动 of the viewer's own office. Raises NotInSight."""
    found: DayChange = one(select(DayChange).where(DayChange.id == day_mark_id, DayChange.unit_id == viewer.unit_id))
    return found


@dataclass(frozen=True)
class YearPage:
    """一年的工作日历: twelve months, the office's own changes, and whether the year was announced."""

    year: int
    months: Sequence[tuple[int, list[list[Square | None]]]]
    spans: Sequence[str]
    changes: Sequence[DayChange]
    published: bool
    read_in: bool
    workdays: int
    first: int
    last: int


def year_page(viewer: Viewer, year: int) -> YearPage:
    """工作日历页: one statement."""
    changes = changed_days(viewer.unit_id)
    calendar = overlaid(announced(), changes)
    own = frozenset(on for on, row in changes.items() if row.notice_year is None)
    return YearPage(
        year,
        [(month, month_squares(calendar, own, year, month)) for month in range(1, 13)],
        rest_spans(calendar, year),
        sorted((row for row in changes.values() if row.day.year == year and row.day in own), key=lambda row: row.day),
        year in calendar.published,
        any(row.notice_year == year for row in changes.values()),
        calendar.workdays_between(date(year - 1, 12, 31), date(year, 12, 31)),
        min(announced().published),
        max(calendar.published),
    )
