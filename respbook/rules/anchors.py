"""外部存证 anchors: entries of the book whose code other people hold, as somebody types them in (safety C5, R79)."""

import re
import unicodedata

from respbook.rules.codes import in_fours
from respbook.rules.errors import RuleBroken

MOST = 200
_LINE = re.compile(r"(\d{1,12})\D*?[\s:,、]+([0-9a-fA-F]{64}|[A-Za-z2-7]{4}(?:[-\s]?[A-Za-z2-7]{4}){4})$")


def read_anchors(text: str) -> dict[int, str]:
    """读存证: one a line, “1024 ABCD-EFGH-IJKL-MNOP-QRST”: the entry's number and its code or full digest.

    Raises RuleBroken with the field ``anchors`` naming the line that cannot be read.
    """
    found: dict[int, str] = {}
    for place, line in enumerate(text.splitlines(), 1):
        plain = unicodedata.normalize("NFKC", line).strip()
        if not plain:
            continue
        match = _LINE.search(plain)
        if match is None:
            raise RuleBroken(
                f"第{place}行读不出存证；请照纸上的写法填写，例如“1024 ABCD-EFGH-IJKL-MNOP-QRST”。", "anchors"
            )
        if len(found) >= MOST:
            raise RuleBroken(f"一次最多比对{MOST}条存证；请分次查验。", "anchors")
        found[int(match[1])] = _code(match[2])
    return found


def _code(text: str) -> str:
    if len(text) == 64:
        return text.lower()
    return in_fours(re.sub(r"[-\s]", "", text).upper())
