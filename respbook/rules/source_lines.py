"""原文 source lines: last year's letter as it stood, line by line, whether it came from Word or was pasted."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from respbook.rules.errors import RuleBroken
from respbook.rules.wording import LONGEST_TEXT

MOST_LINES = 1000
"""Lines of one letter; real ones have under a hundred (field.md 3.3)."""


class SourceKind(StrEnum):
    """旧责任书的来源."""

    WORD = "word"
    PASTED = "pasted"


class Place(StrEnum):
    """原文位置: where in the document a line stood."""

    BODY = "body"
    TABLE = "table"
    TEXT_BOX = "text_box"
    HEADER = "header"
    FOOTER = "footer"
    FOOTNOTE = "footnote"
    COMMENT = "comment"
    HIDDEN = "hidden"


PLACE_LABELS = {
    Place.BODY: "正文",
    Place.TABLE: "表格",
    Place.TEXT_BOX: "文本框",
    Place.HEADER: "页眉",
    Place.FOOTER: "页脚",
    Place.FOOTNOTE: "脚注",
    Place.COMMENT: "批注",
    Place.HIDDEN: "隐藏文字",
}

ASIDE = frozenset({Place.HEADER, Place.FOOTER, Place.FOOTNOTE, Place.COMMENT, Place.HIDDEN})
"""正文之外: listed, never placed by itself."""


CELL = "｜"
"""Stands between the cells of a table's row."""


@dataclass(frozen=True)
class SourceLine:
    """原文段落: ``number`` is what Word's automatic numbering printed before ``text``; ``table`` counts from 1.

    ``style_level`` is the level of a heading style, 0 for none.
    """

    text: str
    number: str = ""
    place: Place = Place.BODY
    bold: bool = False
    centred: bool = False
    style_level: int = 0
    table: int = 0

    @property
    def printed(self) -> str:
        """原样: number and text as the reader of the paper saw them."""
        return self.number + self.text


@dataclass(frozen=True)
class SourceText:
    """原文: every line in document order, then what stood beside it; ``remarks`` say what was not read as words."""

    lines: tuple[SourceLine, ...]
    remarks: tuple[str, ...] = ()


def clean(text: str) -> str:
    """净文字: NFC, no invisible marks, blanks of the web made plain, nothing at the ends."""
    plain = unicodedata.normalize("NFC", text).replace("\xa0", " ")
    seen = "".join(mark for mark in plain if mark in "\t\n" or unicodedata.category(mark) not in _INVISIBLE)
    return seen.strip()


_INVISIBLE = ("Cc", "Cf", "Cs")


def pasted_text(text: str) -> SourceText:
    """粘贴的全文: one line each, empty ones left out. Raises RuleBroken beyond the limits, or for an empty text."""
    lines = (clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return SourceText(within_limits((SourceLine(line) for line in lines if line), "wording"))


def within_limits(lines: Iterable[SourceLine], field: str) -> tuple[SourceLine, ...]:
    """篇幅检查 while the lines come: at most 1,000 lines and 60,000 characters. Raises RuleBroken on ``field``."""
    kept: list[SourceLine] = []
    characters = 0
    for line in lines:
        characters += len(line.printed)
        if len(kept) >= MOST_LINES or characters > LONGEST_TEXT:
            raise RuleBroken(
                f"全文超过{MOST_LINES:,}段或{LONGEST_TEXT:,}字，已不是一份责任书的篇幅；请只留责任书正文后再读入。",
                field,
            )
        kept.append(line)
    if not kept:
        raise RuleBroken("里面没有文字，可能是扫描图片；请换有文字的Word文档，或粘贴全文。", field)
    return tuple(kept)
