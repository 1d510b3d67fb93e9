"""催签: the text for the group that asks the units that have not signed, and only them (feature S8).

催报, the text that asks for reports, is ``rules/report_urging.py``.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from respbook.rules.chinese import day
from respbook.rules.reminding import letter_matter


@dataclass(frozen=True)
class Missing:
    """漏签的单位: who has to sign there, and since when the letter is out."""

    unit: str
    names: tuple[str, ...]
    issued_on: date
    unit_id: int = 0
    letters: tuple[int, ...] = ()

    @property
    def matters(self) -> list[str]:
        """事由: the signature on each of its letters."""
        return [letter_matter(each) for each in self.letters]

    def only(self, matters: Collection[str]) -> "Missing":
        """只催其中几份."""
        return replace(self, letters=tuple(each for each in self.letters if letter_matter(each) in matters))

    @property
    def words(self) -> str:
        """王家庄村（王喆）; the unit alone where nobody's name is printed."""
        named = "、".join(name for name in self.names if name)
        return f"{self.unit}（{named}）" if named else self.unit

    def days(self, today: date) -> int:
        """签发至今几天."""
        return max(0, (today - self.issued_on).days)

    def waited(self, today: date) -> str:
        """已等几天."""
        days = self.days(today)
        return f"已等{days}天" if days else "今天签发"


@dataclass(frozen=True)
class Leader:
    """镇里还没签的: a leader of the town by post and name, on how many letters, the oldest of which was issued when."""

    post: str
    name: str
    letters: int
    issued_on: date

    @property
    def words(self) -> str:
        """镇长罗文淼."""
        return f"{self.post}{self.name}"

    def waited(self, today: date) -> str:
        """最早一份已等几天."""
        days = max(0, (today - self.issued_on).days)
        return f"最早一份已等{days}天" if days else "今天签发"


def signing_urging(programme: str, issuer: str, missing: Sequence[Missing], today: date) -> str:
    """催签用语, a unit a line; empty when nobody is missing."""
    if not missing:
        return ""
    lines = [f"{n}. {each.words} {each.waited(today)}" for n, each in enumerate(missing, 1)]
    return (
        f"【催签】{programme}，请以下{len(missing)}个单位尽快签订：\n"
        + "\n".join(lines)
        + "\n已在纸上签好的，请把原件交回镇里登记；对内容有不同意见的，请及时提出。\n"
        f"{issuer}　{day(today)}"
    )


def leaders_urging(programme: str, leaders: Sequence[Leader], today: date) -> str:
    """请镇领导签字: a text of its own, for it goes to them and not into the group; empty when they all have signed."""
    if not leaders:
        return ""
    lines = [f"{each.words}：{each.letters}份待签，{each.waited(today)}" for each in leaders]
    return f"【请签字】{programme}镇里一方还没有签齐，请方便时登录系统，在“待我签”里签：\n" + "\n".join(lines)
