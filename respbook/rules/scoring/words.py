"""计分用语 words: figures and sums as a villager writes them with a pencil (A9)."""

import re
from decimal import Decimal

from respbook.rules.chinese import figure
from respbook.rules.findings import SOURCE_LABELS, FindingSource
from respbook.rules.scoring.amounts import ZERO, half_up
from respbook.rules.scoring.facts import Event

SHOWN_PLACES = 4
_COUNTED = re.compile(
    r"每\s*(?:发现|发生|出现|缺|少|差|迟报|漏报|逾期)?\s*[1一]?\s*(处|起|次|件|项|户|例|个|份|天|日|期|人|座|家)"
)
_LONGEST = 40


def number(amount: Decimal) -> str:
    """数, to four places at most."""
    return figure(half_up(amount, SHOWN_PLACES))


def points(amount: Decimal) -> str:
    """分: 9.5分."""
    return f"{number(amount)}分"


def equals(amount: Decimal) -> str:
    """等于: ＝9分, or ≈6.6667分 where the figure goes on."""
    return f"{'＝' if half_up(amount, SHOWN_PLACES) == amount else '≈'}{points(amount)}"


def bracketed(amount: Decimal) -> str:
    """算式中的分数: a figure below nothing stands in brackets."""
    return points(amount) if amount >= 0 else f"（{points(amount)}）"


def taken(before: Decimal, amount: Decimal) -> str:
    """减: 10分－1分＝9分; a negative amount adds."""
    if amount < 0:
        return added(before, -amount)
    return f"{points(before)}－{points(amount)}{equals(before - amount)}"


def added(before: Decimal, amount: Decimal) -> str:
    """加: 9分＋1分＝10分."""
    return f"{points(before)}＋{bracketed(amount)}{equals(before + amount)}"


def percent(rate: Decimal) -> str:
    """百分数: 95%."""
    hundred = rate * 100
    return f"{'' if half_up(hundred, 2) == hundred else '约'}{figure(half_up(hundred, 2))}%"


def counter(sentence: str) -> str:
    """量词 of what a rule counts, as its sentence says it; 处 where it does not."""
    found = _COUNTED.search(sentence)
    return found[1] if found else "处"


def source_label(source: str) -> str:
    """发现层级 or 加分层级 in words."""
    try:
        return SOURCE_LABELS[FindingSource(source)]
    except ValueError:
        return source


def event_name(event: Event) -> str:
    """事项名称 in quotation marks, with its day."""
    name = event.words or event.key
    name = name if len(name) <= _LONGEST else name[:_LONGEST] + "…"
    day = f"{event.on.month}月{event.on.day}日" if event.on else ""
    return f"{day}“{name}”" if name else day or "一件"


def signed(amount: Decimal) -> str:
    """扣分 or 加分 in words."""
    return f"扣{points(amount)}" if amount >= ZERO else f"加{points(-amount)}"
