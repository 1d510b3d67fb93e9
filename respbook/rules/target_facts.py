"""目标任务内容: what the form and the sheet say of a target."""

from dataclasses import dataclass, replace
from decimal import Decimal

from respbook.rules.cadence import Cadence
from respbook.rules.planning import COUNTED_BY_CALENDAR
from respbook.rules.powers import Power
from respbook.rules.target_checks import FIELDS_OF, TargetFigures
from respbook.rules.targets import TargetKind

_EMPTY = TargetFigures(TargetKind.YES_NO)


@dataclass(frozen=True, kw_only=True)
class TargetFacts(TargetFigures):
    """目标任务内容; ``amount`` is the town total where it is ``divided``. A position of 0 puts a new one last."""

    category: str
    name: str
    tag: str = ""
    duty: str = ""
    lead_unit: str = ""
    helping_units: str = ""
    evidence: str = ""
    power_needed: Power | None = None
    heading: str = ""
    position: int = 0


def fitting(facts: TargetFacts) -> TargetFacts:
    """按类型取值: fields that mean nothing for the kind are emptied, so that no stale number hides in the row."""
    meant = FIELDS_OF[facts.kind]
    every = {name for fields in FIELDS_OF.values() for name in fields}
    emptied = {name: getattr(_EMPTY, name) for name in every if name not in meant}
    if not (facts.divided and "divided" in meant):
        emptied |= {"basis": None, "step": Decimal(1)}
    emptied["due_in_workdays"] = facts.due_in_workdays or None
    emptied["rolls_over"] = (facts.rolls_over and facts.cadence not in COUNTED_BY_CALENDAR) or None
    if facts.cadence is not Cadence.MARKET_DAY:
        emptied["market_days"] = None
    return replace(facts, **emptied)
