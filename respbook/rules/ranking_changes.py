"""公示后的变动: what differs between the announced and the settled result, line by line with its cause (features A11)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from respbook.rules.scoring.results import UnitResult


@dataclass(frozen=True)
class Change:
    """一处变动: a unit's row (``title``), or its total, rank and grade (``title`` empty)."""

    unit: str
    name: str
    title: str
    before: str
    after: str
    cause: str


def changes_between(
    before: Iterable[UnitResult],
    after: Iterable[UnitResult],
    titles: Mapping[str, str],
    causes: Mapping[tuple[str, str], str],
) -> Sequence[Change]:
    """变动 in the order of ``after``; rows first, then what it did to total, rank and grade of the unit."""
    was = {each.unit: each for each in before}
    told: list[Change] = []
    for now in after:
        old = was.get(now.unit)
        if old is None:
            continue
        scores, scored = _rows(old), _rows(now)
        for place, score in scored.items():
            if score != scores.get(place):
                key = place[2]
                cause = causes.get((now.unit, key), "记录有变动")
                told.append(
                    Change(now.unit, now.name, titles.get(key, key), _words(scores.get(place)), _words(score), cause)
                )
        if (old.total, old.rank, old.band) != (now.total, now.rank, now.band):
            told.append(Change(now.unit, now.name, "", _whole(old), _whole(now), ""))
    return told


def _rows(result: UnitResult) -> dict[tuple[str, str, str], Decimal | None]:
    return {
        (part.key, period.key, row.key): row.score
        for part in result.parts
        for period in part.periods
        for row in period.rows
    }


def _words(score: Decimal | None) -> str:
    return "未评" if score is None else f"{score.normalize():f}分"


def _whole(result: UnitResult) -> str:
    rank = f"，第{result.rank}名" if result.rank else ""
    return f"{result.total:f}分{rank}{f'，{result.band}' if result.band else ''}"
