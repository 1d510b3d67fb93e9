"""印出的序号 printed labels: every numbering shape that real letters use, and what is wrong with a row of them.

Shapes and errors as field.md 3.3 counts them: half and full width, blanks, restarts, repeats, lost numerals, and
decimals written with 、 that are no number of an item.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """序号形式, the outermost first."""

    PART = "part"
    ARTICLE = "article"
    COUNTING = "counting"
    COUNTING_BRACKETS = "counting_brackets"
    FIGURE = "figure"
    POINTS = "points"
    FIGURE_BRACKETS = "figure_brackets"
    CIRCLE = "circle"
    LETTER = "letter"
    ROMAN = "roman"
    BULLET = "bullet"


@dataclass(frozen=True)
class Label:
    """序号: as ``printed``, its shape, which one it is (None: the numeral is lost), and the words after it.

    ``depth`` counts the figures of 1.2.3.
    """

    printed: str
    shape: Shape
    ordinal: int | None
    rest: str
    depth: int = 1


_COUNT = r"[〇零○一二三四五六七八九十百廿卅壹贰叁肆伍陆柒捌玖拾]{1,6}"
_FIGURE = r"[0-9０-９]{1,3}"
_OPEN, _CLOSE = r"[（(〔［\[]", r"[）)〕］\]]"
_STOP = r"[、.．。,，:：]"

_SHAPES: tuple[tuple[Shape, re.Pattern[str]], ...] = (
    (Shape.PART, re.compile(rf"第\s*(?P<n>{_COUNT}|{_FIGURE})\s*(?:章|节|部分)[、:：]?\s*")),
    (Shape.ARTICLE, re.compile(rf"第\s*(?P<n>{_COUNT}|{_FIGURE}|[_×xX\s]{{0,4}})\s*[条款][、:：]?\s*")),
    (Shape.COUNTING, re.compile(rf"(?P<n>{_COUNT})\s*{_STOP}\s*")),
    (
        Shape.COUNTING_BRACKETS,
        re.compile(rf"(?:{_OPEN}\s*(?P<n>{_COUNT})\s*{_CLOSE}|(?P<m>{_COUNT})\s*[）)])\s*{_STOP}?\s*"),
    ),
    (Shape.COUNTING_BRACKETS, re.compile(r"(?P<n>[㈠-㈩])\s*、?\s*")),
    (Shape.POINTS, re.compile(rf"(?P<n>{_FIGURE}(?:[.．]{_FIGURE}){{1,3}})[.．、]?(?=\s|[\u4e00-\u9fff《“])\s*")),
    (Shape.FIGURE, re.compile(rf"(?P<n>{_FIGURE})\s*[、.．,，:：]\s*")),
    (Shape.FIGURE, re.compile(r"(?P<n>[⒈-⒛])\s*")),
    (
        Shape.FIGURE_BRACKETS,
        re.compile(rf"(?:{_OPEN}\s*(?P<n>{_FIGURE})\s*{_CLOSE}|(?P<m>{_FIGURE})\s*[）)])\s*{_STOP}?\s*"),
    ),
    (Shape.FIGURE_BRACKETS, re.compile(r"(?P<n>[⑴-⒇])\s*")),
    (Shape.CIRCLE, re.compile(r"(?P<n>[①-⑳㉑-㉟㊀-㊉])\s*[、.．]?\s*")),
    (Shape.ROMAN, re.compile(r"(?P<n>[Ⅰ-Ⅻ]|(?!X\s*[、.．])[IVX]{1,5})\s*[、.．]\s*")),
    (Shape.LETTER, re.compile(r"(?P<n>[A-WYZa-wyz])\s*[、.．)）]\s*")),
    (Shape.COUNTING_BRACKETS, re.compile(rf"(?P<n>){_OPEN}\s*{_CLOSE}\s*、?\s*")),
    (Shape.FIGURE_BRACKETS, re.compile(rf"(?P<n>){_OPEN}\s*[xX×]\s*{_CLOSE}\s*、?\s*")),
    (Shape.FIGURE, re.compile(r"(?P<n>)[xX×]?\s*[、.．](?![.．…])\s*")),
    (Shape.BULLET, re.compile(r"(?P<n>)[●•·◆■□▪◇○☆★※\uf06c\uf075\uf0b7]\s*")),
)

_MEASURE = (
    r"(?:公斤|千克|克|吨|亩|公顷|平方|立方|米|公里|千米|厘米|毫米|cm|mm|km|m|%|％|‰|倍|元|万|亿|小时|微克|μg|℃|度|蒸吨)"
)
_DECIMAL = re.compile(
    rf"{_FIGURE}\s*(?:[、,，]\s*[0-9０-９]{{1,2}}\s*(?![%％‰]){_MEASURE}|[.．]\s*[0-9０-９]+\s*{_MEASURE})"
)
_DATE = re.compile(
    r"[0-9０-９]{4}\s*[.．]\s*[0-9０-９]{1,2}\s*[.．]\s*[0-9０-９]|[0-9０-９]{1,2}[.．][0-9０-９]{1,2}\s*前"
)
_DIGITS = {**{mark: number for number, mark in enumerate("零一二三四五六七八九")}, "〇": 0, "○": 0}
_DIGITS |= {mark: number for number, mark in enumerate("壹贰叁肆伍陆柒捌玖", 1)}
_TENS = {"十": 10, "拾": 10, "廿": 20, "卅": 30}


def label_of(text: str) -> Label | None:
    """行首序号: the label that a line opens with; None for words, dates and decimals."""
    if _is_decimal(text):
        return None
    for shape, pattern in _SHAPES:
        found = pattern.match(text)
        if found and (rest := text[found.end() :].strip()):
            written = found["n"] if found["n"] is not None else found["m"]
            return Label(found[0].strip(), shape, _ordinal(shape, written), rest, _depth(shape, written))
    return None


def reads_as_decimal(text: str) -> bool:
    """小数: the line opens with a figure such as 2、5公斤, which looks like the number of an item and is none."""
    return _DECIMAL.match(text) is not None


def _is_decimal(text: str) -> bool:
    return reads_as_decimal(text) or _DATE.match(text) is not None


def _depth(shape: Shape, written: str) -> int:
    return len(re.split(r"[.．]", written)) if shape is Shape.POINTS else 1


def _ordinal(shape: Shape, written: str) -> int | None:
    plain = unicodedata.normalize("NFKC", written).strip("()（）. ")
    if shape is Shape.POINTS:
        plain = re.split(r"[.．]", plain)[-1]
    if plain.isascii() and plain.isdecimal():
        return int(plain)
    if shape is Shape.LETTER:
        return ord(plain.upper()) - 64
    if shape is Shape.ROMAN:
        return _roman(plain.upper())
    return counted(plain)


def counted(written: str) -> int | None:
    """汉字数: 十二 → 12, 二十 → 20, 一百零三 → 103, 二〇 → 20; None for anything else."""
    if not written:
        return None
    total, digit = 0, 0
    spelled = not any(mark in _TENS or mark == "百" for mark in written)
    for mark in written:
        if mark in _DIGITS:
            digit = digit * 10 + _DIGITS[mark] if spelled else _DIGITS[mark]
        elif mark in _TENS:
            total, digit = total + (digit or 1) * _TENS[mark], 0
        elif mark == "百":
            total, digit = total + (digit or 1) * 100, 0
        else:
            return None
    return total + digit


def _roman(letters: str) -> int | None:
    sizes = {"I": 1, "V": 5, "X": 10}
    if not letters or set(letters) - set(sizes):
        return None
    values = [sizes[letter] for letter in letters]
    return sum(-each if each < max(values[place:]) else each for place, each in enumerate(values))


def levels_of(shapes: frozenset[tuple[Shape, int]]) -> dict[tuple[Shape, int], int]:
    """级别: what level each shape of one letter becomes. 一、（一）1.（1） keep their official levels.

    第X章 and 第X条 stand above them; ①, letters and 1.2.3 go one below what stands over them; at most level 4.
    """
    plain = {shape for shape, _ in shapes}
    found: dict[tuple[Shape, int], int] = {}
    for shape, depth in shapes:
        found[shape, depth] = min(max(_level(shape, depth, plain), 0), 4)
    return found


_OFFICIAL = {Shape.COUNTING: 1, Shape.COUNTING_BRACKETS: 2, Shape.FIGURE: 3, Shape.FIGURE_BRACKETS: 4}


def _level(shape: Shape, depth: int, plain: set[Shape]) -> int:
    if shape is Shape.BULLET:
        return 0
    if shape in _OFFICIAL:
        return _OFFICIAL[shape]
    if shape in (Shape.PART, Shape.ROMAN):
        return 1
    if shape is Shape.ARTICLE:
        return 2 if Shape.PART in plain else 1
    if shape is Shape.POINTS:
        return depth + (2 if Shape.FIGURE in plain else 1 if Shape.COUNTING in plain else 0)
    return 4
