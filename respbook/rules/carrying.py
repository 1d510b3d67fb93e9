"""结转 carrying over: how last year's figures, dates and words become this year's proposal (features L6).

Nothing is changed silently: whatever moves, or may have to move, is a line of the 待核对清单.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from respbook.rules.chinese import year_in_characters
from respbook.rules.errors import RuleBroken
from respbook.rules.programmes import ProgrammeKind
from respbook.rules.typed import read_number

MOST_PERCENT = 100


class CheckKind(StrEnum):
    """核对类别, in the order in which they are looked at."""

    FIGURE = "figure"
    DATE = "date"
    YEAR = "year"
    NAME = "name"
    UNIT = "unit"
    TAG = "tag"


CHECK_LABELS = {
    CheckKind.FIGURE: "指标值",
    CheckKind.DATE: "日期",
    CheckKind.YEAR: "正文中的年份",
    CheckKind.NAME: "正文中的人名、单位名",
    CheckKind.UNIT: "新增、停用的单位",
    CheckKind.TAG: "没有单位带的标签",
}


class CheckPlace(StrEnum):
    """核对地点: what the line leads to."""

    PROGRAMME = "programme"
    TARGET = "target"
    CLAUSE = "clause"
    TEMPLATE = "template"
    UNIT = "unit"


class Figures(StrEnum):
    """指标值结转方式."""

    SAME = "same"
    EMPTY = "empty"
    CHANGED = "changed"


FIGURES_LABELS = {Figures.SAME: "照上年", Figures.EMPTY: "留空", Figures.CHANGED: "按百分比增减"}


class Shares(StrEnum):
    """分解结转方式."""

    COPIED = "copied"
    DIVIDED = "divided"
    EMPTY = "empty"


SHARES_LABELS = {
    Shares.COPIED: "照上年各单位的比例",
    Shares.DIVIDED: "按现在的户数、人口、耕地重新分",
    Shares.EMPTY: "不带过来",
}


@dataclass(frozen=True)
class Scaling:
    """增减幅度: ``percent`` counts only where figures are changed."""

    figures: Figures = Figures.SAME
    percent: Decimal = Decimal(0)


@dataclass(frozen=True)
class CarryFacts:
    """结转选择: one scaling for all, another for the categories named, and what becomes of the shares."""

    overall: Scaling = Scaling()
    by_category: Mapping[str, Scaling] = field(default_factory=dict)
    shares: Shares = Shares.EMPTY

    def of(self, category: str) -> Scaling:
        """该类别的增减幅度."""
        return self.by_category.get(category, self.overall)


def check_percent(percent: Decimal) -> None:
    """幅度检查. Raises RuleBroken with the field ``percent``."""
    if not percent.is_finite() or abs(percent) > MOST_PERCENT:
        raise RuleBroken(f"增减幅度应在-{MOST_PERCENT}和{MOST_PERCENT}之间，例如5或-3；请改正。", "percent")


def read_percent(text: str) -> Decimal | None:
    """读幅度: 5, -3, ＋2.5％ as people type it; None when empty. Raises RuleBroken with the field ``percent``."""
    plain = text.strip().rstrip("%％")
    if not plain:
        return None
    percent = read_number(plain)
    if percent is None:
        raise RuleBroken("增减幅度应填数字，例如5或-3；请改正。", "percent")
    return percent


def scaled(amount: Decimal | None, scaling: Scaling, step: Decimal, unit_word: str = "") -> Decimal | None:
    """增减后的指标值, rounded half up to the target's step; a share of a hundred (%) is a decision and is not moved.

    A figure that was something never becomes nothing by rounding: it stays at one step, or at what it was.
    """
    if amount is None or scaling.figures is Figures.EMPTY:
        return None
    if scaling.figures is Figures.SAME or not scaling.percent or unit_word == "%":
        return amount
    exact = amount * (100 + scaling.percent) / 100
    rounded = (exact / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    if amount > 0 and rounded == 0 and scaling.percent > -MOST_PERCENT:
        return min(step, amount)
    return rounded


def later(on: date, years: int) -> date:
    """顺延: the same day of another year; 29 February becomes the 28th."""
    return on.replace(year=on.year + years, day=28 if (on.month, on.day) == (2, 29) else on.day)


def following_year(kind: ProgrammeKind, last: int, today: date) -> int:
    """新年度: after the last one, and never one that is over; a yearly one is prepared from November of the year before."""
    return max(last + 1, today.year + (kind is ProgrammeKind.YEARLY and today.month >= 11))


def following_name(name: str, before: int, years: int) -> str:
    """新方案名称: last year's with its year moved on; one that names no year gets the new one, names being taken once."""
    moved = years_moved(name, before, years)
    return moved if moved != name else f"{before + years}年{name}"


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|[一二][〇零○一二三四五六七八九]{3}(?=年|至|－|—|-)")
_FIELD = re.compile(r"\{\{[^{}]*\}\}")


def years_moved(text: str, before: int, years: int) -> str:
    """年份顺延: the wording with its years of last year's span moved on, as a proposal (2025 and 二〇二五).

    Only the year carried over and its neighbours (上年, 下年) move: an older one names a law or a plan.
    """
    fields = [match.span() for match in _FIELD.finditer(text)]

    def moved(match: re.Match[str]) -> str:
        if any(start <= match.start() < end for start, end in fields) or _of_a_paper(text, match.end()):
            return match[0]
        year = _number(match[0])
        if abs(year - before) > 1:
            return match[0]
        return str(year + years) if match[0].isascii() else year_in_characters(year + years)

    return _YEAR.sub(moved, text)


def _of_a_paper(text: str, end: int) -> bool:
    """The year of a document number, 〔2025〕12号: it names a paper that was."""
    return text[end : end + 1] in ("〕", "］", "]") and bool(re.match(r".\s*\d+\s*号", text[end : end + 12]))


def _number(words: str) -> int:
    if words.isascii():
        return int(words)
    digits = {mark: place for place, mark in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
    return int("".join(str(digits[mark]) for mark in words))


def named_in(text: str, names: Iterable[str]) -> list[str]:
    """文中出现的名字, each once, in their order."""
    return [name for name in dict.fromkeys(names) if name and name in text]
