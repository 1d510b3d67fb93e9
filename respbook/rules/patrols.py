"""巡查 patrols: which patrol a finding belongs to, and what people are told of when a report is due and what follows it."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol, TypeVar

from respbook.rules.lifecycles import FilingState

OTHER = "其他"
"""The category of what fits none of the office's."""


class Patrol(Protocol):
    """巡查任务 as choosing reads it."""

    @property
    def title(self) -> str: ...
    @property
    def category(self) -> str: ...


P = TypeVar("P", bound=Patrol)


def patrol_for(category: str, patrols: Sequence[P], categories: Collection[str]) -> P | None:
    """归属的巡查: the one of the category, else the one that names it, else the general one, else the first."""
    named = [each for each in patrols if each.category == category] or [
        each for each in patrols if category in each.title
    ]
    general = [each for each in patrols if each.category not in categories]
    return next(iter([*named, *general, *patrols]), None)


def offered(categories: Sequence[str], used: Sequence[str]) -> list[str]:
    """可选类别: those of the office and 其他, the last used ones first."""
    known = list(dict.fromkeys([*categories, OTHER]))
    recent = [each for each in dict.fromkeys(used) if each in known]
    return recent + [each for each in known if each not in recent]


def further(before: str, category: str, text: str) -> str:
    """续写情况: a second finding of the day stands under the first, which stays."""
    return f"{before}\n【{category}】{text}" if before else text


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
