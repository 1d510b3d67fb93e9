"""排名 ranking: places within a group, 1-2-2-4, with the office's own keys between equal totals (A10)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TypeVar

from respbook.rules.scoring.amounts import ZERO, summed
from respbook.rules.scoring.kinds import TIE_LABELS, TieKey
from respbook.rules.scoring.results import UnitResult
from respbook.rules.scoring.rubric import Rubric, Tie

Key = tuple[Decimal, ...]
T = TypeVar("T")


def places(keyed: Iterable[tuple[Key, T]]) -> list[tuple[T, int]]:
    """名次: highest first, equals share a place, and the next one is counted on (1-2-2-4)."""
    ordered = sorted(keyed, key=lambda pair: pair[0], reverse=True)
    ranked: list[tuple[T, int]] = []
    for at, (key, what) in enumerate(ordered):
        same = at and ordered[at - 1][0] == key
        ranked.append((what, ranked[-1][1] if same else at + 1))
    return ranked


def rank_key(result: UnitResult, ties: Sequence[Tie]) -> Key:
    """排序依据: the total as it is published, then the keys for equal totals in their order."""
    return (result.total, *(_tie(result, tie) for tie in ties))


def _tie(result: UnitResult, tie: Tie) -> Decimal:
    match tie.by:
        case TieKey.BONUS:
            return result.bonus
        case TieKey.PART:
            return summed(part.score for part in result.parts if part.key == tie.key)
    rows = [row for part in result.parts for period in part.periods for row in period.rows]
    if tie.by is TieKey.DEDUCTIONS:
        return -Decimal(sum(row.deductions for row in rows))
    return summed(row.score or ZERO for row in rows if row.key == tie.key)


def group_of(rubric: Rubric) -> dict[str, str]:
    """类别 → 排名组; classes that stand in no group are ranked together apart."""
    return {class_key: group.key for group in rubric.groups for class_key in group.classes}


def group_label(rubric: Rubric, key: str) -> str:
    """组名 in words; empty where there are no groups."""
    return next((group.label for group in rubric.groups if group.key == key), "")


def tie_words(rubric: Rubric, tie: Tie) -> str:
    """并列比较项 in words: “秸秆禁烧”得分, “平时考核”得分, 加分, 扣分事项少者在前."""
    if tie.by is TieKey.ROW:
        return f"“{rubric.row(tie.key).title}”得分"
    if tie.by is TieKey.PART:
        label = next((part.label for part in rubric.parts if part.key == tie.key), tie.key)
        return f"“{label}”得分"
    return TIE_LABELS[tie.by]
