"""催报: the text for the group that asks those who have not reported, one unit a line, and only them (features N1, N2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from respbook.rules.chinese import CHINA, day

MOST_A_DAY = 3
"""催办上限: as often a day; beyond it the group no longer reads them."""
_QUIET_FROM, _QUIET_TO = 20, 8
_TASKS = 3


@dataclass(frozen=True)
class Owing:
    """未报的单位: who is to be asked, for what, and since when it is due."""

    unit_id: int
    unit: str
    name: str
    tasks: tuple[str, ...]
    periods: int
    oldest: date

    @property
    def words(self) -> str:
        """王家庄村（王喆）：每日巡查、垃圾清运."""
        who = f"{self.unit}（{self.name}）" if self.name else self.unit
        some = "、".join(self.tasks[:_TASKS]) + (f"等{len(self.tasks)}项" if len(self.tasks) > _TASKS else "")
        more = f"，共{self.periods}期" if self.periods > len(self.tasks) else ""
        return f"{who}：{some}{more}"


def report_urging(owing: Sequence[Owing], issuer: str, link: str, span: tuple[date, date], today: date) -> str:
    """催报用语; empty where nobody owes anything."""
    if not owing:
        return ""
    first, last = span
    if first == last == today:
        head = f"今天（{today.month}月{today.day}日）应报送的"
    elif first == last:
        head = f"{first.month}月{first.day}日应报送的"
    else:
        head = f"{first.month}月{first.day}日至{last.month}月{last.day}日应报送的"
    lines = "\n".join(each.words for each in owing)
    return f"【催报】{head}，以下{len(owing)}个单位还没有报，请尽快报送：\n{lines}\n报送请点：{link}\n{issuer}　{day(today)}"


def quiet(now: datetime) -> bool:
    """休息时间: from eight in the evening to eight in the morning nobody is asked."""
    hour = now.astimezone(CHINA).hour
    return hour >= _QUIET_FROM or hour < _QUIET_TO
