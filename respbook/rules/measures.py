"""问责事项 measures: which step of the ladder the facts ask for, what a person may decide and who (features Y1, Y4; field.md 8).

The system proposes with facts and clause, a clerk takes the proposal up, a leader decides; a refusal is kept like a decision.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import MEASURE, MeasureState
from respbook.rules.scoring.ladder import MEASURE_LABELS, LadderStep, MeasureKind, Trigger
from respbook.rules.typed import read_words
from respbook.rules.workdays import WorkCalendar

LONGEST_FACTS = 1000
LONGEST_CLAUSE = 600
LONGEST_WORDS = 300
"""Characters of a decision, a refusal, a result."""
MOST_LINKS = 30
AGAIN_AFTER = 20
"""决定不采取以后: working days after which the same may be proposed again, unless the leader says another day."""
USUAL_TERM = 10
"""办理期限: working days from the decision, unless the leader says another day."""
COUNTY_TAGS = frozenset({"县管", "县直", "驻镇单位"})
"""县管单位 by their tags: stations and offices in the town that the county runs; the town proposes to the county, no more."""
REMINDING = frozenset({MeasureKind.REMIND, MeasureKind.LETTER, MeasureKind.TALK})
"""提醒谈话类: a reminder in the process and no punishment; never counted among what follows (field.md 8)."""
BY_NOTICE = frozenset({MeasureKind.REMIND, MeasureKind.LETTER, MeasureKind.WRITTEN_CHECK, MeasureKind.BAR})
"""以通知送达: told to the unit by a notice with a receipt; a letter about open problems is a 督办函 instead."""
WITHHELD = frozenset({MeasureKind.TRANSFER})
"""不向本单位显示: a matter handed over to the discipline inspection is not announced to those whom it concerns."""
SIDES = {True: "提醒谈话类", False: "处理类"}


def side_of(kind: MeasureKind) -> str:
    """类别: 提醒谈话类 and 处理类 are kept apart everywhere."""
    return SIDES[kind in REMINDING]


def kind_words(kind: MeasureKind) -> str:
    """问责方式的名称."""
    return MEASURE_LABELS[kind]


def weight_of(kind: MeasureKind) -> int:
    """轻重, rising."""
    return list(MeasureKind).index(kind)


def county_run(tags: Iterable[str]) -> bool:
    """县管单位."""
    return not COUNTY_TAGS.isdisjoint(tags)


@dataclass(frozen=True)
class Count:
    """一种情形: how much of it there is, told in words, and the records that it rests on."""

    amount: Decimal
    words: str
    findings: tuple[int, ...] = ()
    orders: tuple[int, ...] = ()
    circulars: tuple[int, ...] = ()


@dataclass(frozen=True)
class Result:
    """考核结果 of a unit: its grade, its score and its place from the end of its group (1 is the last), and where it stands."""

    assessment_id: int
    name: str
    grade: str
    score: Decimal
    from_last: int | None
    last_on: date


@dataclass(frozen=True)
class LadderFacts:
    """阶梯所据的事实 of one unit: what is counted by trigger, and its result where one is out."""

    counts: Mapping[Trigger, Count] = field(default_factory=dict)
    result: Result | None = None


@dataclass(frozen=True)
class Past:
    """已有的问责事项 of the unit under the same ladder. ``stalled``: what is overdue in carrying it out, in words."""

    measure_id: int
    step_key: str
    state: MeasureState
    on: date
    due_on: date | None = None
    again_on: date | None = None
    stalled: str = ""


@dataclass(frozen=True)
class Due:
    """应当采取的一级: the step, the measure (that of a county-run office may be another), and why.

    ``follows`` is the measure that was not carried out, where that is the reason.
    """

    step: LadderStep
    kind: MeasureKind
    count: Count
    follows: int | None = None


def ladder_in(body: str) -> tuple[LadderStep, ...]:
    """问责阶梯 of a kept rubric, without reading the rest of it."""
    return tuple(_step(each) for each in json.loads(body).get("ladder", ()))


def _step(plain: Mapping[str, Any]) -> LadderStep:
    told: dict[str, Any] = {name: plain[name] for name in ("word", "clause", "after") if name in plain}
    if "county" in plain:
        told["county"] = MeasureKind(plain["county"]) if plain["county"] else None
    threshold = Decimal(str(plain.get("threshold", 1)))
    return LadderStep(plain["key"], MeasureKind(plain["kind"]), Trigger(plain["trigger"]), threshold, **told)


def reached(step: LadderStep, facts: LadderFacts) -> Count | None:
    """是否触发: what the step's trigger comes to; None where it is not reached or nothing is known of it."""
    if step.trigger in (Trigger.GRADE, Trigger.LAST_RANKS, Trigger.SCORE_BELOW):
        return _by_result(step, facts.result) if facts.result else None
    found = facts.counts.get(step.trigger)
    return found if found is not None and found.amount >= max(step.threshold, Decimal(1)) else None


def _by_result(step: LadderStep, result: Result) -> Count | None:
    words = {
        Trigger.GRADE: f"{result.name}确定等次为“{result.grade}”。",
        Trigger.LAST_RANKS: f"{result.name}在组内列倒数第{result.from_last}名。",
        Trigger.SCORE_BELOW: f"{result.name}得{_plain(result.score)}分，低于{_plain(step.threshold)}分。",
    }[step.trigger]
    hit = {
        Trigger.GRADE: result.grade == step.word,
        Trigger.LAST_RANKS: result.from_last is not None and result.from_last <= step.threshold,
        Trigger.SCORE_BELOW: result.score < step.threshold,
    }[step.trigger]
    return Count(result.score, words) if hit else None


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def due_steps(
    ladder: Iterable[LadderStep], facts: LadderFacts, past: Sequence[Past], county: bool, today: date
) -> list[Due]:
    """应当采取的各级, 逐级: a step only after the one before it was taken, and the same matter again only after its term.

    What was taken, waits for a decision, or was refused for the time being is not proposed anew.
    """
    steps = {each.key: each for each in ladder}
    taken = taken_steps(past)
    found = []
    for step in steps.values():
        if step.key in taken or blocked(step.key, past, today):
            continue
        if step.after and step.after not in taken:
            continue
        kind = step.county if county and step.county else step.kind
        before = taken.get(step.after)
        count = reached(step, facts)
        if count is not None and before is not None and _same(step, steps.get(step.after)):
            count = count if today > (before.due_on or before.on) else None
        if count is not None:
            found.append(Due(step, kind, count))
        elif before is not None and before.stalled:
            found.append(Due(step, kind, Count(Decimal(1), before.stalled), before.measure_id))
    return found


def _same(step: LadderStep, before: LadderStep | None) -> bool:
    """同一情形: the next step for what the last one was for; a heavier threshold is not the same."""
    if before is None:
        return False
    return (step.trigger, step.threshold, step.word) == (before.trigger, before.threshold, before.word)


def taken_steps(past: Iterable[Past]) -> dict[str, Past]:
    """已采取的各级, the youngest of each."""
    return {each.step_key: each for each in past if each.state in (MeasureState.DECIDED, MeasureState.DONE)}


def blocked(step_key: str, past: Iterable[Past], today: date) -> str:
    """暂不再提的原因: it waits for a decision, or was refused until a day; empty where nothing stands against it."""
    for each in past:
        if each.step_key != step_key:
            continue
        if each.state is MeasureState.PROPOSED:
            return "同一级已经提出，等领导决定，不用重复提出。"
        if each.state is MeasureState.REFUSED and each.again_on and today < each.again_on:
            return f"领导已于{day(each.on)}决定不采取，{day(each.again_on)}以后才可以再提。"
    return ""


def check_in_turn(ladder: Iterable[LadderStep], step_key: str, past: Sequence[Past], today: date) -> LadderStep:
    """逐级检查 of a step that a person proposes. Raises RuleBroken at ``step``."""
    steps = {each.key: each for each in ladder}
    step = steps.get(step_key)
    if step is None:
        raise RuleBroken("阶梯中没有这一级，请重新选择。", "step")
    if words := blocked(step_key, past, today):
        raise RuleBroken(words, "step")
    if step.after and step.after not in taken_steps(past):
        before = steps.get(step.after)
        named = kind_words(before.kind) if before else "前一级"
        raise RuleBroken(f"问责应逐级进行：{kind_words(step.kind)}以前应先{named}，该单位还没有。", "step")
    return step


def check_words(facts: str, clause: str) -> tuple[str, str]:
    """事实和依据, trimmed; neither may be missing. Raises RuleBroken at ``facts`` or ``clause``."""
    return (
        _said(facts, "facts", "事实", LONGEST_FACTS),
        _said(clause, "clause", "依据", LONGEST_CLAUSE),
    )


def said(words: str, name: str, label: str) -> str:
    """决定、理由、结果, trimmed. Raises RuleBroken at the field."""
    return _said(words, name, label, LONGEST_WORDS)


def _said(words: str, name: str, label: str, longest: int) -> str:
    return read_words(words, f"请写明{label}。", longest=longest, field=name)


def check_again(again_on: date, today: date) -> None:
    """再提日期检查. Raises RuleBroken at ``again_on``."""
    if again_on <= today:
        raise RuleBroken("再提日期应在今天以后。", "again_on")
    if (again_on - today).days > 366:
        raise RuleBroken("再提日期最远为一年以后；以后确不再提的，到时再决定。", "again_on")


def check_term(due_on: date, today: date) -> None:
    """办理期限检查. Raises RuleBroken at ``due_on``."""
    if due_on < today:
        raise RuleBroken(f"办理期限{day(due_on)}已经过去，请改为今天或以后。", "due_on")


def overdue_words(calendar: WorkCalendar, due_on: date, today: date) -> str:
    """逾期: 已逾期3个工作日; empty while it is not overdue."""
    if today <= due_on:
        return ""
    count = calendar.workdays_between(due_on, today)
    return f"已逾期{count}个工作日" if count else "已逾期，其间没有工作日"


def state_words(state: MeasureState) -> str:
    """办理情况."""
    return MEASURE.labels[state]
