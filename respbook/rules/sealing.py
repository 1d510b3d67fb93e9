"""用印: on which side of which letter a picture of a seal may be put, when an edge seal goes with it (features S5, safety C3)."""

from collections.abc import Sequence
from typing import Protocol

from respbook.rules.errors import RuleBroken
from respbook.rules.in_force import check_in_force
from respbook.rules.lifecycles import LetterState
from respbook.rules.signing import SigningState

EDGE_FROM = 2
"""骑缝章 from so many pages on: a single page cannot be swapped for another."""
MOST_AT_ONCE = 200
"""Letters sealed in one deed: others wait a few seconds at most."""


class Party(Protocol):
    """签字位 as far as sealing looks at it."""

    @property
    def side(self) -> int: ...
    @property
    def party(self) -> str: ...
    @property
    def unit_id(self) -> int | None: ...
    @property
    def seal(self) -> bool: ...


def check_letter(state: LetterState, replaced: bool, signing: SigningState | None, digital: bool) -> None:
    """可否用印. Raises RuleBroken saying why not."""
    check_in_force(state, replaced, "不能用印")
    if signing is SigningState.OBJECTED:
        raise RuleBroken("有异议还没有答复，暂不能用印。请先答复异议。")
    if digital:
        raise RuleBroken("签订本已用证书签名，再加盖印章会使签名失效。请在用证书签名以前用印。")


def side_for(unit_id: int, unit: str, slots: Sequence[Party], sealed: Sequence[int]) -> int:
    """盖在哪一方: the side of the seal's own unit; nobody seals for another. Raises RuleBroken."""
    own = [slot for slot in slots if slot.unit_id == unit_id]
    if not own:
        raise RuleBroken(f"{unit}不是这份责任书的签订方，不能盖它的印章。")
    wanted = next((slot for slot in own if slot.seal), None)
    if wanted is None:
        raise RuleBroken(f"模板没有安排{own[0].party}盖章。需要盖章的，请在模板的签字栏安排中写明。")
    if wanted.side in sealed:
        raise RuleBroken(f"{wanted.party}已经盖过章，不用再盖。")
    return wanted.side


def with_edge(pages: int) -> bool:
    """是否骑缝: from two pages on, always."""
    return pages >= EDGE_FROM


def sentence_of(unit: str, seal: str, title: str, number: str, edge: bool) -> str:
    """用印事由: the sentence that is kept word for word in the record."""
    places = "署名处和骑缝处" if edge else "署名处"
    return f"经批准，在《{title}》（{number}）{places}加盖{unit}“{seal}”的印章图片。"
