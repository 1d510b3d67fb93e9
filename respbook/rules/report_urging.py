"""催报: the one text for the group that asks those who have not reported, a unit a line, and only them (feature N2).

催签, the text that asks for signatures, is ``rules/signing_urging.py``; how often anybody is asked, ``rules/reminding.py``.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from respbook.rules.chinese import day
from respbook.rules.reminding import period_matter

_TASKS = 3


@dataclass(frozen=True)
class OwedPeriod:
    """未报的一期."""

    task_id: int
    title: str
    starts_on: date
    due_on: date

    @property
    def matter(self) -> str:
        """事由, by which its reminders are counted."""
        return period_matter(self.task_id, self.starts_on)


@dataclass(frozen=True)
class Owing:
    """未报的单位: who is to be asked, and for which periods."""

    unit_id: int
    unit: str
    name: str
    periods: tuple[OwedPeriod, ...]

    @property
    def matters(self) -> list[str]:
        """事由 of each period."""
        return [each.matter for each in self.periods]

    @property
    def tasks(self) -> list[str]:
        """任务, each once."""
        return list(dict.fromkeys(each.title for each in self.periods))

    @property
    def oldest(self) -> date:
        """最早时限."""
        return min(each.due_on for each in self.periods)

    def overdue(self, today: date) -> int:
        """到期未报 periods, as 报送情况 and 今天 count them; the others are due today."""
        return sum(each.due_on < today for each in self.periods)

    def only(self, matters: Collection[str]) -> "Owing":
        """只催其中几期."""
        return replace(self, periods=tuple(each for each in self.periods if each.matter in matters))

    @property
    def words(self) -> str:
        """王家庄村（王喆）：每日巡查、垃圾清运."""
        who = f"{self.unit}（{self.name}）" if self.name else self.unit
        tasks, count = self.tasks, len(self.periods)
        some = "、".join(tasks[:_TASKS]) + (f"等{len(tasks)}项" if len(tasks) > _TASKS else "")
        return f"{who}：{some}" + (f"，共{count}期" if count > len(tasks) else "")


def report_urging(owing: Sequence[Owing], issuer: str, link: str, span: tuple[date, date], on: date) -> str:
    """催报用语 for the day ``on`` which it goes out; empty where nobody owes anything."""
    if not owing:
        return ""
    first, last = span
    if first == last:
        head = f"今天（{on.month}月{on.day}日）应报送的" if first == on else f"{first.month}月{first.day}日应报送的"
    else:
        head = f"{first.month}月{first.day}日至{last.month}月{last.day}日应报送的"
    lines = "\n".join(each.words for each in owing)
    return (
        f"【催报】{head}，以下{len(owing)}个单位还没有报齐，请尽快报送：\n{lines}\n"
        f"报送请点：{link}\n也可以在群里报；巡查没有情况的，报“无异常”。\n{issuer}　{day(on)}"
    )
