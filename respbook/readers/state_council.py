"""全国放假安排: what the State Council has announced, as the chinesecalendar package keeps it. The one room that reads it.

The package knows the years that were announced and refuses any other; nothing is worked out from the moon.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from chinese_calendar import Holiday, constants

from respbook.rules.workdays import DayKind, DayMark, WorkCalendar

_SHORT = {Holiday.tomb_sweeping_day, Holiday.dragon_boat_festival, Holiday.mid_autumn_festival}
"""Festivals that the package writes without 节."""


@lru_cache(maxsize=1)
def announced() -> WorkCalendar:
    """已公布的放假安排 of the whole country."""
    every: list[Any] = list(Holiday)
    names = {each.value: each.chinese + ("节" if each in _SHORT else "") for each in every}
    rest: Mapping[date, str] = constants.holidays
    work: Mapping[date, str] = constants.workdays
    marks = {on: DayMark(DayKind.REST, names[festival]) for on, festival in rest.items()}
    marks |= {on: DayMark(DayKind.WORK, f"{names[festival]}调休") for on, festival in work.items()}
    return WorkCalendar(frozenset(on.year for on in rest), marks)
