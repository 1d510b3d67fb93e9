"""目标任务 targets: the kinds of figure a letter can promise, and how each is read aloud (field.md 3.4)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from respbook.rules.chinese import day, figure


class TargetKind(StrEnum):
    """指标类型: how the figure of a target is to be compared with what was reached."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ZERO = "zero"
    RANGE = "range"
    RATIO = "ratio"
    RELATIVE = "relative"
    DEADLINE = "deadline"
    YES_NO = "yes_no"
    TEXT = "text"


KIND_LABELS = {
    TargetKind.AT_LEAST: "不少于",
    TargetKind.AT_MOST: "不超过",
    TargetKind.ZERO: "零发生",
    TargetKind.RANGE: "区间",
    TargetKind.RATIO: "按比例配备",
    TargetKind.RELATIVE: "较基准年",
    TargetKind.DEADLINE: "限期完成",
    TargetKind.YES_NO: "是否完成",
    TargetKind.TEXT: "定性要求",
}

DIVISIBLE = {TargetKind.AT_LEAST, TargetKind.AT_MOST}
"""Kinds whose town total can be divided among units; the others hold for each unit alike."""


class Basis(StrEnum):
    """分解依据: what a town total is divided by."""

    HOUSEHOLDS = "households"
    POPULATION = "population"
    FARMLAND = "farmland"
    EQUAL = "equal"


BASIS_LABELS = {
    Basis.HOUSEHOLDS: "按户数",
    Basis.POPULATION: "按人口",
    Basis.FARMLAND: "按耕地面积",
    Basis.EQUAL: "均分",
}


@dataclass(frozen=True)
class Figure:
    """指标值: the numbers of one target as they hold for one unit.

    ``amount`` is the figure itself (at least, at most, relative: per cent, negative = down);
    ``low``/``high`` a range; ``per`` the divisor of a ratio (one for every ``per`` of ``per_word``).
    """

    kind: TargetKind
    unit_word: str = ""
    amount: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    per: int | None = None
    per_word: str = ""
    base_year: int | None = None
    base_amount: Decimal | None = None
    due_on: date | None = None
    text: str = ""


def in_words(target: Figure) -> str:
    """指标表述: the figure as the letter prints it, e.g. 不少于40户、不低于95%、较2025年下降3%、每300人不少于1名."""
    return _WORDS[target.kind](target)


def _at_least(target: Figure) -> str:
    if target.unit_word == "%":
        return "达到100%" if target.amount == 100 else f"不低于{figure(target.amount)}%"
    return f"不少于{figure(target.amount)}{target.unit_word}"


def _at_most(target: Figure) -> str:
    return f"{'不高于' if target.unit_word == '%' else '不超过'}{figure(target.amount)}{target.unit_word}"


def _range(target: Figure) -> str:
    return f"{figure(target.low)}至{figure(target.high)}{target.unit_word}"


def _ratio(target: Figure) -> str:
    return f"每{target.per}{target.per_word}不少于{figure(target.amount)}{target.unit_word}"


def _deadline(target: Figure) -> str:
    return f"{day(target.due_on)}前完成" if target.due_on else "限期完成"


def _relative(target: Figure) -> str:
    amount = target.amount or Decimal(0)
    turn = "下降" if amount < 0 else "提高"
    base = f"（{figure(target.base_amount)}{target.unit_word}）" if target.base_amount is not None else ""
    return f"较{target.base_year}年{base}{turn}{figure(abs(amount))}%"


_WORDS: dict[TargetKind, Callable[[Figure], str]] = {
    TargetKind.AT_LEAST: _at_least,
    TargetKind.AT_MOST: _at_most,
    TargetKind.ZERO: lambda target: f"0{target.unit_word}",
    TargetKind.RANGE: _range,
    TargetKind.RATIO: _ratio,
    TargetKind.RELATIVE: _relative,
    TargetKind.DEADLINE: _deadline,
    TargetKind.YES_NO: lambda target: "完成",
    TargetKind.TEXT: lambda target: target.text,
}
