"""案卷: what a unit's papers of a year are, in which order, on which pages (features D5, X20; DA/T 22-2015).

A volume (案卷) holds pieces (件); its list, the 卷内目录, names each with the page that it begins on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Part(StrEnum):
    """类别 of the pieces in a volume, in the order in which they lie."""

    LETTER = "letter"
    TASK = "task"
    EVIDENCE = "evidence"
    FINDING = "finding"
    ORDER = "order"
    CIRCULAR = "circular"
    STUDY = "study"
    SCORE = "score"
    MEASURE = "measure"


PART_LABELS = {
    Part.LETTER: "责任书及签订",
    Part.TASK: "任务和报送",
    Part.EVIDENCE: "佐证材料",
    Part.FINDING: "问题和整改",
    Part.ORDER: "督办文书",
    Part.CIRCULAR: "通报",
    Part.STUDY: "研究环保工作",
    Part.SCORE: "考核",
    Part.MEASURE: "问责",
}
CATALOGUE = "卷内目录"
HEADS = ("序号", "文号", "责任者", "题名", "日期", "页号", "备注")
"""Columns of a 卷内目录, as archives have them."""
VOLUMES = "案卷目录"
NUMBER = 3
"""Digits of an 案卷号."""
LONGEST_TITLE = 60


@dataclass(frozen=True)
class Entry:
    """目录的一行: a piece, with the page that it begins on; 0 where it has no pages of its own."""

    part: Part
    number: str
    author: str
    title: str
    on: date | None
    page: int
    pages: int
    note: str

    def cells(self, place: int) -> tuple[str, ...]:
        """As it is printed: dates in eight digits, as archives write them."""
        return (
            str(place),
            self.number,
            self.author,
            self.title,
            archive_day(self.on),
            str(self.page) if self.page else "",
            self.note,
        )


def archive_day(on: date | None) -> str:
    """日期 as a 卷内目录 has it: 20260305."""
    return f"{on:%Y%m%d}" if on else ""


def paged(counts: Sequence[int], first: int = 1) -> list[int]:
    """页号: on which page each piece begins, one after the other; 0 for one without pages."""
    found, page = [], first
    for count in counts:
        found.append(page if count else 0)
        page += count
    return found


def volume_name(place: int, called: str) -> str:
    """案卷号和案卷名: 003石桥村."""
    return f"{place:0{NUMBER}}{called}"


def short_title(words: str) -> str:
    """题名 of one line: what is longer is cut."""
    words = " ".join(words.split())
    return words if len(words) <= LONGEST_TITLE else words[: LONGEST_TITLE - 1] + "…"
