"""催签: the text for the group that asks the units that have not signed, and only them (features S8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from respbook.rules.chinese import day


@dataclass(frozen=True)
class Missing:
    """漏签的单位: who has to sign there, and since when the letter is out."""

    unit: str
    names: tuple[str, ...]
    issued_on: date

    @property
    def words(self) -> str:
        """王家庄村（王喆）; the unit alone where nobody's name is printed."""
        named = "、".join(name for name in self.names if name)
        return f"{self.unit}（{named}）" if named else self.unit

    def days(self, today: date) -> int:
        """签发至今几天."""
        return max(0, (today - self.issued_on).days)


def urging(programme: str, issuer: str, missing: Sequence[Missing], today: date) -> str:
    """催签用语; empty when nobody is missing."""
    if not missing:
        return ""
    longest = max(each.days(today) for each in missing)
    since = f"签发已{longest}天" if longest else "今天签发"
    return (
        f"【催签】{programme}{since}，请以下{len(missing)}个单位尽快签订：\n"
        f"{'、'.join(each.words for each in missing)}。\n"
        "已在纸上签好的，请把原件交回镇里登记；对内容有不同意见的，请及时提出。\n"
        f"{issuer}　{day(today)}"
    )
