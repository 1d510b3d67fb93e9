"""取数口径 sources: which records a rule's facts are taken from, and what may be chosen of them (features A9, X1).

A source gives events (每一件), or a pair of figures (完成数 ÷ 应有数); what of it a rule uses depends on the rule's kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from respbook.rules.circulars import CIRCULAR_LABELS, GROUP_WORDS, THREE, CircularGroup
from respbook.rules.findings import SOURCE_LABELS
from respbook.rules.lifecycles import FINDING, FindingState
from respbook.rules.orders import ORDER_KIND_LABELS
from respbook.rules.scoring.facts import Event, Link, RuleFacts
from respbook.rules.scoring.kinds import FactSource
from respbook.rules.scoring.rubric import Rule
from respbook.rules.scoring.rule_kinds import Bonus, ByRank, BySource, Occurrence, PerUnit, Proportion, Steps, ZeroRow

OF_EVENTS = frozenset({FactSource.EVENTS, FactSource.FINDINGS, FactSource.ORDERS, FactSource.CIRCULARS})
"""Sources that give events; what they take away is told to the unit before it counts (X19)."""
NEVER_COUNTED = frozenset({FindingState.RECORDED, FindingState.MERGED, FindingState.WITHDRAWN})
"""What was not handed out yet, was withdrawn, or is counted under another number."""
MOST_LINKS = 20
"""Links that one figure carries: a page of them is not read."""
WHOLE = Decimal(100)
_PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Choice:
    """可选的口径: a key of ``Rule.filters``; without options its words are free."""

    key: str
    label: str
    options: Mapping[str, str]


_FREE: dict[str, str] = {}
_KIND_OF_FINDING = (
    Choice("category", "问题类别", _FREE),
    Choice("source", "发现层级", {str(key): words for key, words in SOURCE_LABELS.items()}),
)
_TASKS = (
    Choice("category", "任务类别", _FREE),
    Choice("title", "任务名称", _FREE),
    Choice("target", "目标任务", _FREE),
    Choice("programme", "任务范围", {"all": "全年各项责任书的任务（不填为本方案的任务）"}),
)
CHOICES: dict[FactSource, tuple[Choice, ...]] = {
    FactSource.EVENTS: (),
    FactSource.FINDINGS: (
        *_KIND_OF_FINDING,
        Choice("state", "办理情况", {str(s): words for s, words in FINDING.labels.items() if s not in NEVER_COUNTED}),
        Choice("late", "整改时限", {"late": "只计逾期的", "in_time": "只计没有逾期的"}),
    ),
    FactSource.RECTIFICATION: _KIND_OF_FINDING,
    FactSource.REPORTS: (*_TASKS, Choice("what", "计件", {"missing": "未报的", "late": "补报的"})),
    FactSource.TASKS: _TASKS,
    FactSource.SIGNING: (),
    FactSource.ORDERS: (
        Choice("kind", "文书种类", {str(key): words for key, words in ORDER_KIND_LABELS.items()}),
        Choice("what", "情形", {"answer": "期限内没有改完", "receipt": "逾期签收"}),
    ),
    FactSource.CIRCULARS: (
        Choice("kind", "通报种类", {str(key): words for key, words in CIRCULAR_LABELS.items()}),
        Choice("group", "通报分组", {str(key): GROUP_WORDS[key] for key in THREE}),
    ),
    FactSource.TARGETS: (
        Choice("target", "目标任务", _FREE),
        Choice("figure", "取数", {"verified": "只取已核实数", "rate": "折成完成率（%）"}),
    ),
    FactSource.JUDGED: (),
}
"""取数来源 → what a rule may choose of it; a key that is not named in ``Rule.filters`` chooses nothing."""
NAMED_BAD = (CircularGroup.SLOW, CircularGroup.UNDONE)


def fits(rule: Rule, key: str, value: object) -> bool:
    """符合口径: chosen, or nothing is chosen by this key."""
    return not rule.filters.get(key) or str(value) in rule.filters[key]


def groups_counted(rule: Rule) -> tuple[str, ...]:
    """计哪几组点名: 整改较好 for a bonus, the other two for anything else, unless the rule says otherwise."""
    chosen = rule.filters.get("group")
    if chosen:
        return tuple(chosen)
    named = (CircularGroup.GOOD,) if isinstance(rule.parameters, Bonus) else NAMED_BAD
    return tuple(map(str, named))


def takes_away(rule: Rule, source: str) -> bool:
    """是否扣分 of an event under a rule: only what takes points away has to be told and confirmed first (X19)."""
    match rule.parameters:
        case Bonus():
            return False
        case BySource() as by:
            return by.values.get(source, by.otherwise) > 0
        case _:
            return True


def by_events(rule: Rule, events: Sequence[Event]) -> RuleFacts:
    """事项的事实: the events, or how many there are where the rule asks for a figure."""
    if isinstance(rule.parameters, (PerUnit, Proportion, Steps, ByRank)):
        counted = [event for event in events if not event.own_in_time]
        links = tuple(link for event in counted for link in event.links)[:MOST_LINKS]
        return RuleFacts(actual=sum((event.count for event in counted), Decimal(0)), links=links)
    return RuleFacts(tuple(events))


def by_rate(
    rule: Rule, done: int, due: int, left: int, words: str, reason: str, links: tuple[Link, ...] = ()
) -> RuleFacts:
    """比率的事实: done of due; in per cent where the rule holds a figure against a bound.

    A rule that deducts for each one is given how many are ``left``, called by ``words``.
    """
    match rule.parameters:
        case Occurrence() | BySource() | ZeroRow():
            event = Event(str(rule.source), count=Decimal(left), words=f"{words}：{reason}", links=links)
            return RuleFacts((event,) if left else (), reason=reason)
        case Proportion() | Steps(rate=True):
            return RuleFacts(actual=Decimal(done), target=Decimal(due), reason=reason, links=links)
        case PerUnit() | Steps() | ByRank():
            return RuleFacts(actual=per_cent(Decimal(done), Decimal(due)), target=WHOLE, reason=reason, links=links)
        case _:
            return RuleFacts(reason=reason, links=links)


def per_cent(done: Decimal, due: Decimal) -> Decimal | None:
    """完成率, in per cent, to four places; None of nothing, which nobody may guess."""
    if not due:
        return None
    return (done * 100 / due).quantize(_PLACES, ROUND_HALF_UP).normalize() + 0


def of_target(
    rule: Rule, done: Decimal, wanted: Decimal, *, borne: bool, reason: str, links: tuple[Link, ...]
) -> RuleFacts:
    """目标的事实: the checked figure against what was signed for; nothing of nothing where the unit does not bear it.

    A figure held against a bound of the rule's own stays open then: 不适用 is for a person to say.
    """
    if "rate" in rule.filters.get("figure", ()):
        return RuleFacts(actual=per_cent(done, wanted), target=WHOLE, reason=reason, links=links)
    if (
        borne
        or isinstance(rule.parameters, Proportion)
        or (isinstance(rule.parameters, Steps) and rule.parameters.rate)
    ):
        return RuleFacts(actual=done, target=wanted, reason=reason, links=links)
    return RuleFacts(reason=reason)
