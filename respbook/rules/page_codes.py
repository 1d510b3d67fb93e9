"""页码二维码: what the code on a page says; nothing uncertain is taken for one of ours."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_ADDRESS = re.compile(
    r"https?://[^/?#\s@]{1,253}(?:/[\w.~-]+)*/c/(?P<token>[A-Za-z0-9_-]{22})"
    r"(?:\?(?:c=(?P<copy>[1-9]\d?)&)?p=(?P<page>[1-9]\d{0,2}))?",
    re.ASCII,
)
"""Any host: the office may have moved since the letter was printed. The token alone is what counts."""


@dataclass(frozen=True, order=True)
class PageCode:
    """页码: one page of one copy of an issue; the token is new at each issue, so it stands for letter and version.

    ``page`` is 0 on a Word copy, whose footer is the same on all pages.
    """

    token: str
    copy: int
    page: int


def page_code(text: str) -> PageCode | None:
    """读码: None for a foreign code."""
    found = _ADDRESS.fullmatch(text)
    if found is None:
        return None
    return PageCode(found["token"], int(found["copy"] or 1), int(found["page"] or 0))


_SLIP = re.compile(r"\?(?P<kind>[re])=[1-9]\d{0,11}&(?=p=)", re.ASCII)
_SLIPS = {"r": "签署回执", "e": "签署记录页"}


def slip_code(text: str) -> tuple[str, str] | None:
    """凭证码: (what paper it is, token of its letter); such a page is no page of the letter and is filed nowhere."""
    slip = _SLIP.search(text)
    code = page_code(_SLIP.sub("?", text, count=1)) if slip else None
    return (_SLIPS[slip["kind"]], code.token) if slip and code else None


def own_codes(texts: Iterable[str]) -> list[PageCode]:
    """本系统的码 among all that stand on a sheet, each once."""
    return sorted({code for text in texts if (code := page_code(text)) is not None})
