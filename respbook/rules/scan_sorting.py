"""扫描归档: where each page of a batch of scans belongs, and what its letters still lack.

Copies complete each other not: 甲方's copy and 乙方's are two papers with two sets of signatures, and a letter made of
page 1 of one and page 2 of the other would be a paper that nobody signed. So every copy is filed and counted for
itself; where a missing page has come in with another copy, that is said, because sheets of two copies may have been
exchanged on the table. A letter's paper is in as soon as one of its copies is whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from respbook.rules.page_codes import PageCode, own_codes


class IssueState(StrEnum):
    """责任书现状, as far as a scanned page asks."""

    CURRENT = "current"
    REPLACED = "replaced"
    VOID = "void"


class Outcome(StrEnum):
    """归档结果 of one page."""

    FILED = "filed"
    DUPLICATE = "duplicate"
    OLD_VERSION = "old_version"
    VOID = "void"
    UNKNOWN_LETTER = "unknown_letter"
    BEYOND = "beyond"
    WORD_COPY = "word_copy"
    SEVERAL = "several"
    FOREIGN = "foreign"
    NO_CODE = "no_code"
    BLANK = "blank"
    DISCARDED = "discarded"


OUTCOMES = {
    Outcome.FILED: "已归档",
    Outcome.DUPLICATE: "重复",
    Outcome.OLD_VERSION: "旧版本",
    Outcome.VOID: "已作废的责任书",
    Outcome.UNKNOWN_LETTER: "查无此责任书",
    Outcome.BEYOND: "页码超出责任书页数",
    Outcome.WORD_COPY: "可编辑副本",
    Outcome.SEVERAL: "一页上有几个二维码",
    Outcome.FOREIGN: "不是本系统的二维码",
    Outcome.NO_CODE: "没有认出二维码",
    Outcome.BLANK: "空白页",
    Outcome.DISCARDED: "已弃用",
}
PLACEABLE = frozenset({Outcome.SEVERAL, Outcome.FOREIGN, Outcome.NO_CODE, Outcome.DUPLICATE, Outcome.BLANK})
"""可以认领: besides those that wait for it, a page that is clearer than the one on file, or a blank with a faint pen."""
TO_PLACE = frozenset({Outcome.SEVERAL, Outcome.FOREIGN, Outcome.NO_CODE})
"""待认领: a person may still say where the page belongs."""
NEXT_STEPS = {
    Outcome.FILED: "",
    Outcome.DUPLICATE: "这一页已经有了，没有重复归档。",
    Outcome.OLD_VERSION: "这份责任书已重新签发，请改用新签发的一份签字后再扫描。",
    Outcome.VOID: "这份责任书已作废，没有归档。",
    Outcome.UNKNOWN_LETTER: "本系统没有签发过这份责任书，请核对来源。",
    Outcome.BEYOND: "页码与责任书不符，没有归档，请核对原件。",
    Outcome.WORD_COPY: "这是Word可编辑副本的打印件，请扫描签字的正式文本。",
    Outcome.SEVERAL: "一张图里有几页，请一页拍一张；也可以人工认领。",
    Outcome.FOREIGN: "页面上的二维码不是责任书的，请核对；也可以人工认领。",
    Outcome.NO_CODE: "二维码残缺、遮挡或不清楚，请重新扫描；也可以人工认领。",
    Outcome.BLANK: "",
    Outcome.DISCARDED: "",
}
"""下一步, in words for the list of results."""
_STATES = {IssueState.REPLACED: Outcome.OLD_VERSION, IssueState.VOID: Outcome.VOID}


@dataclass(frozen=True)
class KnownIssue:
    """一次签发: what the book knows of a token; ``on_file`` are its (copy, page) that came in before."""

    letter_id: int
    pages: int
    state: IssueState = IssueState.CURRENT
    on_file: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class SeenPage:
    """扫描页: its place in the batch, the texts of all codes on it, whether it is blank."""

    position: int
    codes: tuple[str, ...] = ()
    blank: bool = False


@dataclass(frozen=True)
class SortedPage:
    """归好的页. ``letter_id`` where the letter is known; ``first`` is the page of this batch that a duplicate repeats."""

    position: int
    outcome: Outcome
    code: PageCode | None = None
    letter_id: int | None = None
    first: int | None = None


@dataclass(frozen=True)
class Gap:
    """缺页 of one copy; ``elsewhere``: those of the missing pages that are on file in another copy, with its number."""

    letter_id: int
    token: str
    copy: int
    missing: tuple[int, ...]
    elsewhere: tuple[tuple[int, int], ...] = ()

    @property
    def words(self) -> str:
        """缺页用语: 第2份缺第1、3—5页."""
        said = f"第{self.copy}份缺第{spans(self.missing)}页"
        if self.elsewhere:
            said += "（" + "，".join(f"第{page}页在第{copy}份里有" for page, copy in self.elsewhere) + "）"
        return said


def sort_pages(seen: Iterable[SeenPage], known: Mapping[str, KnownIssue]) -> list[SortedPage]:
    """归档: ``known`` holds the issues of the tokens on the pages. Of two scans of a page the first is kept."""
    kept: dict[PageCode, int] = {}
    return [_sorted(page, known, kept) for page in seen]


def _sorted(page: SeenPage, known: Mapping[str, KnownIssue], kept: dict[PageCode, int]) -> SortedPage:
    codes = own_codes(page.codes)
    if len(codes) != 1:
        return SortedPage(page.position, _without_code(page, len(codes)))
    code = codes[0]
    issue = known.get(code.token)
    if issue is None:
        return SortedPage(page.position, Outcome.UNKNOWN_LETTER, code)
    outcome = _of_issue(code, issue, code in kept)
    if outcome is Outcome.FILED:
        kept[code] = page.position
    first = kept.get(code) if outcome is Outcome.DUPLICATE else None
    return SortedPage(page.position, outcome, code, issue.letter_id, first)


def _without_code(page: SeenPage, own: int) -> Outcome:
    if own > 1:
        return Outcome.SEVERAL
    if page.codes:
        return Outcome.FOREIGN
    return Outcome.BLANK if page.blank else Outcome.NO_CODE


def _of_issue(code: PageCode, issue: KnownIssue, seen: bool) -> Outcome:
    if issue.state in _STATES:
        return _STATES[issue.state]
    if code.page == 0:
        return Outcome.WORD_COPY
    if code.page > issue.pages:
        return Outcome.BEYOND
    return Outcome.DUPLICATE if seen or (code.copy, code.page) in issue.on_file else Outcome.FILED


def gaps_of(token: str, issue: KnownIssue, on_file: frozenset[tuple[int, int]]) -> list[Gap]:
    """一份责任书的缺页, for the copies that have at least one page."""
    found = []
    for copy in sorted({copy for copy, _ in on_file}):
        missing = tuple(page for page in range(1, issue.pages + 1) if (copy, page) not in on_file)
        if missing:
            elsewhere = tuple(
                (page, min(c for c, p in on_file if p == page)) for page in missing if _has(page, on_file)
            )
            found.append(Gap(issue.letter_id, token, copy, missing, elsewhere))
    return found


def _has(page: int, on_file: frozenset[tuple[int, int]]) -> bool:
    return any(each == page for _, each in on_file)


def tally(pages: Iterable[SortedPage]) -> dict[Outcome, int]:
    """各有几页: in the order of the outcomes, those with none left out."""
    counted = defaultdict[Outcome, int](int)
    for page in pages:
        counted[page.outcome] += 1
    return {outcome: counted[outcome] for outcome in Outcome if counted[outcome]}


def spans(numbers: Sequence[int]) -> str:
    """连号: 1、3—5 of rising numbers; two in a row stay apart."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in runs)
