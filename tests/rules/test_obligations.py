"""应报: the days of daily tasks, and whether a report was in time."""

import datetime as d

from respbook.rules.cadence import Cadence
from respbook.rules.chinese import CHINA
from respbook.rules.obligations import Course, Punctuality, punctuality

DUE = d.date(2026, 3, 5)


def moment(day, hour=23):
    return d.datetime(2026, 3, day, hour, 59, tzinfo=CHINA)


def test_every_day_of_the_course_and_none_outside():
    course = Course(Cadence.DAILY, d.date(2026, 3, 3), d.date(2026, 3, 6), grace=1)
    asked = list(course.asked(d.date(2026, 3, 1), d.date(2026, 3, 31)))
    assert [each.starts_on.day for each in asked] == [3, 4, 5, 6]
    assert [each.due_on.day for each in asked] == [4, 5, 6, 7]


def test_market_days_by_their_last_digit():
    course = Course(Cadence.MARKET_DAY, d.date(2026, 3, 1), d.date(2026, 3, 31), market_days=frozenset({1, 7}))
    days = [each.starts_on.day for each in course.asked(d.date(2026, 3, 1), d.date(2026, 3, 31))]
    assert days == [1, 7, 11, 17, 21, 27, 31]
    assert not list(Course(Cadence.MARKET_DAY, DUE, DUE).asked(DUE, DUE))


def test_in_time_by_the_day_in_china():
    assert punctuality(DUE, moment(5), d.date(2026, 3, 9)) is Punctuality.ON_TIME
    assert punctuality(DUE, moment(5).astimezone(d.UTC), d.date(2026, 3, 9)) is Punctuality.ON_TIME
    assert punctuality(DUE, moment(6, 0), d.date(2026, 3, 9)) is Punctuality.LATE
    assert punctuality(DUE, None, DUE) is Punctuality.OPEN
    assert punctuality(DUE, None, d.date(2026, 3, 6)) is Punctuality.MISSING
