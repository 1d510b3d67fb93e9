"""农历 the moon's calendar as a value: the first days of its months, by which 农历逢三、六、九 is counted."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Moon:
    """农历各月的初一, in order; the last one closes the month before it and begins none."""

    firsts: tuple[date, ...]

    def day(self, on: date) -> int | None:
        """农历几日: 1 to 30; None outside the months that are known."""
        place = bisect_right(self.firsts, on)
        if not 0 < place < len(self.firsts):
            return None
        return (on - self.firsts[place - 1]).days + 1
