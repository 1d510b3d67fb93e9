"""农历: the months of the moon's calendar, as the borax package works them out. The one room that reads it."""

from datetime import date, timedelta
from functools import lru_cache

from borax.calendars.lunardate import LCalendars, LunarDate

from respbook.rules.moon import Moon
from respbook.rules.typed import FIRST_YEAR, LAST_YEAR


@lru_cache(maxsize=1)
def moon() -> Moon:
    """农历 of all years that the site knows, leap months with them."""
    first: date = LunarDate(FIRST_YEAR - 1, 1, 1).to_solar_date()
    firsts = [first]
    for year in range(FIRST_YEAR - 1, LAST_YEAR + 1):
        for _month, days, _leap in LCalendars.iter_year_month(year):
            firsts.append(firsts[-1] + timedelta(days=days))
    return Moon(tuple(firsts))
