"""建议督办: which problem asks for which next step, and when a refusal no longer holds (features Q6, Y1, Y3)."""

from dataclasses import dataclass
from datetime import date

from respbook.rules.lights import Light
from respbook.rules.orders import OrderKind
from respbook.rules.workdays import WorkCalendar

AGAIN_AFTER = 5
"""暂不督办以后: working days after which the same proposal comes back."""


@dataclass(frozen=True)
class Step:
    """督办的一步: a 督办单 of a colour, or a 督办函 where the red one brought nothing."""

    kind: OrderKind
    light: Light | None = None

    @property
    def weight(self) -> int:
        """轻重: the next step weighs more than the last."""
        if self.kind is OrderKind.LETTER:
            return 9
        return list(Light).index(self.light) + 1 if self.light and self.kind is OrderKind.SUPERVISE else 0


@dataclass(frozen=True)
class Taken:
    """已走的一步 for the same problem and unit: a draft counts too, so that nobody drafts it twice."""

    step: Step
    made_on: date
    due_on: date


@dataclass(frozen=True)
class Refused:
    """暂不督办: which step was refused, on which day, and from which day it may be proposed again."""

    step: Step
    on: date
    again_on: date


def next_step(light: Light, assigned_on: date, taken: list[Taken], refused: list[Refused], today: date) -> Step | None:
    """下一步: yellow and red ask for a 督办单 of that colour, an overdue red one for a 督办函; None: nothing to propose.

    What was done or refused before the problem was handed out (anew) no longer counts.
    """
    if light is Light.BLUE:
        return None
    done = [each for each in taken if each.made_on >= assigned_on]
    reached = max((each.step.weight for each in done), default=0)
    step = Step(OrderKind.SUPERVISE, light)
    if reached >= step.weight:
        spent = light is Light.RED and all(each.due_on < today for each in done)
        step = Step(OrderKind.LETTER)
        if not spent or reached >= step.weight:
            return None
    holds = any(
        each.step.weight >= step.weight and each.on >= assigned_on and today < each.again_on for each in refused
    )
    return None if holds else step


def again_on(calendar: WorkCalendar, today: date) -> date:
    """再次提出的日期."""
    return calendar.add_workdays(today, AGAIN_AFTER)
