"""周报月报用语 ready sentences: how a stretch of days went, in official wording; every figure leads to its list (features B4)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from respbook.rules.chinese import figure
from respbook.rules.lifecycles import FilingState
from respbook.rules.reporting_rates import LEVEL, Tally, change_words, month_end, percent

WORST = 5


@dataclass(frozen=True)
class Part:
    """一截话; ``link`` names the list behind a figure, with its own ``of`` where there are several."""

    text: str
    link: str = ""
    of: str = ""


Paragraph = Sequence[Part]


@dataclass(frozen=True)
class Summed:
    """定量任务的合计 over all units: 自报, 已审, 已核实."""

    title: str
    unit_word: str
    told: Decimal
    passed: Decimal
    verified: Decimal


@dataclass(frozen=True)
class Facts:
    """一段时间的报送事实; ``owing`` are units with what they owe, most first.

    ``found`` are the categories with the reports in which something was found under them, ``found_in`` those reports.
    """

    first: date
    last: date
    place: str
    units: int
    total: Tally
    before: Tally
    owing: Sequence[tuple[int, str, int]] = ()
    found: Sequence[tuple[str, int]] = ()
    found_in: int = 0
    states: Mapping[FilingState, int] = field(default_factory=dict)
    figures: Sequence[Summed] = ()


def share(part: int, whole: int) -> str:
    """百分比 with its count: 97.6%（861/882）; a figure without its whole is half a figure."""
    if not whole:
        return f"{part}/{whole}"
    return f"{figure(percent(part, whole))}%（{part}/{whole}）"


def span_words(first: date, last: date) -> str:
    """时段: 2026年11月, 11月16日至22日, 11月16日."""
    if first.day == 1 and last == month_end(first):
        return f"{first.year}年{first.month}月"
    if first == last:
        return f"{first.month}月{first.day}日"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.month}月{first.day}日至{last.day}日"
    return f"{first.month}月{first.day}日至{last.month}月{last.day}日"


def dated_words(first: date, last: date) -> str:
    """时段 with its year, where several years stand beside each other."""
    words = span_words(first, last)
    return words if words.startswith(f"{first.year}年") else f"{first.year}年{words}"


def paragraphs(facts: Facts) -> list[Paragraph]:
    """各段; a paragraph that has nothing to say is left out."""
    made = [_reported(facts), _compared(facts), _owing(facts), _found(facts), _figures(facts), _reviewed(facts)]
    return [each for each in (list(parts) for parts in made) if each]


def sentences(made: Iterable[Paragraph]) -> list[str]:
    """各段的文字."""
    return ["".join(part.text for part in paragraph) for paragraph in made]


def plain(made: Iterable[Paragraph]) -> str:
    """文本, to be copied."""
    return "\n".join(sentences(made))


def _reported(facts: Facts) -> Iterator[Part]:
    total = facts.total
    yield Part(f"{span_words(facts.first, facts.last)}，{facts.place}{facts.units}个责任单位应报送")
    yield Part(f"{total.asked}期", "asked")
    if not total.asked:
        yield Part("。")
        return
    yield Part("，已报送")
    yield Part(f"{total.told}期", "told")
    yield Part(f"，报送率{share(total.told, total.asked)}；其中按时")
    yield Part(f"{total.on_time}期", "on_time")
    yield Part("、补报")
    yield Part(f"{total.late}期", "late")
    if total.missing:
        yield Part("，到期未报")
        yield Part(f"{total.missing}期", "missing")
    else:
        yield Part("，没有到期未报的")
    yield Part(f"，另有{total.open}期尚未到期。" if total.open else "。")


def _compared(facts: Facts) -> Iterator[Part]:
    """On time among what was due or told."""
    now, then = facts.total, facts.before
    if not now.reckoned or not then.reckoned:
        return
    yield Part(f"按时报送率{share(now.on_time, now.reckoned)}，上期")
    yield Part(share(then.on_time, then.reckoned), "before")
    change = change_words(now, then)
    yield Part("，与上期持平。" if change == LEVEL else f"，{change}。")


def _owing(facts: Facts) -> Iterator[Part]:
    if not facts.owing:
        return
    yield Part("未报较多的有：")
    shown = facts.owing[:WORST]
    for place, (unit_id, called, count) in enumerate(shown):
        yield Part(called)
        yield Part(f"{count}期", "unit", str(unit_id))
        if place < len(shown) - 1:
            yield Part("、")
    more = len(facts.owing) - len(shown)
    yield Part(f"；另有{more}个单位有未报的。" if more else "。")


def _found(facts: Facts) -> Iterator[Part]:
    if not facts.found_in:
        return
    yield Part("巡查中报告情况")
    yield Part(f"{facts.found_in}条", "found")
    yield Part("，其中涉及" if sum(count for _, count in facts.found) > facts.found_in else "，")
    for place, (category, count) in enumerate(facts.found):
        yield Part(category or "未分类")
        yield Part(f"{count}条", "category" if category else "found", category)
        yield Part("、" if place < len(facts.found) - 1 else "。")


def _figures(facts: Facts) -> Iterator[Part]:
    for place, each in enumerate(facts.figures):
        yield Part(each.title)
        words = f"自报{figure(each.told)}{each.unit_word}，已审{figure(each.passed)}{each.unit_word}"
        verified = f"，已核实{figure(each.verified)}{each.unit_word}" if each.verified else ""
        yield Part(words + verified, "task", each.title)
        yield Part("；" if place < len(facts.figures) - 1 else "。")


def _reviewed(facts: Facts) -> Iterator[Part]:
    counts = [(state, facts.states.get(state, 0)) for state in FilingState]
    if not any(count for _, count in counts):
        return
    words = {
        FilingState.SUBMITTED: "待审",
        FilingState.RETURNED: "退回补正",
        FilingState.PASSED: "审核通过",
        FilingState.VERIFIED: "已核实",
    }
    told = [(state, count) for state, count in counts if count]
    yield Part("审核情况：")
    for place, (state, count) in enumerate(told):
        yield Part(words[state])
        yield Part(f"{count}条", "state", str(state))
        yield Part("、" if place < len(told) - 1 else "。")
