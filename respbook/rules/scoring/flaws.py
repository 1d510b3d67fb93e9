"""细则问题 flaws: one finding of the look at a rubric before it is published: what, why, what to do."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from respbook.rules.scoring.rubric import Row, Rule


class FlawGrade(StrEnum):
    """问题轻重: MUST forbids publishing, LOOK is worth a look."""

    MUST = "must"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Flaw:
    """细则问题. ``code`` names the check, ``row`` and ``rule`` where it was found (keys; empty: the rubric as a whole)."""

    grade: FlawGrade
    code: str
    where: str
    what: str
    why: str
    remedy: str
    row: str = ""
    rule: str = ""

    @property
    def sentence(self) -> str:
        """一句话: place, what, why and what to do."""
        return f"{self.where}：{self.what}。{self.why}。{self.remedy}。"


def must(code: str, where: str, what: str, why: str, remedy: str, row: str = "", rule: str = "") -> Flaw:
    """必须改正的问题."""
    return Flaw(FlawGrade.MUST, code, where, what, why, remedy, row, rule)


def look(code: str, where: str, what: str, why: str, remedy: str, row: str = "", rule: str = "") -> Flaw:
    """值得看一看的问题."""
    return Flaw(FlawGrade.LOOK, code, where, what, why, remedy, row, rule)


def row_place(at: int, row: Row) -> str:
    """一行的称呼: 第3行“秸秆禁烧”."""
    return f"第{at}行“{row.title}”" if row.title else f"第{at}行"


def rule_place(at: int, row: Row, which: int, rule: Rule) -> str:
    """一条规则的称呼: 第3行“秸秆禁烧”规则2."""
    return f"{row_place(at, row)}规则{which}" if len(row.rules) > 1 else f"{row_place(at, row)}的规则"


_FIGURE = r"([0-9]+(?:\.[0-9]+)?)"
_HEAD = re.compile(rf"[（(【\[](?:满分|共|计|分值)?[:：]?{_FIGURE}分[)）】\]]|(?:满分|共计?|合计)[:：]?{_FIGURE}分")
_TAKEN = re.compile(rf"(?:扣|减|倒扣){_FIGURE}分")
_ADDED = re.compile(rf"(?:加|奖|奖励){_FIGURE}分")
_LIMIT = re.compile(rf"(?:(?:最多|最高|至多|累计|合计)(?:可)?(?:扣|加|不超过)|不超过|以|封顶){_FIGURE}分(?:为限|封顶)?")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def _found(pattern: re.Pattern[str], text: str) -> list[Decimal]:
    return [Decimal(next(filter(None, found.groups()))) for found in pattern.finditer(_plain(text))]


def named_points(text: str) -> list[Decimal]:
    """写明的分值: （10分）, 满分10分."""
    return _found(_HEAD, text)


def taken_points(text: str) -> list[Decimal]:
    """写明的扣分, without what is said of the most."""
    return _found(_TAKEN, _LIMIT.sub("", _plain(text)))


def added_points(text: str) -> list[Decimal]:
    """写明的加分, without what is said of the most."""
    return _found(_ADDED, _LIMIT.sub("", _plain(text)))


def limits(text: str) -> list[Decimal]:
    """写明的封顶分."""
    return _found(_LIMIT, text)
