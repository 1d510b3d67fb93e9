"""签字资格: who may sign a slot on a day, and whether anything may be signed there now (features S1, S9).

The one place that says so. What is read for it stands in ``queries.signing_grounds``; ``queries.waiting`` asks the same
of the tables to find what waits, and a test holds the two together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.holders import Record, in_post
from respbook.rules.in_force import check_in_force
from respbook.rules.lifecycles import LetterState
from respbook.rules.signing import Capacity, Line, SigningState, turn_of


class Signable(Protocol):
    """所签文书 as far as signing asks."""

    @property
    def state(self) -> LetterState: ...
    @property
    def replaced(self) -> bool: ...
    @property
    def signing(self) -> SigningState | None: ...


def check_slot(letter: Signable, line: Line, lines: Sequence[Line]) -> None:
    """可否落笔: the letter is in force, nobody has signed here, no objection waits, it is this one's turn. Raises RuleBroken."""
    check_in_force(letter.state, letter.replaced, "不能签字")
    if line.signature_id is not None:
        raise RuleBroken("这一栏已经签字，不用再签。")
    if letter.signing is SigningState.OBJECTED:
        raise RuleBroken("这份责任书有异议还没有答复，暂不能签字。")
    check_turn(line, lines)


def check_turn(line: Line, lines: Sequence[Line]) -> None:
    """签字次序. Raises RuleBroken while an earlier step is open."""
    turn = turn_of(lines)
    if turn is not None and line.step > turn:
        raise RuleBroken("还没有轮到这一栏：排在前面的一方签完后才能签。")


@dataclass(frozen=True)
class Authorised:
    """授权: who may sign for whom, from when to when (features S9)."""

    id: int
    holder: str
    proxy: str
    from_on: date
    to_on: date
    withdrawn: bool

    def holds_on(self, on: date) -> bool:
        """Whether it is in force that day."""
        return not self.withdrawn and self.from_on <= on <= self.to_on


@dataclass(frozen=True)
class Signer:
    """签署人 found to be in the right: the name that goes into the record, and the authorisation it rests on."""

    name: str
    capacity: Capacity
    holder: str
    proxy_id: int | None = None


def names_in_post(printed: str, posts: Iterable[Record], on: date) -> list[str]:
    """某日在任 of the post that a slot asks for; the one whose name is printed first."""
    return sorted((post.name for post in posts if in_post(post, on)), key=lambda name: name != printed)


def entitled(printed: str, posts: Iterable[Record], authorised: Iterable[Authorised], on: date) -> dict[str, Signer]:
    """可签的人 by name, as they are offered: who holds the post that day, then who is authorised by one of them.

    The one place that says who may sign: the deed, the page, the tablet and the list of what waits all follow it.
    """
    holders = names_in_post(printed, posts, on)
    found = {name: Signer(name, Capacity.SELF, name) for name in holders}
    for each in authorised:
        if each.holder in holders and each.holds_on(on):
            found.setdefault(each.proxy, Signer(each.proxy, Capacity.PROXY, each.holder, each.id))
    return found


def signer_for(name: str, printed: str, posts: Sequence[Record], authorised: Sequence[Authorised], on: date) -> Signer:
    """签字资格: ``name`` signs as the one who holds the post that day, or by that one's authorisation.

    ``printed`` is the name on the letter; a successor signs in his place, both names stay in the record.
    Raises RuleBroken saying who may sign.
    """
    found = entitled(printed, posts, authorised, on).get(name)
    if found is not None:
        return found
    holders = names_in_post(printed, posts, on)
    for post in posts:
        if post.name == name and post.to_on is not None and post.to_on <= on:
            raise RuleBroken(
                f"{name}已于{day(post.to_on)}离任，不能再签。请由现任{'、'.join(holders) or '负责人'}签字，"
                "或由镇里登记任职后再签。"
            )
    lapsed = next((each for each in authorised if each.proxy == name), None)
    if lapsed is not None:
        raise RuleBroken(f"代签授权（{day(lapsed.from_on)}至{day(lapsed.to_on)}）不在有效期内或已撤销，不能代签。")
    who = "、".join(holders) or printed
    raise RuleBroken(
        f"这一栏应由{who}签字。{name}要代签，须先登记代签授权。" if who else "这一栏还没有登记任职，请先登记任职再签。"
    )
