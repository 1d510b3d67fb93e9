"""还可恢复的天数."""

import datetime as d

import pytest

from respbook.rules.removals import days_left

NOON = d.datetime(2026, 3, 2, 12, tzinfo=d.UTC)


@pytest.mark.parametrize(
    ("later", "left"),
    [
        (d.timedelta(0), 30),
        (d.timedelta(hours=1), 30),
        (d.timedelta(days=1), 29),
        (d.timedelta(days=29, hours=23), 1),
        (d.timedelta(days=30), 0),
        (d.timedelta(days=400), 0),
    ],
)
def test_days_left(later, left):
    assert days_left(NOON, NOON + later) == left
