"""更正、补充、重签: what follows an issued letter whose wording does not hold (features I6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from respbook.rules.chinese import figure
from respbook.rules.errors import RuleBroken
from respbook.rules.typed import read_number

MOST_ITEMS = 20
LONGEST_ITEM = 1000
LONGEST_REASON = 300


class Amends(StrEnum):
    """更改文书的种类: a letter that changes another one; a letter of its own is none."""

    CORRECTION = "correction"
    SUPPLEMENT = "supplement"


AMENDS_LABELS = {Amends.CORRECTION: "更正函", Amends.SUPPLEMENT: "补充责任书"}


def paper_name(amends: Amends | None) -> str:
    """文书名称: 责任书, 更正函 or 补充责任书."""
    return AMENDS_LABELS[amends] if amends else "责任书"


def said_of(unit: str, amends: Amends | None, number: str) -> str:
    """称呼一份文书 by unit, name and 文号, as the log and sentences do."""
    return f"{unit}{paper_name(amends)}（{number}）"


AMENDS_HINTS = {
    Amends.CORRECTION: "改正原责任书中的文字或数字，原句停用，其余不变。",
    Amends.SUPPLEMENT: "原责任书照旧有效，另外增加内容。",
}


@dataclass(frozen=True)
class Item:
    """更正条目: the sentence as the letter prints it and as it shall read; no ``before``: something is added.

    ``target`` names the 目标任务 whose figure the sentence is, so that its task follows.
    """

    before: str
    after: str
    clause_id: int | None = None
    target: str = ""


def check_items(kind: Amends, items: Sequence[Item], reason: str) -> None:
    """核对更正内容. Raises RuleBroken with what to mend."""
    if not items:
        raise RuleBroken("还没有写要更正或补充的内容；请至少写一条。", "items")
    if len(items) > MOST_ITEMS:
        raise RuleBroken(f"一份{AMENDS_LABELS[kind]}最多{MOST_ITEMS}条；改动这样多的，请全文重签。", "items")
    for item in items:
        _check_item(item)
    befores = [item.before for item in items if item.before]
    if len(set(befores)) < len(befores):
        raise RuleBroken("同一句改了两次；请合成一条。", "items")
    if not reason.strip():
        raise RuleBroken("请写明更正或补充的原因，会印在文书上。", "reason")


def _check_item(item: Item) -> None:
    if not item.before and not item.after.strip():
        raise RuleBroken("增加的内容是空的；请写上，或删去这一条。", "items")
    if item.before and item.before.strip() == item.after.strip():
        raise RuleBroken(f"这一条改前改后相同：“{_short(item.before)}”。请改正，或取消勾选。", "items")
    if len(item.after) > LONGEST_ITEM:
        raise RuleBroken(f"一条不能超过{LONGEST_ITEM}字；请分成几条。", "items")


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:29]}…"


def figure_corrected(before: str, after: str, amount: Decimal | None) -> Decimal | None:
    """更正后的数: the one number that took the old one's place in otherwise the same words; None where that is unclear."""
    if amount is None:
        return None
    words = figure(amount)
    if before.count(words) != 1:
        return None
    ahead, behind = before.split(words)
    middle = after[len(ahead) : len(after) - len(behind)]
    return read_number(middle) if after == ahead + middle + behind and middle else None


def told(kinds: Sequence[tuple[Amends, str]]) -> str:
    """已由…更正: one sentence on the letters in force that change this one, empty where there are none."""
    parts = []
    for kind, verb in ((Amends.CORRECTION, "更正"), (Amends.SUPPLEMENT, "补充")):
        numbers = [number for each, number in kinds if each is kind]
        if numbers:
            parts.append(f"由{'、'.join(numbers)}{verb}")
    return f"已{'，'.join(parts)}" if parts else ""
