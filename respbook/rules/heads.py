"""表头: which row holds the heads, and which column is which, by name and synonyms or as chosen by hand (feature M1)."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from respbook.rules.columns import Sheet

DEEPEST_HEAD = 15
"""Rows in which the heads are looked for: titles, dates and 制表单位 may stand above them."""
IGNORED = "-"
"""What is chosen by hand for a column that is not to be read."""
_BRACKETS = re.compile(r"(?<=.)\([^()]*\)")
_MARKS = re.compile(r"[\s*:、/]+")


@dataclass(frozen=True)
class Heads:
    """列对应. ``row`` counts from 0; ``places`` tells where each column stands; ``open`` the heads nobody knows."""

    row: int
    titles: tuple[str, ...]
    places: Mapping[str, int]
    open: tuple[int, ...]
    repeated: tuple[int, ...] = ()


def plain_head(title: str) -> str:
    """列名归一: without blanks, marks and notes in brackets such as 耕地（亩）."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", title).lower())
    return _BRACKETS.sub("", plain.replace("村(社区)", "村社区"))


@lru_cache(maxsize=32)
def _meanings(sheet: Sheet) -> dict[str, str]:
    """Plain head → column; a column's own title wins over another's synonym, the earlier over the later."""
    found: dict[str, str] = {}
    for column in sheet.columns:
        found.setdefault(plain_head(column.title), column.name)
    for column in sheet.columns:
        for word in column.also:
            found.setdefault(plain_head(word), column.name)
    return found


def find_heads(rows: Sequence[Sequence[str]], sheet: Sheet, chosen: Mapping[int, str] | None = None) -> Heads:
    """找表头: the row of the first few that names the most columns; the first row where none names any."""
    meanings = _meanings(sheet)
    best, most = 0, 0
    for place, row in enumerate(rows[:DEEPEST_HEAD]):
        known = len({meanings[plain] for cell in row if cell and (plain := plain_head(cell)) in meanings})
        filled = sum(bool(cell) for cell in row)
        if known > most and filled > 1:
            best, most = place, known
    if not most and rows:
        best = next((place for place, row in enumerate(rows[:DEEPEST_HEAD]) if sum(map(bool, row)) > 1), 0)
    return match_heads(best, rows[best] if rows else (), sheet, chosen or {})


def known_heads(rows: Sequence[Sequence[str]], sheet: Sheet) -> int:
    """认得的列数, to propose the sheet of a workbook."""
    return len(find_heads(rows, sheet).places)


def match_heads(row: int, header: Sequence[str], sheet: Sheet, chosen: Mapping[int, str]) -> Heads:
    """列名识别: what was chosen by hand comes first; of two heads with one meaning neither is guessed."""
    meanings, names = _meanings(sheet), {column.name for column in sheet.columns}
    places: dict[str, int] = {}
    for place, name in chosen.items():
        if name in names and place < len(header):
            places.setdefault(name, place)
    exact = {plain_head(column.title): column.name for column in sheet.columns}
    unsettled: list[int] = []
    repeated: list[int] = []
    wanted = [(place, plain_head(title)) for place, title in enumerate(header) if title and place not in chosen]
    for place, plain in sorted(wanted, key=lambda each: (each[1] not in exact, each[0])):
        meant = meanings.get(plain)
        if meant is None:
            unsettled.append(place)
        elif meant in places:
            repeated.append(place)
        else:
            places[meant] = place
    titles = tuple(header)
    return Heads(row, titles, places, tuple(sorted(unsettled + repeated)), tuple(repeated))
