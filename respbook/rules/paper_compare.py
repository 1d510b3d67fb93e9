"""核对扫描件: who may compare, when a letter's paper may be recorded as signed, what binds its pages (safety C3, C6)."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from respbook.rules.chain import canonical
from respbook.rules.errors import RuleBroken
from respbook.rules.scan_sorting import spans

_DOMAIN = b"respbook-paper-v1"
LONGEST_REASON = 200


class Verdict(StrEnum):
    """核对结论 of one page."""

    AGREES = "agrees"
    DIFFERS = "differs"


VERDICTS = {Verdict.AGREES: "相符", Verdict.DIFFERS: "不符"}


def check_comparer(comparer: int, hands: Collection[int | None], alone: bool) -> bool:
    """核对人: another person than those through whose ``hands`` the page came, unless the programme is 一人经办.

    Returns whether one person did both, which is then marked everywhere. Raises RuleBroken.
    """
    same = comparer in hands
    if same and not alone:
        raise RuleBroken(
            "上传、认领和核对不能是同一个人。请由另一位经办人或镇领导核对；人手不足的，可在方案里打开“一人经办”。"
        )
    return same


@dataclass(frozen=True)
class PaperPage:
    """在档的一页: the picture by its digest, and what the comparer found."""

    page: int
    sha256: str
    verdict: Verdict | None = None


def best_copy(pages: int, copies: Mapping[int, Sequence[int]]) -> int | None:
    """取哪一份: the first whole copy; else the one with the signature page, then the one with most pages."""

    def rank(copy: int) -> tuple[bool, bool, int, int]:
        there = set(copies[copy])
        return (len(there) < pages, pages not in there, -len(there), copy)

    return min(copies, key=rank, default=None)


def check_paper(name: str, pages: int, there: Sequence[PaperPage], reason: str) -> tuple[int, ...]:
    """能否登记: every page that came in was seen and agrees; what is missing is explained. Returns the missing pages.

    Without its last page, which carries the signatures, a paper proves nothing. Raises RuleBroken.
    """
    by_page = {each.page: each for each in there}
    differing = [page for page, each in sorted(by_page.items()) if each.verdict is Verdict.DIFFERS]
    if differing:
        raise RuleBroken(f"{name}第{spans(differing)}页核对不符，不能登记。请弃用这一页，重新扫描后再核对。")
    unseen = [page for page, each in sorted(by_page.items()) if each.verdict is None]
    if unseen:
        raise RuleBroken(f"{name}第{spans(unseen)}页还没有核对。请逐页看过、按“相符”后再登记。")
    missing = tuple(page for page in range(1, pages + 1) if page not in by_page)
    if pages in missing:
        raise RuleBroken(f"{name}缺签字页（第{pages}页），不能登记。请补扫签字页。")
    if missing and not reason.strip():
        raise RuleBroken(f"{name}缺第{spans(missing)}页。请补扫；确实补不齐的，写明原因后登记。")
    return missing


def pages_digest(pages: Iterable[PaperPage]) -> str:
    """纸质件摘要: SHA-256 over the ordered list of (page, picture), so that no page can be put in or taken out."""
    told = canonical([[each.page, each.sha256] for each in sorted(pages, key=lambda each: each.page)])
    return hashlib.sha256(_DOMAIN + b"\0" + told.encode()).hexdigest()
