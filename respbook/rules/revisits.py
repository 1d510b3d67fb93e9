"""回头看 revisits: closed problems looked at again, and how many had come back (features X13)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken

AFTER_DAYS = (30, 60)
"""销号后满多少天的可以抽."""


class RevisitOutcome(StrEnum):
    """回访结果."""

    HELD = "held"
    RELAPSED = "relapsed"


REVISIT_LABELS = {RevisitOutcome.HELD: "未反弹", RevisitOutcome.RELAPSED: "反弹"}
OWN_CLOSING = "这件是您销号的，回访最好由别人来看；确实没有别人的，您也可以记，记录上会注明“本人销号、本人回访”。"
"""Warned and not refused: in a town with two inspectors a refusal would mean that nobody looks at all, and the record shows it."""


@dataclass(frozen=True)
class Rate:
    """反弹率: relapsed of those that were looked at; drawn ones that nobody has looked at yet are told apart."""

    name: str
    relapsed: int
    looked: int
    waiting: int = 0

    @property
    def words(self) -> str:
        """3/20（15%）; whole per cent, half up."""
        if not self.looked:
            return "还没有回访"
        return f"{self.relapsed}/{self.looked}（{(self.relapsed * 200 + self.looked) // (2 * self.looked)}%）"


def closed_before(today: date, days: int) -> date:
    """销号满天数: closed on this day or earlier. Raises RuleBroken at ``days``."""
    if days not in AFTER_DAYS:
        raise RuleBroken("请选销号满30天或满60天。", "days")
    return today - timedelta(days=days)


def check_looked_on(on: date, closed_on: date | None, today: date) -> None:
    """回访日期: after it was closed, not after today. Raises RuleBroken at ``looked_on``."""
    if on > today:
        raise RuleBroken(f"回访日期{day(on)}还没有到，请核对。", "looked_on")
    if closed_on is not None and on < closed_on:
        raise RuleBroken(f"这件{day(closed_on)}才销号，回访日期{day(on)}在这以前，请核对。", "looked_on")


def rates(rows: list[tuple[str, RevisitOutcome | None]]) -> list[Rate]:
    """分项反弹率 by a name (category, unit): the highest first, then by how many were looked at."""
    names = dict.fromkeys(name for name, _ in rows)
    found = [rate_of(name, [outcome for other, outcome in rows if other == name]) for name in names]
    return sorted(found, key=lambda each: (-(each.relapsed / each.looked if each.looked else -1), -each.looked))


def rate_of(name: str, outcomes: list[RevisitOutcome | None]) -> Rate:
    """反弹率 of some revisits."""
    looked = [each for each in outcomes if each is not None]
    return Rate(name, sum(each is RevisitOutcome.RELAPSED for each in looked), len(looked), len(outcomes) - len(looked))
