"""定时事务: due at its hour, or at the first chance after it; a failed one rests an hour."""

from datetime import datetime, time, timedelta

import pytest

from respbook.rules.chinese import CHINA
from respbook.rules.errands import is_due

DAY, WEEK, TWO = timedelta(days=1), timedelta(days=7), time(2, 0)


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("began", "done", "every", "now", "due"),
    [
        (None, None, DAY, at(10, 15), True),
        (at(10, 15), at(10, 15), DAY, at(10, 23), False),
        (at(10, 15), at(10, 15), DAY, at(11, 1, 59), False),
        (at(10, 15), at(10, 15), DAY, at(11, 2), True),
        (at(11, 2), at(11, 2), DAY, at(11, 23), False),
        (at(11, 2), at(11, 2), DAY, at(20, 8), True),
        (at(11, 2), at(11, 2), WEEK, at(17, 23), False),
        (at(11, 2), at(11, 2), WEEK, at(18, 2), True),
        (at(11, 2), at(10, 2), DAY, at(11, 2, 59), False),
        (at(11, 2), at(10, 2), DAY, at(11, 3), True),
        (at(11, 2), None, DAY, at(11, 2, 30), False),
    ],
)
def test_when_an_errand_is_due(began, done, every, now, due):
    assert is_due(began, done, every, TWO, now) is due
