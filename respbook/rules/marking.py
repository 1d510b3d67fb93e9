"""评分 marks: what may be given to a row, when a reason is asked for, and how the marks of several stand together (A2–A7).

The proposal of a row is the system's figure; a mark that says otherwise says why. Until all marks of a row are in, nobody sees
those of others (A6), and nothing is worked out of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from respbook.rules.assessments import LONGEST_REASON, MOST_POINTS, Combining, combined
from respbook.rules.chinese import figure
from respbook.rules.errors import RuleBroken
from respbook.rules.scoring.rubric import Row
from respbook.rules.scoring.rule_kinds import (
    ByRank,
    Discretion,
    Presence,
    Proportion,
    Steps,
)
from respbook.rules.typed import fitting, half_width, read_number

LEAST_REASON = 2
"""Characters of a reason: 同上 is one, a dot is none."""
_THOUSANDTH = Decimal("0.001")
_NONE = Decimal(0)


@dataclass(frozen=True)
class Proposal:
    """系统算分 of one row of one unit. ``points`` None: nothing known; ``open_points``: something is still missing."""

    points: Decimal | None = None
    not_applicable: str = ""
    open_points: bool = False

    @property
    def rounded(self) -> Decimal | None:
        """As a mark would write it: three places."""
        return None if self.points is None else to_mark(self.points)

    @property
    def ready(self) -> bool:
        """可直接采用: nothing of it is missing."""
        return not self.open_points and (bool(self.not_applicable) or self.points is not None)


NO_PROPOSAL = Proposal(None, "", True)


@dataclass(frozen=True)
class Mark:
    """一个人的评分: points, or why the row does not apply; ``reason`` where it says otherwise than the system."""

    points: Decimal | None
    reason: str = ""
    not_applicable: str = ""

    @property
    def words(self) -> str:
        """8分, 不适用."""
        return "不适用" if self.points is None else f"{figure(self.points)}分"


@dataclass(frozen=True)
class Typed:
    """一格所填, as it came: points, the reason, and — where the row is said not to apply — why."""

    points: str = ""
    reason: str = ""
    not_applicable: str | None = None


def to_mark(points: Decimal) -> Decimal:
    """三位小数, half up, as marks are kept."""
    return points.quantize(_THOUSANDTH, ROUND_HALF_UP).normalize() + 0


def least_of(row: Row) -> Decimal:
    """最低可评: nothing, unless the row is 不保底 or its floor lies lower."""
    return -MOST_POINTS if row.floor is None else min(row.floor, _NONE)


def most_of(row: Row, class_key: str) -> Decimal:
    """最高可评: the row's points; its ceiling where it has one, its best stage where stages may be worth more."""
    points = row.points_for(class_key)
    if row.ceiling is not None:
        return row.ceiling
    if not any(isinstance(rule.parameters, Steps) for rule in row.rules):
        return points
    return max(points, sum((_best(rule.parameters, points) for rule in row.rules), _NONE))


def _best(parameters: object, points: Decimal) -> Decimal:
    match parameters:
        case Steps():
            return max([parameters.otherwise, *(stage.value for stage in parameters.stages)])
        case ByRank():
            return max([parameters.otherwise, *(place.value for place in parameters.places)])
        case Presence():
            return sum((entry.value for entry in parameters.entries), _NONE)
        case Proportion() | Discretion():
            return points if parameters.most is None else parameters.most
    return _NONE


def marked(row: Row, class_key: str) -> bool:
    """是否逐项评分: a row without points of its own holds bonus or veto rules only, which events bring in."""
    return row.applies_to(class_key) and row.points_for(class_key) > 0


def read_points(text: str, row: Row, class_key: str, field: str = "points") -> Decimal:
    """读分: 全角 or half, three places at most. Raises RuleBroken at ``field``."""
    points = read_number(text)
    if points is None:
        raise RuleBroken(f"“{text.strip()[:20]}”不是得分。请填数字，最多三位小数，如8.5。", field)
    if not points and "-" in half_width(text):
        raise RuleBroken("得零分请填0，不要带负号。", field)
    check_points(row, class_key, points, field)
    return points


def check_points(row: Row, class_key: str, points: Decimal, field: str = "points") -> None:
    """一项得分核对: what the row can be worth to a class. Raises RuleBroken at ``field``."""
    least, most = least_of(row), most_of(row, class_key)
    if points > most:
        raise RuleBroken(f"这一项最多{figure(most)}分，填的是{figure(points)}分。", field)
    if points < least:
        low = "不能为负数" if not least else f"最低{figure(least)}分"
        raise RuleBroken(f"这一项{low}，填的是{figure(points)}分。", field)


def read_mark(typed: Typed, row: Row, class_key: str) -> Mark:
    """读评分. Raises RuleBroken at ``points``."""
    if typed.not_applicable is not None:
        return Mark(None, typed.reason, typed.not_applicable)
    return Mark(read_points(typed.points, row, class_key), typed.reason)


def check_second_thoughts(before: Mark, after: Mark) -> None:
    """改分 after the others' marks of the row were shown: only with a reason of its own. Raises RuleBroken."""
    if (before.points, before.not_applicable) == (after.points, after.not_applicable) or after.not_applicable:
        return
    if len(after.reason) < LEAST_REASON or after.reason == before.reason:
        raise RuleBroken("各人的评分已经公开，改分须写明为什么改。", "reason")


def check_mark(mark: Mark, proposal: Proposal, row: Row, class_key: str) -> Mark:
    """评分核对: the mark as it is kept. Raises RuleBroken at ``reason`` or ``not_applicable``."""
    reason = _words(mark.reason, "reason")
    if mark.points is None:
        why = _words(mark.not_applicable, "not_applicable")
        if len(why) < LEAST_REASON:
            raise RuleBroken("请写明为什么不适用，如“本村没有养殖场”。", "not_applicable")
        return Mark(None, reason, why)
    if len(reason) < LEAST_REASON and (asking := _asks(mark.points, proposal, row.points_for(class_key))):
        raise RuleBroken(asking, "reason")
    return Mark(mark.points, reason)


def _asks(points: Decimal, proposal: Proposal, full: Decimal) -> str:
    """Why a reason is needed; empty where none is."""
    if proposal.not_applicable:
        return "系统算分为不适用，要计分请写明理由。"
    if proposal.rounded is None:
        return "" if points == full else "系统没有算出分，没有给满分的请写明扣分的理由。"
    if points != proposal.rounded:
        return f"与系统算分{figure(proposal.rounded)}分不同，请写明理由。"
    return ""


def _words(text: str, field: str) -> str:
    return fitting(" ".join(text.split()), longest=LONGEST_REASON, field=field)


def proposed_mark(proposal: Proposal) -> Mark:
    """采用系统算分. Raises RuleBroken where nothing can be taken over."""
    if proposal.not_applicable:
        return Mark(None, "", proposal.not_applicable[:LONGEST_REASON])
    if proposal.rounded is None:
        raise RuleBroken("系统还没有算出这一项的分，请填得分。", "points")
    return Mark(proposal.rounded)


@dataclass(frozen=True)
class Standing:
    """一行的评分情况: of as many marks as are wanted. Nothing of it is worked out before all are in."""

    given: int
    wanted: int
    score: Decimal | None = None
    not_applicable: str = ""
    gap: Decimal = _NONE
    split: bool = False
    """Some say 不适用, others give points."""
    wide: bool = False
    """To be settled jointly: the gap reaches the limit, or they are split."""
    settled: bool = False

    @property
    def shown(self) -> Decimal | None:
        """合成分, to three places, for pages."""
        return None if self.score is None else to_mark(self.score)

    @property
    def complete(self) -> bool:
        """评齐."""
        return self.given >= self.wanted

    @property
    def unsettled(self) -> bool:
        """待合议."""
        return self.complete and self.wide and not self.settled


def standing_of(
    marks: Sequence[Mark], wanted: int, how: Combining, wide_gap: Decimal, settled: Decimal | None = None
) -> Standing:
    """评分情况 of a row."""
    if len(marks) < wanted:
        return Standing(len(marks), wanted, settled, settled=settled is not None)
    given = [mark.points for mark in marks if mark.points is not None]
    gap = max(given) - min(given) if given else _NONE
    split = bool(given) and len(given) < len(marks)
    wide = split or (len(given) > 1 and gap >= wide_gap)
    out = "" if given else marks[0].not_applicable
    score = settled if settled is not None else None if split else combined(given, how)
    return Standing(len(marks), wanted, score, out, gap, split, wide, settled is not None)


def visible_to(user_id: int, assessor_id: int, given: int, wanted: int, blind: bool) -> bool:
    """能否看到一份评分: one's own always, another's once all of the row are in (A6)."""
    return assessor_id == user_id or not blind or given >= wanted


def is_gap(own: Decimal | None, proposal: Proposal, limit: Decimal) -> bool:
    """自评差距: 自评 and 系统算分 are so far apart that the row is looked at first (A5)."""
    return own is not None and proposal.points is not None and abs(own - proposal.points) >= limit


def missing_words(rows: Iterable[tuple[str, str]], most: int = 8) -> tuple[str, ...]:
    """还不能提交的各行: a sentence each, the rest counted."""
    sentences = [f"“{title}”：{why}" for title, why in rows]
    rest = len(sentences) - most
    return (*sentences[:most], *([f"另有{rest}项。"] if rest > 0 else []))


@dataclass(frozen=True)
class Asked:
    """分工 of one assessor: some sheets, some rows, or where both are named their meeting; without any anywhere, everything."""

    sheets: frozenset[int] = frozenset()
    rows: frozenset[str] = frozenset()
    everybody: bool = False

    def of(self, sheet_id: int, row_key: str) -> bool:
        """是否请他评."""
        if self.everybody:
            return True
        if not self.sheets and not self.rows:
            return False
        return (not self.sheets or sheet_id in self.sheets) and (not self.rows or row_key in self.rows)
