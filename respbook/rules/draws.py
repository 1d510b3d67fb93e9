"""随机抽取 draws: a draw that anyone can repeat by hand or in another language (features Q8).

The method, in full: for each candidate take SHA-256 of the UTF-8 bytes of 随机数 + 现场词 + one line feed + candidate, written as
64 small hexadecimal digits; sort by it; the first n are drawn. 随机数 is 32 hexadecimal digits of the server's own chance, made
after the candidates stand; 现场词 is what those present said, as it is printed, and may be empty. The order of laying out
does not matter.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from respbook.rules.errors import RuleBroken

LONGEST_WORD = 30
LONGEST_CANDIDATE = 120
MOST_CANDIDATES = 2000
METHOD = (
    "把“随机数”“现场词”、一个换行符（LF）和候选名称依次连成一串文字，按UTF-8编码取SHA-256，写成64位小写十六进制；"
    "各候选按这个数从小到大排列，排在最前面的几个即为抽中。候选的先后次序不影响结果。"
)
"""抽取方法 as it is printed beside every draw."""


class DrawKind(StrEnum):
    """抽取对象."""

    VILLAGES = "villages"
    MEMBERS = "members"
    POINTS = "points"
    FINDINGS = "findings"


DRAW_LABELS = {
    DrawKind.VILLAGES: "抽村",
    DrawKind.MEMBERS: "抽人员",
    DrawKind.POINTS: "抽点位",
    DrawKind.FINDINGS: "抽已销号问题",
}
COUNTED = {DrawKind.VILLAGES: "个", DrawKind.MEMBERS: "人", DrawKind.POINTS: "处", DrawKind.FINDINGS: "件"}


@dataclass(frozen=True)
class Ranked:
    """排位: a candidate with its digest and whether it was drawn."""

    place: int
    name: str
    digest: str
    drawn: bool


def tidy(text: str) -> str:
    """整理: one kind of blank, one form of each character, so that what is printed is what was counted."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def candidates_of(names: Iterable[str]) -> list[str]:
    """候选名单: tidied, each once, in the order in which they came. Raises RuleBroken at ``candidates``."""
    found = list(dict.fromkeys(name for each in names if (name := tidy(each))))
    if not found:
        raise RuleBroken("还没有候选，请先选定从哪些里面抽。", "candidates")
    if len(found) > MOST_CANDIDATES:
        raise RuleBroken(f"候选有{len(found)}个，一次最多{MOST_CANDIDATES}个；请分批抽取。", "candidates")
    if long := [name for name in found if len(name) > LONGEST_CANDIDATE]:
        raise RuleBroken(f"候选“{long[0][:20]}…”超过{LONGEST_CANDIDATE}个字，请改短。", "candidates")
    return found


def check_wanted(wanted: int | None, candidates: Sequence[str]) -> int:
    """抽取数量. Raises RuleBroken at ``wanted``."""
    if wanted is None or wanted < 1:
        raise RuleBroken("请填写抽几个，至少1个。", "wanted")
    if wanted > len(candidates):
        raise RuleBroken(f"候选只有{len(candidates)}个，抽不出{wanted}个；请减少数量，或增加候选。", "wanted")
    return wanted


def word_of(text: str) -> str:
    """现场词, tidied. Raises RuleBroken at ``word``."""
    word = tidy(text)
    if len(word) > LONGEST_WORD:
        raise RuleBroken(f"现场词最多{LONGEST_WORD}个字。", "word")
    return word


def digest_of(secret: str, word: str, name: str) -> str:
    """候选的数: what the order is made from."""
    return hashlib.sha256(f"{secret}{word}\n{name}".encode()).hexdigest()


def ranked(secret: str, word: str, candidates: Iterable[str], wanted: int) -> list[Ranked]:
    """排出次序: all candidates by their digests, the first ``wanted`` of them drawn."""
    order = sorted((digest_of(secret, word, name), name) for name in candidates)
    return [Ranked(place, name, digest, place <= wanted) for place, (digest, name) in enumerate(order, 1)]


def draw(secret: str, word: str, candidates: Iterable[str], wanted: int) -> list[str]:
    """抽取: the names, in the order in which they are drawn."""
    return [each.name for each in ranked(secret, word, candidates, wanted) if each.drawn]


def pairs(names: Sequence[str]) -> list[str]:
    """两人一组, in the order of the draw: the first with the second, the third with the fourth; an odd one joins the last."""
    groups = [list(names[at : at + 2]) for at in range(0, len(names), 2)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        odd = groups.pop()
        groups[-1] += odd
    return ["、".join(each) for each in groups]


def draw_number(year: int, serial: int) -> str:
    """抽取编号: 2026-003; without gaps, so that a draw that is missing is seen."""
    return f"{year}-{serial:03}"


def redraw_reason(text: str) -> str:
    """重抽理由, asked for wherever something was drawn before. Raises RuleBroken at ``reason``."""
    reason = tidy(text)
    if not reason:
        raise RuleBroken("此前已经抽过，结果留存。确要再抽的，请写明理由；理由印在抽取记录上。", "reason")
    if len(reason) > 200:
        raise RuleBroken("理由最多200个字。", "reason")
    return reason
