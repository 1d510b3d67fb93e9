"""任务进度 of one task from its reports: three sums, what was wanted by now, and the formula in words (features T6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from respbook.rules.cadence import CADENCE_LABELS, Cadence
from respbook.rules.chinese import figure
from respbook.rules.reports import LONG, Progress, summed, wanted_by_now


@dataclass(frozen=True)
class PeriodSaid:
    """一期的三个数, in order of the periods; None where nothing stands."""

    told: Decimal | None
    passed: Decimal | None
    verified: Decimal | None


def progress_of(
    said: Sequence[PeriodSaid], cadence: Cadence, unit_word: str, amount: Decimal | None, periods: int
) -> Progress:
    """进度: sums over the periods; a share in per cent is never added up, there the newest one stands."""
    sums = [_one([getattr(each, name) for each in said], unit_word) for name in ("told", "passed", "verified")]
    wanted = wanted_by_now(cadence, amount, periods) if summed(unit_word) else amount
    return Progress(sums[0], sums[1], sums[2], wanted)


def _one(amounts: Sequence[Decimal | None], unit_word: str) -> Decimal:
    there = [each for each in amounts if each is not None]
    if summed(unit_word):
        return sum(there, Decimal(0))
    return there[-1] if there else Decimal(0)


def wanted_words(cadence: Cadence, unit_word: str, amount: Decimal | None, periods: int) -> str:
    """应完成数的算法: 每月20吨 × 已到9期 = 180吨."""
    if amount is None:
        return ""
    if not summed(unit_word):
        return f"应达到{figure(amount)}{unit_word}，以最近一期为准"
    if cadence in LONG:
        return f"全期应完成{figure(amount)}{unit_word}"
    wanted = figure(amount * periods)
    return f"{CADENCE_LABELS[cadence]}{figure(amount)}{unit_word} × 已到{periods}期 = {wanted}{unit_word}"


def done_words(progress: Progress, unit_word: str) -> str:
    """完成率的算法: 已审100吨 ÷ 应完成180吨 = 55.6%; only what was checked counts."""
    if progress.share is None:
        return ""
    percent = figure((progress.share * 100).quantize(Decimal("0.1")))
    return (
        f"已审{figure(progress.passed)}{unit_word} ÷ 应完成{figure(progress.target)}{unit_word} = {percent}%；"
        "自报的没有审过，不计入"
    )
