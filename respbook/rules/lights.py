"""三色督办 lights: 蓝 临近, 黄 滞后, 红 逾期, from dates in working days; always with the word (features Q6; field.md 6)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from respbook.rules.findings import Pace
from respbook.rules.lifecycles import BEFORE_DONE, FindingState
from respbook.rules.workdays import WorkCalendar, left_words

NEAR_WORKDAYS = 3
"""临近: so many working days, or fewer, are left."""


class Light(StrEnum):
    """督办颜色, in rising order of what it asks for."""

    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


LIGHT_WORDS = {Light.BLUE: "蓝·临近", Light.YELLOW: "黄·滞后", Light.RED: "红·逾期"}


@dataclass(frozen=True)
class Standing:
    """整改现状, as far as it decides the light; ``failed`` times the check was not passed since it was handed out."""

    state: FindingState
    due_on: date | None
    pace: Pace | None = None
    failed: int = 0


@dataclass(frozen=True)
class Lit:
    """亮灯: which light, and why."""

    light: Light
    why: str

    @property
    def words(self) -> str:
        """红·逾期2个工作日, 蓝·临近：今天到期; 逾期 and 滞后 are not said twice."""
        said = LIGHT_WORDS[self.light]
        late = self.why.removeprefix("已逾期")
        return f"{said}{late}" if late != self.why else f"{said}：{self.why.removeprefix('进度滞后，')}"


def light_of(standing: Standing, calendar: WorkCalendar, today: date) -> Lit | None:
    """亮什么灯: none where the unit has said that it is done, or time is left and nothing is wrong.

    Red before yellow before blue; a due day that falls on a day of rest is late from the next day on all the same.
    """
    if standing.state not in BEFORE_DONE or standing.due_on is None:
        return None
    left = left_words(calendar, today, standing.due_on)
    if standing.due_on < today:
        return Lit(Light.RED, left)
    if standing.failed:
        return Lit(Light.YELLOW, f"核查{standing.failed}次不通过，{left}")
    if standing.pace is Pace.BEHIND:
        return Lit(Light.YELLOW, f"进度滞后，{left}")
    if calendar.workdays_between(today, standing.due_on) <= NEAR_WORKDAYS:
        return Lit(Light.BLUE, left)
    return None
