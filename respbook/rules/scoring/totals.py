"""合计与折算 totals: rows to a period, periods to a part, parts and bonus to the total (field.md 5.2 steps 7–9; feature T6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from respbook.rules.scoring.amounts import ZERO, half_up, quotient, summed
from respbook.rules.scoring.kinds import BonusPlace, Combine, Missing, NotApplicableMode
from respbook.rules.scoring.results import PartResult, PeriodResult, Phase, RowResult, Step
from respbook.rules.scoring.rows import ReadyRow
from respbook.rules.scoring.rubric import Part, Total
from respbook.rules.scoring.telling import Telling
from respbook.rules.scoring.words import added, bracketed, equals, number, points

LISTED = 12
"""Figures of a sum that are written out."""
NOTHING_APPLIES = "全部指标不适用，不计分"


def period_of(
    key: str, label: str, ready: Sequence[ReadyRow], rows: list[RowResult], full: Decimal, explain: bool
) -> PeriodResult:
    """一期的得分: rows added; what has no such task is spread over its like or converted."""
    out = [at for at, row in enumerate(rows) if row.score is None and not row.applies]
    score = summed(row.score for row in rows if row.score is not None)
    telling = Telling() if explain else None
    if telling is not None:
        telling.step(Phase.SUM, _added_up(rows, score), score)
    if not out:
        return PeriodResult(key, label, tuple(rows), score, full, _steps(telling))
    lost = summed(ready[at].points for at in out)
    if lost == full and all(row.score is None for row in rows if row.points):
        if telling is not None:
            telling.step(Phase.SUM, NOTHING_APPLIES, -score)
        return PeriodResult(key, label, tuple(rows), ZERO, full, _steps(telling), applies=False)
    spread, left = _spread(ready, rows, out, telling)
    score += spread
    if left and full > left:
        whole = quotient(score * full, full - left)
        if telling is not None:
            words = f"不适用{points(left)}，按{points(full - left)}折算：{points(score)}×{number(full)}÷{number(full - left)}{equals(whole)}"
            telling.step(Phase.SUM, words, whole - score)
        score = whole
    return PeriodResult(key, label, tuple(rows), score, full, _steps(telling))


def _added_up(rows: Sequence[RowResult], score: Decimal) -> str:
    known = [row.score for row in rows if row.score is not None]
    said = "＋".join(bracketed(figure) for figure in known)
    return f"各项得分相加：{said}{equals(score)}" if 1 < len(known) <= LISTED else f"各项得分相加{equals(score)}"


def _steps(telling: Telling | None) -> tuple[Step, ...]:
    return tuple(telling.steps) if telling is not None else ()


def _spread(
    ready: Sequence[ReadyRow], rows: list[RowResult], out: list[int], telling: Telling | None
) -> tuple[Decimal, Decimal]:
    """摊入同类: what spreading adds; and the points that must be converted, because nothing of their kind is left."""
    more, left = ZERO, ZERO
    by_heading: dict[str, Decimal] = {}
    for at in out:
        row = ready[at].row
        if row.na_mode is NotApplicableMode.REDISTRIBUTE:
            by_heading[row.heading] = by_heading.get(row.heading, ZERO) + ready[at].points
        else:
            left += ready[at].points
    for heading, freed in by_heading.items():
        like = [at for at, row in enumerate(rows) if row.applies and ready[at].row.heading == heading]
        held = summed(ready[at].points for at in like)
        if held <= 0:
            left += freed
            continue
        got = summed(rows[at].score or ZERO for at in like)
        whole = quotient(got * (held + freed), held)
        more += whole - got
        if telling is not None:
            words = (
                f"{f'“{heading}”' if heading else '同类'}中不适用的{points(freed)}摊入其余{len(like)}项："
                f"{points(got)}×{number(held + freed)}÷{number(held)}{equals(whole)}"
            )
            telling.step(Phase.SUM, words, whole - got)
    return more, left


def part_of(part: Part, periods: list[PeriodResult], full: Decimal, explain: bool) -> PartResult:
    """一个时段的得分: mean or sum of its periods, on the scale of its weight."""
    counted = [one for one in periods if one.applies and _has_score(one)]
    telling = Telling() if explain else None
    none_apply = bool(periods) and not any(one.applies for one in periods)
    expected = max(part.times - sum(not one.applies for one in periods), 0)
    missing = max(expected - len(counted), 0)
    parts = len(counted) + (missing if part.missing is Missing.ZERO else 0)
    if none_apply or not parts:
        if telling is not None:
            words = NOTHING_APPLIES if none_apply else "还没有得分，暂不计入"
            telling.step(Phase.PERIODS, f"{part.label}{'：' if part.label else ''}{words}")
        return PartResult(part.key, part.label, part.weight, tuple(periods), ZERO, _steps(telling), applies=False)
    together = summed(one.score for one in counted)
    whole = full * parts
    score = quotient(together * part.weight, whole) if whole else together
    if telling is not None:
        telling.step(Phase.PERIODS, _combined(part, counted, missing, parts, full, together, score), score)
    return PartResult(part.key, part.label, part.weight, tuple(periods), score, _steps(telling))


def _has_score(period: PeriodResult) -> bool:
    return not period.rows or any(row.score is not None for row in period.rows)


def _combined(
    part: Part, counted: list[PeriodResult], missing: int, parts: int, full: Decimal, together: Decimal, score: Decimal
) -> str:
    """The sum of the periods in words."""
    lead = f"{part.label}：" if part.label else ""
    names = "＋".join(points(one.score) for one in counted) or "0分"
    said, held = f"得{points(together)}", together
    if parts > 1 and part.combine is Combine.MEAN:
        held = quotient(together, Decimal(parts))
        said = f"（{names}）÷{parts}{equals(held)}" if len(counted) > 1 else f"{names}÷{parts}{equals(held)}"
    elif len(counted) > 1:
        said = f"{names}{equals(together)}"
    if missing:
        said += f"（缺{missing}期，{'按0分计' if part.missing is Missing.ZERO else '不计入'}）"
    scale = full if part.combine is Combine.MEAN else full * parts
    if held != score and scale:
        said += f"，{points(held)}×{number(part.weight)}÷{number(scale)}{equals(score)}"
    return lead + said


@dataclass(frozen=True, slots=True)
class Sum:
    """总分: ``applies`` False where nothing was counted."""

    base: Decimal
    bonus: Decimal
    total: Decimal
    applies: bool
    steps: tuple[Step, ...]


def total_of(parts: Sequence[PartResult], total: Total, explain: bool) -> Sum:
    """总分: parts added, bonus inside or outside the full points, bounds, and the only rounding."""
    telling = Telling() if explain else None
    counted = [part for part in parts if part.applies]
    base = summed(part.score for part in counted)
    bonus = summed(row.bonus for part in parts for period in part.periods for row in period.rows)
    if telling is not None:
        words = "＋".join(f"{part.label}{points(part.score)}" for part in counted)
        telling.step(
            Phase.PERIODS,
            f"基本得分{words}{equals(base) if len(counted) > 1 else ''}" if counted else NOTHING_APPLIES,
            base,
        )
    whole, held = summed(part.weight for part in parts), summed(part.weight for part in counted)
    if counted and held and whole != held:
        shown = base
        base = quotient(base * whole, held)
        if telling is not None:
            words = f"有{len(parts) - len(counted)}个时段不计入，折算：{points(shown)}×{number(whole)}÷{number(held)}{equals(base)}"
            telling.step(Phase.PERIODS, words, base - shown)
    if not counted:
        return Sum(ZERO, ZERO, ZERO, False, _steps(telling))
    figure, bonus = _with_bonus(base, bonus, total, telling)
    rounded = half_up(_bounded(figure, total, telling), total.places)
    if telling is not None and rounded != telling.figure:
        words = (
            f"四舍五入保留{total.places}位小数，总分{points(rounded)}"
            if total.places
            else f"四舍五入取整，总分{points(rounded)}"
        )
        telling.step(Phase.BONUS, words, rounded - telling.figure)
    return Sum(base, bonus, rounded, True, _steps(telling))


def _with_bonus(base: Decimal, bonus: Decimal, total: Total, telling: Telling | None) -> tuple[Decimal, Decimal]:
    """Step 9. Inside: never above the full points."""
    asked = bonus
    if total.bonus_cap is not None and bonus > total.bonus_cap:
        bonus = total.bonus_cap
    figure = base + bonus
    inside = total.bonus_place is BonusPlace.INSIDE
    kept = min(figure, max(total.full, base)) if inside else figure
    if telling is not None and asked:
        limit = f"（共可加{points(asked)}，加分最多{points(bonus)}）" if asked != bonus else ""
        telling.step(Phase.BONUS, f"加分{points(bonus)}{limit}，{added(base, bonus)}", bonus)
        if kept != figure:
            words = f"加分计入满分以内，最多{points(kept)}"
            telling.step(Phase.BONUS, words, kept - figure)
    return kept, bonus


def _bounded(figure: Decimal, total: Total, telling: Telling | None) -> Decimal:
    kept = figure
    if total.floor is not None and kept < total.floor:
        kept = total.floor
    if total.ceiling is not None and kept > total.ceiling:
        kept = total.ceiling
    if telling is not None and kept != figure:
        telling.step(Phase.BONUS, f"总分{'最低' if kept > figure else '最多'}{points(kept)}", kept - figure)
    return kept
