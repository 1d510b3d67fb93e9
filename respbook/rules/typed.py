"""读数读日 typed: a number and a day as people type, paste and calculate them. Every page, sheet and paper reads here.

What is not plainly one number or one day is none: nothing is guessed, so that nothing is silently read as something
else. The sentences are the callers'. static/js/figures.js reads by the same rule while people type.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from respbook.rules.errors import RuleBroken
from respbook.rules.splitting import LARGEST

PLACES = 3
"""Decimal places of a figure."""
FIRST_YEAR, LAST_YEAR = 1949, 2099
LONGEST_TYPED = 40
"""Characters that one number or day may have, as it was typed."""
_BESIDE_MARK = re.compile(r"\s*([-+.,])\s*")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+)(?:\.[0-9]+)?")
_DAYS = (
    re.compile(r"(?:([0-9]{4}) *[-./年] *)?([0-9]{1,2}) *[-./月] *([0-9]{1,2}) *[日号]?(?:[ T]00:00(?::00)?)?"),
    re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"),
)


class NotADay(ValueError):
    """不是日期: the text has not the form of a day."""


class NoSuchDay(NotADay):
    """没有这一天, such as 2月30日."""


class StrangeYear(NotADay):
    """年份不对: before 1949 or after 2099."""


def half_width(text: str) -> str:
    """半角: the text in plain digits and marks, without blanks at its ends; empty where it is too long to be one value.

    A ² or ① is a word, not a digit: a text that holds one (38m², 1½) is none of it either.
    """
    if len(text) > LONGEST_TYPED or any(unicodedata.category(mark) == "No" for mark in text):
        return ""
    return unicodedata.normalize("NFKC", text).replace("−", "-").strip()


def read_number(text: str, places: int = PLACES) -> Decimal | None:
    """读数: 38.5, １２, －3, 1,234,567.5, 1 234; None for what is no number, too large, or finer than ``places``.

    Commas and blanks stand only between true groups of three: in 1,5 the comma may have been meant as a point.
    """
    plain = _BESIDE_MARK.sub(r"\1", half_width(text))
    if not _NUMBER.fullmatch(plain):
        return None
    number = Decimal(plain.replace(",", "").replace(" ", ""))
    if abs(number) > LARGEST or number != round(number, places):
        return None
    return number.normalize() + 0


def read_day(text: str, year: int | None = None) -> date:
    """读日: 2026-03-05, 2026.3.5, 2026/3/5, 2026年3月5日, 20260305; with a ``year`` given also 3.5 and 3月5日 of it.

    Raises NotADay, NoSuchDay, StrangeYear.
    """
    plain = " ".join(half_width(text).split()).replace("。", ".")
    found = next(filter(None, (form.fullmatch(plain) for form in _DAYS)), None)
    of = int(found[1]) if found and found[1] else year
    if found is None or of is None:
        raise NotADay(text)
    try:
        made = date(of, int(found[2]), int(found[3]))
    except ValueError:
        raise NoSuchDay(text) from None
    if not FIRST_YEAR <= of <= LAST_YEAR:
        raise StrangeYear(text)
    return made


def whole_in(text: str, digits: int = 9) -> int | None:
    """整数 of an address or a hidden field; None for what is none, or has more digits than the book could hold."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


def file_name(given: str, longest: int, otherwise: str = "未命名") -> str:
    """文件名 as people read it: its last part, without marks that cannot be seen or turn the line round (safety R62)."""
    last = re.split(r"[\\/]", given)[-1]
    return _seen(last)[-longest:].strip() or otherwise


def foreign_name(given: object, longest: int) -> str:
    """外来的名称, as of a certificate: without marks that cannot be seen or turn the line round (safety R62)."""
    return _seen(" ".join(str(given or "").split()))[:longest].strip()


def _seen(text: str) -> str:
    return "".join(mark for mark in text if mark.isprintable())


def read_words(text: str, missing: str, *, longest: int, field: str = "words") -> str:
    """必填的话, trimmed; ``missing`` is the sentence where there is none. Raises RuleBroken at ``field``."""
    words = text.strip().replace("\r\n", "\n")
    if not words:
        raise RuleBroken(missing, field)
    return fitting(words, longest=longest, field=field)


def fitting(words: str, *, longest: int, field: str) -> str:
    """写得下的话. Raises RuleBroken at ``field``."""
    if len(words) > longest:
        raise RuleBroken(f"写了{len(words)}个字，最多{longest}个字。", field)
    return words
