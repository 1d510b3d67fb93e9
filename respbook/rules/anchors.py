"""外部存证 anchors: entries of the book whose code other people hold, as somebody types them in (safety C5, R79)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time

from respbook.rules.chinese import CHINA
from respbook.rules.codes import code_of, in_fours, is_digest
from respbook.rules.errors import RuleBroken

MOST = 200
_LINE = re.compile(
    r"(\d{1,12})\D*?[\s:,、]+([0-9a-fA-F]{64}|[A-Za-z0-8]{4}(?:[-\s]?[A-Za-z0-8]{4}){4})(?:[\s,、]+(\d{4}-\d\d?-\d\d?))?$"
)
_LIKE = str.maketrans("018", "OIB")
"""Figures that codes do not have, typed for the letters that they look like."""


@dataclass(frozen=True)
class Anchor:
    """一份存证: the entry's number, its code or full digest, who or what held it, and when it was taken (of a day: its beginning)."""

    seq: int
    code: str
    whence: str = ""
    at: datetime | None = None

    def agrees(self, digest: str) -> bool:
        """相符 with the entry that has this digest."""
        if len(self.code) == 64:
            return self.code == digest
        return is_digest(digest) and self.code == code_of(digest)


def read_anchors(text: str, whence: str = "") -> tuple[Anchor, ...]:
    """读存证: one a line, “1024 ABCD-EFGH-IJKL-MNOP-QRST”: the entry's number and its code or full digest, and the day
    on which the paper was printed, if it is given.

    Raises RuleBroken with the field ``anchors`` naming the line that cannot be read.
    """
    found: list[Anchor] = []
    for place, line in enumerate(text.splitlines(), 1):
        plain = unicodedata.normalize("NFKC", line).strip()
        if not plain:
            continue
        match = _LINE.search(plain)
        if match is None:
            how = (
                "不是以前取走的检查点或审计副本，请换一个文件。"
                if whence
                else "请照纸上的写法填写，例如“1024 ABCD-EFGH-IJKL-MNOP-QRST”。"
            )
            raise RuleBroken(f"第{place}行读不出存证；{how}", "anchors")
        if len(found) >= MOST:
            raise RuleBroken(f"一次最多比对{MOST}条存证；请分次查验。", "anchors")
        found.append(Anchor(int(match[1]), _code(match[2]), whence, _day(match[3], place)))
    return tuple(found)


def _code(text: str) -> str:
    if len(text) == 64:
        return text.lower()
    return in_fours(re.sub(r"[-\s]", "", text).upper().translate(_LIKE))


def _day(text: str | None, place: int) -> datetime | None:
    """The day that stands on a paper, from its beginning."""
    if text is None:
        return None
    try:
        return datetime.combine(date(*map(int, text.split("-"))), time.min, CHINA)
    except ValueError:
        raise RuleBroken(f"第{place}行的日期“{text}”不对，请写成“2026-03-02”。", "anchors") from None
