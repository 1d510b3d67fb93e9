"""通报的数字: figures of a circular stand in its text as fields, counted from its items, each with what it was counted from."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from respbook.rules.chinese import joined
from respbook.rules.circular_words import until_words
from respbook.rules.circulars import CircularGroup
from respbook.rules.errors import RuleBroken
from respbook.rules.report_words import Part

_G = CircularGroup


@dataclass(frozen=True)
class Figures:
    """数字 of a circular, counted from its items: by group, the units that are named, and the time limit."""

    groups: Mapping[CircularGroup, int]
    units: int
    until: date


def figures_of(items: Iterable[tuple[CircularGroup, str]], until: date) -> Figures:
    """数字 from (group, responsible unit)."""
    rows = list(items)
    return Figures(Counter(group for group, _ in rows), len({duty for _, duty in rows}), until)


_FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def _of(group: CircularGroup) -> Callable[[Figures], str]:
    return lambda figures: str(figures.groups.get(group, 0))


_FIELDS: dict[str, tuple[Callable[[Figures], str], str]] = {
    "检查": (lambda figures: str(sum(figures.groups.values())), "items"),
    "整改较好": (_of(_G.GOOD), f"group-{_G.GOOD}"),
    "进度较慢": (_of(_G.SLOW), f"group-{_G.SLOW}"),
    "未整改": (_of(_G.UNDONE), f"group-{_G.UNDONE}"),
    "发现": (_of(_G.FOUND), f"group-{_G.FOUND}"),
    "销号": (_of(_G.CLOSED), f"group-{_G.CLOSED}"),
    "未回应": (_of(_G.SILENT), f"group-{_G.SILENT}"),
    "涉及单位": (lambda figures: str(figures.units), "items"),
    "整改期限": (lambda figures: until_words(figures.until), "until"),
}
FIELD_NAMES = tuple(_FIELDS)
"""填充项 that a circular knows: a closed list."""


def filled_parts(text: str, figures: Figures) -> list[Part]:
    """填好的文字: each figure with the place on the page that it was counted from."""
    parts: list[Part] = []
    at = 0
    for found in _FIELD.finditer(text):
        if found[1] in _FIELDS:
            value, link = _FIELDS[found[1]]
            parts += [Part(text[at : found.start()]), Part(value(figures), link)]
            at = found.end()
    return [part for part in (*parts, Part(text[at:])) if part.text]


def filled_text(text: str, figures: Figures) -> str:
    """填好的文字, plain."""
    return "".join(part.text for part in filled_parts(text, figures))


def check_fields(text: str, label: str, field: str) -> None:
    """核对填充项: only those that are known, and both brackets. Raises RuleBroken at ``field``."""
    unknown = next((found[1] for found in _FIELD.finditer(text) if found[1] not in _FIELDS), "")
    if unknown:
        raise RuleBroken(f"{label}里的“{{{{{unknown}}}}}”不认识；可用的有：{joined(FIELD_NAMES)}。", field)
    rest = _FIELD.sub("", text)
    if "{{" in rest or "}}" in rest:
        raise RuleBroken(f"{label}里的双花括号没有成对，请核对。", field)


_LOOSE = re.compile(r"\d+(?:处|件|个问题|个单位)")


def loose_figures(*texts: str) -> list[str]:
    """手写的数: figures typed by hand, which do not follow the list."""
    return [found for text in texts for found in _LOOSE.findall(_FIELD.sub("", text))]
