"""原文折算 folding: a pasted line in plain marks, each with its place in the original, so that words are quoted as they were.

Full-width digits and letters become plain ones; zero-width and direction marks vanish; emoji are blanks; a ① inside a
line parts what stands around it and is never a figure.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

UNSURE = "■"
"""What stands for a mark that may be a number and is not read, such as ½."""
_KEPT = {
    "，": "，", "…": "。", "㎡": "平方米", "㎥": "立方米", "㎞": "公里", "㎏": "公斤", "²": "²", "³": "³",
    "︰": ":", "∶": ":", "﹕": ":", "−": "-", "–": "—",
}  # fmt: skip
_CIRCLED = re.compile("[①-⓿❶-➓㈠-㉃㉑-㊉㊀-㊿]")


@dataclass(frozen=True)
class Folded:
    """折算后的一行: ``text`` and, for each of its marks, the place in ``source``."""

    source: str
    text: str
    places: tuple[int, ...]

    def original(self, start: int, end: int) -> str:
        """原文 of a stretch, without blanks at its ends."""
        if start >= end:
            return ""
        return self.source[self.places[start] : self.places[end - 1] + 1].strip()

    def blanked(self, pattern: re.Pattern[str]) -> "Folded":
        """抹去: the same line with blanks where the pattern stood."""
        if pattern.search(self.text) is None:
            return self
        return Folded(self.source, pattern.sub(lambda found: " " * len(found[0]), self.text), self.places)


def fold(source: str) -> Folded:
    """折算一行."""
    marks: list[str] = []
    places: list[int] = []
    for place, mark in enumerate(source):
        plain = _plain(mark)
        marks.append(plain)
        places.extend([place] * len(plain))
    return Folded(source, "".join(marks), tuple(places))


@lru_cache(maxsize=16384)
def _plain(mark: str) -> str:
    if mark in _KEPT:
        return _KEPT[mark]
    if _CIRCLED.match(mark):
        return ";"
    category = unicodedata.category(mark)
    if category in ("Cf", "Mn", "Me"):
        return ""
    if category == "No":
        return UNSURE
    if category[0] == "Z" or category in ("So", "Sk", "Cs", "Co", "Cn", "Cc"):
        return " "
    return unicodedata.normalize("NFKC", mark).lower()
