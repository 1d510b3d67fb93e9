"""巡查 patrols: which patrol a finding belongs to, and what people are told of when a report is due and what follows it."""

import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol, TypeVar

from respbook.rules.chat_reports.topics import MATTERS
from respbook.rules.lifecycles import FilingState
from respbook.rules.reports import LONGEST_TEXT

CUT = "（前略，见报送记录）"
"""What stands for the findings of a day that no longer fit in."""
SHOWN = "见照片"
"""What stands for a finding that is told by its photos alone."""
OTHER = "其他"
"""The category of what fits none of the office's."""


class Patrol(Protocol):
    """巡查任务 as choosing reads it."""

    @property
    def title(self) -> str: ...
    @property
    def category(self) -> str: ...


P = TypeVar("P", bound=Patrol)


def belonging(
    patrols: Sequence[P], categories: Collection[str], *, category: str = "", text: str = ""
) -> tuple[P, str] | None:
    """归属的巡查 of a finding, and the category that it is filed under; None where there is no patrol.

    The patrol of the chosen ``category``, else of what the words of ``text`` speak of, where that is one; else the
    general one, which has no subject of its own; else the first. Without a choice the category is that of the patrol.
    """
    spoken = _subjects(category or text, categories)
    named = [each for each in patrols if spoken & _subjects(each.title + each.category, categories)]
    chosen = [each for each in patrols if each.category == category] or [
        each for each in patrols if category in each.title
    ]
    sure = (chosen if category else []) or (named if len(named) == 1 else [])
    general = [each for each in patrols if not _subjects(each.title + each.category, categories)]
    found = next(iter([*sure, *general, *named, *patrols]), None)
    if found is None:
        return None
    return found, category or (found.category if sure else "")


def _subjects(words: str, categories: Collection[str]) -> set[str]:
    """所说的事: the office's categories and the matters of daily speech that some words name."""
    spoken = {each for each in categories if each in words}
    return spoken | {matter[0] for matter in MATTERS if any(word in words for word in matter)}


def offered(categories: Sequence[str], used: Sequence[str]) -> list[str]:
    """可选类别: those of the office and 其他, the last used ones first."""
    known = list(dict.fromkeys([*categories, OTHER]))
    recent = [each for each in dict.fromkeys(used) if each in known]
    return recent + [each for each in known if each not in recent]


def further(before: str, category: str, text: str, longest: int = LONGEST_TEXT) -> str:
    """续写情况: a further finding of the day stands under those before it, of which the newest stay, each as a whole.

    Nothing is lost: every entry keeps its own words.
    """
    last = f"【{category}】{text}"
    whole = f"{before}\n{last}"
    if len(whole) <= longest:
        return whole
    room = longest - len(CUT) - 1
    kept = last if len(last) <= room else f"{last[: room - 1]}…"
    for each in reversed(re.split(r"\n(?=【)", before.removeprefix(f"{CUT}\n"))):
        if len(each) + 1 + len(kept) > room:
            break
        kept = f"{each}\n{kept}"
    return f"{CUT}\n{kept}"


def due_words(due_on: date, today: date) -> str:
    """期限: 今天到期, 还有3天, 逾期2天."""
    days = (due_on - today).days
    if days < 0:
        return f"逾期{-days}天"
    return f"还有{days}天" if days else "今天到期"


NEXT_STEPS = {
    FilingState.SUBMITTED: "镇环保办审核后计入进度；要补正的会退回，列在“报送”最上面。",
    FilingState.RETURNED: "请照退回的原因改好，再报一次。",
    FilingState.PASSED: "镇环保办已审，已计入进度；不用再办。",
    FilingState.VERIFIED: "镇里已现场核实；不用再办。",
}
"""下一步 of each state, for whoever reports (features N5)."""
