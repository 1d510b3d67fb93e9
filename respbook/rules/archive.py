"""往年文书: what a file's name says of its unit, year and number (features M5). Nothing uncertain is decided."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from respbook.rules.register import plain_number

_YEAR = re.compile(r"(?<!\d)(19[89]\d|20\d\d)(?!\d)")
_NUMBER = re.compile(r"([\u4e00-\u9fff]{1,12})[〔\[(【（](\d{4})[〕\])】）]第?(\d{1,5})号")
_SUFFIXES = ("村民委员会", "社区居民委员会", "居民委员会", "村", "社区")
_BEFORE = re.compile(r"^(?:年度?)?(?:责任书)?")
"""What else stands before a number without a mark."""
_LEADING = re.compile(r"^\d{1,3}[_\-. 、]+")


@dataclass(frozen=True)
class Named:
    """文件名里的线索; None and "" where the name does not say or says two things."""

    unit_id: int | None
    year: int | None
    number: str


def names_of_unit(name: str, short_name: str, town: str) -> tuple[str, ...]:
    """单位的叫法: full, without the town, short, and short without 村; at least two characters each."""
    bare = name.removeprefix(town)
    stems = {name, bare, short_name, *(word.removesuffix(end) for word in (bare, short_name) for end in _SUFFIXES)}
    return tuple(sorted((stem for stem in stems if len(stem) >= 2), key=len, reverse=True))


def read_name(path: str, units: Mapping[int, Sequence[str]], last_year: int) -> Named:
    """读文件名: ``units`` are the names of each unit by id; folders of the path count too, the last part first."""
    parts = [unicodedata.normalize("NFKC", part) for part in re.split(r"[\\/]+", path) if part.strip()]
    parts = [_LEADING.sub("", part) for part in reversed(parts)]
    unit = next((found for part in parts if (found := _unit_in(part, units)) is not None), None)
    years = [int(year) for part in parts for year in _YEAR.findall(part) if int(year) <= last_year]
    number = _NUMBER.search(_without_unit(unicodedata.normalize("NFC", path), units.get(unit or 0, ())))
    word = (_BEFORE.sub("", number[1]) or number[1]) if number else ""
    return Named(
        unit,
        int(number[2]) if number else next(iter(years), None),
        plain_number(f"{word}〔{number[2]}〕{number[3]}号") if number else "",
    )


def _without_unit(path: str, names: Sequence[str]) -> str:
    """In 2024年王家庄村青环责〔2024〕3号 the unit's name stands before the number without a mark between them."""
    name = next((name for name in names if name in path), "")
    return path.replace(name, " ") if name else path


def _unit_in(part: str, units: Mapping[int, Sequence[str]]) -> int | None:
    """The unit whose longest name stands in the text; none where two units have an equally long one."""
    best, found = 0, set[int]()
    for unit_id, names in units.items():
        length = next((len(name) for name in names if name in part), 0)
        if length > best:
            best, found = length, {unit_id}
        elif length and length == best:
            found.add(unit_id)
    return found.pop() if len(found) == 1 else None
