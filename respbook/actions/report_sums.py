"""当期数与累计数 of the periods of one task, as they follow from each other (features R3)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from respbook.models.reports import Report
from respbook.queries.obligations import TaskFacts
from respbook.rules.chinese import figure
from respbook.rules.reports import Content, Reckoning, Told, check_falling, settled, summed


def settle(rows: Sequence[Report], changed: Report, task: TaskFacts) -> str:
    """当期数 of every period that is told as a sum follows what was said before it; tells which others moved."""
    if changed.given is None:
        changed.amount = None
        return ""
    if not summed(task.unit_word):
        changed.amount = changed.given
        return ""
    told, moved = {row.starts_on: row for row in rows if row.given is not None}, []
    for each in settled([_figure(row.starts_on, row.given, row.reckoning) for row in told.values()]):
        row = told[each.starts_on]
        if row.amount != each.amount:
            if row is not changed:
                moved.append(f"{row.label} {figure(row.amount)}→{figure(each.amount)}")
            row.amount = each.amount
    return "；".join(moved)


def check_sum(rows: Sequence[Report], starts_on: date, said: Content, task: TaskFacts) -> None:
    """累计核对 as it would be with what is said now. Raises RuleBroken."""
    if said.amount is None or not summed(task.unit_word):
        return
    told = {row.starts_on: _figure(row.starts_on, row.given, row.reckoning) for row in rows if row.given is not None}
    told[starts_on] = _figure(starts_on, said.amount, said.reckoning)
    check_falling(settled([told[on] for on in sorted(told)]), starts_on)


def _figure(starts_on: date, given: Decimal | None, reckoning: Reckoning | None) -> Told:
    return Told(starts_on, given or Decimal(0), reckoning or Reckoning.CURRENT)
