"""计分事项 score matters: one event under one rule of the rubric, from 拟定 to 确认 (features X19, Y5; safety R31).

Points are signed as the office says them: what is taken counts above nought, what is given below it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from respbook.rules.assessments import LONGEST_REASON, LONGEST_WORDS, MatterKind
from respbook.rules.chinese import day, figure
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import SOURCE_LABELS, FindingSource
from respbook.rules.lifecycles import FindingState, MatterState
from respbook.rules.scoring.deductions import price_of
from respbook.rules.scoring.facts import Event
from respbook.rules.scoring.rubric import Row, Rubric, Rule
from respbook.rules.scoring.rule_kinds import Bonus, BySource, Occurrence, ZeroRow
from respbook.rules.typed import read_words

MOST_COUNT = Decimal(1000)
MOST_WORKDAYS = 30
"""工作日 of a window to answer, at most."""
MOST_AT_ONCE = 500
"""Matters of one deed."""
NO_OBJECTION = "无异议"
COUNTING = (Occurrence, BySource, Bonus, ZeroRow)
"""Rules that count events; the others are reckoned from figures and lists and have no matters."""
AGAINST = frozenset({MatterKind.DEDUCT, MatterKind.ZERO})
"""What the unit must be told of and may answer."""
_TOLD_DONE = frozenset({FindingState.DONE, FindingState.CHECKED, FindingState.CLOSED})


@dataclass(frozen=True)
class Ground:
    """依据: a row and a rule of it, as they stand in the published rubric, for one class of units."""

    row: Row
    rule: Rule
    points: Decimal
    """分值 of the row for the class."""

    @property
    def words(self) -> str:
        """规则原文; where the rubric has none, the row's title."""
        return self.rule.words or self.row.title

    @property
    def levels(self) -> tuple[str, ...]:
        """发现层级或加分级别 that the rule prices apart."""
        parameters = self.rule.parameters
        return tuple(parameters.values) if isinstance(parameters, (BySource, Bonus)) else ()

    def points_of(self, count: Decimal, source: str = "", late: bool = False) -> Decimal:
        """拟计分 of one matter by itself: without 封顶 and 第几次加重, which only the whole year can tell."""
        parameters = self.rule.parameters
        if isinstance(parameters, Bonus):
            return -parameters.values.get(source, parameters.value) * count
        price, _ = price_of(parameters, self.points)
        each = price(Event("", source=source))
        if isinstance(parameters, ZeroRow):
            return each
        escalation = self.rule.escalation
        factor = escalation.late_factor if late and escalation is not None and each > 0 else None
        return each * count * (factor or Decimal(1))

    def kind(self, source: str = "") -> MatterKind:
        """性质: what the rule's code says; a price below nought gives points."""
        if isinstance(self.rule.parameters, ZeroRow):
            return MatterKind.ZERO
        return MatterKind.BONUS if self.points_of(Decimal(1), source) < 0 else MatterKind.DEDUCT


def grounds(rubric: Rubric, class_key: str = "") -> list[Ground]:
    """可列的依据 of a rubric for a class, in its order: the rules that count events, of rows that apply."""
    return [
        Ground(row, rule, row.points_for(class_key))
        for row in rubric.rows
        if row.applies_to(class_key)
        for rule in row.rules
        if isinstance(rule.parameters, COUNTING)
    ]


def ground_of(rubric: Rubric, row_key: str, rule_key: str, class_key: str | None = "") -> Ground | None:
    """依据 by its keys; None for what the rubric does not know or does not ask of the class, and for a unit without a class."""
    if class_key is None:
        return None
    return next(
        (each for each in grounds(rubric, class_key) if (each.row.key, each.rule.key) == (row_key, rule_key)), None
    )


def points_words(points: Decimal) -> str:
    """拟计分 in words: 扣2分, 加1分, 不扣分."""
    if not points:
        return "不扣分"
    return f"扣{figure(points)}分" if points > 0 else f"加{figure(-points)}分"


def source_words(source: str) -> str:
    """来源或级别 in words; a level of a bonus is its own word."""
    return {str(key): words for key, words in SOURCE_LABELS.items()}.get(source, source)


@dataclass(frozen=True)
class Told:
    """事项内容 as it was typed or taken over from a record."""

    on: date
    words: str
    count: Decimal = Decimal(1)
    source: str = ""
    late: bool = False
    again: bool = False
    again_reason: str = ""


def checked(told: Told, ground: Ground, evidence: int, from_record: bool, today: date) -> Told:
    """事项核对: nothing missing, nothing too long, a day that has come. Raises RuleBroken at the field."""
    words = read_words(told.words, "请写明发生了什么事，单位会看到这句话。", longest=LONGEST_WORDS)
    if told.on > today:
        raise RuleBroken(f"{day(told.on)}还没有到，不能登记以后的事。", "on")
    if told.on.year < today.year - 1:
        raise RuleBroken(f"{day(told.on)}离现在太久，请核对日期。", "on")
    if not told.count.is_finite() or not Decimal(0) < told.count <= MOST_COUNT:
        raise RuleBroken(f"数量应大于0，不超过{MOST_COUNT}。", "count")
    _check_source(told.source, ground)
    if not evidence and not from_record:
        raise RuleBroken("请附上佐证；从问题、督办文书或通报列入的，可以不另附。", "evidence")
    reason = ""
    if told.again:
        missing = "请写明按哪一条规定可以另行计分。"
        reason = read_words(told.again_reason, missing, longest=LONGEST_REASON, field="again_reason")
    return Told(told.on, words, told.count, told.source, told.late, told.again, reason)


def _check_source(source: str, ground: Ground) -> None:
    """来源或级别: asked for where the rule prices by it."""
    by_finder = isinstance(ground.rule.parameters, BySource)
    if by_finder and not source:
        raise RuleBroken("这条规则按发现层级计分，请选择由谁发现。", "source")
    known = ground.levels if ground.levels and not by_finder else ("", *SOURCE_LABELS, *ground.levels)
    if source not in known:
        levels = "、".join(map(source_words, known))
        raise RuleBroken(f"请选择来源或级别：{levels.strip('、')}。", "source")


@dataclass(frozen=True)
class Before:
    """已列的事项 of the same incident: enough to name it."""

    id: int
    title: str
    on: date
    kind: MatterKind
    state: MatterState
    state_words: str


def check_once(kind: MatterKind, before: Iterable[Before], again: bool) -> None:
    """同一事件不重复扣分, unless a rule expressly allows it (Y5). Raises RuleBroken at ``again``."""
    if kind not in AGAINST or again:
        return
    first = next((each for each in before if each.kind in AGAINST and each.state is not MatterState.DISMISSED), None)
    if first is not None:
        raise RuleBroken(
            f"同一事件已列为计分事项：“{first.title}”，{day(first.on)}（{first.state_words}，第{first.id}号），不再重复扣分。"
            "规定明确可以另行计分的，请勾选“同一事件另行计分”并写明依据。",
            "again",
        )


def own_in_time(source: FindingSource, state: FindingState, done_on: date | None, due_on: date | None) -> bool:
    """自查自改: found by the unit itself and told done within the limit; a failed check takes that back."""
    if source is not FindingSource.SELF or state not in _TOLD_DONE:
        return False
    return done_on is not None and due_on is not None and done_on <= due_on


def check_own(ground: Ground, own_in_time: bool) -> None:
    """自查自改不扣分: what the unit found itself and put right in time, unless the rule goes by the finder. Raises RuleBroken."""
    if own_in_time and ground.kind() in AGAINST and not isinstance(ground.rule.parameters, BySource):
        raise RuleBroken("这件是该单位自查发现、按期整改的，按规定不扣分，不列入计分事项。")


def check_window(workdays: int) -> None:
    """陈述期限. Raises RuleBroken at ``workdays``."""
    if not 1 <= workdays <= MOST_WORKDAYS:
        raise RuleBroken(f"陈述期限应为1至{MOST_WORKDAYS}个工作日。", "workdays")


def check_heard(state: MatterState, unit: str, answer_until: date | None, today: date) -> None:
    """先告知后扣分: only after the unit has answered or its window has ended (X19). Raises RuleBroken."""
    if state is MatterState.PROPOSED:
        raise RuleBroken(f"还没有告知{unit}，不能确认；请先告知，听取陈述后再确认。")
    if state is MatterState.TOLD and answer_until is not None and today <= answer_until:
        after = answer_until + timedelta(days=1)
        raise RuleBroken(f"{unit}的陈述期到{day(answer_until)}止，还没有陈述；收到陈述后，或{day(after)}起，才能确认。")


@dataclass(frozen=True)
class Line:
    """告知书的一行: what is held against the unit, under which rule, for how many points."""

    on: date
    words: str
    rule: str
    points: str


def notice_text(lines: Sequence[Line], answer_until: date) -> str:
    """告知内容 to one unit: every matter with day, rule and points, and until when it may answer."""
    told = [
        f"{place}．{day(each.on)}，{_short(each.words)}。依据：{_short(each.rule)}。拟{each.points}。"
        for place, each in enumerate(lines[:_TOLD_WHOLE], 1)
    ]
    if len(lines) > _TOLD_WHOLE:
        told.append(f"其余{len(lines) - _TOLD_WHOLE}件见“计分事项”。")
    ending = (
        f"如有不同意见，请于{day(answer_until)}前陈述，可附照片和材料；没有意见的，按“无异议”。"
        "逾期不陈述的，不影响考核组依据事实作出确认。"
    )
    return "\n".join(["考核中有以下事项拟计入你单位的考核得分：", *told, ending])


_TOLD_WHOLE = 40
_SHORT = 100


def _short(words: str) -> str:
    """A notice holds forty matters; each is told whole on its own page."""
    kept = " ".join(words.split()).rstrip("。")
    return kept if len(kept) <= _SHORT else kept[: _SHORT - 1] + "…"
