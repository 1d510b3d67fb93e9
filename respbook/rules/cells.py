"""读格: one cell of a sheet, as people type, paste and calculate it, into a value; or the sentence that says why not."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from respbook.rules.chinese import figure, joined
from respbook.rules.column_kinds import CellKind, Column
from respbook.rules.errors import RuleBroken
from respbook.rules.typed import FIRST_YEAR, LAST_YEAR, NoSuchDay, NotADay, StrangeYear, read_day, read_number

Value = str | int | Decimal | date | tuple[str, ...] | None
"""格值: what a cell holds; None is an empty one."""

CLEAR = "清空"
"""The mark that empties a value; a cell that is left empty keeps it."""
LONGEST_CELL = 60
"""Characters of a text cell whose column states no other length."""
FAULTS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA", "#SPILL!", "#CALC!")
_YES, _NO = {"是", "√", "✓", "对", "有"}, {"否", "×", "✗", "无"}
_APART = re.compile(r"[、，,；;\s]+")
_PHONE = re.compile(r"1[3-9]\d{9}|(0\d{2,3}-?)?[2-9]\d{6,7}", re.ASCII)


def read_cell(column: Column, text: str, longest: int = LONGEST_CELL) -> Value:
    """读一格. ``清空`` gives None. Raises RuleBroken with the sentence that stands at the cell."""
    if text[:1] in "#＃" and text.replace("＃", "#").upper() in FAULTS:
        raise RuleBroken(f"这一格的公式出错（{text}），没有得出数来；请在原表改好公式，或直接填写内容。")
    if text == CLEAR:
        if column.must:
            raise RuleBroken(f"{column.title}不能清空；请填写内容。")
        return None
    return _READERS[column.kind](column, text) if column.kind is not CellKind.TEXT else _text(column, text, longest)


def _text(column: Column, text: str, longest: int) -> str:
    plain = unicodedata.normalize("NFC", " ".join(text.split()))
    if len(plain) > longest:
        raise RuleBroken(f"{column.title}有{len(plain)}字，最多{longest}字，也可能错了列；请缩短。")
    if not plain.isprintable() and any(unicodedata.category(mark) in ("Cc", "Cf", "Cs", "Co", "Cn") for mark in plain):
        raise RuleBroken("内容含有看不见的字符；请删去后重新输入。")
    return plain


def _plain(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text).replace("−", "-").strip()


def _whole(column: Column, text: str) -> int:
    number = read_number(text)
    if number is None or number % 1 or not 0 <= number <= 10_000_000:
        raise RuleBroken(f"“{text[:20]}”不是整数；{column.title}请填0或正整数，例如1200，不带单位。")
    return int(number)


def _number(column: Column, text: str) -> Decimal:
    number = read_number(text)
    if number is None:
        raise RuleBroken(f"“{text[:20]}”不是数；{column.title}请填数字，最多三位小数，例如38.5，不带单位。")
    return number


def _date(_column: Column, text: str) -> date:
    try:
        return read_day(text)
    except NoSuchDay:
        raise RuleBroken(f"没有“{text[:20]}”这一天；请核对月和日。") from None
    except StrangeYear:
        raise RuleBroken(f"“{text[:20]}”的年份不对；请填{FIRST_YEAR}至{LAST_YEAR}年之间的日期。") from None
    except NotADay:
        raise RuleBroken(f"“{text[:20]}”不是日期；请填成2026-03-05或2026年3月5日。") from None


def _choice(column: Column, text: str) -> str:
    plain = "".join(_plain(text).split())
    for choice in column.choices:
        if plain == _plain(choice):
            return choice
    if column.choices == ("是", "否") and plain in _YES | _NO:
        return "是" if plain in _YES else "否"
    raise RuleBroken(f"没有“{text[:20]}”这一项；{column.title}请从“{'、'.join(column.choices)}”中选填。")


def _choices(column: Column, text: str) -> tuple[str, ...]:
    asked = [word for word in _APART.split(_plain(text)) if word]
    known = {_plain(choice): choice for choice in column.choices}
    if strange := [word for word in asked if word not in known]:
        raise RuleBroken(f"没有“{strange[0][:20]}”这一项；{column.title}请从“{'、'.join(column.choices)}”中选填。")
    return tuple(choice for choice in column.choices if _plain(choice) in asked)


_READERS: dict[CellKind, Callable[[Column, str], Value]] = {
    CellKind.WHOLE: _whole,
    CellKind.NUMBER: _number,
    CellKind.DATE: _date,
    CellKind.CHOICE: _choice,
    CellKind.CHOICES: _choices,
}


def split_tags(text: str) -> tuple[str, ...]:
    """标签拆分: each tag once, in order; separated by 、，,；; or blanks."""
    return tuple(dict.fromkeys(tag for tag in _APART.split(unicodedata.normalize("NFC", text)) if tag))


def shown(value: Value) -> str:
    """写出: a value as it stands in a cell, so that it is read back as the same."""
    match value:
        case None:
            return ""
        case Decimal():
            return figure(value)
        case date():
            return value.isoformat()
        case tuple():
            return joined(value)
    return str(value)


def plain_phone(text: str) -> str:
    """电话号码 in plain digits."""
    return "".join(_plain(text).split())


def phone_fault(text: str) -> str:
    """电话: the sentence where it is none, else empty."""
    if _PHONE.fullmatch(plain_phone(text)):
        return ""
    return "不是有效的电话号码；请填写11位手机号，或带区号的固定电话。"
