"""责任交接: who hands over to whom, and on which day (features X9)."""

from collections.abc import Iterable
from datetime import date

from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.holders import R, Record, present
from respbook.rules.units import PostRole

HANDING_ROLES = (PostRole.FIRST, PostRole.SECOND)
"""Posts that carry the duties of a letter."""


def successions(records: Iterable[R], done: Iterable[tuple[int, int]]) -> list[tuple[R, R]]:
    """应办交接: who left and who holds the same role now, without those between whom it was done.

    The youngest of those who left counts; ``done`` are pairs of ids.
    """
    rows = list(records)
    found = []
    for role in HANDING_ROLES:
        left = [each for each in rows if each.role is role and each.to_on is not None]
        taker = max(
            (each for each in rows if each.role is role and present(each)), key=lambda each: each.from_on, default=None
        )
        giver = max(left, key=lambda each: (each.to_on or each.from_on, each.from_on), default=None)
        if giver is None or taker is None or giver.name == taker.name:
            continue
        if (giver.id, taker.id) not in set(done):  # type: ignore[attr-defined]
            found.append((giver, taker))
    return found


def check_handover(giver: Record, taker: Record, on: date, today: date, witness: str) -> None:
    """核对交接. Raises RuleBroken with what to mend."""
    if giver.unit_id != taker.unit_id:
        raise RuleBroken("移交人和接任人不是同一个单位的；请重新选择。", "giver")
    if giver.name == taker.name:
        raise RuleBroken("移交人和接任人是同一个人，不用交接。", "taker")
    if on < taker.from_on:
        raise RuleBroken(f"{taker.name}自{day(taker.from_on)}起任职，交接日期不能更早；请改正。", "handed_on")
    if on > today:
        raise RuleBroken("交接日期还没有到；请填当天或以前的日期。", "handed_on")
    if witness in (giver.name, taker.name):
        raise RuleBroken("见证人不能是交接双方；请由包村干部或镇里经办人见证。", "witness")
