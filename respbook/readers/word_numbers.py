"""Word自动编号: the numbers that Word prints and does not write down, counted again (papers.md 5).

numPr of the paragraph, else along its style's chain; counters stand on the abstract list, so that two lists made from
one go on counting; startOverride, lvlRestart, isLgl, numStyleLink and numId 0 as Word means them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from respbook.readers.word_styles import Styles, W, switched, value, whole
from respbook.rules.chinese import CHARACTERS, counting

_LEVELS = 9
_BULLET = "●"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ZODIAC = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    )
)
_FINANCIAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")


def _counted(number: int) -> str:
    return counting(number) if number <= 9999 else str(number)


def _financial(number: int) -> str:
    written = _counted(number).translate(_FINANCIAL)
    return f"壹{written}" if written.startswith("拾") else written


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    written = ""
    for size, letters in _ROMAN:
        times, number = divmod(number, size)
        written += letters * times
    return written


def _letters(number: int) -> str:
    return chr(64 + (number - 1) % 26 + 1) * ((number - 1) // 26 + 1) if 0 < number <= 260 else str(number)


def _circled(number: int) -> str:
    if 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    return chr(0x3251 + number - 21) if 21 <= number <= 35 else str(number)


def _from(first: int) -> Callable[[int], str]:
    """Twenty characters in a row of Unicode."""
    return lambda number: chr(first + number - 1) if 1 <= number <= 20 else str(number)


def _digits(marks: str) -> Callable[[int], str]:
    return lambda number: "".join(marks[int(digit)] for digit in str(number))


FORMATS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _counted,
    "chineseCountingThousand": _counted,
    "japaneseCounting": _counted,
    "taiwaneseCounting": _counted,
    "taiwaneseCountingThousand": _counted,
    "koreanCounting": _counted,
    "chineseLegalSimplified": _financial,
    "ideographLegalTraditional": _financial,
    "ideographDigital": _digits(CHARACTERS),
    "taiwaneseDigital": _digits(CHARACTERS),
    "ideographTraditional": lambda number: _STEMS[(number - 1) % 10],
    "ideographZodiac": lambda number: _ZODIAC[(number - 1) % 12],
    "ideographEnclosedCircle": lambda number: chr(0x3280 + number - 1) if 1 <= number <= 10 else str(number),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _from(0x2474),
    "decimalEnclosedFullstop": _from(0x2488),
    "decimalFullWidth": _digits("０１２３４５６７８９"),
    "decimalFullWidth2": _digits("０１２３４５６７８９"),
    "decimalZero": lambda number: f"{number:02d}",
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "none": lambda number: "",
}
"""编号格式; one that is not here is printed in plain figures, as Word does where it lacks one."""


@dataclass(frozen=True)
class _Level:
    format: str
    text: str
    start: int
    restart: int | None
    legal: bool
    style: str


def _level(element: Any) -> _Level:
    restart = value(element, "lvlRestart")
    return _Level(
        format=value(element, "numFmt") or "decimal",
        text=(value(element, "lvlText") or "")[:40],
        start=whole(value(element, "start"), 1),
        restart=None if restart is None else whole(restart, 0),
        legal=bool(switched(element, "isLgl")),
        style=value(element, "pStyle") or "",
    )


def _place(text: str | None) -> int:
    found = whole(text, 0)
    return found if found < _LEVELS else 0


@dataclass(frozen=True)
class _List:
    """One w:num: which abstract list it counts on, its levels, and where it starts anew."""

    counted_on: str
    levels: dict[int, _Level]
    starts: dict[int, int]


class Numbering:
    """自动编号: ``label`` is asked once for each paragraph, in document order."""

    def __init__(self, root: Any, styles: Styles) -> None:
        self._styles = styles
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        abstract, linked = _abstract_lists(root)
        found = root.iterfind(W + "num") if root is not None else ()
        self._lists = {each.get(W + "numId", ""): _list(each, abstract, linked) for each in found}

    def label(self, paragraph: Any) -> str:
        """编号 as printed before the paragraph, empty where there is none."""
        found = self._found(paragraph)
        if found is None:
            return ""
        key, place = found
        numbered = self._lists[key]
        level = numbered.levels.get(place)
        if level is None:
            return ""
        counts = self._counts.setdefault(numbered.counted_on, {})
        if (key, place) not in self._begun and place in numbered.starts:
            counts[place] = numbered.starts[place] - 1
        self._begun.add((key, place))
        counts[place] = counts.get(place, level.start - 1) + 1
        _restart_below(counts, numbered.levels, place)
        for upper in range(place):
            counts.setdefault(upper, numbered.levels[upper].start if upper in numbered.levels else 1)
        return _printed(level, place, numbered.levels, counts)

    def _found(self, paragraph: Any) -> tuple[str, int] | None:
        """(list, level) of the paragraph, from itself or along its style's chain."""
        own = self._styles.own(paragraph)
        key, place = value(paragraph, "pPr/numPr/numId"), value(paragraph, "pPr/numPr/ilvl")
        if key is None:
            key = self._styles.said(own, lambda each: value(each, "pPr/numPr/numId"))
        if key is None or key not in self._lists or key == "0":
            return None
        if place is None:
            place = self._styles.said(own, lambda each: value(each, "pPr/numPr/ilvl"))
        if place is None:
            levels = self._lists[key].levels
            return key, next((number for number, level in levels.items() if level.style and level.style == own), 0)
        return key, _place(place)


def _abstract_lists(root: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """w:abstractNum by id, and which of them a list style (numStyleLink) means."""
    found = list(root.iterfind(W + "abstractNum")) if root is not None else []
    abstract = {each.get(W + "abstractNumId", ""): each for each in found}
    named = {value(each, "styleLink"): key for key, each in abstract.items() if value(each, "styleLink")}
    linked = {
        key: named[link] for key, each in abstract.items() if (link := value(each, "numStyleLink")) and link in named
    }
    return abstract, linked


def _list(element: Any, abstract: dict[str, Any], linked: dict[str, str]) -> _List:
    key = value(element, "abstractNumId") or ""
    key = linked.get(key, key)
    source = abstract.get(key)
    levels = (
        {_place(each.get(W + "ilvl")): _level(each) for each in source.iterfind(W + "lvl")}
        if source is not None
        else {}
    )
    starts: dict[int, int] = {}
    for change in element.iterfind(W + "lvlOverride"):
        place = _place(change.get(W + "ilvl"))
        if (start := value(change, "startOverride")) is not None:
            starts[place] = whole(start, 1)
        if (level := change.find(W + "lvl")) is not None:
            levels[place] = _level(level)
    return _List(key, levels, starts)


def _restart_below(counts: dict[int, int], levels: dict[int, _Level], place: int) -> None:
    """A deeper level starts anew, unless its lvlRestart says never (0) or only under a higher one."""
    for deeper in [each for each in counts if each > place]:
        restart = levels[deeper].restart if deeper in levels else None
        if restart is None or (restart and place < restart):
            del counts[deeper]


def _printed(level: _Level, place: int, levels: dict[int, _Level], counts: dict[int, int]) -> str:
    if level.format == "bullet":
        return _BULLET
    text = level.text
    for each in range(_LEVELS):
        if f"%{each + 1}" in text:
            shape = levels[each].format if each in levels else "decimal"
            shape = "decimal" if level.legal and each < place else shape
            text = text.replace(f"%{each + 1}", FORMATS.get(shape, str)(max(counts.get(each, 1), 0)))
    return text.strip()
