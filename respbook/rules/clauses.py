"""条款 clauses of a template: levels, numbers, limits (GB/T 9704-2012 7.3.3)."""

import unicodedata
from collections.abc import Iterable

from respbook.rules.chinese import ordinal_label
from respbook.rules.errors import RuleBroken
from respbook.rules.wording import LONGEST_TEXT

MOST_CLAUSES = 400
LEVEL_LABELS = {0: "正文", 1: "一级　一、", 2: "二级　（一）", 3: "三级　1.", 4: "四级　（1）"}


def numbers(clauses: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    """条款序号: the printed number of each (level, label); a label stands in the computed one's place and counts as it.

    A deeper level starts anew under each higher one; body text (level 0) has no number and interrupts nothing.
    """
    every = tuple(clauses)
    return tuple(label or own for (_, label), own in zip(every, counted(level for level, _ in every), strict=True))


def counted(levels: Iterable[int]) -> tuple[str, ...]:
    """按次序的序号: the number of each clause by its place alone, whatever label it bears."""
    last = [0, 0, 0, 0, 0]
    found = []
    for level in levels:
        if level:
            last[level] += 1
            last[level + 1 :] = [0] * (4 - level)
        found.append(ordinal_label(level, last[level]) if level else "")
    return tuple(found)


def label_remark(label: str, own: str) -> str:
    """序号提示: a printed label that is not the number by its place; the label stays as it was written."""
    if not label or not own or unicodedata.normalize("NFKC", label) == unicodedata.normalize("NFKC", own):
        return ""
    return f"印为“{label}”，按次序应为“{own}”"


def shortened(text: str, most: int = 12) -> str:
    """摘要: the first words of a clause, to call it by."""
    plain = "".join(text.split())
    return plain if len(plain) <= most else plain[:most] + "……"


def check_size(clauses: int, characters: int) -> None:
    """篇幅检查: at most 400 clauses and 60,000 characters (safety R37). Raises RuleBroken."""
    if clauses > MOST_CLAUSES:
        raise RuleBroken(f"一个模板最多{MOST_CLAUSES}条，现有{clauses}条；请分成几个模板。", "clauses")
    if characters > LONGEST_TEXT:
        raise RuleBroken(
            f"全文{characters:,}字，超过{LONGEST_TEXT:,}字，已不是一份责任书的篇幅；请分成几个模板。", "clauses"
        )
