"""两人办理 hands: who did the one does not do the other, and nobody decides on a unit of his own (safety C3, R31)."""

from collections.abc import Iterable
from dataclasses import dataclass

from respbook.rules.errors import RuleBroken
from respbook.rules.findings import Hand, same_name

Did = tuple[Hand, str]
"""A hand and what it did: 登记, 提出, 代单位陈述."""


ANOTHER_LEADER = "另一位镇领导"


def same_person(one: Hand, other: Hand) -> bool:
    """同一人, as far as the book can tell: one account, or one name, whatever the blanks; one post may have two accounts."""
    return one.user_id == other.user_id or (bool(one.name) and same_name(one.name, other.name))


def check_other_person(hands: Iterable[Did], by: Hand, deed: str, who: str = "另一人") -> None:
    """两人办理: who made it, or spoke for the unit, does not decide on it. Raises RuleBroken."""
    for each, did in hands:
        if each.user_id == by.user_id:
            raise RuleBroken(f"这件是您{did}的，应当由{who}{deed}。")
        if same_person(each, by):
            raise RuleBroken(f"{did}的人也叫“{each.name}”；不论是不是同一人，请由不同名的{who}{deed}。")


@dataclass(frozen=True)
class Belonging:
    """本单位: the unit of one's account, by its path, and those in which one holds a post."""

    path: str
    held: frozenset[int] = frozenset()


def check_other_unit(own: Belonging, unit_id: int, unit_path: str, deed: str) -> None:
    """不评自己的单位: neither that of one's account nor one in which one holds a post. Raises RuleBroken."""
    if own.path.startswith(unit_path) or unit_id in own.held:
        raise RuleBroken(f"这件是您所在或任职单位的，应当由别的单位的人{deed}。")
