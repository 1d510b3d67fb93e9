"""评委尺度: how strictly each assessor marks beside the others, whole and by day; told before 定稿, never put right by itself (X12)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

HUNDRED = Decimal(100)
LEAST_MARKS = 5
"""Marks below which nothing is said of a scale."""
MOST_UNITS = 3
"""Units proposed for another look."""


@dataclass(frozen=True)
class Held:
    """一份评分与基准: ``against`` is the combined score of the row, or the system's figure where only one marks it."""

    assessor_id: int
    assessor: str
    on: date
    sheet_id: int
    unit: str
    points: Decimal
    full: Decimal
    against: Decimal | None = None

    @property
    def rate(self) -> Decimal:
        """得分率, per cent."""
        return self.points / self.full * HUNDRED

    @property
    def off(self) -> Decimal | None:
        """偏差, per cent of the row's points."""
        return None if self.against is None else (self.points - self.against) / self.full * HUNDRED


@dataclass(frozen=True)
class Scale:
    """尺度 of an assessor, or of one day of his: means and spread in per cent; ``flagged``: off by more than one SD."""

    assessor_id: int
    assessor: str
    on: date | None
    marks: int
    mean: Decimal
    spread: Decimal
    off: Decimal | None = None
    flagged: bool = False

    @property
    def words(self) -> str:
        """偏宽、偏严."""
        if not self.flagged or self.off is None:
            return ""
        return "偏宽" if self.off > 0 else "偏严"


@dataclass(frozen=True)
class Again:
    """建议复评的单位: where a flagged assessor lies furthest off."""

    sheet_id: int
    unit: str
    assessor: str
    off: Decimal


@dataclass(frozen=True)
class Scales:
    """评委尺度 of an assessment."""

    whole: Sequence[Scale]
    days: Sequence[Scale]
    deviation: Decimal
    """一个标准差 of all marks' offs, per cent."""
    again: Sequence[Again] = ()

    @property
    def flagged(self) -> bool:
        """有无偏离."""
        return any(each.flagged for each in (*self.whole, *self.days))


def scales_of(marks: Iterable[Held]) -> Scales:
    """评委尺度 over all marks that may be looked at."""
    marks = list(marks)
    offs = [mark.off for mark in marks if mark.off is not None]
    middle, deviation = _mean(offs), _spread(offs)
    by_person: dict[int, list[Held]] = defaultdict(list)
    by_day: dict[tuple[int, date], list[Held]] = defaultdict(list)
    for mark in marks:
        by_person[mark.assessor_id].append(mark)
        by_day[mark.assessor_id, mark.on].append(mark)
    whole = [_scale(rows, None, middle, deviation) for rows in by_person.values()]
    days = [_scale(rows, on, middle, deviation) for (_, on), rows in by_day.items()]
    whole.sort(key=lambda each: (each.assessor, each.assessor_id))
    days.sort(key=lambda each: (each.assessor, each.assessor_id, each.on or date.min))
    return Scales(whole, days, deviation, _again(marks, [*whole, *days], middle))


def _scale(rows: Sequence[Held], on: date | None, middle: Decimal, deviation: Decimal) -> Scale:
    rates, offs = [row.rate for row in rows], [row.off for row in rows if row.off is not None]
    off = _mean(offs) if offs else None
    flagged = off is not None and len(offs) >= LEAST_MARKS and abs(off - middle) > deviation > 0
    return Scale(rows[0].assessor_id, rows[0].assessor, on, len(rows), _mean(rates), _spread(rates), off, flagged)


def _again(marks: Sequence[Held], scales: Sequence[Scale], middle: Decimal) -> list[Again]:
    """Each flagged assessor's units, the furthest off first."""
    watched = {(each.assessor_id, each.on) for each in scales if each.flagged}
    by_unit: dict[tuple[int, str, str], list[Decimal]] = defaultdict(list)
    for mark in marks:
        if mark.off is not None and {(mark.assessor_id, None), (mark.assessor_id, mark.on)} & watched:
            by_unit[mark.sheet_id, mark.unit, mark.assessor].append(mark.off)
    found = [Again(sheet, unit, who, _mean(offs)) for (sheet, unit, who), offs in by_unit.items()]
    found.sort(key=lambda each: (-abs(each.off - middle), each.sheet_id))
    return found[:MOST_UNITS]


def _mean(figures: Sequence[Decimal]) -> Decimal:
    return sum(figures, Decimal(0)) / len(figures) if figures else Decimal(0)


def _spread(figures: Sequence[Decimal]) -> Decimal:
    """标准差 of all of them."""
    if not figures:
        return Decimal(0)
    middle = _mean(figures)
    return (sum(((each - middle) ** 2 for each in figures), Decimal(0)) / len(figures)).sqrt()
