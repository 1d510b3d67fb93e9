"""催办记录: what 催报 and 催签 write down alike: whom it asked, once a day, and why somebody beyond the ceiling."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from respbook.models.reminders import Reminder
from respbook.rules.chinese import day, joined
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Viewer
from respbook.rules.reminding import A, Limits, ReminderKind, Turns, Way

LONGEST_REASON = 100
_NAMED = 60


@dataclass(frozen=True)
class Again:
    """再催: units at the ceiling that are asked once more, and why."""

    units: Collection[int] = ()
    reason: str = ""

    def check(self) -> None:
        """原因必填. Raises RuleBroken."""
        if self.units and not self.reason:
            raise RuleBroken("再催已催满的单位，请写明原因。", "reason")


def check_turns(turns: Turns[A], limits: Limits) -> None:
    """有人可催否. Raises RuleBroken where the text names nobody."""
    if turns.asked:
        return
    if turns.today:
        raise RuleBroken("这些单位今天已经催过，没有再记。一天只催一次；急的请打电话。")
    if turns.full:
        raise RuleBroken(f"余下的单位都已催满{limits.most}次，请电话联系或报请镇领导。")
    raise RuleBroken("没有要催的单位。")


def rows_of(
    turns: Turns[A], kind: ReminderKind, way: Way, again: Again, on: date, *, by: Viewer, now: datetime
) -> list[Reminder]:
    """要记的行: one for each matter that the text names."""
    beyond = {each.unit_id for each in turns.full}
    return [
        Reminder(
            unit_id=each.unit_id,
            kind=kind,
            matter=matter,
            on_day=on,
            way=way,
            at=now,
            by_id=by.user_id,
            by_name=by.name,
            reason=again.reason if each.unit_id in beyond else "",
        )
        for each in turns.asked
        for matter in each.matters
    ]


def told_of(turns: Turns[A], again: Again, on: date, quiet: bool) -> dict[str, str]:
    """日志里的话."""
    units = [each.unit for each in turns.asked]
    told = {"单位数": str(len(units)), "单位": joined(units[:_NAMED]) + ("等" if len(units) > _NAMED else "")}
    more = [each.unit for each in turns.full if each.unit_id in again.units]
    if more:
        told |= {"催满后再催": joined(more[:_NAMED]), "原因": again.reason}
    if quiet:
        told["休息时间备好"] = f"{day(on)}再发"
    return told
