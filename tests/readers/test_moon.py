"""农历: the months of the moon as the almanac has them, and market days that go by them."""

import datetime as d
from itertools import pairwise

from respbook.readers.moon import moon
from respbook.rules.cadence import Cadence
from respbook.rules.obligations import Course


def test_new_year_leap_months_and_the_year_2033():
    found = moon()
    for new_year in ("1949-01-29", "2024-02-10", "2025-01-29", "2026-02-17", "2033-01-31", "2034-02-19", "2099-01-21"):
        assert found.day(d.date.fromisoformat(new_year)) == 1, new_year
    assert found.day(d.date(2025, 7, 25)) == 1, "闰六月初一"
    assert found.day(d.date(2033, 12, 22)) == 1, "闰十一月初一"
    assert found.day(d.date(2026, 3, 18)) == 30
    assert {(after - before).days for before, after in pairwise(found.firsts)} == {29, 30}
    assert found.day(d.date(1900, 1, 1)) is None and found.day(d.date(2150, 1, 1)) is None


def test_market_days_by_the_moon():
    span = d.date(2026, 3, 1), d.date(2026, 3, 31)
    course = Course(Cadence.MARKET_DAY, *span, market_days=frozenset({3, 6, 9}), moon=moon())
    assert [on.day for on in course.days(*span)] == [1, 4, 7, 11, 14, 17, 21, 24, 27, 31]
